/** Runs a mapping as `runStep` does and writes down what happens. */

import { operationsOfScope } from '../compile/operations.ts';
import { isScalar } from '../functions/text.ts';
import type { Value } from '../functions/types.ts';
import type { MappingModel } from '../parse/model.ts';
import type { Json, MappingTrace, Operation } from '../types.ts';
import type { RunContext } from './context.ts';
import { pathOf, reasonOf } from './failure.ts';
import { callFunction, functionLabel, nothingReason, type StepFunction } from './functions.ts';
import type { HiddenTexts } from './hidden-texts.ts';
import { lookedAt } from './looked-at.ts';
import { MASK, type MappingSecrets, maskSecrets } from './secrets.ts';
import { changeOutput, conditionHolds, createDefault, missing, type Step, write } from './step.ts';
import { isEmptyList } from './values.ts';

type Draft = { -readonly [Key in keyof MappingTrace]: MappingTrace[Key] };
type FunctionTrace = NonNullable<MappingTrace['functions']>[number];

export interface Recorder {
  readonly secrets: MappingSecrets | undefined;
  /** Texts that are never shown; what mappings make of them joins them. */
  readonly credentials: HiddenTexts;
}

/** A mapping that has no part in this operation. */
export function traceUntouched(model: MappingModel, operation: Operation): MappingTrace {
  return { ...startTrace(model), reason: untouchedReason(model, operation) };
}

function untouchedReason(model: MappingModel, operation: Operation): string {
  if (model.ignore) return 'ignore';
  if (model.targetPath === undefined && model.targetVariable === undefined) return 'no target';
  if (!operationsOfScope(model.scope).includes(operation)) {
    return model.scope === undefined
      ? `scope: without one, a mapping does not run on ${operation}`
      : `scope ${model.scope}`;
  }
  return `condition ${model.condition} is never true`;
}

function startTrace(model: MappingModel): Draft {
  return {
    index: model.index,
    line: model.line,
    outcome: 'skipped',
    source: describeSource(model),
    targetPath: model.targetPath,
    targetVariable: model.targetVariable,
  };
}

function describeSource({ source }: MappingModel): string | undefined {
  switch (source.kind) {
    case 'none':
      return undefined;
    case 'constant':
      return 'constant';
    case 'path':
      return source.path;
    case 'paths':
      return source.paths.join(', ');
    case 'variable':
      return source.path === undefined ? `\${${source.name}}` : `\${${source.name}} ${source.path}`;
  }
}

/** @returns what happened, and what the mapping failed with */
export function traceStep(
  step: Step,
  context: RunContext,
  recorder: Recorder,
): { readonly trace: MappingTrace; readonly error?: unknown } {
  const trace = startTrace(step.parts.model);
  try {
    record(step, context, recorder, trace);
    return { trace };
  } catch (error) {
    trace.outcome = 'failed';
    trace.reason = `${pathOf(error, step.parts.origin)}: ${reasonOf(error)}`;
    return { trace, error };
  }
}

function record(step: Step, context: RunContext, recorder: Recorder, trace: Draft): void {
  const { condition, parts } = step;
  if (!conditionHolds(step, context)) {
    trace.reason = `condition ${condition?.expression} is false`;
    if (parts.condition !== undefined)
      trace.lookedAt = lookedAt(parts.condition, context, recorder.credentials.all);
    return;
  }
  if (parts.model.type === 'remove' || parts.model.type === 'rename') {
    if (changeOutput(step, context)) trace.outcome = 'written';
    else trace.reason = unmatched(step);
    return;
  }
  let value: Value | undefined = step.source(context);
  let emptyDefault = false;
  if (value === undefined && step.skipUnset) {
    trace.reason = `missing: the variable ${parts.origin} is not set before the entity is created`;
    return;
  }
  if (value === undefined && step.defaultFirst) {
    value = createDefault(step, context);
    emptyDefault = isEmptyList(value);
  }
  const isMadeOfSecret = step.parts.functions.length > 0 && recorder.credentials.isIn(value);
  trace.input = show(value, recorder, recorder.secrets?.input ?? false);
  let last: StepFunction | undefined;
  if (step.parts.functions.length > 0 && (value !== undefined || (step.takesMissing && context.defaults))) {
    ({ value, last } = recordFunctions(step, context, recorder, trace, value));
    if (value === undefined) {
      value = createDefault(step, context);
      emptyDefault = isEmptyList(value);
    }
  }
  if (value === undefined) {
    if (!parts.model.optional && context.defaults) throw missing(step, context, last);
    trace.reason = last === undefined ? `missing ${parts.origin}` : nothingReason(last, context);
    return;
  }
  if (!write(step, context, value, emptyDefault)) {
    trace.reason = step.target?.definite === true ? 'an empty list inserts nothing' : unmatched(step);
    if (step.variable === undefined) return;
  }
  trace.outcome = 'written';
  trace.output = show(value, recorder, recorder.secrets !== undefined || (isMadeOfSecret && isScalar(value)));
}

function unmatched({ target }: Step): string {
  return `target ${target?.expression} matched nothing in the output`;
}

function recordFunctions(
  step: Step,
  context: RunContext,
  recorder: Recorder,
  trace: Draft,
  start: Value | undefined,
): { readonly value: Value | undefined; readonly last: StepFunction | undefined } {
  let value = start;
  let last: StepFunction | undefined;
  const isMadeOfSecret = recorder.credentials.isIn(start);
  const functions: FunctionTrace[] = [];
  trace.functions = functions;
  step.parts.functions.forEach(({ compiled, runs }, index) => {
    const { name } = compiled;
    const skipped = !runs
      ? `condition ${compiled.condition?.expression} is never true`
      : value === undefined && !(compiled.takesMissing && context.defaults)
        ? 'missing value'
        : undefined;
    if (skipped !== undefined) {
      functions.push({ name, skipped });
      return;
    }
    const before = value;
    last = { compiled, label: functionLabel(compiled, index) };
    value = callFunction(last, value, context, step.parts.origin);
    const secret =
      (recorder.secrets !== undefined && index >= recorder.secrets.fromFunction) ||
      (isMadeOfSecret && value !== undefined && isScalar(value));
    functions.push(
      value === before && compiled.condition !== undefined
        ? { name, skipped: `condition ${compiled.condition.expression} is false` }
        : { name, output: show(value, recorder, secret) },
    );
  });
  return { value, last };
}

function show(value: Value | undefined, recorder: Recorder, secret: boolean): Json | undefined {
  if (value === undefined) return undefined;
  if (secret) recorder.credentials.add(value);
  return secret ? MASK : maskSecrets(value, recorder.credentials.all);
}
