/** `Retry-After` (RFC 9110 §10.2.3): seconds or a date. */
import type { ResponseHeaders } from './exchange.ts';

/** Seconds; a backend that wants longer is asked again after this. */
const LONGEST = 3_600;

/**
 * A date is one of the backend's clock, so it is compared with that (`Date`), which may go wrong by hours; where it says no time, with
 * the time of day of the machine, which may be set meanwhile.
 *
 * @returns whole seconds, 0 to 3,600, or `undefined` where the header says nothing
 */
export function retryAfterSeconds(headers: ResponseHeaders): number | undefined {
  const text = headers['retry-after']?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Math.min(Number(text), LONGEST);
  const until = timeOf(text);
  if (until === undefined) return undefined;
  const from = timeOf(headers['date']?.trim() ?? '') ?? Date.now();
  return Math.min(Math.max(Math.ceil((until - from) / 1000), 0), LONGEST);
}

/** @param date `Sun, 06 Nov 1994 08:49:37 GMT` @returns milliseconds since the epoch */
function timeOf(date: string): number | undefined {
  const time = /^[A-Za-z]{3}/.test(date) ? Date.parse(date) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}
