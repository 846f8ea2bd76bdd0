/** Placeholders for the elements that a list had to grow by to reach a position. */
import type { Json, JsonMap } from '../../types.ts';

/** Stands in every place that nothing was written to yet; by being frozen it cannot be filled by mistake. */
const GAP: JsonMap = Object.freeze({});

/** Lists with gaps, by the output they were made for. An output that is given up takes its entry with it. */
const listsWithGaps = new WeakMap<JsonMap, Set<Json[]>>();

export function isGap(value: Json | undefined): boolean {
  return value === GAP;
}

/** Makes the list at least `length` elements long. */
export function growTo(output: JsonMap, list: Json[], length: number): void {
  if (list.length >= length) return;
  while (list.length < length) list.push(GAP);
  const lists = listsWithGaps.get(output);
  if (lists === undefined) listsWithGaps.set(output, new Set([list]));
  else lists.add(list);
}

/** Drops the placeholders that nothing has filled. Call it once, when everything is written. */
export function dropPlaceholders(output: JsonMap): void {
  const lists = listsWithGaps.get(output);
  if (lists === undefined) return;
  for (const list of lists) keepElements(list, (element) => element !== GAP);
  listsWithGaps.delete(output);
}

/** `filter` in place. */
export function keepElements(list: Json[], keep: (element: Json, position: number) => boolean): void {
  let kept = 0;
  for (let position = 0; position < list.length; position++) {
    const element = list[position] as Json;
    if (keep(element, position)) list[kept++] = element;
  }
  list.length = kept;
}
