/** Values of PATCH operations, brought into the shape that the schema declares for the attribute. */

import { booleanOf } from '../../boolean.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../json.ts';
import { usableMembers } from '../../members.ts';
import type { Attribute } from '../../schema/attribute.ts';
import { isBooleanName, isReference } from '../attribute-type.ts';
import { isContainer, isEmpty, singleValue, unwrapped } from '../fit-value.ts';
import { patchProblem, quoted } from '../problem.ts';

/** What the value is for. */
export interface Declared {
  /** For messages. */
  readonly name: string;
  readonly attribute: Attribute | undefined;
  /** `members` of a group. */
  readonly members: boolean;
}

/**
 * `"False"` becomes false, `[false]` too; a single object becomes a list where the schema has one, and an id an object
 * where it has a reference. Nulls inside of lists and objects are left out.
 *
 * @param value names in their own spelling
 * @returns null for no value
 * @throws ScimError 400 `invalidValue` for what has no meaning for the attribute
 */
export function declaredValue(value: JsonValue, { name, attribute, members }: Declared): JsonValue {
  if (members) return usableMembers(value).map((member) => withoutNulls(member, attribute));
  if (value === null) return null;
  if (attribute === undefined) return unknownValue(value, name);
  if (attribute.multiValued) return listValue(value, attribute, name);
  const single = singleValue(value, { name, kind: 'simple' });
  if (single === null) return null;
  if (attribute.type === 'complex') return complexValue(single, attribute, name);
  const simple = unwrapped(single);
  if (isContainer(simple)) throw patchProblem('invalidValue', `${quoted(name)} takes a single value.`);
  return simple === null ? null : simpleValue(simple, attribute, name);
}

/** Booleans of SAP and Cloud Foundry that stand where no schema says so. */
function unknownValue(value: JsonValue, name: string): JsonValue {
  const last = name.split(/[.:]/).at(-1) ?? name;
  return isBooleanName(last) ? (booleanOf(value) ?? value) : value;
}

function listValue(value: JsonValue, attribute: Attribute, name: string): JsonValue[] {
  const elements = (Array.isArray(value) ? value : [value]).filter((element) => element !== null);
  if (elements.some((element) => Array.isArray(element))) {
    throw patchProblem('invalidValue', `${quoted(name)} cannot have lists for values.`);
  }
  if (attribute.type !== 'complex') return elements.map(unwrapped);
  const complex = elements
    .filter((element) => element !== '')
    .map((element) => withoutNulls(isJsonObject(element) ? element : { value: element }, attribute))
    .filter((element) => !isEmpty(element));
  const saysNothing = complex.length === 0 && !(Array.isArray(value) && value.length === 0);
  if (!saysNothing) return complex;
  throw patchProblem('invalidValue', `there is no value for ${quoted(name)}; send [] for none.`);
}

/** Nulls stay: whoever sends them wants a sub-attribute to go. */
function complexValue(value: JsonValue, attribute: Attribute, name: string): JsonObject {
  const members = isJsonObject(value) ? value : isReference(attribute) ? { value } : undefined;
  if (members === undefined) {
    throw patchProblem(
      'invalidValue',
      `${quoted(name)} is complex: its value must be an object of sub-attributes.`,
    );
  }
  return declaredMembers(members, attribute, name);
}

function withoutNulls(element: JsonObject, attribute: Attribute | undefined): JsonObject {
  const members = attribute === undefined ? element : declaredMembers(element, attribute, attribute.name);
  const entries = Object.entries(members);
  return entries.every(([, value]) => value !== null)
    ? members
    : Object.fromEntries(entries.filter(([, value]) => value !== null));
}

function declaredMembers(members: JsonObject, { subAttributes }: Attribute, name: string): JsonObject {
  let changed = false;
  const entries = Object.entries(members).map(([key, value]): [string, JsonValue] => {
    const attribute = subAttributes.get(key.toLowerCase());
    const fitted =
      attribute === undefined
        ? value
        : declaredValue(value, { name: `${name}.${key}`, attribute, members: false });
    if (fitted !== value) changed = true;
    return [key, fitted];
  });
  return changed ? Object.fromEntries(entries) : members;
}

function simpleValue(value: JsonValue, attribute: Attribute, name: string): JsonValue {
  if (attribute.type !== 'boolean') return value;
  const meant = booleanOf(value);
  if (meant === undefined) throw patchProblem('invalidValue', `${quoted(name)} must be true or false.`);
  return meant;
}
