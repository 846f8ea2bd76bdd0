/**
 * Values as the UAA can store them. Null fails it with 500 in many places, though it means the same as an absent value
 * (RFC 7643 §2.5); its database refuses NUL, and turns half of a surrogate pair into a question mark.
 */
import { ScimError } from '../../scim/errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../scim/json.ts';

/** Characters of a name that are shown. */
const LONGEST_NAME = 100;

export function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

/** The entity without null, at any depth. @throws ScimError 400 `invalidValue`, which names the attribute */
export function storable(entity: JsonObject): JsonObject {
  return storableObject(entity, []);
}

function storableObject(object: JsonObject, path: readonly string[]): JsonObject {
  return Object.fromEntries(
    Object.entries(object)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => {
        const below = [...path, name];
        if (!isStorable(name)) throw notStorable(below);
        return [name, storableValue(value, below)];
      }),
  );
}

function storableValue(value: JsonValue, path: readonly string[]): JsonValue {
  if (typeof value === 'string' && !isStorable(value)) throw notStorable(path);
  if (isJsonObject(value)) return storableObject(value, path);
  if (!Array.isArray(value)) return value;
  return value.filter((element) => element !== null).map((element) => storableValue(element, path));
}

function notStorable(path: readonly string[]): ScimError {
  const name = path.join('.').slice(0, LONGEST_NAME).replaceAll('\0', '').toWellFormed();
  return new ScimError(
    400,
    `${name} has a character that the UAA cannot store: NUL (\\u0000), or half of a surrogate pair. Nothing was sent. ` +
      'Look at what the client sent, and at what the write transformation made of it.',
    { scimType: 'invalidValue' },
  );
}
