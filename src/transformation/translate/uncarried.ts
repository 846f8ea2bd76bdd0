/** Which values of an input no mapping takes anywhere. */
import { operationsOfScope } from '../compile/operations.ts';
import type { EntityParts } from '../compile/parts.ts';
import type { PathStep } from '../jsonpath/types.ts';
import { isMap } from '../objects.ts';
import type { Json, Operation } from '../types.ts';
import type { Place } from './target-path.ts';
import { valuePaths } from './value-paths.ts';

/** What is read of a value: all of it, or some of its members and elements. */
class ReadTree {
  whole = false;
  readonly members = new Map<string, ReadTree>();
  readonly elements = new Map<number, ReadTree>();
  /** Of every member or element, whichever it has. */
  each: ReadTree | undefined;

  add([step, ...rest]: readonly PathStep[]): void {
    switch (step?.kind) {
      case 'member':
        child(this.members, step.name).add(rest);
        break;
      case 'members':
        for (const name of step.names) child(this.members, name).add(rest);
        break;
      case 'index':
        if (step.index >= 0) child(this.elements, step.index).add(rest);
        else this.#addToEach(rest);
        break;
      case 'indexes':
      case 'slice':
      case 'wildcard':
      case 'filter':
        this.#addToEach(rest);
        break;
      // The end of the path, or a step that may read anything.
      default:
        this.whole = true;
    }
  }

  #addToEach(rest: readonly PathStep[]): void {
    this.each ??= new ReadTree();
    this.each.add(rest);
  }
}

function child<Key>(children: Map<Key, ReadTree>, key: Key): ReadTree {
  let found = children.get(key);
  if (found === undefined) {
    found = new ReadTree();
    children.set(key, found);
  }
  return found;
}

/** Places of scalars in the input, nulls apart, that no mapping of the operation reads. */
export function createUncarried(entity: EntityParts): (input: Json, operation: Operation) => Place[] {
  const trees = new Map<Operation, ReadTree>();
  return (input, operation) => {
    let tree = trees.get(operation);
    if (tree === undefined) {
      tree = readTree(entity, operation);
      trees.set(operation, tree);
    }
    const places: Place[] = [];
    collect(input, [tree], [], places);
    return places;
  };
}

function readTree(entity: EntityParts, operation: Operation): ReadTree {
  const tree = new ReadTree();
  for (const parts of entity.mappings) {
    const { model, condition } = parts;
    if (!operationsOfScope(model.scope).includes(operation) || condition?.constant === false) continue;
    for (const path of valuePaths(parts)) tree.add(path);
  }
  return tree;
}

function collect(value: Json, trees: readonly ReadTree[], place: Place, places: Place[]): void {
  if (value === null || trees.some(({ whole }) => whole)) return;
  if (Array.isArray(value)) {
    for (const [index, element] of value.entries()) {
      collect(
        element,
        below(trees, (tree) => tree.elements.get(index)),
        [...place, index],
        places,
      );
    }
  } else if (isMap(value)) {
    for (const [name, member] of Object.entries(value)) {
      collect(
        member,
        below(trees, (tree) => tree.members.get(name)),
        [...place, name],
        places,
      );
    }
  } else {
    places.push(place);
  }
}

function below(
  trees: readonly ReadTree[],
  find: (tree: ReadTree) => ReadTree | undefined,
): readonly ReadTree[] {
  return trees.flatMap((tree) => [find(tree), tree.each]).filter((tree) => tree !== undefined);
}
