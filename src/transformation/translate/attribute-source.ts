/**
 * From an attribute of the output back to the attribute of the input that it comes from, so that a client's filter can
 * be asked of the backend. The last mapping that always writes an attribute decides.
 */
import { operationsOfScope } from '../compile/operations.ts';
import type { EntityParts, MappingParts } from '../compile/parts.ts';
import type { AttributeSource } from '../types.ts';
import { isPresenceGuard } from './guard.ts';
import { createInverse, type Scalar } from './inverse.ts';
import { type Match, matchPlace, type Place, placeOfSource } from './target-path.ts';

/** A mapping that writes the place, and how: always, or only for some entities. */
interface Writer {
  readonly parts: MappingParts;
  readonly match: Match;
}

export function findAttributeSource(entity: EntityParts, target: Place): AttributeSource | undefined {
  const writers = findWriters(entity, target);
  // Several mandatory mappings cannot stand here: the last of them ended the search.
  const sameName = writers.find(({ parts }) => copiesToSameName(parts));
  const [last] = writers;
  const chosen = sameName ?? last;
  return chosen === undefined ? undefined : sourceOf(chosen);
}

/**
 * Last writer first, up to the one that writes for every entity. Conditional ones count only where the condition does
 * no more than ask whether the value is there.
 */
function findWriters({ mappings }: EntityParts, target: Place): readonly Writer[] {
  const writers: Writer[] = [];
  let partial: Writer | undefined;
  let place = target;
  for (const parts of mappings.toReversed()) {
    if (!operationsOfScope(parts.model.scope).includes('read') || parts.condition?.constant === false)
      continue;
    const always = parts.condition === undefined || parts.condition.constant === true;
    if (parts.target === undefined) continue;
    if (parts.model.type === 'rename') {
      place = always ? beforeRename(parts, place) : place;
      continue;
    }
    const match = matchPlace(parts.target.steps, place);
    if (match === undefined) continue;
    if (parts.model.type === 'remove') {
      if (always && !match.partial) break;
      continue;
    }
    if (match.partial) {
      partial ??= { parts, match };
      continue;
    }
    if (!always && !isPresenceGuard(parts)) continue;
    writers.push({ parts, match });
    if (always && isUnconditional(parts)) break;
  }
  return writers.length === 0 && partial !== undefined ? [partial] : writers;
}

/** Whether it writes for every entity that does not fail. */
function isUnconditional({ model, path }: MappingParts): boolean {
  // Merging the whole input leaves what an earlier mapping wrote where the input has nothing.
  const mergesAll = model.source.kind === 'path' && path?.steps.length === 0;
  return (!model.optional || model.defaultValue !== undefined) && !mergesAll;
}

/** The place before the mapping renamed its last member; one that is renamed away is nowhere. */
function beforeRename(parts: MappingParts, place: Place): Place {
  const steps = parts.target?.steps ?? [];
  const oldName = steps.at(-1);
  const newName = parts.model.source.kind === 'constant' ? parts.model.source.value : undefined;
  const match = matchPlace(steps.slice(0, -1), place);
  const [name, ...rest] = match?.rest ?? [];
  if (oldName?.kind !== 'member' || typeof newName !== 'string' || typeof name !== 'string') return place;
  const before = place.slice(0, place.length - rest.length - 1);
  if (name.toLowerCase() === newName.toLowerCase()) return [...before, oldName.name, ...rest];
  if (name.toLowerCase() === oldName.name.toLowerCase()) return [];
  return place;
}

function copiesToSameName({ path, target }: MappingParts): boolean {
  return path !== undefined && path.expression === target?.expression;
}

function sourceOf({ parts, match }: Writer): AttributeSource | undefined {
  const path =
    parts.model.source.kind === 'path' ? parts.path : parts.paths.length === 1 ? parts.paths[0] : undefined;
  if (path === undefined) return undefined;
  const base = placeBelow(path.steps, match);
  const invert = createInverse(parts, match.rest);
  if (base === undefined || invert === undefined) return undefined;
  const place = [...base, ...match.rest];
  if (place.length === 0) return undefined;
  return { path: place, isCopy: copiesValues(parts), invert: (value: Scalar) => invert(value) };
}

function copiesValues({ functions, model }: MappingParts): boolean {
  return (
    model.type !== 'valueMapping' &&
    model.defaultValue === undefined &&
    functions.every(({ runs }) => runs === false)
  );
}

/** The source's place for the elements that the target's wildcards stand for. */
function placeBelow(steps: Parameters<typeof placeOfSource>[0], { indexes }: Match): Place | undefined {
  const wildcards = steps.filter((step) => step.kind === 'wildcard').length;
  const named = indexes.filter((index) => index !== undefined);
  if (named.length === 0 || wildcards === indexes.length) return placeOfSource(steps, indexes);
  // A list that is read as a whole and written element by element.
  if (wildcards === 0 && indexes.length === 1) {
    const place = placeOfSource(steps, []);
    return place === undefined ? undefined : [...place, ...named];
  }
  return undefined;
}
