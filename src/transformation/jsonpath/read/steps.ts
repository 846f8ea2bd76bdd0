/**
 * Reading paths that are not just members and positions. Every step hands what it finds to the next one, the last one
 * to `Found`, as in the library; so the order of the results and the oddities are the library's.
 */
import { setMember } from '../../objects.ts';
import type { Json, JsonMap } from '../../types.ts';
import { memberOf } from '../names.ts';
import { isDefiniteStep } from '../syntax/analyse.ts';
import type { PathStep } from '../types.ts';
import { countModel, pathFunction } from './functions.ts';
import type { Run } from './run.ts';
import { compileScan } from './scan.ts';
import { NoSuchElement, NotApplicable } from './signals.ts';
import { emit, type Found, isObject, type Predicate, type Step, type StepContext } from './step.ts';

/** What a step has to know about the ones around it. */
interface Surroundings {
  /** Whether all before it is definite. */
  readonly upstreamDefinite: boolean;
  /** See `guardOf`. */
  readonly guard: number | undefined;
  /** Whether a function stands behind it. */
  readonly beforeCall: boolean;
}

/** @param upstreamDefinite whether all before these steps is definite */
export function compileSteps(
  steps: readonly PathStep[],
  upstreamDefinite: boolean,
  context: StepContext,
): Step {
  const definiteUpTo: boolean[] = [];
  let definite = upstreamDefinite;
  steps.forEach((step, index) => {
    definiteUpTo.push(definite);
    definite &&= isDefiniteStep(step, index === steps.length - 1);
  });
  let next: Step | undefined;
  let afterNext: Step | undefined;
  for (let index = steps.length - 1; index >= 0; index--) {
    const step = steps[index];
    if (step === undefined) continue;
    const compiled: Step =
      step.kind === 'scan'
        ? compileScan(
            {
              target: steps[index + 1],
              evaluate: next,
              after: afterNext,
              guarded: index === steps.length - 3,
            },
            context,
          )
        : compileStep(step, next, context, {
            upstreamDefinite: definiteUpTo[index] ?? false,
            guard: guardOf(steps, index),
            beforeCall: steps.slice(index).some(({ kind }) => kind === 'function'),
          });
    afterNext = next;
    next = compiled;
  }
  return next ?? emit;
}

/**
 * A scan that hands out a list's elements one by one lets through to a last member only the element whose position the
 * step before names; the position of the last list stays in force for objects that are scanned afterwards. That is a
 * bug of the library, kept.
 */
function guardOf(steps: readonly PathStep[], index: number): number | undefined {
  if (index !== steps.length - 1 || steps[index - 2]?.kind !== 'scan') return undefined;
  const before = steps[index - 1];
  return before?.kind === 'index' ? before.index : Number.NaN;
}

function compileStep(
  step: Exclude<PathStep, { kind: 'scan' }>,
  next: Step | undefined,
  context: StepContext,
  { upstreamDefinite, guard, beforeCall }: Surroundings,
): Step {
  const leaf: Step = guard === undefined ? emit : guarded(guard);
  const visit = beforeCall ? visitBeforeCall(next ?? emit) : visitElement(next ?? emit);
  switch (step.kind) {
    case 'member':
      return memberStep([step.name], next, upstreamDefinite, upstreamDefinite, leaf, context);
    case 'members':
      return next === undefined
        ? mergedMembers(step.names, upstreamDefinite, context)
        : memberStep(step.names, next, upstreamDefinite, false, leaf, context);
    case 'index':
      return positions([step.index], visit, upstreamDefinite);
    case 'indexes':
      return positions(step.indexes, visit, upstreamDefinite);
    case 'slice':
      return slice(step, visit, upstreamDefinite);
    case 'wildcard':
      return wildcard(next ?? leaf, visit, context);
    case 'filter':
      return filter(context.compileFilter(step.condition), next ?? emit, visit, upstreamDefinite);
    case 'function':
      return call(step, next, context);
  }
}

function guarded(position: number): Step {
  return (run, value, found) =>
    found.scanned !== -1 && found.scanned !== position ? true : emit(run, value, found);
}

function memberStep(
  names: readonly string[],
  next: Step | undefined,
  upstreamDefinite: boolean,
  definite: boolean,
  leaf: Step,
  { required }: StepContext,
): Step {
  const continuation = next ?? leaf;
  // Behind something indefinite a missing member is skipped, unless it is required.
  const goOn = next === undefined ? !required : !(definite || required);
  return (run, value, found) => {
    if (!isObject(value)) return !upstreamDefinite;
    run.count(names.length - 1);
    for (const name of names) {
      const member = memberOf(value, name);
      if (member === undefined ? !goOn : !continuation(run, member, found)) return false;
    }
    return true;
  };
}

/** Several members at the end of a path give one object of those that are there. */
function mergedMembers(names: readonly string[], upstreamDefinite: boolean, { required }: StepContext): Step {
  return (run, value, found) => {
    if (!isObject(value)) return !upstreamDefinite;
    run.count(names.length);
    const merged: JsonMap = {};
    for (const name of names) {
      const member = memberOf(value, name);
      if (member !== undefined) setMember(merged, name, member);
      else if (required) return false;
    }
    return emit(run, merged, found);
  };
}

function positions(wanted: readonly number[], visit: Visit, upstreamDefinite: boolean): Step {
  return (run, value, found) => {
    if (!Array.isArray(value)) return !upstreamDefinite;
    for (const position of wanted) if (!visit(run, value, position, found)) return false;
    return true;
  };
}

/** With both ends given neither counts from the end, but a negative position itself does. */
function slice(
  { from, to }: Extract<PathStep, { kind: 'slice' }>,
  visit: Visit,
  upstreamDefinite: boolean,
): Step {
  return (run, value, found) => {
    if (!Array.isArray(value)) return !upstreamDefinite;
    const { length } = value;
    let start = from ?? 0;
    let end = to ?? length;
    if (from === undefined && end < 0) end += length;
    if (to === undefined && start < 0) start = Math.max(0, length + start);
    end = Math.min(end, length);
    for (let position = Math.max(start, -length); position < end; position++) {
      if (!visit(run, value, position, found)) return false;
    }
    return true;
  };
}

function wildcard(continuation: Step, visit: Visit, { required }: StepContext): Step {
  return (run, value, found) => {
    if (Array.isArray(value)) {
      for (let position = 0; position < value.length; position++) {
        if (!visit(run, value, position, found) && required) return false;
      }
    } else if (isObject(value)) {
      const members = Object.values(value);
      run.work.listNames(members.length);
      for (const member of members) {
        run.count(1);
        if (!continuation(run, member, found)) return false;
      }
    }
    return true;
  };
}

function filter(accepts: Predicate, continuation: Step, visit: Visit, upstreamDefinite: boolean): Step {
  return (run, value, found) => {
    if (Array.isArray(value)) {
      for (let position = 0; position < value.length; position++) {
        run.count(1);
        if (accepts(run, value[position] ?? null) && !visit(run, value, position, found)) return false;
      }
      return true;
    }
    if (isObject(value)) return accepts(run, value) ? continuation(run, value, found) : true;
    if (!upstreamDefinite) return true;
    throw new NotApplicable('a filter cannot be applied to a text, a number, a boolean or null');
  };
}

/** One element of a list; a position outside of the list is no error. */
type Visit = (run: Run, list: Json[], position: number, found: Found) => boolean;

function visitElement(continuation: Step): Visit {
  return (run, list, position, found) => {
    run.count(1);
    const value = list[position < 0 ? list.length + position : position];
    return value === undefined ? true : continuation(run, value, found);
  };
}

/** The library takes the position that a function behind this step asks for in vain for one of its own. */
function visitBeforeCall(continuation: Step): Visit {
  const visit = visitElement(continuation);
  return (run, list, position, found) => {
    try {
      return visit(run, list, position, found);
    } catch (error) {
      if (error instanceof NoSuchElement) return true;
      throw error;
    }
  };
}

/** Its value is a result even if steps follow. */
function call(
  step: Extract<PathStep, { kind: 'function' }>,
  next: Step | undefined,
  context: StepContext,
): Step {
  const argumentsOf = context.compileArguments(step.arguments);
  return (run, value, found) => {
    const invoke = pathFunction(step.name);
    const args = argumentsOf(run, value);
    if (args === undefined) return false;
    countModel(run, value);
    const result = invoke(value, args);
    if (result === undefined) return false;
    emit(run, result, found);
    return next === undefined ? true : next(run, result, found);
  };
}
