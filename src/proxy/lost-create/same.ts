/** Whether an entity is, without any doubt, the one that a lost create has made. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../scim/json.ts';
import { differences } from '../differences.ts';

/** What backends keep to themselves, or set. */
const NEVER_SHOWN: ReadonlySet<string> = new Set(['schemas', 'id', 'meta', 'password']);

/**
 * All that was written is there, and in its lists nothing else: whatever others have changed since makes it another one.
 *
 * @param written as the backend got it
 * @param never what the backend sets itself, or does not show, as in `CarryOver`
 */
export function isAsWritten(
  written: JsonObject,
  found: JsonObject,
  never: ReadonlySet<string> = new Set(),
): boolean {
  const compared = without(written, '', (name) => NEVER_SHOWN.has(name) || never.has(name));
  return differences(compared, found).length === 0 && haveSameLengths(compared, found);
}

/** Names as in `CarryOver`: those of an extension behind its URN. */
function without(entity: JsonObject, extension: string, isLeftOut: (name: string) => boolean): JsonObject {
  const entries = Object.entries(entity).flatMap(([name, value]): [string, JsonValue][] => {
    if (isLeftOut(`${extension}${name}`)) return [];
    const isExtension = extension === '' && /^urn:/i.test(name) && isJsonObject(value);
    return [[name, isExtension ? without(value, `${name}:`, isLeftOut) : value]];
  });
  return Object.fromEntries(entries);
}

function haveSameLengths(written: JsonObject, found: JsonObject): boolean {
  return Object.entries(written).every(([name, value]) => {
    const other = Object.hasOwn(found, name) ? found[name] : undefined;
    if (Array.isArray(value)) return value.length === (Array.isArray(other) ? other.length : 0);
    return !isJsonObject(value) || !isJsonObject(other) || haveSameLengths(value, other);
  });
}
