/** The opposite of joining texts. */

/** What stands between `prefix` and `suffix`; `undefined` for a value that does not have both, in any case unless it matters. */
export function unwrap(
  value: string | number | boolean,
  prefix: string,
  suffix: string,
  isExact: boolean,
): string | undefined {
  if (typeof value !== 'string' || value.length < prefix.length + suffix.length) return undefined;
  const end = value.length - suffix.length;
  const isThere = (found: string, wanted: string) =>
    isExact ? found === wanted : found.toLowerCase() === wanted.toLowerCase();
  if (!isThere(value.slice(0, prefix.length), prefix) || !isThere(value.slice(end), suffix)) return undefined;
  return value.slice(prefix.length, end);
}
