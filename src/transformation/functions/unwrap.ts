/** The opposite of joining texts. */

/** What stands between `prefix` and `suffix`; `undefined` for a value that does not have both. */
export function unwrap(value: string | number | boolean, prefix: string, suffix: string): string | undefined {
  if (typeof value !== 'string' || value.length < prefix.length + suffix.length) return undefined;
  if (!value.startsWith(prefix) || !value.endsWith(suffix)) return undefined;
  return value.slice(prefix.length, value.length - suffix.length);
}
