/** What the operators do with their operands. Each may find that it is not applicable, which makes the condition false. */
import { EvaluationError } from '../../errors.ts';
import { type Run, textSteps } from '../read/run.ts';
import { NotApplicable } from '../read/signals.ts';
import type { Operator } from '../types.ts';
import { compareNumbers, equalValues, identicalValues } from './equality.ts';
import { elementsOf, isAmong } from './lists.ts';
import { matchesRegex } from './regex.ts';
import { type Element, isJson, isNumber, JsonLiteral, type Value } from './values.ts';

type Comparison = (run: Run, left: Value, right: Value) => boolean;

export const COMPARISONS: Readonly<Record<Operator, Comparison>> = {
  '==': equalValues,
  '===': identicalValues,
  '!=': (run, left, right) => !equalValues(run, left, right),
  '!==': (run, left, right) => !identicalValues(run, left, right),
  '<': (run, left, right) => inOrder(run, left, right, (order) => order < 0),
  '<=': (run, left, right) => inOrder(run, left, right, (order) => order <= 0),
  '>': (run, left, right) => inOrder(run, left, right, (order) => order > 0),
  '>=': (run, left, right) => inOrder(run, left, right, (order) => order >= 0),
  '=~': matchesRegex,
  IN: isIn,
  NIN: (run, left, right) => !isIn(run, left, right),
  SUBSETOF: (run, left, right) => compareLists(run, left, right, (ours, isTheirs) => ours.every(isTheirs)),
  ANYOF: (run, left, right) => compareLists(run, left, right, (ours, isTheirs) => ours.some(isTheirs)),
  NONEOF: (run, left, right) => compareLists(run, left, right, (ours, isTheirs) => !ours.some(isTheirs)),
  CONTAINS: contains,
  SIZE: hasSize,
  EMPTY: isEmpty,
  EXISTS: (_run, left, right) => {
    if (typeof left === 'boolean' && typeof right === 'boolean') return left === right;
    if (typeof left !== 'boolean' && typeof right !== 'boolean') {
      throw new EvaluationError("'EXISTS' compares booleans: to ask for an attribute write its path alone");
    }
    throw new NotApplicable("'EXISTS' compares booleans");
  },
  ALL: () => notApplicable('ALL'),
  TYPE: () => notApplicable('TYPE'),
  MATCHES: () => notApplicable('MATCHES'),
};

/** The library accepts these operators but nothing that they could be applied to. */
function notApplicable(operator: Operator): never {
  throw new NotApplicable(`'${operator}' can be applied to nothing that a condition can contain`);
}

function inOrder(run: Run, left: Value, right: Value, accepts: (order: number) => boolean): boolean {
  if (isNumber(left) && isNumber(right)) return accepts(compareNumbers(left, right));
  if (typeof left !== 'string' || typeof right !== 'string') return false;
  run.work.compareText(Math.min(left.length, right.length));
  // By UTF-16 code unit, as JavaScript compares them.
  return accepts(left === right ? 0 : left < right ? -1 : 1);
}

function isIn(run: Run, left: Value, right: Value): boolean {
  const elements = elementsOf(run, right);
  return elements !== undefined && isAmong(run, left, elements);
}

function contains(run: Run, left: Value, right: Value): boolean {
  if (typeof left === 'string' && typeof right === 'string') {
    run.count(textSteps(left));
    return left.includes(right);
  }
  if (!isJson(left)) return false;
  const elements = elementsOf(run, left);
  return elements !== undefined && isAmong(run, right, elements);
}

function compareLists(
  run: Run,
  left: Value,
  right: Value,
  compare: (ours: readonly Element[], isTheirs: (element: Element) => boolean) => boolean,
): boolean {
  const theirs = elementsOf(run, right);
  if (theirs === undefined) return false;
  const ours = elementsOf(run, left);
  return ours !== undefined && compare(ours, (element) => isAmong(run, element, theirs));
}

/** Of an object it is -1. */
function hasSize(_run: Run, left: Value, right: Value): boolean {
  if (!isNumber(right)) return false;
  const size = Math.trunc(typeof right === 'number' ? right : right.value);
  if (typeof left === 'string') return left.length === size;
  if (!isJson(left)) return false;
  const list = left instanceof JsonLiteral ? left.source.json() : left;
  return (Array.isArray(list) ? list.length : -1) === size;
}

/**
 * Texts, lists and (unlike in the library) objects are empty or not. What a path does not find and null are handled
 * where the operand is known to be a path: see `compileComparison`.
 */
function isEmpty(run: Run, left: Value, right: Value): boolean {
  const empty = emptinessOf(run, left);
  if (empty === undefined) return false;
  if (typeof right !== 'boolean') throw new NotApplicable("'EMPTY' needs true or false behind it");
  return empty === right;
}

/** `undefined` for what is neither empty nor not. */
export function emptinessOf(run: Run, value: Value): boolean | undefined {
  if (typeof value === 'string') return value === '';
  if (!isJson(value)) return undefined;
  const json = value instanceof JsonLiteral ? value.source.json() : value;
  if (Array.isArray(json)) return json.length === 0;
  if (typeof json !== 'object' || json === null) return undefined;
  const { length } = Object.keys(json);
  run.work.listNames(length);
  return length === 0;
}
