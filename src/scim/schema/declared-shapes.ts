/** Values of a whole entity in the shape that the schemas declare: what has another one would erase what is there. */
import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import type { NameTree } from '../names/name-tree.ts';
import { patchProblem } from '../patch/problem.ts';
import { declaredValue } from '../patch/request/declared-value.ts';

/**
 * A single object for a list, a list of one for a single value, an id for a manager; all else as it is.
 *
 * @param entity in canonical names
 * @param members what the members of a group are called, which are looked at elsewhere
 * @throws ScimError 400 `invalidValue` for a simple value of a complex attribute or of an extension
 */
export function declaredShapes(entity: JsonObject, names: NameTree, members: string | undefined): JsonObject {
  let copy: JsonObject | undefined;
  for (const name in entity) {
    const value = entity[name] as JsonValue;
    if (value === null || name === members) continue;
    const shaped = name.includes(':') ? extension(name, value, names) : attribute(name, value, names, name);
    if (shaped === value) continue;
    copy ??= { ...entity };
    copy[name] = shaped;
  }
  return copy ?? entity;
}

function extension(urn: string, value: JsonValue, names: NameTree): JsonValue {
  const known = names.exact(urn);
  if (known === undefined) return value;
  const members = Array.isArray(value) && value.length === 1 ? (value[0] ?? null) : value;
  if (members === null) return null;
  if (!isJsonObject(members)) {
    throw patchProblem('invalidValue', `${urn} is an extension: its value must be an object of attributes.`);
  }
  let copy: JsonObject | undefined;
  for (const name in members) {
    const member = members[name] as JsonValue;
    const shaped = attribute(name, member, known.below, `${urn}:${name}`);
    if (shaped === member) continue;
    copy ??= { ...members };
    copy[name] = shaped;
  }
  return copy ?? members;
}

function attribute(name: string, value: JsonValue, names: NameTree, path: string): JsonValue {
  const declared = names.exact(name)?.attribute;
  if (declared?.type !== 'complex' || value === null) return value;
  const fits = declared.multiValued ? Array.isArray(value) : isJsonObject(value);
  return fits ? value : declaredValue(value, { name: path, attribute: declared, members: false });
}
