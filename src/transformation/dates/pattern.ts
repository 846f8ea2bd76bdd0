/** Patterns of Java's `DateTimeFormatter.ofPattern`, parsed. */
import { ExpressionError } from '../errors.ts';
import {
  abbreviated,
  DAY_PERIODS,
  HALF_DAYS,
  MONTHS,
  NARROW_DAY_PERIODS,
  QUARTERS,
  WEEKDAYS,
} from './names.ts';

/** What a number or a name in a date stands for. */
export type Field =
  | 'year'
  | 'yearOfEra'
  | 'era'
  | 'month'
  | 'quarter'
  | 'day'
  | 'dayOfYear'
  | 'weekday'
  /** 1 is Sunday */
  | 'localWeekday'
  | 'weekYear'
  | 'weekOfYear'
  | 'weekOfMonth'
  /** 1 to 7, from the first of the month on */
  | 'alignedDay'
  /** Days since 1858-11-17 */
  | 'julianDay'
  | 'dayPeriod'
  | 'halfDay'
  | 'hour'
  /** 1 to 24 */
  | 'clockHour'
  /** 0 to 11 */
  | 'halfDayHour'
  /** 1 to 12 */
  | 'halfDayClockHour'
  | 'minute'
  | 'second'
  | 'nano'
  | 'milliOfDay'
  | 'nanoOfDay';

export type Element =
  | { readonly kind: 'literal'; readonly text: string }
  /** `sign`: none, a minus sign where the number is negative, or also a plus sign where it has more digits than `min`. */
  | {
      readonly kind: 'number';
      readonly field: Field;
      readonly min: number;
      readonly max: number;
      readonly sign: 'none' | 'minus' | 'plus';
    }
  /** The last two digits of a year in 2000 to 2099. */
  | { readonly kind: 'shortYear'; readonly field: Field }
  | { readonly kind: 'fraction'; readonly digits: number }
  /** `names[0]` is the value `first`. */
  | {
      readonly kind: 'name';
      readonly field: Field;
      readonly names: readonly string[];
      readonly first: number;
    }
  /** `utc`: what stands for UTC itself; `colon`s or none; `minutes`, `seconds`: shown always, if not zero, or never. */
  | {
      readonly kind: 'offset';
      readonly utc: string;
      readonly prefix: string;
      readonly shortHour: boolean;
      readonly colon: boolean;
      readonly minutes: 'always' | 'if needed';
      readonly seconds: 'if needed' | 'never';
    }
  | { readonly kind: 'zone' }
  | { readonly kind: 'padded'; readonly element: Element; readonly width: number }
  | { readonly kind: 'optional'; readonly elements: readonly Element[] };

const MAX_DIGITS = 19;
/** Optional sections inside of each other; reading and writing go down into them. */
const MAX_SECTIONS = 32;
const LETTER = /[A-Za-z]/;

/** @throws ExpressionError with the position of what is wrong or not supported */
export function parsePattern(pattern: string): readonly Element[] {
  const sections: Element[][] = [[]];
  const add = (element: Element) => (sections.at(-1) as Element[]).push(element);
  const close = () => {
    const elements = sections.pop() as Element[];
    add({ kind: 'optional', elements });
  };
  for (let i = 0; i < pattern.length; ) {
    const character = pattern[i] as string;
    if (LETTER.test(character)) {
      let end = endOfRun(pattern, i);
      if (character === 'p') {
        const width = end - i;
        const next = pattern[end];
        if (next === undefined || !LETTER.test(next))
          fail(pattern, i, 'The pad letter p has to be followed by a field');
        const start = end;
        end = endOfRun(pattern, start);
        add({ kind: 'padded', element: element(pattern, start, end - start), width });
      } else {
        add(element(pattern, i, end - i));
      }
      i = end;
    } else if (character === "'") {
      const { text, end } = quoted(pattern, i);
      add({ kind: 'literal', text });
      i = end;
    } else {
      if (character === '[') {
        if (sections.length > MAX_SECTIONS) fail(pattern, i, 'Optional sections are nested too deeply');
        sections.push([]);
      } else if (character === ']' && sections.length > 1) close();
      else if (character === ']') fail(pattern, i, 'There is no [ to this ]');
      else if ('{}#'.includes(character))
        fail(pattern, i, `The character ${character} is reserved; quote it`);
      else add({ kind: 'literal', text: character });
      i++;
    }
  }
  while (sections.length > 1) close();
  return sections[0] as Element[];
}

function fail(pattern: string, position: number, reason: string): never {
  throw new ExpressionError(pattern, position, reason);
}

function endOfRun(pattern: string, start: number): number {
  let end = start;
  while (pattern[end] === pattern[start]) end++;
  return end;
}

/** Text in apostrophes; two of them are one. */
function quoted(pattern: string, start: number): { text: string; end: number } {
  let text = '';
  for (let i = start + 1; i < pattern.length; i++) {
    if (pattern[i] !== "'") text += pattern[i];
    else if (pattern[i + 1] === "'") text += pattern[i++];
    else return { text: i === start + 1 ? "'" : text, end: i + 1 };
  }
  return fail(pattern, start, 'A quoted text that does not end');
}

const MAX_NAME_LETTERS = 5;

function element(pattern: string, position: number, count: number): Element {
  const letter = pattern[position] as string;
  if (count > MAX_DIGITS || ('GMLQqEec'.includes(letter) && count > MAX_NAME_LETTERS)) {
    fail(pattern, position, `Too many pattern letters ${letter}`);
  }
  switch (letter) {
    case 'u':
    case 'y': {
      const field = letter === 'u' ? 'year' : 'yearOfEra';
      if (count === 2) return { kind: 'shortYear', field };
      return year(field, count);
    }
    case 'G':
      return name('era', ['BC', 'AD'], ['Before Christ', 'Anno Domini'], ['B', 'A'], 0, Math.max(count, 3));
    case 'M':
    case 'L':
      return count < 3 ? numeric('month', count) : nameOf('month', MONTHS, count);
    case 'Q':
    case 'q':
      if (count < 3) return numeric('quarter', count);
      return name('quarter', ['Q1', 'Q2', 'Q3', 'Q4'], QUARTERS, ['1', '2', '3', '4'], 1, count);
    case 'Y':
      if (count === 2) return { kind: 'shortYear', field: 'weekYear' };
      return year('weekYear', count);
    case 'w':
      if (count > 2) break;
      return { kind: 'number', field: 'weekOfYear', min: count, max: 2, sign: 'none' };
    case 'W':
      if (count > 1) break;
      return fixed('weekOfMonth', 1);
    case 'F':
      if (count > 1) break;
      return numeric('alignedDay', 1);
    case 'g':
      return { kind: 'number', field: 'julianDay', min: count, max: MAX_DIGITS, sign: 'minus' };
    case 'e':
    case 'c':
      if (letter === 'c' && count === 2) return fail(pattern, position, 'Write c, or three letters and more');
      return count < 3 ? fixed('localWeekday', count) : nameOf('weekday', WEEKDAYS, count);
    case 'B':
      if (count !== 1 && count !== 4 && count !== 5) break;
      return {
        kind: 'name',
        field: 'dayPeriod',
        names: count === 5 ? NARROW_DAY_PERIODS : DAY_PERIODS,
        first: 0,
      };
    case 'E':
      return nameOf('weekday', WEEKDAYS, Math.max(count, 3));
    case 'a':
      if (count > 1) break;
      return { kind: 'name', field: 'halfDay', names: HALF_DAYS, first: 0 };
    case 'D':
      if (count > 3) break;
      return { kind: 'number', field: 'dayOfYear', min: count, max: 3, sign: 'none' };
    case 'S':
      if (count > 9) break;
      return { kind: 'fraction', digits: count };
    case 'n':
      return { kind: 'number', field: 'nano', min: count, max: MAX_DIGITS, sign: 'none' };
    case 'A':
      return { kind: 'number', field: 'milliOfDay', min: count, max: MAX_DIGITS, sign: 'none' };
    case 'N':
      return { kind: 'number', field: 'nanoOfDay', min: count, max: MAX_DIGITS, sign: 'none' };
    case 'X':
    case 'x':
      if (count > 5) break;
      return isoOffset(letter === 'X' ? 'Z' : undefined, count);
    case 'Z':
      if (count > 5) break;
      if (count === 4) return localOffset(false);
      return count === 5 ? isoOffset('Z', 5) : { ...isoOffset(undefined, 2), utc: '+0000' };
    case 'O':
      if (count !== 1 && count !== 4) break;
      return localOffset(count === 1);
    case 'z':
      if (count > 4) break;
      return { kind: 'zone' };
    case 'V':
      if (count !== 2) break;
      return { kind: 'zone' };
    default: {
      const field = Object.hasOwn(TWO_DIGITS, letter) ? TWO_DIGITS[letter] : undefined;
      if (field === undefined) return fail(pattern, position, unknown(letter));
      if (count > 2) break;
      return numeric(field, count);
    }
  }
  return fail(pattern, position, `Too many pattern letters ${letter}`);
}

const TWO_DIGITS: Readonly<Record<string, Field>> = {
  d: 'day',
  H: 'hour',
  k: 'clockHour',
  K: 'halfDayHour',
  h: 'halfDayClockHour',
  m: 'minute',
  s: 'second',
};

function unknown(letter: string): string {
  return letter === 'v'
    ? 'The pattern letter v (names of zones) is not supported; write z, or XXX for the offset'
    : `Unknown pattern letter ${letter}; put text in single quotes`;
}

function year(field: Field, count: number): Element {
  return { kind: 'number', field, min: count, max: MAX_DIGITS, sign: count < 4 ? 'minus' : 'plus' };
}

function fixed(field: Field, digits: number): Element {
  return { kind: 'number', field, min: digits, max: digits, sign: 'none' };
}

/** One letter: as many digits as needed; two: exactly two. */
function numeric(field: Field, count: number): Element {
  return { kind: 'number', field, min: count, max: count === 1 ? MAX_DIGITS : count, sign: 'none' };
}

function nameOf(field: Field, names: readonly string[], count: number): Element {
  return name(field, abbreviated(names, 'short'), names, abbreviated(names, 'narrow'), 1, count);
}

/** Three letters: short; four: full; five: narrow. */
function name(
  field: Field,
  short: readonly string[],
  full: readonly string[],
  narrow: readonly string[],
  first: number,
  count: number,
): Element {
  return { kind: 'name', field, names: count === 3 ? short : count === 4 ? full : narrow, first };
}

/** `X` and `x`: `+01`, `+0100`, `+01:00`, `+010000`, `+01:00:00` by count; without `utc`, zero is written out. */
function isoOffset(utc: string | undefined, count: number): Extract<Element, { kind: 'offset' }> {
  const colon = count === 3 || count === 5;
  return {
    kind: 'offset',
    utc: utc ?? (count === 1 ? '+00' : colon ? '+00:00' : '+0000'),
    prefix: '',
    shortHour: false,
    colon,
    minutes: count === 1 ? 'if needed' : 'always',
    seconds: count >= 4 ? 'if needed' : 'never',
  };
}

/** `O` and `ZZZZ`: `GMT+1`, `GMT+01:00`. */
function localOffset(short: boolean): Element {
  return {
    kind: 'offset',
    utc: 'GMT',
    prefix: 'GMT',
    shortHour: short,
    colon: true,
    minutes: short ? 'if needed' : 'always',
    seconds: 'if needed',
  };
}
