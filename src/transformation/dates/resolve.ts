/** Puts the fields of a date together, as Java's smart resolver does. */
import { EvaluationError } from '../errors.ts';
import { type DateTime, dayOfWeek, daysInMonth, isLeapYear, plus } from './calendar.ts';
import type { Field } from './pattern.ts';

const MAX_YEAR = 999_999;
const MILLION = 1_000_000;
const BILLION = 1_000_000_000;

/** Limits of the values, both included. */
const RANGES: Readonly<Partial<Record<Field, readonly [number, number]>>> = {
  year: [-MAX_YEAR, MAX_YEAR],
  yearOfEra: [1, MAX_YEAR],
  month: [1, 12],
  quarter: [1, 4],
  day: [1, 31],
  dayOfYear: [1, 366],
  hour: [0, 24],
  // As in Java, 0 is let through where the first hour is 12 or 24.
  clockHour: [0, 24],
  halfDayHour: [0, 11],
  halfDayClockHour: [0, 12],
  minute: [0, 59],
  second: [0, 59],
  nano: [0, BILLION - 1],
  milliOfDay: [0, 86_400_000 - 1],
  nanoOfDay: [0, 86_400 * BILLION - 1],
};

/**
 * What is missing is the first possible: the first of January, midnight, UTC. The year has to be there, unless there is
 * nothing but a time.
 *
 * @throws EvaluationError for values that no date has
 */
export function resolve(fields: ReadonlyMap<Field | 'offset', number>): DateTime {
  for (const [field, value] of fields) {
    const [min, max] = (field === 'offset' ? undefined : RANGES[field]) ?? [value, value];
    if (value < min || value > max) throw new EvaluationError(`the ${field} of the date is out of range`);
  }
  const time = resolveTime(fields);
  const date = { ...resolveDate(fields), ...time, offset: fields.get('offset') ?? 0 };
  const weekday = fields.get('weekday');
  if (weekday !== undefined && weekday !== dayOfWeek(date)) {
    throw new EvaluationError('the day of the week does not belong to the date');
  }
  const isNextMidnight = date.hour === 24;
  if (!isNextMidnight) return date;
  if (date.minute + date.second + date.nano > 0)
    throw new EvaluationError('the hour of the date is out of range');
  return plus({ ...date, hour: 0 }, { years: 0, months: 0, days: 1, hours: 0, minutes: 0, seconds: 0 });
}

function resolveDate(
  fields: ReadonlyMap<Field | 'offset', number>,
): Pick<DateTime, 'year' | 'month' | 'day'> {
  const year = resolveYear(fields);
  const dayOfYear = fields.get('dayOfYear');
  if (dayOfYear !== undefined && !fields.has('month')) return dateOfDayOfYear(year, dayOfYear);
  const quarter = fields.get('quarter');
  const month = fields.get('month') ?? (quarter === undefined ? 1 : 3 * quarter - 2);
  // 31 April is 30 April.
  return { year, month, day: Math.min(fields.get('day') ?? 1, daysInMonth(year, month)) };
}

function resolveYear(fields: ReadonlyMap<Field | 'offset', number>): number {
  const year = fields.get('year');
  if (year !== undefined) return year;
  const yearOfEra = fields.get('yearOfEra');
  if (yearOfEra !== undefined) return fields.get('era') === 0 ? 1 - yearOfEra : yearOfEra;
  if (fields.has('month') || fields.has('day') || fields.has('dayOfYear')) {
    throw new EvaluationError('the date has no year');
  }
  return 1970;
}

function dateOfDayOfYear(year: number, dayOfYear: number): Pick<DateTime, 'year' | 'month' | 'day'> {
  if (dayOfYear > (isLeapYear(year) ? 366 : 365))
    throw new EvaluationError('the dayOfYear of the date is out of range');
  let day = dayOfYear;
  let month = 1;
  while (day > daysInMonth(year, month)) {
    day -= daysInMonth(year, month);
    month++;
  }
  return { year, month, day };
}

function resolveTime(
  fields: ReadonlyMap<Field | 'offset', number>,
): Pick<DateTime, 'hour' | 'minute' | 'second' | 'nano'> {
  const milliOfDay = fields.get('milliOfDay');
  const nanoOfDay = fields.get('nanoOfDay');
  if (milliOfDay !== undefined || nanoOfDay !== undefined) {
    const millis = milliOfDay ?? Math.floor((nanoOfDay as number) / MILLION);
    const second = Math.floor(millis / 1000);
    const nano = nanoOfDay === undefined ? (millis % 1000) * MILLION : nanoOfDay % BILLION;
    return {
      hour: Math.floor(second / 3600),
      minute: Math.floor(second / 60) % 60,
      second: second % 60,
      nano,
    };
  }
  return {
    hour: resolveHour(fields),
    minute: fields.get('minute') ?? 0,
    second: fields.get('second') ?? 0,
    nano: fields.get('nano') ?? 0,
  };
}

function resolveHour(fields: ReadonlyMap<Field | 'offset', number>): number {
  const hour = fields.get('hour');
  if (hour !== undefined) return hour;
  const clockHour = fields.get('clockHour');
  if (clockHour !== undefined) return clockHour % 24;
  const halfDayHour = fields.get('halfDayHour') ?? (fields.get('halfDayClockHour') ?? 0) % 12;
  return halfDayHour + 12 * (fields.get('halfDay') ?? 0);
}
