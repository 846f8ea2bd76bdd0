/** The ISO calendar, proleptic as in `java.time`, on plain numbers. */

/** A date and time of day without zone; `offset` is only carried along. */
export interface DateTime {
  /** Proleptic: 0 is 1 BC. */
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly nano: number;
  /** Distance from UTC in seconds. */
  readonly offset: number;
}

export type Day = Pick<DateTime, 'year' | 'month' | 'day'>;

/** What to add to a date and time; every member may be negative. */
export interface Amounts {
  readonly years: number;
  readonly months: number;
  readonly days: number;
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
}

const DAYS_IN_ERA = 146_097;
const SECONDS_IN_DAY = 86_400;
/** From 0000-03-01 to 1970-01-01. */
const EPOCH_SHIFT = 719_468;
/** From 1858-11-17 to 1970-01-01. */
const JULIAN_SHIFT = 40_587;

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Days since 1970-01-01. Years are taken to begin in March, so that the leap day comes last. */
export function epochDay(year: number, month: number, day: number): number {
  const shifted = month > 2 ? year : year - 1;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * DAYS_IN_ERA + dayOfEra - EPOCH_SHIFT;
}

export function dateOfEpochDay(days: number): Day {
  const shifted = days + EPOCH_SHIFT;
  const era = Math.floor(shifted / DAYS_IN_ERA);
  const dayOfEra = shifted - era * DAYS_IN_ERA;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  return { year: era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, day };
}

/** Days since 1858-11-17. */
export function julianDay({ year, month, day }: Day): number {
  return epochDay(year, month, day) + JULIAN_SHIFT;
}

export function dateOfJulianDay(days: number): Day {
  return dateOfEpochDay(days - JULIAN_SHIFT);
}

/** @param seconds since 1970-01-01T00:00 */
function dateTimeOf(seconds: number, nano: number, offset: number): DateTime {
  const days = Math.floor(seconds / SECONDS_IN_DAY);
  const secondOfDay = seconds - days * SECONDS_IN_DAY;
  return {
    ...dateOfEpochDay(days),
    hour: Math.floor(secondOfDay / 3600),
    minute: Math.floor(secondOfDay / 60) % 60,
    second: secondOfDay % 60,
    nano,
    offset,
  };
}

/** The date and time in UTC, with `offset` carried along. */
export function dateTimeOfMillis(millis: number, offset = 0): DateTime {
  const seconds = Math.floor(millis / 1000);
  return dateTimeOf(seconds, Math.floor(millis - seconds * 1000) * 1_000_000, offset);
}

/** Milliseconds since 1970-01-01T00:00 on the same clock. */
export function millisOf(date: DateTime): number {
  return secondsOf(date) * 1000 + Math.floor(date.nano / 1_000_000);
}

function secondsOf({ year, month, day, hour, minute, second }: DateTime): number {
  return epochDay(year, month, day) * SECONDS_IN_DAY + hour * 3600 + minute * 60 + second;
}

/** 1 is Monday. */
export function dayOfWeek({ year, month, day }: DateTime): number {
  const days = epochDay(year, month, day) + 3;
  return (((days % 7) + 7) % 7) + 1;
}

export function dayOfYear({ year, month, day }: DateTime): number {
  return epochDay(year, month, day) - epochDay(year, 1, 1) + 1;
}

/** Adds years, then months, then the rest. A day that the month does not have becomes its last. */
export function plus(date: DateTime, amounts: Amounts): DateTime {
  const afterYears = withMonths(date, amounts.years * 12);
  const afterMonths = withMonths(afterYears, amounts.months);
  const seconds =
    amounts.days * SECONDS_IN_DAY + amounts.hours * 3600 + amounts.minutes * 60 + amounts.seconds;
  return dateTimeOf(secondsOf(afterMonths) + seconds, date.nano, date.offset);
}

function withMonths(date: DateTime, months: number): DateTime {
  const count = date.year * 12 + date.month - 1 + months;
  const year = Math.floor(count / 12);
  const month = count - year * 12 + 1;
  return { ...date, year, month, day: Math.min(date.day, daysInMonth(year, month)) };
}
