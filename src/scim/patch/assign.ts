/** Add and replace (RFC 7644 §3.5.2.1 and §3.5.2.3) on one attribute of a resource, an extension or a complex value. */

import { booleanOf } from '../boolean.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { type AttributeType, subAttributeType } from './attribute-type.ts';
import { elementsOf, isContainer, isEmpty, membersOf, shapeOf, singleValue, unwrapped } from './fit-value.ts';
import type { ObjectDraft } from './object-draft.ts';
import { patchProblem, quoted } from './problem.ts';
import type { ResourceDraft } from './resource-draft.ts';

export interface Change {
  readonly op: 'add' | 'replace';
  readonly draft: ResourceDraft;
}

/** An attribute in the object that it belongs to. */
interface Attribute {
  readonly set: ObjectDraft;
  readonly key: string;
  readonly type: AttributeType;
}

/**
 * Gives an attribute a value, in the shape that the attribute has. Null takes its value away, but adding nothing to a
 * list changes nothing.
 */
export function assign(change: Change, attribute: Attribute, value: JsonValue): void {
  const { set, key, type } = attribute;
  const shape = shapeOf(set.get(key), type, value);
  if (shape === 'list') assignList(change, attribute, value);
  else if (value === null) set.delete(key);
  else if (isEmpty(value)) assignNothing(change, attribute, Array.isArray(value) || shape === 'simple');
  else if (shape === 'object') assignObject(change, attribute, singleValue(value, type));
  else assignSimple(change, attribute, value);
}

/** An object without sub-attributes says nothing about those of a complex value. */
function assignNothing(change: Change, { set, key }: Attribute, takesAway: boolean): void {
  if (change.op === 'replace' && takesAway) set.delete(key);
}

function assignList(change: Change, { set, key, type }: Attribute, value: JsonValue): void {
  const list = change.draft.list(set, type, key);
  const elements = elementsOf(value, list, type);
  if (change.op === 'add') list.add(elements);
  else if (elements.length > 0) list.replace(elements);
  else list.clear();
}

function assignObject(change: Change, { set, key, type }: Attribute, value: JsonValue): void {
  if (value === null) {
    set.delete(key);
    return;
  }
  const target = set.object(key);
  assignMembers(change, target, type, membersOf(value, target, type));
}

/** RFC 7644 §3.5.2.3: sub-attributes that are not named stay as they are. */
export function assignMembers(
  change: Change,
  target: ObjectDraft,
  type: AttributeType,
  members: JsonObject,
): void {
  const before = target.get('value');
  for (const [key, value] of Object.entries(members)) {
    assign(change, { set: target, key, type: subAttributeType(type, key) }, value);
  }
  if (type.reference && before !== undefined && target.get('value') !== before) {
    dropStale(target, Object.keys(members));
  }
}

/** A manager's name and address belong to the one who was the manager before. */
function dropStale(target: ObjectDraft, given: readonly string[]): void {
  const lower = new Set(given.map((name) => name.toLowerCase()));
  for (const name of ['$ref', 'displayName']) {
    if (!lower.has(name.toLowerCase())) target.delete(name);
  }
}

function assignSimple(change: Change, attribute: Attribute, value: JsonValue): void {
  const { set, key, type } = attribute;
  const simple = unwrapped(singleValue(value, type));
  if (!isContainer(simple)) {
    if (simple === null) set.delete(key);
    else set.set(key, booleanFor(attribute, simple) ?? simple);
    return;
  }
  if (type.kind === 'simple') {
    throw patchProblem('invalidValue', `${quoted(type.name)} takes a single value.`);
  }
  // No schema says that the attribute is simple, so it becomes what the client makes of it.
  set.delete(key);
  assign(change, attribute, value);
}

/**
 * What the value means where the attribute is a boolean, by its value or by its name; a boolean that the resource has
 * as text stays as it is while it means the same.
 */
function booleanFor({ set, key, type }: Attribute, value: JsonValue): JsonValue | undefined {
  const current = set.get(key);
  const known = booleanOf(current);
  const isBoolean =
    typeof current === 'boolean' || (type.boolean && (current === undefined || known !== undefined));
  if (!isBoolean) return undefined;
  const meant = booleanOf(value);
  if (meant === undefined && type.kind === 'simple' && type.boolean) {
    throw patchProblem('invalidValue', `${quoted(type.name)} must be true or false.`);
  }
  return meant !== undefined && meant === known ? (current as JsonValue) : meant;
}
