/** What a client asked for and may not have got, though its request was answered with success. */
import { ScimError } from '../scim/errors.ts';
import { isJsonObject, type JsonObject } from '../scim/json.ts';
import { canonicalNames } from '../scim/names/canonical.ts';
import { differences, type Place } from './differences.ts';
import type { ProxiedEntity } from './entity.ts';
import { namesOf } from './place-names.ts';

export interface Wish {
  /** Whether the user shall be able to log on; absent where the request does not say. */
  readonly active: boolean | undefined;
  /** What the client wants to be there, in canonical names. */
  readonly asked: JsonObject;
  /** The entity before, where the client only spoke of what differs from it. */
  readonly before: JsonObject | undefined;
  readonly operation: 'create' | 'update';
}

/** What the service provider gives (RFC 7643 §3.1), and what is the backend's own name or address of a value. */
const NOT_ASKED: ReadonlySet<string> = new Set(['id', 'schemas', 'meta', 'active']);
const DERIVED: ReadonlySet<string> = new Set(['$ref', 'display', 'displayName']);
/** Names in one warning: a header line has no room for more. */
const LONGEST_LIST = 200;

/**
 * @param asked the client's entity, in canonical names
 * @param before the entity that it was made of by the operations of a PATCH
 */
export function wishOf(
  { read }: ProxiedEntity,
  asked: JsonObject,
  operation: 'create' | 'update',
  before?: JsonObject,
): Wish {
  const { active } = asked;
  const isSaid = read.entityType === 'user' && typeof active === 'boolean' && before?.['active'] !== active;
  return { active: isSaid ? active : undefined, asked, before, operation };
}

/** The last thing that the operations of a normalized PATCH say about `active`. */
export function wishOfPatch({ read }: ProxiedEntity, operations: readonly JsonObject[]): Wish {
  let active: boolean | undefined;
  for (const { path, value } of operations) {
    const said = path === undefined && isJsonObject(value) ? value['active'] : value;
    if (typeof said === 'boolean' && (path === undefined || path === 'active')) active = said;
  }
  const isUser = read.entityType === 'user';
  return { active: isUser ? active : undefined, asked: {}, before: undefined, operation: 'update' };
}

/**
 * Warnings about what the entity has not got of the wish, by names only.
 *
 * @param shown the entity as clients see it now
 */
export function unmet(entity: ProxiedEntity, wish: Wish, shown: JsonObject): string[] {
  const { active, asked } = wish;
  const { active: is } = shown;
  const isOther = active !== undefined && typeof is === 'boolean' && is !== active;
  const warnings = isOther ? [`active was asked ${active} and is ${is}`] : [];
  if (entity.settings.uncarriedAttributes === 'ignore') return warnings;
  // Nearly always there is no difference, and nothing else to be looked at.
  if (wish.before === undefined && differences(asked, shown).every(isOthers)) return warnings;
  return [...warnings, ...describe(entity, wish, inClientsNames(entity, shown))];
}

function describe(entity: ProxiedEntity, { asked, before, operation }: Wish, shown: JsonObject): string[] {
  const changed = before === undefined ? undefined : placeSet(differences(asked, before));
  const places = differences(asked, shown).filter(
    (place) => !isOthers(place) && changed?.has(key(place)) !== false,
  );
  const uncarried = placeSet(places.length === 0 ? [] : uncarriedPlaces(entity, asked, operation));
  const lost = places.filter((place) => uncarried.has(key(place)));
  const other = places.filter((place) => !uncarried.has(key(place)) && isShown(entity, place));
  return [
    ...listed('Not carried by the write transformation, and so not stored', namesOf(lost)),
    ...listed('Shown otherwise than asked', namesOf(other)),
    ...listed('Not removed', namesOf(before === undefined ? [] : notRemoved(before, asked, shown))),
  ];
}

/** What the client took away and is there all the same. */
function notRemoved(before: JsonObject, asked: JsonObject, shown: JsonObject): Place[] {
  const gone = placeSet(differences(before, shown));
  return differences(before, asked).filter((place) => {
    if (isOthers(place)) return false;
    const isSingle = place.every((part) => typeof part === 'string');
    if (!isSingle) return !gone.has(key(place));
    return valueAt(asked, place) === undefined && valueAt(shown, place) !== undefined;
  });
}

/** The write transformation may read a name in another spelling than the read transformation writes it. */
function inClientsNames({ vocabulary, links }: ProxiedEntity, shown: JsonObject): JsonObject {
  try {
    return canonicalNames(links.toBackend(shown), vocabulary.names);
  } catch (error) {
    if (error instanceof ScimError) return shown;
    throw error;
  }
}

/** Places of the entity that no mapping takes to the backend. @param input in canonical names */
export function uncarriedPlaces(
  { write }: ProxiedEntity,
  input: JsonObject,
  operation: 'create' | 'update',
): readonly Place[] {
  return write === undefined ? [] : write.uncarried(input, operation).filter((place) => !isOthers(place));
}

/** Places that no client asks for, and `active`, which has a sentence of its own. */
function isOthers([first]: Place): boolean {
  return NOT_ASKED.has(String(first));
}

/** Whether the read transformation would show the place, if the backend had it. */
function isShown({ read }: ProxiedEntity, place: Place): boolean {
  const last = place.at(-1);
  return !(place.length > 1 && DERIVED.has(String(last))) && read.targets(place);
}

function key(place: Place): string {
  return JSON.stringify(place);
}

function placeSet(places: readonly Place[]): ReadonlySet<string> {
  return new Set(places.map(key));
}

function valueAt(entity: JsonObject, place: Place): unknown {
  let value: unknown = entity;
  for (const part of place) {
    value = isJsonObject(value) && Object.hasOwn(value, part) ? value[part] : undefined;
  }
  return value ?? undefined;
}

/** As many warnings as are needed to name all. */
function listed(what: string, names: readonly string[]): string[] {
  const warnings: string[] = [];
  let line: string[] = [];
  const finish = () => {
    if (line.length > 0) warnings.push(`${what}: ${line.join(', ')}`);
    line = [];
  };
  for (const name of names) {
    if (line.length > 0 && [...line, name].join(', ').length > LONGEST_LIST) finish();
    line.push(name.slice(0, LONGEST_LIST));
  }
  finish();
  return warnings;
}
