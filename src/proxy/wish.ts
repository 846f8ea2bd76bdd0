/** What a client asked for and may not get, though its request is answered with success. */
import { isJsonObject, type JsonObject, type JsonValue } from '../scim/json.ts';
import { inClientsNames, uncarriedPlaces, withoutMeta } from './client-names.ts';
import { differences, type Place } from './differences.ts';
import type { ProxiedEntity } from './entity.ts';
import type { PreparedUpdate } from './full-update.ts';
import { PlaceSet } from './place-set.ts';

export interface Wish {
  /** `patch`: by the backend, past the mappings of an update. */
  readonly operation: 'create' | 'update' | 'patch';
  /** Whether the user shall be able to log on; absent where the request does not say. */
  readonly active: boolean | undefined;
  /** What the client wants to be there, in canonical names. */
  readonly asked: JsonObject;
  /** Where the client only spoke of some of that: whether of this place. */
  readonly isMeant?: ((place: Place) => boolean) | undefined;
  /** The entity before, of which the client left something out. */
  readonly before?: JsonObject | undefined;
  /** What the client took away by name. */
  readonly removed?: readonly Place[] | undefined;
  /** What the backend got, in its own names: where they are the client's, what is there was stored. */
  readonly sent?: JsonObject | undefined;
  /** The part of it that the write transformation made of what is asked. */
  readonly written?: JsonObject | undefined;
}

/** @param asked the client's entity, in canonical names */
export function wishOf(entity: ProxiedEntity, asked: JsonObject, operation: 'create' | 'update'): Wish {
  return { operation, active: activeIn(entity, asked), asked };
}

/**
 * A PUT: what the client emptied, or could have sent back and did not, shall be gone.
 *
 * @param before as clients saw the entity, where it was read
 */
export function wishOfReplace(
  entity: ProxiedEntity,
  asked: JsonObject,
  before: JsonObject | undefined,
  { body: sent, written }: PreparedUpdate,
): Wish {
  const wish = { ...wishOf(entity, asked, 'update'), sent, written };
  if (before === undefined) return wish;
  const known = inClientsNames(entity, withoutMeta(before));
  const uncarried = new PlaceSet(uncarriedPlaces(entity, known, 'update'));
  const removed = differences(known, asked).filter(
    // Who belongs to which group is said in the groups (RFC 7643 §4.1.2): to leave that out says nothing.
    (place) => emptied(asked, place) || (place[0] !== 'groups' && !uncarried.has(place)),
  );
  return { ...wish, before: known, removed };
}

/** Whether the client says in so many words that there shall be nothing. */
function emptied(asked: JsonObject, place: Place): boolean {
  let value: JsonValue | undefined = asked;
  for (const part of place) {
    if (value === null || value === '' || (Array.isArray(value) && value.length === 0)) return true;
    if (!isJsonObject(value)) return false;
    value = Object.hasOwn(value, part) ? value[part] : undefined;
  }
  return value === null || value === '';
}

/**
 * A PATCH that was applied here.
 *
 * @param before the entity that the operations were applied to
 */
export function wishOfEdit(
  entity: ProxiedEntity,
  asked: JsonObject,
  before: JsonObject,
  { body: sent, written }: PreparedUpdate,
): Wish {
  const wish = wishOf(entity, asked, 'update');
  const changed = new PlaceSet(differences(asked, before));
  return {
    ...wish,
    active: asked['active'] === before['active'] ? undefined : wish.active,
    isMeant: (place) => changed.has(place),
    before,
    removed: differences(before, asked),
    sent,
    written,
  };
}

/** A PATCH of the backend's own: what the operations of the normalized request set and remove, as far as they name it. */
export function wishOfPatch(entity: ProxiedEntity, operations: readonly JsonObject[]): Wish {
  const asked: JsonObject = {};
  const removed: Place[] = [];
  const { extensions } = entity.vocabulary;
  for (const { op, path, value = null } of operations) {
    if (op === 'remove') {
      if (typeof path === 'string' && (PLAIN_PATH.test(path) || extensions.includes(path)))
        removed.push([path]);
      continue;
    }
    if (typeof path === 'string' && !PLAIN_PATH.test(path)) continue;
    if (typeof path === 'string') asked[path] = value;
    else if (isJsonObject(value)) Object.assign(asked, value);
  }
  return {
    operation: 'patch',
    active: activeIn(entity, asked),
    asked,
    removed,
    isMeant: ([first]) => first !== 'members',
  };
}

/** A path that is the name of an attribute of the core schema. */
const PLAIN_PATH = /^[A-Za-z][\w-]*$/;

function activeIn({ read }: ProxiedEntity, { active }: JsonObject): boolean | undefined {
  return read.entityType === 'user' && typeof active === 'boolean' ? active : undefined;
}
