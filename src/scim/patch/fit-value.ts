/** Values of a request, brought into the shape of the attribute that they are for. */
import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import type { AttributeType } from './attribute-type.ts';
import { cleanValue } from './clean-value.ts';
import { findMember } from './json-tools.ts';
import { ListDraft } from './list-draft.ts';
import { type Draft, ObjectDraft } from './object-draft.ts';
import { patchProblem, quoted } from './problem.ts';

export type Shape = 'list' | 'object' | 'simple';

/** What an object may have beside `value` when it stands for a simple value: `[{ "$ref": null, "value": "x" }]`. */
const WRAPPING: ReadonlySet<string> = new Set(['value', 'type', 'display', '$ref', 'primary']);

/** What the attribute is: by its value, else by its name, else by what it gets. */
export function shapeOf(
  current: Draft | undefined,
  type: AttributeType,
  value: JsonValue | undefined,
): Shape {
  if (current instanceof ListDraft || Array.isArray(current)) return 'list';
  const { kind } = type;
  if (current instanceof ObjectDraft || isJsonObject(current)) {
    return kind === 'multiValued' ? 'list' : 'object';
  }
  if (current !== undefined || kind === 'simple') return 'simple';
  if (kind === 'multiValued') return 'list';
  if (kind === 'complex') return 'object';
  return Array.isArray(value) ? 'list' : isJsonObject(value) ? 'object' : 'simple';
}

/**
 * The values for a list, complex or simple like those that are there; one that is sent without its brackets is a list
 * of one.
 */
export function elementsOf(value: JsonValue, list: ListDraft, type: AttributeType): JsonValue[] {
  const values = (Array.isArray(value) ? value : [value])
    .map((element) => cleanValue(element, type.boolean))
    .filter((element) => element !== undefined);
  if (values.some((element) => Array.isArray(element))) {
    throw patchProblem('invalidValue', `${quoted(type.name)} cannot have lists for values.`);
  }
  if (type.members) return values.map(asMember);
  const elements = values.filter((element) => !isEmpty(element));
  const isComplex = list.size === 0 ? type.kind === 'multiValued' : isJsonObject(list.first);
  const complex = elements.filter(isContainer).length;
  if (complex === 0) return isComplex ? elements.map(wrapped) : elements;
  if (complex < elements.length) return type.kind === 'multiValued' ? elements.map(wrapped) : elements;
  const simple = list.size > 0 && !isComplex ? elements.map(unwrapped) : elements;
  return simple.some(isContainer) ? elements : simple;
}

function asMember(element: JsonValue): JsonValue {
  const member = wrapped(element);
  const id = isJsonObject(member) ? (findMember(member, 'value') ?? '') : '';
  if (id !== '' && !isContainer(id)) return member;
  throw patchProblem('invalidValue', 'a member needs a value: the id of the user or group.');
}

/**
 * The sub-attributes for a complex value. Some clients send the id alone where a reference is an object:
 * `"manager": "26118915-…"`.
 */
export function membersOf(value: JsonValue, current: ObjectDraft, type: AttributeType): JsonObject {
  if (isJsonObject(value)) return value;
  const pointsByValue = type.reference || type.kind === 'multiValued' || current.get('value') !== undefined;
  if (!Array.isArray(value) && pointsByValue) return { value };
  throw patchProblem(
    'invalidValue',
    `${quoted(type.name)} is complex: its value must be an object of sub-attributes.`,
  );
}

/** The value of an attribute that has one, sent as a list of one; an empty list is no value. */
export function singleValue(value: JsonValue, type: Pick<AttributeType, 'name' | 'kind'>): JsonValue {
  if (!Array.isArray(value)) return value;
  if (value.length > 1 && (type.kind === 'simple' || type.kind === 'complex')) {
    throw patchProblem('invalidValue', `${quoted(type.name)} takes a single value, not ${value.length}.`);
  }
  return value.length > 1 ? value : (value[0] ?? null);
}

/** The simple value in `{ "$ref": null, "value": "x" }`; anything else as it is. */
export function unwrapped(value: JsonValue): JsonValue {
  if (!isJsonObject(value)) return value;
  const inner = findMember(value, 'value');
  const wraps = Object.keys(value).every((key) => WRAPPING.has(key.toLowerCase()));
  return inner !== undefined && wraps && !isContainer(inner) ? inner : value;
}

function wrapped(value: JsonValue): JsonValue {
  return isContainer(value) ? value : { value };
}

export function isContainer(value: JsonValue): value is JsonValue[] | JsonObject {
  return typeof value === 'object' && value !== null;
}

/** Whether it is a list or an object with nothing in it. */
export function isEmpty(value: JsonValue): boolean {
  return isContainer(value) && Object.keys(value).length === 0;
}
