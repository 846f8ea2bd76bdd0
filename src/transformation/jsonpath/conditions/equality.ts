/** When two values are equal. The left side decides what the right one is converted to. */
import type { Json } from '../../types.ts';
import { compareDecimals, Decimal, parseDecimal } from '../decimal.ts';
import type { LiteralJson } from '../lenient-json.ts';
import type { Run } from '../read/run.ts';
import {
  type Element,
  isJson,
  isNumber,
  JsonLiteral,
  JsonText,
  RegexLiteral,
  textOfNumber,
  toDecimal,
  type Value,
} from './values.ts';

/** What a pair of elements or members takes, besides the one that counts for the document. */
const PAIR_STEPS = 4;
/** Longer texts are no numbers: none of JSON's needs so many digits. */
const MAX_NUMBER_LENGTH = 1000;

/** `==`: what is missing equals nothing. */
export function equalValues(run: Run, left: Value, right: Value): boolean {
  if (isJson(left) && isJson(right)) {
    // A literal on the left is text to the library, which equals no list and no object.
    if (left instanceof JsonLiteral) return false;
    return equalJson(run, left, right instanceof JsonLiteral ? right.source.json() : right);
  }
  if (typeof left === 'string' && typeof right === 'string') run.work.compareText(left.length);
  return equalScalars(left, right);
}

/** `===`: of the same kind, too. */
export function identicalValues(run: Run, left: Value, right: Value): boolean {
  return kindOf(left) === kindOf(right) && equalValues(run, left, right);
}

/** Whether `left` equals an element of a list. */
export function equalsElement(left: Value | Element, element: Element): boolean {
  if (element instanceof JsonText) {
    return (left instanceof JsonLiteral || left instanceof JsonText) && left.text === element.text;
  }
  return equalScalars(left, element);
}

function equalScalars(left: Value | Element, right: Value | Element): boolean {
  if (typeof left === 'string') {
    if (typeof right === 'string') return left === right;
    return isNumber(right) && left === textOfNumber(right);
  }
  if (isNumber(left)) {
    if (isNumber(right)) return compareNumbers(left, right) === 0;
    return typeof right === 'string' && equalsText(left, right);
  }
  return (left === null || typeof left === 'boolean') && left === right;
}

function equalsText(number: number | Decimal, text: string): boolean {
  const other = text.length > MAX_NUMBER_LENGTH ? undefined : parseDecimal(text);
  return other !== undefined && compareDecimals(toDecimal(number), other) === 0;
}

export function compareNumbers(left: number | Decimal, right: number | Decimal): number {
  // Doubles are in the order of the decimals they are nearest to, and exact decimals share theirs with no other.
  if (isExact(left) && isExact(right)) return doubleOf(left) - doubleOf(right);
  return compareDecimals(toDecimal(left), toDecimal(right));
}

function isExact(value: number | Decimal): boolean {
  return typeof value === 'number' || value.exact;
}

function doubleOf(value: number | Decimal): number {
  return typeof value === 'number' ? value : value.value;
}

function kindOf(value: Value): string {
  if (value === undefined) return 'undefined';
  if (value === null) return 'null';
  if (isNumber(value)) return 'number';
  if (value instanceof RegexLiteral) return 'regex';
  return typeof value;
}

/** Lists and objects, without conversion. */
function equalJson(run: Run, left: Json, right: LiteralJson): boolean {
  if (Array.isArray(left) && Array.isArray(right) && (left.length === 0 || right.length === 0)) {
    return left.length === right.length;
  }
  const pending: [Json, LiteralJson][] = [[left, right]];
  for (let pair = pending.pop(); pair !== undefined; pair = pending.pop()) {
    const [one, other] = pair;
    if (typeof one !== 'object' || one === null) {
      const equal =
        typeof one === 'number' && other instanceof Decimal
          ? compareNumbers(one, other) === 0
          : one === other;
      if (!equal) return false;
    } else if (typeof other !== 'object' || other === null || other instanceof Decimal) {
      return false;
    } else if (!pushMembers(run, one, other, pending)) {
      return false;
    }
  }
  return true;
}

function pushMembers(
  run: Run,
  left: Json[] | { [key: string]: Json },
  right: LiteralJson[] | { [key: string]: LiteralJson },
  pending: [Json, LiteralJson][],
): boolean {
  if (Array.isArray(left) || Array.isArray(right)) {
    if (!Array.isArray(left) || !Array.isArray(right) || left.length !== right.length) return false;
    run.count(left.length);
    run.work.spend(PAIR_STEPS * left.length);
    for (const [index, element] of left.entries()) pending.push([element, right[index] ?? null]);
    return true;
  }
  const names = Object.keys(left);
  run.count(names.length);
  run.work.spend(PAIR_STEPS * names.length);
  if (names.length !== Object.keys(right).length) return false;
  for (const name of names) {
    if (!Object.hasOwn(right, name)) return false;
    pending.push([left[name] ?? null, right[name] ?? null]);
  }
  return true;
}
