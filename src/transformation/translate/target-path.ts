/** Compares the places that mappings write with a place that somebody asks for. */
import { operationsOfScope } from '../compile/operations.ts';
import type { EntityParts } from '../compile/parts.ts';
import type { PathStep } from '../jsonpath/types.ts';

/** Member names and list positions from the root. */
export type Place = readonly (string | number)[];

/**
 * How a path relates to a place:
 * - `rest`: what of the place is left below the path; empty when they are the same;
 * - `indexes`: for each wildcard of the path, the list position that the place has there, or `undefined` for any;
 * - `partial`: the path names one list position where the place means any.
 */
export interface Match {
  readonly rest: Place;
  readonly indexes: readonly (number | undefined)[];
  readonly partial: boolean;
}

/**
 * Whether the place is at or below what `steps` name; names compare case-insensitively. A filter that only asks for a
 * member (`[?(@.value)]`) at the end of a target names that member of every element.
 *
 * @returns `undefined` when it is not, or when the path is of a form that names no fixed places
 */
export function matchPlace(steps: readonly PathStep[], place: Place): Match | undefined {
  const indexes: (number | undefined)[] = [];
  let partial = false;
  let at = 0;
  for (const step of steps) {
    const part = place[at];
    switch (step.kind) {
      case 'member':
        if (typeof part !== 'string' || part.toLowerCase() !== step.name.toLowerCase()) return undefined;
        at += 1;
        break;
      case 'index':
        if (typeof part === 'number') {
          if (part !== step.index) return undefined;
          at += 1;
        } else {
          partial = true;
        }
        break;
      case 'wildcard':
        indexes.push(typeof part === 'number' ? part : undefined);
        if (typeof part === 'number') at += 1;
        break;
      case 'filter': {
        const member = memberOfElements(step);
        if (member === undefined) return undefined;
        indexes.push(typeof part === 'number' ? part : undefined);
        if (typeof part === 'number') at += 1;
        const name = place[at];
        if (typeof name !== 'string' || name.toLowerCase() !== member.toLowerCase()) return undefined;
        at += 1;
        break;
      }
      default:
        return undefined;
    }
  }
  return { rest: place.slice(at), indexes, partial };
}

/** Whether the path names a part of what is at the place, or may: of list positions and the like, any counts. */
export function isBelow(steps: readonly PathStep[], place: Place): boolean {
  const names = place.filter((part) => typeof part === 'string');
  const members = steps.filter((step) => step.kind === 'member');
  return (
    members.length > names.length &&
    names.every((name, index) => name.toLowerCase() === members[index]?.name.toLowerCase())
  );
}

/** `value` of `[?(@.value)]`. */
export function memberOfElements(step: Extract<PathStep, { kind: 'filter' }>): string | undefined {
  const { condition } = step;
  if (condition.kind !== 'exists' || condition.path.root !== '@' || condition.path.steps.length !== 1) {
    return undefined;
  }
  const [only] = condition.path.steps;
  return only?.kind === 'member' ? only.name : undefined;
}

/**
 * The place that a source path reads when its wildcards stand for the given list positions; a wildcard for any
 * position is left out.
 *
 * @returns `undefined` for a path that reads no fixed place
 */
export function placeOfSource(
  steps: readonly PathStep[],
  indexes: readonly (number | undefined)[],
): Place | undefined {
  const place: (string | number)[] = [];
  let wildcards = 0;
  for (const step of steps) {
    if (step.kind === 'member') place.push(step.name);
    else if (step.kind === 'index' && step.index >= 0) place.push(step.index);
    else if (step.kind === 'wildcard') {
      const index = indexes[wildcards];
      wildcards += 1;
      if (index !== undefined) place.push(index);
    } else return undefined;
  }
  return place;
}

/** Whether a mapping of a read transformation writes or removes the place, or what it is a part of. */
export function targetsPlace({ mappings }: EntityParts, place: Place): boolean {
  return mappings.some(
    ({ model, target, condition }) =>
      operationsOfScope(model.scope).includes('read') &&
      condition?.constant !== false &&
      target !== undefined &&
      matchPlace(target.steps, place) !== undefined,
  );
}
