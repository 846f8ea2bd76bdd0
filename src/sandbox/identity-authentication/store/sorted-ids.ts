/** Ids in ascending order, which is the order of every list (recorded). */

export interface SortedIds {
  readonly values: readonly string[];
  /** Many at once, for seeding. */
  addAll(ids: Iterable<string>): void;
  add(id: string): void;
  remove(id: string): void;
}

export function createSortedIds(): SortedIds {
  const values: string[] = [];
  return {
    values,
    addAll(ids) {
      for (const id of ids) values.push(id);
      values.sort();
    },
    add(id) {
      values.splice(positionOf(values, id), 0, id);
    },
    remove(id) {
      const position = positionOf(values, id);
      if (values[position] === id) values.splice(position, 1);
    },
  };
}

/** Where `id` stands, or would stand, in a sorted list. */
export function positionOf(sorted: readonly string[], id: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? '') < id) low = middle + 1;
    else high = middle;
  }
  return low;
}
