/** Values of a whole entity in the shape that the schemas declare: what has another one would erase what is there. */
import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import type { NameTree } from '../names/name-tree.ts';
import { patchProblem } from '../patch/problem.ts';
import { declaredValue } from '../patch/request/declared-value.ts';
import type { Attribute } from './attribute.ts';

/**
 * A single object for a list, a list of one for a single value, an id for a manager, a boolean for one that came as text
 * within the values of a list (`primary`, RFC 7643 §2.4); all else as it is.
 *
 * @param entity in canonical names
 * @param members what the members of a group are called, which are looked at elsewhere
 * @throws ScimError 400 `invalidValue` for a simple value of a complex attribute or of an extension, and for a `primary` that
 *   is neither true nor false
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
  if (declared.multiValued && Array.isArray(value)) return withBooleans(value, declared, path);
  const fits = !declared.multiValued && isJsonObject(value);
  return fits ? value : declaredValue(value, { name: path, attribute: declared, members: false });
}

/** The list itself where nothing in it has to become a boolean. */
function withBooleans(list: readonly JsonValue[], { subAttributes }: Attribute, path: string): JsonValue {
  let copy: JsonValue[] | undefined;
  for (const [index, element] of list.entries()) {
    if (!isJsonObject(element)) continue;
    let changed: JsonObject | undefined;
    for (const name in element) {
      const value = element[name] as JsonValue;
      if (typeof value === 'boolean' || value === null) continue;
      const attribute = subAttributes.get(name.toLowerCase());
      if (attribute?.type !== 'boolean') continue;
      changed ??= { ...element };
      changed[name] = declaredValue(value, { name: `${path}.${name}`, attribute, members: false });
    }
    if (changed === undefined) continue;
    copy ??= [...list];
    copy[index] = changed;
  }
  return copy ?? (list as JsonValue[]);
}
