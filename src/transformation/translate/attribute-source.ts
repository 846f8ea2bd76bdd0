/**
 * From an attribute of the output back to the attribute of the input that it comes from, so that a client's filter can
 * be asked of the backend. The last mapping that always writes an attribute decides.
 */
import { operationsOfScope } from '../compile/operations.ts';
import type { EntityParts, MappingParts } from '../compile/parts.ts';
import type { AttributeSource } from '../types.ts';
import { isAbsenceGuard, isPresenceGuard } from './guard.ts';
import { createInverse, type Scalar } from './inverse.ts';
import { isBelow, type Match, matchPlace, type Place, placeOfSource } from './target-path.ts';

/** A mapping that writes the place, and how: always, or only for some entities. */
interface Writer {
  readonly parts: MappingParts;
  readonly match: Match;
}

export function findAttributeSource(entity: EntityParts, target: Place): AttributeSource | undefined {
  const { writers, others, isAltered } = findWriters(entity, target);
  // Several mandatory mappings cannot stand here: the last of them ended the search.
  const sameName = writers.find(({ parts }) => copiesToSameName(parts));
  const [last] = writers;
  const chosen = sameName ?? last;
  const source = chosen === undefined ? undefined : sourceOf(chosen);
  if (source === undefined) return undefined;
  const isOnly = [...writers, ...others].every((each) => each === chosen || isSame(source, each));
  return { ...source, isOnly: isOnly && !isAltered };
}

/** Whether both mappings write what is at one place, so that it does not matter which of them does. */
function isSame(one: Source, writer: Writer): boolean {
  const other = sourceOf(writer);
  if (other === undefined || !one.isCopy || !other.isCopy) return false;
  // `emails[0].value` to its own place, where all of them are copied.
  const isOneOf = writer.match.partial && copiesToSameName(writer.parts);
  return (
    (isOneOf ? namesOf(one.path) : one.path.join()) === (isOneOf ? namesOf(other.path) : other.path.join())
  );
}

function namesOf(place: Place): string {
  return place.filter((part) => typeof part === 'string').join();
}

interface Writers {
  /** Last one first. */
  readonly writers: readonly Writer[];
  /** Those that write for some entities only. */
  readonly others: readonly Writer[];
  /** For some entities, the attribute or a part of it is something else, or nothing. */
  readonly isAltered: boolean;
}

/**
 * Last writer first, up to the one that writes for every entity. Conditional ones count only where the condition does
 * no more than ask whether the value is there.
 */
function findWriters({ mappings }: EntityParts, target: Place): Writers {
  const writers: Writer[] = [];
  const others: Writer[] = [];
  let isAltered = false;
  let partial: Writer | undefined;
  let place = target;
  for (const parts of mappings.toReversed()) {
    if (!operationsOfScope(parts.model.scope).includes('read') || parts.condition?.constant === false)
      continue;
    const always = parts.condition === undefined || parts.condition.constant === true;
    if (parts.target === undefined) continue;
    if (parts.model.type === 'rename') {
      const before = beforeRename(parts, place);
      if (always) place = before;
      else if (before !== place) isAltered = true;
      continue;
    }
    const match = matchPlace(parts.target.steps, place);
    if (match === undefined) {
      if (isBelow(parts.target.steps, place) && !(copiesToSameName(parts) && copiesValues(parts)))
        isAltered = true;
      continue;
    }
    if (parts.model.type === 'remove') {
      if (always && !match.partial) break;
      if (!isAbsenceGuard(parts)) isAltered = true;
      continue;
    }
    if (match.partial) {
      if (partial === undefined) partial = { parts, match };
      else others.push({ parts, match });
      continue;
    }
    if (!always && !isPresenceGuard(parts)) {
      others.push({ parts, match });
      continue;
    }
    writers.push({ parts, match });
    if (always && isUnconditional(parts)) break;
  }
  if (partial === undefined) return { writers, others, isAltered };
  return writers.length === 0
    ? { writers: [partial], others, isAltered }
    : { writers, others: [...others, partial], isAltered };
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

type Source = Omit<AttributeSource, 'isOnly'>;

function sourceOf({ parts, match }: Writer): Source | undefined {
  const path =
    parts.model.source.kind === 'path' ? parts.path : parts.paths.length === 1 ? parts.paths[0] : undefined;
  if (path === undefined) return undefined;
  const base = placeBelow(path.steps, match);
  const invert = createInverse(parts, match.rest);
  if (base === undefined || invert === undefined) return undefined;
  const place = [...base, ...match.rest];
  if (place.length === 0) return undefined;
  return {
    path: place,
    isCopy: copiesValues(parts),
    invert: (value: Scalar, isExact = false) => invert(value, isExact),
  };
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
