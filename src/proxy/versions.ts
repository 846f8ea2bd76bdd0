/** Entity tags (RFC 9110 §8.8.3, RFC 7644 §3.14). */

/** Whether a header such as `W/"3", "4"` or `*` names the version; without a version only `*` matches. */
export function matchesVersion(header: string, version: string | undefined): boolean {
  if (header.trim() === '*') return true;
  if (version === undefined) return false;
  return header.split(',').some((tag) => {
    const opaque = tag.trim().replace(/^W\//, '');
    const text =
      opaque.startsWith('"') && opaque.endsWith('"') && opaque.length > 1 ? opaque.slice(1, -1) : opaque;
    return text === version;
  });
}
