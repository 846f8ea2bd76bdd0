/** One mapping on one operation, ready to run. */
import { isUtf8 } from 'node:buffer';
import type { MappingParts } from '../compile/parts.ts';
import type { CompiledFunction, Value } from '../functions/types.ts';
import { createCloner } from '../jsonpath/index.ts';
import type { CompiledCondition, CompiledTarget } from '../jsonpath/types.ts';
import type { Json, Operation } from '../types.ts';
import type { RunContext } from './context.ts';
import { MappingFailure, reasonOf } from './failure.ts';
import { createSource, type Source } from './source.ts';
import { copyValue } from './values.ts';

/** What running and tracing a mapping share. */
export interface Step {
  readonly parts: MappingParts;
  readonly condition: CompiledCondition | undefined;
  readonly source: Source;
  /** On create, a mapping that reads the backend's id is skipped while there is none. */
  readonly skipUnset: boolean;
  /** The default counts before the functions run. */
  readonly defaultFirst: boolean;
  readonly functions: readonly CompiledFunction[];
  /** Whether a function also runs without a value. */
  readonly takesMissing: boolean;
  /** A copy that shares nothing with the value, as JSON. */
  readonly copy: (value: Value) => Json;
  readonly target: CompiledTarget | undefined;
  readonly variable: string | undefined;
}

export function createStep(parts: MappingParts, operation: Operation): Step {
  const { model } = parts;
  const functions = parts.functions.filter(({ runs }) => runs).map(({ compiled }) => compiled);
  return {
    parts,
    condition: parts.condition?.constant === true ? undefined : parts.condition?.compiled,
    source: createSource(parts),
    skipUnset:
      operation === 'create' &&
      model.source.kind === 'variable' &&
      model.source.name === 'entityIdTargetSystem',
    defaultFirst: parts.defaultValue !== undefined && (model.optional || model.type === 'valueMapping'),
    functions,
    takesMissing: functions.some((definition) => definition.takesMissing),
    // Only functions make bytes.
    copy: functions.length > 0 ? copyValue : (createCloner() as (value: Value) => Json),
    target: parts.target,
    variable: model.targetVariable,
  };
}

/** @throws EvaluationError when the entity fails */
export function runStep(step: Step, context: RunContext): void {
  const { condition, parts } = step;
  if (condition !== undefined && !condition.test(context.input, undefined, context.variables, context.work))
    return;
  if (parts.model.type === 'remove' || parts.model.type === 'rename') {
    changeOutput(step, context);
    return;
  }
  let value: Value | undefined = step.source(context);
  if (value === undefined) {
    if (step.skipUnset) return;
    if (step.defaultFirst) value = createDefault(step, context);
  }
  const read = value !== undefined;
  const takesMissing = step.takesMissing && context.defaults;
  if (step.functions.length > 0 && (value !== undefined || takesMissing)) {
    for (const definition of step.functions) {
      if (value !== undefined || (definition.takesMissing && takesMissing)) {
        value = definition.run(value, context);
      }
    }
    if (value === undefined) value = createDefault(step, context);
  }
  if (value === undefined) {
    if (parts.model.optional || !context.defaults) return;
    throw missing(step, read);
  }
  write(step, context, value);
}

export function createDefault(step: Step, context: RunContext): Json | undefined {
  return context.defaults ? step.parts.defaultValue?.create(context.variables) : undefined;
}

/** What is written shares nothing with the input, nor with another place. */
export function write(step: Step, context: RunContext, value: Value): void {
  const { target, variable } = step;
  if (variable !== undefined) context.variables[variable] = variableValue(step, value);
  if (target === undefined) return;
  const written = step.copy(value);
  try {
    target.set(context.output, written, context.work);
  } catch (error) {
    throw targetFailure(step, error);
  }
}

/**
 * Variables are texts or JSON. Bytes that are no text would be changed on the way, and an id with them address something
 * else, so they are refused.
 */
function variableValue(step: Step, value: Value): Json {
  if (!(value instanceof Uint8Array) || isUtf8(value)) return step.copy(value);
  throw new MappingFailure(
    step.parts.origin,
    `the bytes for the variable ${step.variable} are no UTF-8 text; encode them in the same mapping`,
  );
}

/** `remove` and `rename` work on the output alone. */
export function changeOutput(step: Step, context: RunContext): void {
  const { target, parts } = step;
  if (target === undefined) return;
  let found = true;
  try {
    if (parts.model.type === 'remove') target.remove(context.output, context.work);
    else
      found = target.rename(context.output, String(parts.constant?.create(context.variables)), context.work);
  } catch (error) {
    throw targetFailure(step, error);
  }
  if (!found && !parts.model.optional) {
    throw new MappingFailure(
      target.expression,
      'there is nothing to rename in the output; a mapping before this one has to write it, or set "optional": true',
    );
  }
}

/** A failure of writing, not of reading. */
export function targetFailure(step: Step, error: unknown): MappingFailure {
  return new MappingFailure(step.target?.expression ?? step.parts.origin, reasonOf(error));
}

/** There is nothing to write, and the mapping is not optional. @param read whether there was something to read */
export function missing({ parts }: Step, read: boolean): MappingFailure {
  return new MappingFailure(parts.origin, missingReason(parts, read));
}

function missingReason({ model, origin }: MappingParts, read: boolean): string {
  const { source } = model;
  if (read) return 'the functions of the mapping give nothing for this value, and it has no defaultValue';
  switch (source.kind) {
    case 'path':
      return `the mandatory value ${origin} is missing in the entity`;
    case 'paths':
      return 'a value is missing or none of the valueMappings has it as key, and there is no defaultValue';
    case 'variable':
      return source.path === undefined
        ? `the variable ${source.name} is not set, and the mapping is not optional`
        : `the variable ${source.name} is not set or has nothing at ${source.path}, and the mapping is not optional`;
    default:
      return 'the mapping has no value';
  }
}
