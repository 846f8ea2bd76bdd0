/**
 * Entities as SCIM says that they are, whatever a server makes of that: ids are texts (RFC 7643 §3.1), and what is true
 * or false is no text (§2.3.2). What is as it should be is shared.
 */
import { booleanOf } from '../../scim/boolean.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../scim/json.ts';

/** Lists whose values refer to other entities by their ids. */
const REFERENCES = ['members', 'groups'] as const;
/** Lists of which one value may be the primary one (RFC 7643 §4.1.2). */
const WITH_PRIMARY = [
  'emails',
  'phoneNumbers',
  'addresses',
  'ims',
  'photos',
  'entitlements',
  'roles',
  'x509Certificates',
] as const;

export function asScim(given: JsonObject): JsonObject {
  const entity = Object.hasOwn(given, 'id') ? given : withId(given);
  let copy: JsonObject | undefined;
  const set = (name: string, value: JsonValue) => {
    copy ??= { ...entity };
    copy[name] = value;
  };
  const { id = null, active = null } = entity;
  if (typeof id === 'number') set('id', String(id));
  if (typeof active === 'string') set('active', booleanOf(active) ?? active);
  for (const name of REFERENCES) {
    const list = entity[name];
    // A server is the same for all of them.
    if (Array.isArray(list) && hasNumber(list[0])) set(name, list.map(withTextValue));
  }
  for (const name of WITH_PRIMARY) {
    const list = entity[name];
    if (Array.isArray(list) && list.some(hasTextAsPrimary)) set(name, list.map(withPrimary));
  }
  return copy ?? entity;
}

/** Names are the same in any case (RFC 7643 §2.1), and without an id nothing can be done with an entity. */
function withId(entity: JsonObject): JsonObject {
  const name = Object.keys(entity).find((key) => key.toLowerCase() === 'id');
  if (name === undefined) return entity;
  return Object.fromEntries(Object.entries(entity).map(([key, value]) => [key === name ? 'id' : key, value]));
}

function hasNumber(value: JsonValue | undefined): boolean {
  return isJsonObject(value) && typeof value['value'] === 'number';
}

function withTextValue(entry: JsonValue): JsonValue {
  if (!isJsonObject(entry)) return entry;
  const { value = null } = entry;
  return typeof value === 'number' ? { ...entry, value: String(value) } : entry;
}

function hasTextAsPrimary(entry: JsonValue): boolean {
  return isJsonObject(entry) && typeof entry['primary'] === 'string';
}

function withPrimary(entry: JsonValue): JsonValue {
  if (!isJsonObject(entry)) return entry;
  const { primary = null } = entry;
  const flag = booleanOf(primary);
  return flag === undefined ? entry : { ...entry, primary: flag };
}
