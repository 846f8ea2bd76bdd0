/**
 * Which members only go from the input to the output, as they are: whoever has the input as text can write them into the
 * output's text without reading them, and runs the mappings that are left on an input without them.
 */
import { documentPaths, documentPathsOf } from '../compile/conditions.ts';
import type { ConditionPart, FunctionPart, MappingParts } from '../compile/parts.ts';
import { compilePath, parseCondition } from '../jsonpath/index.ts';
import type { PathExpression } from '../jsonpath/types.ts';
import { variablesIn } from '../template.ts';
import type { CarriedMember, Kept } from '../types.ts';
import { asCopy } from './copy-block.ts';
import { isPathToPath } from './runnable.ts';
import type { Step } from './step.ts';

export interface CarriedSteps {
  readonly members: readonly CarriedMember[];
  /** Names of top-level members that the other steps and the caller read. */
  readonly read: ReadonlySet<string>;
  readonly excluded: readonly (readonly string[])[];
  readonly rest: readonly Step[];
}

/** A step that may be carried. */
interface Candidate extends CarriedMember {
  readonly step: Step;
}

/**
 * @param condition of the entity type
 * @returns `undefined` where a path may lead to any member
 */
export function findCarried(
  steps: readonly Step[],
  condition: ConditionPart | undefined,
  kept: Kept,
): CarriedSteps | undefined {
  const candidates = new Map(steps.map((step) => [step, asCandidate(step)]));
  const read = new Set(kept.sources);
  const written = new Set(kept.targets);
  if (!addNames(read, pathsOf(condition, true))) return undefined;
  let rest: readonly Step[] = [];
  // Each step that is not carried may take others along that have a member in common with it.
  for (let known = -1; known !== rest.length; ) {
    known = rest.length;
    const possible = [...candidates.values()].filter((candidate) => candidate !== undefined);
    rest = steps.filter((step) => {
      const candidate = candidates.get(step);
      return candidate === undefined || !isApart(candidate, possible, read, written);
    });
    for (const step of rest) {
      candidates.set(step, undefined);
      if (!addRead(read, step.parts) || !addWritten(written, step.parts)) return undefined;
    }
  }
  const carried = [...candidates.values()].filter((candidate) => candidate !== undefined);
  const members = carried.filter((candidate) => !isRepeated(candidate, carried));
  const excluded = carried.filter((candidate) => isRepeated(candidate, carried));
  return { members, read, excluded: excluded.map(({ source }) => source), rest };
}

function asCandidate(step: Step): Candidate | undefined {
  const copy = isPathToPath(step) ? asCopy(step) : undefined;
  if (copy === undefined) return undefined;
  return {
    step,
    source: [...copy.sourceParents, copy.sourceName],
    target: [...copy.targetParents, copy.targetName],
    mandatory: !copy.optional,
    unwraps: copy.unwrap,
  };
}

/** Whether nobody else has to do with what it reads and writes. */
function isApart(
  candidate: Candidate,
  others: readonly Candidate[],
  read: ReadonlySet<string>,
  written: ReadonlySet<string>,
): boolean {
  const { source, target } = candidate;
  if (read.has(source[0] ?? '') || written.has(target[0] ?? '')) return false;
  return others.every(
    (other) =>
      other === candidate ||
      (!isWithin(source, other.source) &&
        !isWithin(other.source, source) &&
        (isRepetition(candidate, other) ||
          isRepetition(other, candidate) ||
          (!isWithin(target, other.target) && !isWithin(other.target, target)))),
  );
}

/** An optional member that takes the place of one before it: where it is missing, all is as if it was not there. */
function isRepetition(later: Candidate, earlier: Candidate): boolean {
  return (
    !later.mandatory &&
    later.step.parts.model.index > earlier.step.parts.model.index &&
    later.target.length === earlier.target.length &&
    isWithin(later.target, earlier.target)
  );
}

function isRepeated(candidate: Candidate, all: readonly Candidate[]): boolean {
  return all.some((other) => isRepetition(candidate, other));
}

/** Whether the first place is the other one, or below it. */
function isWithin(place: readonly string[], other: readonly string[]): boolean {
  return other.every((name, index) => place[index] === name);
}

function addRead(names: Set<string>, { model, path, paths, condition, functions }: MappingParts): boolean {
  const sources = model.source.kind === 'path' && path !== undefined ? [path, ...paths] : paths;
  return (
    addNames(names, pathsOf(condition, true)) &&
    addNames(
      names,
      sources.flatMap(({ steps }) => documentPathsOf(steps)),
    ) &&
    addNames(names, functions.flatMap(pathsOfFunction))
  );
}

function pathsOf(condition: ConditionPart | undefined, element: boolean): readonly PathExpression[] {
  return condition === undefined ? [] : documentPaths(condition.tree, element);
}

const ANYWHERE: PathExpression = { root: '$', steps: [] };

/** Functions may look at the input through their condition and through parameters that are paths. */
function pathsOfFunction({ source }: FunctionPart): PathExpression[] {
  return Object.entries(source).flatMap(([key, value]) => {
    if (typeof value !== 'string') return [];
    if (key === 'condition') return [...documentPaths(parseCondition(value), false)];
    if (!/^\$[.[]/.test(value)) return [];
    // A path is only known when the variables in it are.
    return variablesIn(value).length > 0 ? [ANYWHERE] : [...documentPathsOf(compilePath(value).steps)];
  });
}

/** Of the top-level members that the paths lead to. @returns false where that may be any */
function addNames(names: Set<string>, paths: readonly PathExpression[]): boolean {
  return paths.every(({ steps }) => {
    const [first] = steps;
    if (first?.kind === 'member') names.add(first.name);
    else if (first?.kind === 'members') for (const name of first.names) names.add(name);
    else return false;
    return true;
  });
}

/**
 * Likewise of those that a mapping writes, removes or renames, and of those in the output that filters of its target look at.
 */
function addWritten(names: Set<string>, { model, target }: MappingParts): boolean {
  if (target === undefined) return true;
  if (model.type === 'rename' && target.steps.length === 1) return false;
  return addNames(names, documentPathsOf(target.steps));
}
