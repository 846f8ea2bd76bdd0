/** `Date(milliseconds)`: Unix time, also in the JSON form of OData 2 (`/Date(1519809649123+0060)/`). */
import { EvaluationError } from '../errors.ts';
import { type DateTime, dateTimeOfMillis, millisOf } from './calendar.ts';

/** The name of this format where a pattern is expected. */
export const UNIX_FORMAT = 'Date(milliseconds)';

/** The greatest distance from 1970 that a JavaScript date has. */
const MAX_MILLIS = 8.64e15;
// The dash is the one that the documentation of Identity Provisioning prints.
const UNIX = /^(?:\/?Date\()?(-?\d{1,16})(?:([+\u2013-])(\d{1,4}))?(?:\)\/?)?$/;

/**
 * The date in UTC. The offset, in minutes as OData 2 says, is only carried along.
 *
 * @throws EvaluationError when it is no such number
 */
export function parseUnix(text: string): DateTime {
  const match = UNIX.exec(text.trim());
  const millis = Number(match?.[1]);
  if (match === null || Math.abs(millis) > MAX_MILLIS) {
    throw new EvaluationError(`the value is not a date of the format ${UNIX_FORMAT}`);
  }
  const minutes = Number(match[3] ?? 0);
  return dateTimeOfMillis(millis, (match[2] === '+' ? 60 : -60) * minutes || 0);
}

export function formatUnix(date: DateTime): string {
  const minutes = Math.abs(date.offset) / 60;
  const offset =
    minutes === 0 ? '' : (date.offset < 0 ? '-' : '+') + String(Math.trunc(minutes)).padStart(4, '0');
  return `/Date(${millisOf(date)}${offset})/`;
}
