/** One mapping on one operation, ready to run. */
import { isUtf8 } from 'node:buffer';
import type { MappingParts } from '../compile/parts.ts';
import type { Value } from '../functions/types.ts';
import { createCloner } from '../jsonpath/index.ts';
import type { CompiledCondition, CompiledTarget } from '../jsonpath/types.ts';
import type { Json, Operation } from '../types.ts';
import type { RunContext } from './context.ts';
import { MappingFailure, reasonOf } from './failure.ts';
import { callFunction, nothingReason, type StepFunction, stepFunctions } from './functions.ts';
import { createSource, type Source } from './source.ts';
import { copyValue, isEmptyList } from './values.ts';

/** What running and tracing a mapping share. */
export interface Step {
  readonly parts: MappingParts;
  readonly condition: CompiledCondition | undefined;
  readonly source: Source;
  /** On create, a mapping that reads the backend's id is skipped while there is none. */
  readonly skipUnset: boolean;
  /** The default counts before the functions run. */
  readonly defaultFirst: boolean;
  readonly functions: readonly StepFunction[];
  /** Whether a function also runs without a value. */
  readonly takesMissing: boolean;
  /** A copy that shares nothing with the value, as JSON. */
  readonly copy: (value: Value) => Json;
  readonly target: CompiledTarget | undefined;
  readonly variable: string | undefined;
}

export function createStep(parts: MappingParts, operation: Operation): Step {
  const { model } = parts;
  const functions = stepFunctions(parts);
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
    takesMissing: functions.some(({ compiled }) => compiled.takesMissing),
    // Only functions make bytes.
    copy: functions.length > 0 ? copyValue : (createCloner() as (value: Value) => Json),
    target: parts.target,
    variable: model.targetVariable,
  };
}

/** @throws EvaluationError when the entity fails */
export function runStep(step: Step, context: RunContext): void {
  const { parts } = step;
  if (!conditionHolds(step, context)) return;
  if (parts.model.type === 'remove' || parts.model.type === 'rename') {
    changeOutput(step, context);
    return;
  }
  let value: Value | undefined = step.source(context);
  let emptyDefault = false;
  if (value === undefined) {
    if (step.skipUnset) return;
    if (step.defaultFirst) {
      value = createDefault(step, context);
      emptyDefault = isEmptyList(value);
    }
  }
  const takesMissing = step.takesMissing && context.defaults;
  let last: StepFunction | undefined;
  if (step.functions.length > 0 && (value !== undefined || takesMissing)) {
    for (const definition of step.functions) {
      if (value !== undefined || (definition.compiled.takesMissing && takesMissing)) {
        value = callFunction(definition, value, context, parts.origin);
        last = definition;
      }
    }
    if (value === undefined) {
      value = createDefault(step, context);
      emptyDefault = isEmptyList(value);
    }
  }
  if (value === undefined) {
    if (parts.model.optional || !context.defaults) return;
    throw missing(step, context, last);
  }
  write(step, context, value, emptyDefault);
}

/** @throws MappingFailure that names the condition when it cannot be evaluated */
export function conditionHolds({ condition }: Step, context: RunContext): boolean {
  if (condition === undefined) return true;
  try {
    return condition.test(context.input, undefined, context.variables, context.work);
  } catch (error) {
    throw new MappingFailure(condition.expression, reasonOf(error));
  }
}

export function createDefault(step: Step, context: RunContext): Json | undefined {
  return context.defaults ? step.parts.defaultValue?.create(context.variables) : undefined;
}

/**
 * What is written shares nothing with the input, nor with another place.
 *
 * @param emptyDefault whether an empty list as default stands in for the value: then the list is there, also without elements
 * @returns whether the target took it, if there is one
 */
export function write(step: Step, context: RunContext, value: Value, emptyDefault: boolean): boolean {
  const { target, variable } = step;
  if (variable !== undefined) {
    context.variables[variable] = variableValue(step, value);
    context.work.forget();
  }
  if (target === undefined) return true;
  const written = step.copy(value);
  try {
    if (emptyDefault && target.makeList !== undefined && isEmptyList(written)) {
      return target.makeList(context.output, context.work);
    }
    return target.set(context.output, written, context.work);
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

/** `remove` and `rename` work on the output alone. @returns whether there was something to change */
export function changeOutput(step: Step, context: RunContext): boolean {
  const { target, parts } = step;
  if (target === undefined) return false;
  const isRename = parts.model.type === 'rename';
  let found: boolean;
  try {
    found = isRename
      ? target.rename(context.output, String(parts.constant?.create(context.variables)), context.work)
      : target.remove(context.output, context.work);
  } catch (error) {
    throw targetFailure(step, error);
  }
  if (!found && isRename && target.definite && !parts.model.optional) {
    throw new MappingFailure(
      target.expression,
      'there is nothing to rename in the output; a mapping before this one has to write it, or set "optional": true',
    );
  }
  return found;
}

/** A failure of writing, not of reading. */
export function targetFailure(step: Step, error: unknown): MappingFailure {
  return new MappingFailure(step.target?.expression ?? step.parts.origin, reasonOf(error));
}

/** There is nothing to write, and the mapping is not optional. @param last the function that gave nothing */
export function missing({ parts }: Step, context: RunContext, last?: StepFunction): MappingFailure {
  const reason =
    last === undefined
      ? missingReason(parts)
      : `${nothingReason(last, context)}, and the mapping has no defaultValue`;
  return new MappingFailure(parts.origin, reason);
}

function missingReason({ model }: MappingParts): string {
  const { source } = model;
  switch (source.kind) {
    case 'path':
      return 'this mandatory value is missing in the entity; if entities may lack it, set "optional": true or a defaultValue';
    case 'paths':
      return 'a value is missing or none of the valueMappings has it as key; add one, or a defaultValue';
    case 'variable':
      return source.path === undefined
        ? 'this variable is not set; set it in a mapping before this one, or set "optional": true'
        : `this variable is not set or has nothing at ${source.path}; set it in a mapping before this one, or set "optional": true`;
    default:
      return 'the mapping has no value; give it a constant or a source';
  }
}
