/** Setting values. */
import { isMap, setMember } from '../../objects.ts';
import type { Json, JsonMap } from '../../types.ts';
import type { Work } from '../../work.ts';
import { cloneJson } from '../clone.ts';
import { isPlainName } from '../names.ts';
import type { Run } from '../read/run.ts';
import type { Predicate } from '../read/step.ts';
import {
  type Container,
  type ContainerKind,
  childOfList,
  childOfMap,
  expectContainer,
  expectMap,
  presentElement,
  presentMember,
} from './containers.ts';
import { type FilterStep, type FormStep, spreadMember } from './forms.ts';
import { isGap } from './gaps.ts';
import { insertAt, replaceAt, spread } from './lists.ts';
import { mergeInto } from './merge.ts';

/** Whether something was written: wildcards and filters may match nothing, and an empty list inserts nothing. */
export type Setter = (output: JsonMap, value: Json, work?: Work) => boolean;

/** One call of a setter. */
interface Writing {
  readonly output: JsonMap;
  /** For the conditions of filters. */
  readonly run: Run;
  /** The value; a copy of it from the second time on, so that no two places share it. */
  take(): Json;
}

type Put = (container: Container, writing: Writing) => void;

export interface SetContext {
  compileFilter(step: FilterStep): Predicate;
  startRun(output: JsonMap, work: Work | undefined): Run;
  /** Whether an empty list is inserted all the same, which makes the list that it is inserted into. */
  readonly insertsNothing: boolean;
}

export function compileSetter(steps: readonly FormStep[], context: SetContext): Setter {
  const names = steps.flatMap((step) => (step.kind === 'member' ? [step.name] : []));
  if (names.length === steps.length) return memberSetter(names);
  return directSetter(steps, context) ?? matchingSetter(steps, context);
}

/** One place, which nothing has to be looked for: members and positions, and a list of elements at the end. */
function directSetter(steps: readonly FormStep[], { insertsNothing }: SetContext): Setter | undefined {
  const last = steps.at(-1);
  const before = steps.slice(0, -1);
  const member = last?.kind === 'filter' ? spreadMember(last) : undefined;
  if (last === undefined || last.kind === 'wildcard' || (last.kind === 'filter' && member === undefined))
    return undefined;
  if (!before.every(({ kind }) => kind === 'member' || kind === 'index')) return undefined;
  return (output, value) => {
    // A list is put in element by element; without any there is nothing to make the way for.
    if (last.kind === 'index' && !insertsNothing && Array.isArray(value) && value.length === 0) return false;
    let container: Container = output;
    for (let at = 0; at < before.length; at++) {
      const step = before[at] as FormStep;
      const kind = (steps[at + 1] as FormStep).kind === 'member' ? 'map' : 'list';
      if (step.kind === 'member') container = childOfMap(container as JsonMap, step.name, kind);
      else if (step.kind === 'index') container = childOfList(output, container as Json[], step.index, kind);
    }
    if (last.kind === 'index' && insertsNothing && (container as Json[]).length > 0) return false;
    if (last.kind === 'member') setMember(container as JsonMap, last.name, value);
    else if (last.kind === 'filter') spread(container as Json[], member ?? '', value);
    else if (typeof value === 'object' && value !== null)
      insertAt(output, container as Json[], last.index, value);
    else replaceAt(output, container as Json[], last.index, value);
    return true;
  };
}

/** Every place that matches. */
function matchingSetter(steps: readonly FormStep[], context: SetContext): Setter {
  const put = compilePut(steps, context);
  const needsElements = steps.at(-1)?.kind === 'index' && !context.insertsNothing;
  return (output, value, work) => {
    if (needsElements && Array.isArray(value) && value.length === 0) return false;
    const run = context.startRun(output, work);
    let taken = false;
    put(output, {
      output,
      run,
      take: () => {
        if (taken) return countedClone(value, run.work);
        taken = true;
        return value;
      },
    });
    return taken;
  };
}

/** A large value for each of many places would make an output of any size. */
function countedClone(value: Json, work: Work): Json {
  if (typeof value === 'string') work.writeText(value.length);
  else if (typeof value === 'object' && value !== null) countValues(value, work);
  return cloneJson(value);
}

function countValues(root: Json, work: Work): void {
  const pending: Json[] = [root];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    work.spend(1);
    if (typeof value === 'string') work.writeText(value.length);
    else if (typeof value === 'object' && value !== null) {
      for (const inner of Array.isArray(value) ? value : Object.values(value)) pending.push(inner);
    }
  }
}

function memberSetter(names: readonly string[]): Setter {
  const [first, second] = names;
  if (first === undefined)
    return (output, value) => {
      mergeInto(output, expectMap(value, 'the value for the root'));
      return true;
    };
  if (!names.every(isPlainName)) return chainSetter(names);
  if (second === undefined) {
    return (output, value) => {
      output[first] = value;
      return true;
    };
  }
  if (names.length === 2) {
    return (output, value) => {
      plainChild(output, first)[second] = value;
      return true;
    };
  }
  const last = names.at(-1) ?? first;
  const before = names.slice(0, -1);
  return (output, value) => {
    let map = output;
    for (const name of before) map = plainChild(map, name);
    map[last] = value;
    return true;
  };
}

function plainChild(map: JsonMap, name: string): JsonMap {
  const child = map[name];
  return typeof child === 'object' && child !== null && !Array.isArray(child)
    ? child
    : (childOfMap(map, name, 'map') as JsonMap);
}

function chainSetter(names: readonly string[]): Setter {
  const last = names.at(-1) ?? '';
  const before = names.slice(0, -1);
  return (output, value) => {
    let map = output;
    for (const name of before) map = childOfMap(map, name, 'map') as JsonMap;
    setMember(map, last, value);
    return true;
  };
}

function compilePut(steps: readonly FormStep[], context: SetContext): Put {
  const [step, following] = steps;
  if (step === undefined) return () => {};
  const next = following === undefined ? undefined : compilePut(steps.slice(1), context);
  switch (step.kind) {
    case 'member':
      return memberPut(step.name, steps, next);
    case 'index':
      return indexPut(step.index, steps, next, context);
    case 'wildcard':
      return eachPut(() => true, next ?? (() => {}), steps);
    case 'filter': {
      const member = spreadMember(step);
      if (next === undefined)
        return (container, { take }) => spread(container as Json[], member ?? '', take());
      const accepts = context.compileFilter(step);
      return eachPut(accepts, next, steps);
    }
  }
}

/** What the step behind works on; `undefined` if that only looks at what is there. */
function neededKind([, next, afterNext]: readonly FormStep[]): ContainerKind | undefined {
  if (next?.kind === 'member') return 'map';
  if (next?.kind === 'index') return 'list';
  return next?.kind === 'filter' && afterNext === undefined ? 'list' : undefined;
}

function memberPut(name: string, steps: readonly FormStep[], next: Put | undefined): Put {
  if (next === undefined) return (container, { take }) => setMember(container as JsonMap, name, take());
  const kind = neededKind(steps);
  if (kind !== undefined && !looksFor(steps))
    return (container, writing) => next(childOfMap(container as JsonMap, name, kind), writing);
  return (container, writing) =>
    visit(presentMember(container as JsonMap, name), kind, `'${name}'`, next, writing);
}

function indexPut(
  position: number,
  steps: readonly FormStep[],
  next: Put | undefined,
  { insertsNothing }: SetContext,
): Put {
  if (next === undefined) {
    return (container, { output, take }) => {
      const list = container as Json[];
      if (insertsNothing && list.length > 0) return;
      const value = take();
      if (typeof value === 'object' && value !== null) insertAt(output, list, position, value);
      else replaceAt(output, list, position, value);
    };
  }
  const kind = neededKind(steps);
  if (kind !== undefined && !looksFor(steps)) {
    return (container, writing) =>
      next(childOfList(writing.output, container as Json[], position, kind), writing);
  }
  return (container, writing) =>
    visit(presentElement(container as Json[], position), kind, `position ${position}`, next, writing);
}

/** Whether a step behind the first one only looks for what is there: then nothing is made on the way to it. */
function looksFor([, ...behind]: readonly FormStep[]): boolean {
  return behind.some(
    ({ kind }, index) => kind === 'wildcard' || (kind === 'filter' && index < behind.length - 1),
  );
}

/** @throws EvaluationError where something else than the next step needs is in the way */
function visit(
  value: Json | undefined,
  kind: ContainerKind | undefined,
  place: string,
  next: Put,
  writing: Writing,
): void {
  if (value === undefined) return;
  if (kind !== undefined) next(expectContainer(value, kind, place), writing);
  else if (typeof value === 'object' && value !== null) next(value, writing);
}

/** Every element that is there and of the kind that the next step works on; the others are no match, as in reading. */
function eachPut(accepts: Predicate, next: Put, steps: readonly FormStep[]): Put {
  const kind = neededKind(steps);
  const isFilter = steps[0]?.kind === 'filter';
  const put = (element: Json, writing: Writing) => {
    if (typeof element !== 'object' || element === null || isGap(element)) return;
    if (kind !== undefined && Array.isArray(element) !== (kind === 'list')) return;
    next(element, writing);
  };
  return (container, writing) => {
    const { run } = writing;
    if (isMap(container) && isFilter) {
      if (accepts(run, container)) put(container, writing);
      return;
    }
    // The elements are fixed before the first one is written: a filter may look at all of them.
    const elements = Object.values(container).filter((element) => !isGap(element) && accepts(run, element));
    for (const element of elements) put(element, writing);
  };
}
