/** Writes a date and time in a pattern. */
import { EvaluationError } from '../errors.ts';
import type { Work } from '../work.ts';
import { type DateTime, dayOfWeek, dayOfYear, julianDay } from './calendar.ts';
import { dayPeriod } from './day-period.ts';
import type { Element, Field } from './pattern.ts';
import { localWeekday, weekOfMonth, weekOfYear, weekYear } from './weeks.ts';

export type Formatter = (date: DateTime, work: Work) => string;

const STEPS_PER_ELEMENT = 2;

/** Optional sections are always written: nothing is ever missing. */
export function compileFormatter(elements: readonly Element[]): Formatter {
  const formatters = elements.map(compileElement);
  return (date, work) => {
    work.spend(STEPS_PER_ELEMENT * formatters.length);
    let text = '';
    for (const format of formatters) text += format(date, work);
    return text;
  };
}

function compileElement(element: Element): Formatter {
  switch (element.kind) {
    case 'literal':
      return () => element.text;
    case 'number':
      return numberFormatter(element);
    case 'shortYear':
      return (date) => String(Math.abs(fieldOf(date, element.field)) % 100).padStart(2, '0');
    case 'fraction':
      return ({ nano }) => String(nano).padStart(9, '0').slice(0, element.digits);
    case 'name':
      return (date) => element.names[fieldOf(date, element.field) - element.first] ?? '';
    case 'offset':
      return ({ offset }) => formatOffset(offset, element);
    case 'zone':
      return ({ offset }) => (offset === 0 ? 'UTC' : `UTC${formatOffset(offset, ZONE_OFFSET)}`);
    case 'padded': {
      const format = compileElement(element.element);
      return (date, work) => {
        const text = format(date, work);
        if (text.length > element.width)
          throw new EvaluationError('a part of the date is longer than its padding');
        return text.padStart(element.width);
      };
    }
    case 'optional':
      return compileFormatter(element.elements);
  }
}

function numberFormatter({ field, min, max, sign }: Extract<Element, { kind: 'number' }>): Formatter {
  return (date) => {
    const value = fieldOf(date, field);
    const digits = String(Math.abs(value));
    if (digits.length > max) throw new EvaluationError(`the ${field} has more than ${max} digits`);
    const shown = value < 0 ? '-' : sign === 'plus' && digits.length > min ? '+' : '';
    return shown + digits.padStart(min, '0');
  };
}

const ZONE_OFFSET = {
  utc: '',
  prefix: '',
  shortHour: true,
  colon: true,
  minutes: 'if needed',
  seconds: 'never',
} as const;

function formatOffset(
  offset: number,
  { utc, prefix, shortHour, colon, minutes, seconds }: Omit<Extract<Element, { kind: 'offset' }>, 'kind'>,
): string {
  if (offset === 0) return utc;
  const total = Math.abs(offset);
  const separator = colon ? ':' : '';
  const two = (value: number) => String(value).padStart(2, '0');
  const hour = Math.floor(total / 3600);
  const minute = Math.floor(total / 60) % 60;
  const second = total % 60;
  const showSecond = seconds === 'if needed' && second > 0;
  const showMinute = minutes === 'always' || minute > 0 || showSecond;
  return (
    prefix +
    (offset < 0 ? '-' : '+') +
    (shortHour ? String(hour) : two(hour)) +
    (showMinute ? separator + two(minute) : '') +
    (showSecond ? separator + two(second) : '')
  );
}

export function fieldOf(date: DateTime, field: Field): number {
  switch (field) {
    case 'year':
    case 'month':
    case 'day':
    case 'hour':
    case 'minute':
    case 'second':
    case 'nano':
      return date[field];
    case 'yearOfEra':
      return date.year > 0 ? date.year : 1 - date.year;
    case 'era':
      return date.year > 0 ? 1 : 0;
    case 'quarter':
      return Math.ceil(date.month / 3);
    case 'dayOfYear':
      return dayOfYear(date);
    case 'weekday':
      return dayOfWeek(date);
    case 'localWeekday':
      return localWeekday(date);
    case 'weekYear':
      return weekYear(date);
    case 'weekOfYear':
      return weekOfYear(date);
    case 'weekOfMonth':
      return weekOfMonth(date);
    case 'alignedDay':
      return ((date.day - 1) % 7) + 1;
    case 'julianDay':
      return julianDay(date);
    case 'dayPeriod':
      return dayPeriod((date.hour % 24) * 60 + date.minute);
    case 'halfDay':
      return date.hour < 12 ? 0 : 1;
    case 'clockHour':
      return date.hour === 0 ? 24 : date.hour;
    case 'halfDayHour':
      return date.hour % 12;
    case 'halfDayClockHour':
      return date.hour % 12 === 0 ? 12 : date.hour % 12;
    case 'milliOfDay':
      return secondOfDay(date) * 1000 + Math.floor(date.nano / 1_000_000);
    case 'nanoOfDay':
      return secondOfDay(date) * 1_000_000_000 + date.nano;
  }
}

function secondOfDay({ hour, minute, second }: DateTime): number {
  return hour * 3600 + minute * 60 + second;
}
