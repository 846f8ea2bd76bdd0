/** Removing and renaming what is in the output already. */
import { setMember } from '../../objects.ts';
import type { Json, JsonMap } from '../../types.ts';
import { memberOf } from '../names.ts';
import { keepElements } from './gaps.ts';
import type { Place } from './matches.ts';

/** @returns whether there was something to remove */
export function removePlaces(places: readonly Place[]): boolean {
  const positions = new Map<Json[], Set<number>>();
  for (const { container, key } of places) {
    if (!Array.isArray(container)) {
      delete container[key];
    } else if (typeof key === 'number') {
      const removed = positions.get(container);
      if (removed === undefined) positions.set(container, new Set([key]));
      else removed.add(key);
    }
  }
  for (const [list, removed] of positions) keepElements(list, (_element, position) => !removed.has(position));
  return places.length > 0;
}

/** The member keeps its place among the others; one that has the new name already gives way. */
export function renamePlace({ container, key }: Place, newName: string): void {
  if (Array.isArray(container) || key === newName) return;
  const oldName = String(key);
  const names = Object.keys(container);
  const value = memberOf(container, oldName);
  const behind = names.slice(names.indexOf(oldName) + 1).filter((name) => name !== newName);
  if (value === undefined) return;
  delete container[oldName];
  delete container[newName];
  setMember(container, newName, value);
  for (const name of behind) moveToEnd(container, name);
}

function moveToEnd(map: JsonMap, name: string): void {
  const value = memberOf(map, name);
  if (value === undefined) return;
  delete map[name];
  setMember(map, name, value);
}
