/** Lists whose elements are compared one by one, by `IN`, `CONTAINS`, the set operators and `=~`. */
import { EvaluationError } from '../../errors.ts';
import type { Json } from '../../types.ts';
import { Decimal } from '../decimal.ts';
import { LenientJsonError, type LiteralJson, parseLenientJson } from '../lenient-json.ts';
import { type Run, textSteps } from '../read/run.ts';
import { NotApplicable } from '../read/signals.ts';
import { parsePathSource } from '../syntax/parse.ts';
import { EscapeError, resolveEscapes } from '../syntax/text.ts';
import { equalsElement } from './equality.ts';
import {
  type Element,
  isJson,
  isNumber,
  JsonLiteral,
  JsonText,
  PathText,
  textOfNumber,
  type Value,
} from './values.ts';

/** Longer texts count as texts, whatever they look like: nobody's data is worth parsing for long. */
const MAX_PATH_LENGTH = 1000;
const MAX_JSON_LENGTH = 10_000;
/** What a text that looks like a path or JSON may need, in steps for each character. */
const PARSE_STEPS = 8;
/** What an element takes to be made comparable, and to be put into a set. */
const ELEMENT_STEPS = 4;
/** From so many elements on a list is worth to be kept in another form while an evaluation lasts. */
const MANY = 32;
/** Likewise from such a length of a text on. */
const LONG = 256;
/** Java takes every character up to the space for a blank. */
const BLANK = 0x20;
const SPECIAL = /[$@[{'"]/;

/**
 * Elements of a list, `undefined` for an object.
 * @throws NotApplicable for everything else
 * @throws EvaluationError for lists that hold lists or objects
 */
export function elementsOf(run: Run, value: Value): readonly Element[] | undefined {
  if (value instanceof JsonLiteral) return value.source.elements();
  if (Array.isArray(value)) {
    return isLarge(value)
      ? run.remember(value, () => countedElements(run, value))
      : countedElements(run, value);
  }
  if (isJson(value)) return undefined;
  throw new NotApplicable('expected a list');
}

function isLarge(list: readonly Json[]): boolean {
  return list.length >= MANY || list.some((element) => typeof element === 'string' && element.length >= LONG);
}

function countedElements(run: Run, list: readonly Json[]): readonly Element[] {
  for (const element of list) {
    run.count(1);
    run.work.spend(ELEMENT_STEPS);
    if (typeof element !== 'string') continue;
    run.count(textSteps(element));
    if (!isPlain(element)) run.work.spend(parseSteps(element));
  }
  return list.map(toElement);
}

function parseSteps({ length }: string): number {
  return length > MAX_JSON_LENGTH ? length >> 3 : PARSE_STEPS * length;
}

/** Whether `left` equals one of the elements. */
export function isAmong(run: Run, left: Value | Element, elements: readonly Element[]): boolean {
  if (elements.length < MANY) return elements.some((element) => equalsElement(left, element));
  if (typeof left === 'string' || typeof left === 'number') {
    const index = run.remember(elements, () => {
      run.work.spend(ELEMENT_STEPS * elements.length);
      return indexOf(elements);
    });
    if (typeof left === 'string') return index.texts.has(left);
    if (index.numbers !== undefined) return index.numbers.has(left);
  }
  run.count(elements.length >> 3);
  run.work.spend(elements.length);
  return elements.some((element) => equalsElement(left, element));
}

interface ElementIndex {
  /** Of texts and numbers: what a text equals. */
  readonly texts: ReadonlySet<string>;
  /** What a number equals; `undefined` where some of it is a text, which may be written in many ways. */
  readonly numbers: ReadonlySet<number> | undefined;
}

function indexOf(elements: readonly Element[]): ElementIndex {
  const texts = new Set<string>();
  const numbers = new Set<number>();
  let areNumbersPlain = true;
  for (const element of elements) {
    if (typeof element === 'string') texts.add(element);
    else if (isNumber(element)) texts.add(textOfNumber(element));
    if (typeof element === 'number') numbers.add(element);
    else if (typeof element === 'string' || isNumber(element)) areNumbersPlain = false;
  }
  return { texts, numbers: areNumbersPlain ? numbers : undefined };
}

export function toElement(value: Json | LiteralJson): Element {
  if (typeof value === 'string') return textElement(value);
  if (typeof value === 'object' && value !== null && !(value instanceof Decimal)) {
    throw new EvaluationError(
      'a list with objects or lists in it cannot be searched: name the member to compare, as in $.groups[*].value',
    );
  }
  return value;
}

/** The library takes such text for source code: it looks for paths and JSON, and resolves quotes and escapes. */
function textElement(text: string): Element {
  if (isPlain(text)) return text;
  const trimmed = trim(text);
  if (/^[$@]/.test(trimmed) && isPath(trimmed)) {
    if (isPath(text)) return new PathText();
    // The library looks for a path without the blanks around it, and then trips over them.
    throw new NotApplicable('a text in a list looks like a path with blanks around it');
  }
  if (isJsonText(trimmed)) return new JsonText(text);
  const first = text.charAt(0);
  const quoted = text.length > 1 && (first === "'" || first === '"') && text.endsWith(first);
  if (text.length < 2) return text;
  try {
    return resolveEscapes(quoted ? text.slice(1, -1) : text);
  } catch (error) {
    // Not the message: it would show some of the text.
    if (error instanceof EscapeError) throw new EvaluationError('a text in a list has a wrong \\u escape');
    throw error;
  }
}

function isPlain(text: string): boolean {
  return text.charCodeAt(0) > BLANK && !SPECIAL.test(text.charAt(0)) && !text.includes('\\');
}

/** `String.trim`. */
function trim(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && text.charCodeAt(start) <= BLANK) start++;
  while (end > start && text.charCodeAt(end - 1) <= BLANK) end--;
  return text.slice(start, end);
}

function isPath(text: string): boolean {
  if (text.length > MAX_PATH_LENGTH) return false;
  try {
    parsePathSource(text);
    return true;
  } catch {
    return false;
  }
}

function isJsonText(text: string): boolean {
  if (text.length > MAX_JSON_LENGTH || !/^(?:\[.*\]|\{.*\})$/s.test(text)) return false;
  try {
    parseLenientJson(text);
    return true;
  } catch (error) {
    if (error instanceof LenientJsonError) return false;
    throw error;
  }
}
