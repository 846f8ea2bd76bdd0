/** Puts the fields of a date together, as Java's smart resolver does. */
import { EvaluationError } from '../errors.ts';
import { type DateTime, type Day, dateOfJulianDay, daysInMonth, isLeapYear, plus } from './calendar.ts';
import { isIn, middleOf } from './day-period.ts';
import { fieldOf } from './format.ts';
import type { Field } from './pattern.ts';
import { dateOfWeek, dateOfWeekInMonth, localOfWeekday } from './weeks.ts';

const MAX_YEAR = 999_999;
const MILLION = 1_000_000;
const BILLION = 1_000_000_000;

type Fields = ReadonlyMap<Field | 'offset', number>;

/** Limits of the values, both included. */
const RANGES: Readonly<Partial<Record<Field, readonly [number, number]>>> = {
  year: [-MAX_YEAR, MAX_YEAR],
  yearOfEra: [1, MAX_YEAR],
  month: [1, 12],
  quarter: [1, 4],
  day: [1, 31],
  dayOfYear: [1, 366],
  localWeekday: [1, 7],
  weekYear: [-MAX_YEAR, MAX_YEAR],
  weekOfYear: [1, 53],
  weekOfMonth: [0, 6],
  alignedDay: [1, 7],
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
export function resolve(fields: Fields): DateTime {
  for (const [field, value] of fields) {
    const [min, max] = (field === 'offset' ? undefined : RANGES[field]) ?? [value, value];
    if (value < min || value > max) throw new EvaluationError(`the ${field} of the date is out of range`);
  }
  const time = resolveTime(fields);
  const { day, decided } = resolveDate(fields);
  const date = { ...day, ...time, offset: fields.get('offset') ?? 0 };
  for (const [field, name] of CHECKED) {
    const value = fields.get(field);
    if (value === undefined || decided.includes(field) || value === fieldOf(date, field)) continue;
    throw new EvaluationError(`the ${name} does not belong to the date`);
  }
  const period = fields.get('dayPeriod');
  // As in Java, an hour of a half day is let through that is in neither half.
  const isWholeHour = WHOLE_HOURS.some((field) => fields.has(field));
  if (period !== undefined && isWholeHour && !isIn(period, (date.hour % 24) * 60 + date.minute)) {
    throw new EvaluationError('the part of the day does not belong to the time');
  }
  const isNextMidnight = date.hour === 24;
  if (!isNextMidnight) return date;
  if (date.minute + date.second + date.nano > 0)
    throw new EvaluationError('the hour of the date is out of range');
  return plus({ ...date, hour: 0 }, { years: 0, months: 0, days: 1, hours: 0, minutes: 0, seconds: 0 });
}

/** What has to fit when other fields make the date. */
const CHECKED: readonly (readonly [field: Field, name: string])[] = [
  ['weekday', 'day of the week'],
  ['localWeekday', 'day of the week'],
  ['weekYear', 'week-based year'],
  ['weekOfYear', 'week'],
  ['weekOfMonth', 'week of the month'],
  ['alignedDay', 'day of the week in the month'],
  ['julianDay', 'Julian day'],
  ['quarter', 'quarter'],
  ['dayOfYear', 'day of the year'],
  ['month', 'month'],
  ['yearOfEra', 'year of the era'],
  ['era', 'era'],
];

/** @returns `decided`: fields that the date was made of, in which what does not exist became something near */
function resolveDate(fields: Fields): { readonly day: Day; readonly decided: readonly Field[] } {
  const julianDay = fields.get('julianDay');
  if (julianDay !== undefined) return { day: checkedJulianDay(julianDay, fields), decided: [] };
  const weekday = fields.get('localWeekday') ?? localOf(fields.get('weekday'));
  const month = fields.get('month');
  const weekOfMonth = fields.get('weekOfMonth');
  if (month !== undefined && weekOfMonth !== undefined && weekday !== undefined && !fields.has('day')) {
    return {
      day: dateOfWeekInMonth(resolveYear(fields), month, weekOfMonth, weekday),
      decided: ['weekOfMonth', 'month'],
    };
  }
  const weekYear = fields.get('weekYear');
  if (weekYear !== undefined && !fields.has('year') && !fields.has('yearOfEra')) {
    const week = fields.get('weekOfYear');
    if (week === undefined) throw new EvaluationError('the week-based year (Y) of the date has no week (w)');
    return { day: dateOfWeek(weekYear, week, weekday ?? 1), decided: ['weekOfYear'] };
  }
  return { day: dateOfMonth(fields), decided: [] };
}

function localOf(weekday: number | undefined): number | undefined {
  return weekday === undefined ? undefined : localOfWeekday(weekday);
}

function dateOfMonth(fields: Fields): Day {
  const year = resolveYear(fields);
  const dayOfYear = fields.get('dayOfYear');
  if (dayOfYear !== undefined && !(fields.has('month') && fields.has('day')))
    return dateOfDayOfYear(year, dayOfYear);
  const quarter = fields.get('quarter');
  const month = fields.get('month') ?? (quarter === undefined ? 1 : 3 * quarter - 2);
  // 31 April is 30 April.
  return { year, month, day: Math.min(fields.get('day') ?? 1, daysInMonth(year, month)) };
}

/** Years, months and days beside it have to be the same. */
function checkedJulianDay(julianDay: number, fields: Fields): Day {
  const day = dateOfJulianDay(julianDay);
  if (Math.abs(day.year) > MAX_YEAR) throw new EvaluationError('the Julian day of the date is out of range');
  const isSame = (['month', 'day'] as const).every(
    (field) => (fields.get(field) ?? day[field]) === day[field],
  );
  const hasYear = fields.has('year') || fields.has('yearOfEra');
  if (isSame && (!hasYear || resolveYear(fields) === day.year)) return day;
  throw new EvaluationError('the Julian day does not belong to the date');
}

function resolveYear(fields: Fields): number {
  const year = fields.get('year');
  if (year !== undefined) return year;
  const yearOfEra = fields.get('yearOfEra');
  if (yearOfEra !== undefined) return fields.get('era') === 0 ? 1 - yearOfEra : yearOfEra;
  if (NEED_YEAR.some((field) => fields.has(field))) {
    throw new EvaluationError('the date has no year');
  }
  return 1970;
}

const NEED_YEAR: readonly Field[] = ['month', 'day', 'dayOfYear', 'weekOfYear', 'weekOfMonth'];

function dateOfDayOfYear(year: number, dayOfYear: number): Day {
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

function resolveTime(fields: Fields): Pick<DateTime, 'hour' | 'minute' | 'second' | 'nano'> {
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
  const period = fields.get('dayPeriod');
  if (period !== undefined && !HOURS.some((field) => fields.has(field))) {
    const minute = middleOf(period);
    return { hour: Math.floor(minute / 60), minute: minute % 60, second: 0, nano: 0 };
  }
  const halfDay = fields.get('halfDay');
  if (halfDay !== undefined && !TIMES.some((field) => fields.has(field))) {
    return { hour: 12 * halfDay + 6, minute: 0, second: 0, nano: 0 };
  }
  return {
    hour: resolveHour(fields),
    minute: fields.get('minute') ?? 0,
    second: fields.get('second') ?? 0,
    nano: fields.get('nano') ?? 0,
  };
}

const WHOLE_HOURS: readonly Field[] = ['hour', 'clockHour', 'halfDay', 'milliOfDay', 'nanoOfDay'];
const HOURS: readonly Field[] = ['hour', 'clockHour', 'halfDayHour', 'halfDayClockHour'];
/** Where there is none of them, a half of the day is the middle of it. */
const TIMES: readonly Field[] = [...HOURS, 'minute', 'second', 'nano'];

function resolveHour(fields: Fields): number {
  const hour = fields.get('hour');
  if (hour !== undefined) return hour;
  const clockHour = fields.get('clockHour');
  if (clockHour !== undefined) return clockHour % 24;
  const halfDayHour = fields.get('halfDayHour') ?? (fields.get('halfDayClockHour') ?? 0) % 12;
  return halfDayHour + 12 * (fields.get('halfDay') ?? halfDayOfPeriod(halfDayHour, fields));
}

/** The second half where the hour belongs to the part of the day only then. */
function halfDayOfPeriod(halfDayHour: number, fields: Fields): number {
  const period = fields.get('dayPeriod');
  const minute = (halfDayHour + 12) * 60 + (fields.get('minute') ?? 0);
  return period !== undefined && isIn(period, minute) ? 1 : 0;
}
