/** Times in filters, as Java's lenient `SimpleDateFormat` reads and PostgreSQL's driver writes them. */

/**
 * `yyyy-MM-dd'T'HH:mm:ss.SSS'Z'`: any number of digits anywhere, blanks before a number, and whatever follows the Z.
 * Digits after the point are milliseconds, so `.5` is 5 of them.
 */
const TIME =
  /^[ \t]*(-?\d+)-[ \t]*(-?\d+)-[ \t]*(-?\d+)T[ \t]*(-?\d+):[ \t]*(-?\d+):[ \t]*(-?\d+)\.[ \t]*(-?\d+)Z/;

/**
 * The time a quoted value stands for, in milliseconds since the epoch; what is too large rolls over, so that month 13
 * is January of the next year. `undefined`: the value is a text; `NaN`: beyond every calendar.
 */
export function parseTime(text: string): number | undefined {
  const match = TIME.exec(text);
  if (match === null) return undefined;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0, millisecond = 0] = match
    .slice(1)
    .map(Number);
  const time = new Date(0);
  time.setUTCFullYear(year, month - 1, day);
  return time.setUTCHours(hour, minute, second, millisecond);
}

/** The text a time is compared as with a column of texts, e.g. `2020-01-01 00:00:00+00`. */
export function timeText(time: number): string {
  const [date = '', clock = ''] = new Date(time).toISOString().slice(0, -1).split('T');
  return `${date} ${clock.replace(/\.?0+$/, '')}+00`;
}
