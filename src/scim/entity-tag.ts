/** Entity tags (RFC 9110 §8.8.3), which `meta.version` repeats (RFC 7643 §3.1). */

/** What may stand between the quotes of an entity tag, as far as it is ASCII. */
const OPAQUE = /^[\x21\x23-\x7e]+$/;

/** `3` → `"3"`; `undefined` for a version that no header could carry. */
export function printEntityTag(version: string | undefined): string | undefined {
  return version !== undefined && OPAQUE.test(version) ? `"${version}"` : undefined;
}

/** What stands between the quotes of `"3"` or `W/"3"`; a text without them is taken as it is. */
export function parseEntityTag(text: string): string {
  return text.includes('"') ? (/^(?:W\/)?"(.*)"$/.exec(text.trim())?.[1] ?? text.trim()) : text.trim();
}
