/** The objects and lists on the way to a target. */
import { EvaluationError } from '../../errors.ts';
import { isMap, setMember } from '../../objects.ts';
import type { Json, JsonMap } from '../../types.ts';
import { memberOf } from '../names.ts';
import { growTo, isGap } from './gaps.ts';

export type Container = JsonMap | Json[];
export type ContainerKind = 'map' | 'list';

/** What is there, `undefined` for nothing: null and placeholders are replaced by what is needed. */
export function presentMember(map: JsonMap, name: string): Json | undefined {
  return memberOf(map, name) ?? undefined;
}

export function presentElement(list: readonly Json[], position: number): Json | undefined {
  const element = list[position];
  return element === null || isGap(element) ? undefined : element;
}

export function childOfMap(map: JsonMap, name: string, kind: ContainerKind): Container {
  const child = presentMember(map, name);
  if (child !== undefined) return expectContainer(child, kind, `'${name}'`);
  const created = create(kind);
  setMember(map, name, created);
  return created;
}

export function childOfList(output: JsonMap, list: Json[], position: number, kind: ContainerKind): Container {
  const child = presentElement(list, position);
  if (child !== undefined) return expectContainer(child, kind, `position ${position}`);
  growTo(output, list, position);
  const created = create(kind);
  list[position] = created;
  return created;
}

function create(kind: ContainerKind): Container {
  return kind === 'map' ? {} : [];
}

/** @throws EvaluationError if something else is in the way */
export function expectContainer(value: Json, kind: ContainerKind, place: string): Container {
  if (kind === 'map' ? isMap(value) : Array.isArray(value)) return value as Container;
  const wanted = kind === 'map' ? 'an object' : 'a list';
  throw new EvaluationError(
    `${place} of the output is ${describe(value)}, where the target path needs ${wanted}`,
  );
}

export function expectMap(value: Json, place: string): JsonMap {
  return expectContainer(value, 'map', place) as JsonMap;
}

function describe(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'string' ? 'a text' : `a ${typeof value}`;
}
