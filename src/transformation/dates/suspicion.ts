/** Letters of date patterns that are taken for others, and that Java takes without a word. */
import type { Element, Field } from './pattern.ts';

export interface Suspicion {
  readonly message: string;
  readonly fix: string;
}

/** A field, a colon, or anything else. */
type Part = Field | ':' | undefined;

const HOURS: readonly Part[] = ['hour', 'clockHour', 'halfDayHour', 'halfDayClockHour'];
const HALF_HOURS: readonly Part[] = ['halfDayHour', 'halfDayClockHour'];
const DATES: readonly Part[] = ['day', 'dayOfYear', 'year', 'yearOfEra', 'weekYear'];

const SUSPICIONS: readonly ((parts: readonly Part[]) => Suspicion | undefined)[] = [
  (parts) =>
    parts.includes('weekYear') && !parts.includes('weekOfYear')
      ? {
          message:
            'Y is the year that the week belongs to, which around New Year is not the year of the date',
          fix: 'write yyyy for the year, or add the week (w)',
        }
      : undefined,
  (parts) =>
    parts.includes('dayOfYear') && parts.includes('month')
      ? {
          message: 'D is the day of the year, from 1 to 366, and stands beside a month',
          fix: 'write dd for the day of the month',
        }
      : undefined,
  (parts) =>
    parts.includes('minute') && !hasAny(parts, HOURS) && hasAny(parts, DATES)
      ? {
          message: 'm is the minute, and stands in a date without an hour',
          fix: 'write MM for the month',
        }
      : undefined,
  (parts) =>
    parts.some((part, i) => part === 'month' && parts[i - 1] === ':' && HOURS.includes(parts[i - 2]))
      ? { message: 'M is the month, and stands behind an hour and a colon', fix: 'write mm for the minute' }
      : undefined,
  (parts) =>
    hasAny(parts, HALF_HOURS) && !parts.includes('halfDay') && !parts.includes('dayPeriod')
      ? {
          message: 'h and K are hours of half a day, and nothing says of which half',
          fix: 'write HH for the hour, or add AM or PM (a)',
        }
      : undefined,
];

/** None where every letter says what it most likely has to. */
export function suspicionsOf(elements: readonly Element[]): readonly Suspicion[] {
  const parts = elements.flatMap(partsOf);
  return SUSPICIONS.map((check) => check(parts)).filter((suspicion) => suspicion !== undefined);
}

function hasAny(parts: readonly Part[], wanted: readonly Part[]): boolean {
  return parts.some((part) => wanted.includes(part));
}

function partsOf(element: Element): readonly Part[] {
  switch (element.kind) {
    case 'number':
    case 'shortYear':
    case 'name':
      return [element.field];
    case 'padded':
      return partsOf(element.element);
    case 'optional':
      return element.elements.flatMap(partsOf);
    case 'literal':
      return [element.text === ':' ? ':' : undefined];
    default:
      return [undefined];
  }
}
