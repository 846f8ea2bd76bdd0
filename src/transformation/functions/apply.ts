/** Runs a function on values, elements of lists and members of objects, as its common parameters say. */

import { EvaluationError } from '../errors.ts';
import type { CompiledCondition } from '../jsonpath/types.ts';
import { isMap, setMember } from '../objects.ts';
import type { Json, JsonMap } from '../types.ts';
import { type FunctionBody, FunctionFailure, failure } from './body.ts';
import { bytesToText, isScalar, kindOf, scalarText } from './text.ts';
import type { RunState, Value } from './types.ts';

export interface CommonParameters {
  readonly name: string;
  readonly condition: CompiledCondition | undefined;
  readonly applyOnElements: boolean;
  readonly applyOnAttribute: string | undefined;
  readonly assignToAttribute: string | undefined;
}

export type Run = (value: Value | undefined, state: RunState) => Value | undefined;
type RunPresent = (value: Value, state: RunState) => Value | undefined;

/** Gives the function with everything around it. `null` passes through it, and what is missing unless it takes that. */
export function createRun(body: FunctionBody, common: CommonParameters): Run {
  const onOne = createOnOne(body, common);
  const takesMissing = body.runMissing !== undefined;
  const eachElement =
    common.applyOnElements || common.applyOnAttribute !== undefined || body.takes !== 'value';
  const run: Run = (value, state) => {
    if (value === undefined && !takesMissing) return undefined;
    if (value === null) return null;
    return eachElement && Array.isArray(value) ? onEach(value, state, onOne) : onOne(value, state);
  };
  const { condition, applyOnAttribute, assignToAttribute } = common;
  if (body.takes === 'text' && (condition ?? applyOnAttribute ?? assignToAttribute) === undefined) {
    return (value, state) => (typeof value === 'string' ? body.run(value, state) : run(value, state));
  }
  return run;
}

/** Elements for which the function gives nothing are left out. */
function onEach(list: readonly Json[], state: RunState, onOne: RunPresent): Json {
  const results: Value[] = [];
  for (const element of list) {
    const result = element === null ? null : onOne(element, state);
    if (result !== undefined) results.push(result);
  }
  // Bytes inside of lists and objects become text when they are written.
  return results as Json[];
}

/** On one value or element: condition, attribute, the function itself. */
function createOnOne(body: FunctionBody, common: CommonParameters): Run {
  const { name, condition, applyOnAttribute: source, assignToAttribute } = common;
  const { runMissing } = body;
  const applyPresent = createApply(body, name);
  const apply: Run = (value, state) =>
    value === undefined ? runMissing?.(state) : applyPresent(value, state);
  const target = assignToAttribute ?? source;
  const change: Run =
    target === undefined
      ? apply
      : (value, state) => {
          if (value === undefined || !isMap(value) || value instanceof Uint8Array) {
            throw failure(
              name,
              `an object is needed for the attribute ${source ?? target}, not ${describe(value)}`,
            );
          }
          const input: Value | undefined = source === undefined ? value : member(value, source);
          if (input === undefined && body.runMissing === undefined) return value;
          const result = input === null ? null : apply(input, state);
          if (result !== undefined) return withMember(value, target, result as Json);
          return assignToAttribute === undefined ? withoutMember(value, target) : value;
        };
  if (condition === undefined) return change;
  return (value, state) => (holds(condition, name, value, state) ? change(value, state) : value);
}

/** @throws FunctionFailure that names the condition */
function holds(
  condition: CompiledCondition,
  name: string,
  value: Value | undefined,
  state: RunState,
): boolean {
  try {
    return condition.test(state.input, forCondition(value), state.variables, state.work);
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    throw new FunctionFailure(name, `its condition: ${error.message}`, condition.expression);
  }
}

/** The function itself; the kinds of body differ in what they do with lists and with what they cannot take. */
function createApply(body: FunctionBody, name: string): RunPresent {
  switch (body.takes) {
    case 'value':
      return (value, state) => body.run(value, state);
    case 'text':
      return onElements(name, 'a text', isScalar, (value, state) => body.run(scalarText(value), state));
    case 'scalar':
      return onElements(name, 'a text', isScalar, (value, state) => body.run(value, state));
    case 'object':
      return onElements(name, 'an object', isObject, (value, state) => body.run(value, state));
    case 'element':
      return onElements(name, 'a text or an object', isElement, (value, state) => body.run(value, state));
  }
}

function onElements<Taken extends Value>(
  name: string,
  needed: string,
  takes: (value: Value) => value is Taken,
  run: (value: Taken, state: RunState) => Value | undefined,
): RunPresent {
  const onOne: RunPresent = (value, state) => {
    if (!takes(value)) throw failure(name, `${needed} is needed, not ${kindOf(value)}`);
    return run(value, state);
  };
  return (value, state) => (Array.isArray(value) ? onEach(value, state, onOne) : onOne(value, state));
}

function isObject(value: Value): value is JsonMap {
  return isMap(value) && !(value instanceof Uint8Array);
}

function isElement(value: Value): value is Exclude<Value, Json[] | null> {
  return value !== null && !Array.isArray(value);
}

function describe(value: Value | undefined): string {
  return value === undefined ? 'nothing' : kindOf(value);
}

/** What is missing is like `null` to a condition. */
function forCondition(value: Value | undefined): Json {
  if (value === undefined) return null;
  return value instanceof Uint8Array ? bytesToText(value) : value;
}

/** Own members only: names are data. */
export function member(object: JsonMap, name: string): Json | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

export function withMember(object: JsonMap, name: string, value: Json): JsonMap {
  const copy = { ...object };
  setMember(copy, name, value);
  return copy;
}

function withoutMember(object: JsonMap, name: string): JsonMap {
  const copy = { ...object };
  delete copy[name];
  return copy;
}
