/** Reads a date and time in a pattern. */
import { EvaluationError } from '../errors.ts';
import type { Work } from '../work.ts';
import type { DateTime } from './calendar.ts';
import type { Element, Field } from './pattern.ts';
import { resolve } from './resolve.ts';
import { compileOffset, parseZone } from './zone.ts';

/** What was read, before it is put together. */
export type Fields = Map<Field | 'offset', number>;

/** Where reading goes on, or that the text does not fit. */
type Position = number | undefined;
type Reader = (text: string, position: number, fields: Fields, work: Work) => Position;

/** Keeping apart what an optional section reads. */
const STEPS_PER_SECTION = 8;

/**
 * @param pattern for messages
 * @returns a function that throws EvaluationError for a text that is not of that pattern
 */
export function compileParser(
  elements: readonly Element[],
  pattern: string,
): (text: string, work: Work) => DateTime {
  const read = sequence(elements);
  return (text, work) => {
    const fields: Fields = new Map();
    if (read(text, 0, fields, work) !== text.length) {
      throw new EvaluationError(`the value is not a date of the format ${pattern}`);
    }
    return resolve(fields);
  };
}

function sequence(elements: readonly Element[]): Reader {
  const readers = elements.map((element, i) => reader(element, digitsBehind(elements, i)));
  return (text, start, fields, work) => {
    let position: Position = start;
    for (const read of readers) {
      work.spend(1);
      position = read(text, position, fields, work);
      if (position === undefined) return undefined;
    }
    return position;
  };
}

/** How many digits the numbers of fixed width take that follow directly: a number before them leaves them alone. */
function digitsBehind(elements: readonly Element[], index: number): number {
  let digits = 0;
  for (const next of elements.slice(index + 1)) {
    if (next.kind === 'number' && next.min === next.max) digits += next.max;
    else if (next.kind === 'shortYear') digits += 2;
    else if (next.kind === 'fraction') digits += next.digits;
    else break;
  }
  return digits;
}

function reader(element: Element, digitsAfter: number): Reader {
  switch (element.kind) {
    case 'literal':
      return (text, position) =>
        text.startsWith(element.text, position) ? position + element.text.length : undefined;
    case 'number':
      return numberReader(element, digitsAfter);
    case 'shortYear':
      return (text, position, fields) => {
        const end = endOfDigits(text, position, 2);
        return end - position < 2
          ? undefined
          : set(fields, element.field, 2000 + Number(text.slice(position, end)), end);
      };
    case 'fraction':
      return (text, position, fields) => {
        const end = endOfDigits(text, position, element.digits);
        if (end - position < element.digits) return undefined;
        return set(fields, 'nano', Number(text.slice(position, end).padEnd(9, '0')), end);
      };
    case 'name':
      return nameReader(element);
    case 'offset': {
      const read = compileOffset(element);
      return (text, position, fields) => {
        const found = read(text, position);
        return found && set(fields, 'offset', found.offset, found.end);
      };
    }
    case 'zone':
      return (text, position, fields, work) => {
        const found = parseZone(text, position, work);
        return found && set(fields, 'offset', found.offset, found.end);
      };
    case 'padded': {
      const read = reader(element.element, 0);
      return (text, position, fields, work) => {
        const end = position + element.width;
        let start = position;
        while (start < end && text[start] === ' ') start++;
        return end <= text.length && read(text.slice(0, end), start, fields, work) === end ? end : undefined;
      };
    }
    case 'optional': {
      const read = sequence(element.elements);
      return (text, position, fields, work) => {
        work.spend(STEPS_PER_SECTION);
        const attempt: Fields = new Map(fields);
        const end = read(text, position, attempt, work);
        if (end === undefined) return position;
        for (const [field, value] of attempt) fields.set(field, value);
        return end;
      };
    }
  }
}

function numberReader(element: Extract<Element, { kind: 'number' }>, digitsAfter: number): Reader {
  const { field, min, max } = element;
  return (text, start, fields) => {
    const sign = element.sign !== 'none' && (text[start] === '-' || text[start] === '+') ? text[start] : '';
    const first = start + (sign === '' ? 0 : 1);
    const available = endOfDigits(text, first, max + (min === max ? 0 : digitsAfter)) - first;
    const count =
      min === max ? available : Math.max(Math.min(available - digitsAfter, max), Math.min(available, min));
    if (count < min || count === 0) return undefined;
    // A year of more than four digits is written with a sign, and only such a one with a plus.
    if (element.sign === 'plus' && (sign === '+') !== count > min && sign !== '-') return undefined;
    if (element.sign === 'minus' && sign === '+') return undefined;
    const value = Number(text.slice(first, first + count));
    return set(fields, field, sign === '-' ? -value : value, first + count);
  };
}

function nameReader({ field, names, first }: Extract<Element, { kind: 'name' }>): Reader {
  // The longest first, should one begin with another; of those that are the same, such as J, the last, as in Java.
  const candidates = names
    .map((name, i) => ({ name, value: first + i }))
    .sort((a, b) => b.name.length - a.name.length || b.value - a.value);
  return (text, position, fields) => {
    for (const { name, value } of candidates) {
      const end = position + name.length;
      if (text.startsWith(name, position)) return set(fields, field, value, end);
    }
    return undefined;
  };
}

function endOfDigits(text: string, start: number, max: number): number {
  let end = start;
  while (end - start < max && end < text.length && isDigit(text.charCodeAt(end))) end++;
  return end;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** A field that is there twice has to have the same value. */
function set(fields: Fields, field: Field | 'offset', value: number, end: number): Position {
  const known = fields.get(field);
  if (known !== undefined && known !== value) return undefined;
  fields.set(field, value);
  return end;
}
