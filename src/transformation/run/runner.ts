/** Runs the mappings of an entity type, one list for each operation. */
import { operationsOfScope } from '../compile/operations.ts';
import type { EntityParts, MappingParts } from '../compile/parts.ts';
import { readsVariable } from '../compile/variables.ts';
import { dropPlaceholders } from '../jsonpath/index.ts';
import type { CompiledCondition } from '../jsonpath/types.ts';
import { setMember } from '../objects.ts';
import type {
  Carriage,
  Json,
  Kept,
  MappingTrace,
  Operation,
  RunOptions,
  RunResult,
  Trace,
} from '../types.ts';
import { findCarried } from './carriage.ts';
import { RunContext } from './context.ts';
import { pathOf, reasonOf } from './failure.ts';
import { HiddenTexts } from './hidden-texts.ts';
import { lookedAt } from './looked-at.ts';
import { createRunnables, type Runnable } from './runnable.ts';
import { findSecrets, secretTexts } from './secrets.ts';
import { createStep, type Step } from './step.ts';
import { traceStep, traceUntouched } from './trace.ts';

export interface RunnerOptions {
  readonly clock: () => number;
  /** Now, as the variable `currentDate` has it. */
  readonly formatNow: (now: number) => string;
  /** Values that must not show up in a trace. */
  readonly credentials: readonly string[];
}

/** What one operation does. */
interface Program {
  readonly operation: Operation;
  readonly condition: CompiledCondition | undefined;
  readonly steps: readonly Step[];
  readonly runnables: readonly Runnable[];
  readonly needsCurrentDate: boolean;
  /** Whether a write to a list position may leave gaps. */
  readonly leavesGaps: boolean;
  readonly labels: EntityParts['labels'];
  /** A variable without which the entity fails. */
  readonly mandatoryVariable: string | undefined;
}

export class Runner {
  readonly #entity: EntityParts;
  readonly #options: RunnerOptions;
  readonly #programs = new Map<Operation, Program>();
  #secrets: ReturnType<typeof findSecrets> | undefined;

  constructor(entity: EntityParts, options: RunnerOptions) {
    this.#entity = entity;
    this.#options = options;
  }

  run(entity: Json, options: RunOptions): RunResult {
    return this.#run(this.#program(options.operation), entity, options);
  }

  /** Of operation `read`. */
  carriage(kept: Kept): Carriage | undefined {
    const program = this.#program('read');
    const carried = findCarried(program.steps, this.#entity.condition, kept);
    if (carried === undefined) return undefined;
    const { members, read, excluded, rest } = carried;
    const short = { ...program, steps: rest, runnables: createRunnables(rest) };
    return { members, read, excluded, run: (entity, options) => this.#run(short, entity, options) };
  }

  #run(program: Program, entity: Json, options: RunOptions): RunResult {
    const defaults = options.withoutDefaults !== true;
    const context = new RunContext(entity, options.variables, this.#options.clock, defaults);
    if (program.needsCurrentDate && context.variables['currentDate'] === undefined) {
      context.variables['currentDate'] = this.#options.formatNow(context.now);
    }
    const condition = options.ignoreCondition === true ? undefined : program.condition;
    return options.trace === true
      ? this.#trace(program, condition, context, options)
      : run(program, condition, context);
  }

  #program(operation: Operation): Program {
    let program = this.#programs.get(operation);
    if (program === undefined) {
      program = createProgram(this.#entity, operation);
      this.#programs.set(operation, program);
    }
    return program;
  }

  #trace(
    program: Program,
    condition: CompiledCondition | undefined,
    context: RunContext,
    { onSecret }: RunOptions,
  ): RunResult {
    const mappings: MappingTrace[] = [];
    const hidden = new HiddenTexts([...this.#options.credentials, ...secretTexts(context.input)], onSecret);
    if (condition === undefined) return this.#traceMappings(program, context, { mappings }, hidden, mappings);
    let holds: boolean;
    try {
      holds = condition.test(context.input, undefined, context.variables, context.work);
    } catch (error) {
      return { ...conditionFailure(program, condition, error), trace: { mappings } };
    }
    const part = this.#entity.condition;
    const looked = part === undefined ? [] : lookedAt(part, context, hidden.all);
    const trace: Trace = {
      condition: { text: condition.expression, result: holds, lookedAt: looked },
      mappings,
    };
    if (!holds) return { status: 'filtered', condition: condition.expression, trace };
    return this.#traceMappings(program, context, trace, hidden, mappings);
  }

  #traceMappings(
    program: Program,
    context: RunContext,
    trace: Trace,
    credentials: HiddenTexts,
    traces: MappingTrace[],
  ): RunResult {
    this.#secrets ??= findSecrets(this.#entity);
    const steps = new Map(program.steps.map((step) => [step.parts.model.index, step]));
    for (const model of this.#entity.model.mappings) {
      const step = steps.get(model.index);
      if (step === undefined) {
        traces.push(traceUntouched(model, program.operation));
        continue;
      }
      const result = traceStep(step, context, {
        secrets: this.#secrets.get(step.parts),
        credentials,
      });
      traces.push(result.trace);
      if (result.trace.outcome === 'failed') return { ...mappingFailure(step.parts, result.error), trace };
    }
    return { ...finish(program, context), trace };
  }
}

function createProgram(entity: EntityParts, operation: Operation): Program {
  const steps = entity.mappings
    .filter((parts) => runsOn(parts, operation))
    .map((parts) => createStep(parts, operation));
  const checksCondition = operation !== 'delete' && operation !== 'patch';
  const condition = checksCondition ? entity.condition : undefined;
  return {
    operation,
    condition: condition?.constant === true ? undefined : condition?.compiled,
    steps,
    labels: entity.labels,
    runnables: createRunnables(steps),
    needsCurrentDate:
      condition?.compiled.variables.includes('currentDate') === true ||
      steps.some(({ parts }) => readsVariable(parts, 'currentDate')),
    leavesGaps: steps.some(({ target }) =>
      target?.steps.some((step) => step.kind === 'index' && step.index !== 0),
    ),
    mandatoryVariable: operation === 'read' ? 'entityIdSourceSystem' : undefined,
  };
}

function runsOn({ model, condition }: MappingParts, operation: Operation): boolean {
  return operationsOfScope(model.scope).includes(operation) && condition?.constant !== false;
}

function run(program: Program, condition: CompiledCondition | undefined, context: RunContext): RunResult {
  const { runnables } = program;
  if (condition !== undefined) {
    try {
      if (!condition.test(context.input, undefined, context.variables, context.work)) {
        return { status: 'filtered', condition: condition.expression };
      }
    } catch (error) {
      return conditionFailure(program, condition, error);
    }
  }
  let index = 0;
  try {
    for (; index < runnables.length; index += 1) (runnables[index] as Runnable).run(context);
  } catch (error) {
    return mappingFailure(context.failing ?? (runnables[index] as Runnable).step.parts, error);
  }
  return finish(program, context);
}

function finish(program: Program, context: RunContext): RunResult {
  const { mandatoryVariable, labels } = program;
  if (mandatoryVariable !== undefined) {
    const value = context.variables[mandatoryVariable];
    if (value === undefined || value === null || value === '') {
      return {
        status: 'failed',
        mapping: labels.whole,
        path: mandatoryVariable,
        reason: `this mandatory variable is not set after the last mapping; map the entity's id with "targetVariable": "${mandatoryVariable}"`,
      };
    }
  }
  if (program.leavesGaps) dropPlaceholders(context.output);
  const variables: Record<string, Json> = {};
  // They have no prototype, so that only their own names are listed.
  for (const name in context.variables) setMember(variables, name, context.variables[name] as Json);
  return { status: 'transformed', output: context.output, variables };
}

type Failure = Extract<RunResult, { status: 'failed' }>;

function mappingFailure(parts: MappingParts, error: unknown): Failure {
  return {
    status: 'failed',
    mapping: parts.label,
    path: pathOf(error, parts.origin),
    reason: reasonOf(error),
  };
}

function conditionFailure({ labels }: Program, condition: CompiledCondition, error: unknown): Failure {
  return {
    status: 'failed',
    mapping: labels.condition,
    path: condition.expression,
    reason: reasonOf(error),
  };
}
