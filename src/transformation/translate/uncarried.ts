/** Which values of an input no mapping takes anywhere. */
import { OPERATIONS, operationsOfScope } from '../compile/operations.ts';
import type { ConditionPart, EntityParts, MappingParts } from '../compile/parts.ts';
import type { PathStep } from '../jsonpath/types.ts';
import { isMap } from '../objects.ts';
import type { Json, Operation } from '../types.ts';
import { ReadTree } from './read-tree.ts';
import type { Place } from './target-path.ts';
import { valuePaths } from './value-paths.ts';

const NOTHING = new ReadTree();

/** Trees for so many combinations of conditions are kept. */
const MOST_TREES = 64;

/** Places of scalars in the input, nulls apart, that no mapping of the operation reads for this input. */
export function createUncarried(entity: EntityParts): (input: Json, operation: Operation) => Place[] {
  const mappings = new Map(
    OPERATIONS.map((operation) => [
      operation,
      entity.mappings.filter(({ model }) => operationsOfScope(model.scope).includes(operation)),
    ]),
  );
  const trees = new Map<string, ReadTree>();
  return (input, operation) => {
    const running = mappings.get(operation) ?? [];
    const holding = running.filter(({ condition }) => condition === undefined || mayHold(condition, input));
    const key = `${operation} ${holding.length === running.length ? '' : holding.map(({ model }) => model.index).join()}`;
    let tree = trees.get(key);
    if (tree === undefined) {
      tree = readTree(holding);
      if (trees.size < MOST_TREES) trees.set(key, tree);
    }
    const places: Place[] = [];
    collect(input, tree, [], places, []);
    return places;
  };
}

/** Variables are not known here. */
function mayHold({ constant, compiled }: ConditionPart, input: Json): boolean {
  if (constant !== undefined || compiled.variables.length > 0) return constant !== false;
  try {
    return compiled.test(input);
  } catch {
    return true;
  }
}

function readTree(running: readonly MappingParts[]): ReadTree {
  const tree = new ReadTree();
  for (const [index, parts] of running.entries()) {
    const removed = removedAfterwards(parts, running.slice(index + 1));
    for (const path of valuePaths(parts)) tree.add(path, removed);
  }
  return tree;
}

/** Whether the condition depends on what is not known here. */
function isUnsure({ condition }: MappingParts): boolean {
  return condition?.constant === undefined && (condition?.compiled.variables.length ?? 0) > 0;
}

/** What later mappings remove below the target of this one, as paths from there. */
export function removedAfterwards(
  { target, model }: MappingParts,
  later: readonly MappingParts[],
): (readonly PathStep[])[] {
  if (target === undefined || model.targetVariable !== undefined || model.type !== 'set') return [];
  const { steps } = target;
  return later.flatMap((parts) => {
    const removal = parts.model.type === 'remove' && !isUnsure(parts) ? parts.target?.steps : undefined;
    if (removal === undefined || removal.length <= steps.length) return [];
    const isBelow = steps.every((step, at) => JSON.stringify(step) === JSON.stringify(removal[at]));
    return isBelow ? [removal.slice(steps.length)] : [];
  });
}

/** A value that mappings read as a whole but for what is removed again. */
interface Reader {
  readonly tree: ReadTree;
  /** Length of the place where it is. */
  readonly depth: number;
}

/**
 * @param place of the value, shared by the whole walk
 * @param readers on the way to it
 */
function collect(
  value: Json,
  tree: ReadTree,
  place: (string | number)[],
  places: Place[],
  readers: readonly Reader[],
): void {
  if (value === null || tree.whole) return;
  const around = tree.wholeBut.length === 0 ? readers : [...readers, { tree, depth: place.length }];
  if (Array.isArray(value)) {
    for (const [index, element] of value.entries()) {
      collectBelow(index, element, tree, place, places, around);
    }
  } else if (isMap(value)) {
    for (const name in value) collectBelow(name, value[name] as Json, tree, place, places, around);
  } else if (!around.some((reader) => reader.tree.keeps(place.slice(reader.depth)))) {
    places.push([...place]);
  }
}

function collectBelow(
  part: string | number,
  value: Json,
  tree: ReadTree,
  place: (string | number)[],
  places: Place[],
  readers: readonly Reader[],
): void {
  const below = tree.named.get(part) ?? tree.each ?? NOTHING;
  if (below.whole || value === null) return;
  place.push(part);
  collect(value, below, place, places, readers);
  place.pop();
}
