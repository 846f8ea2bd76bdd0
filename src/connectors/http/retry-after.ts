/** `Retry-After` (RFC 9110 §10.2.3): seconds or a date. */

/** Seconds; a backend that wants longer is asked again after this. */
const LONGEST = 3_600;

/**
 * @param now milliseconds since the epoch
 * @returns whole seconds, 0 to 3,600, or `undefined` where the header says nothing
 */
export function retryAfterSeconds(header: string | undefined, now: number): number | undefined {
  const text = header?.trim() ?? '';
  const isDate = /^[A-Za-z]{3}/.test(text);
  if (!isDate && !/^\d{1,9}$/.test(text)) return undefined;
  const seconds = isDate ? (Date.parse(text) - now) / 1000 : Number(text);
  if (Number.isNaN(seconds)) return undefined;
  return Math.min(Math.max(Math.ceil(seconds), 0), LONGEST);
}
