/** Changing single values of a list: `emails[type eq "work"].value`. */
import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import { assignMembers, type Change } from './assign.ts';
import type { AttributeType } from './attribute-type.ts';
import { isHollow } from './element.ts';
import { isContainer, membersOf, singleValue, unwrapped } from './fit-value.ts';
import { findMember } from './json-tools.ts';
import { ObjectDraft } from './object-draft.ts';
import { patchProblem, quoted } from './problem.ts';

/**
 * One value of a list after add or replace. Like any complex value it keeps the sub-attributes that are not named.
 *
 * @param subAttribute what of it gets the value; `undefined` for the value as a whole
 * @returns `undefined` where nothing is left of it
 */
export function changeElement(
  change: Change,
  type: AttributeType,
  element: JsonValue,
  subAttribute: string | undefined,
  value: JsonValue,
): JsonValue | undefined {
  if (!isJsonObject(element)) return changeSimple(type, subAttribute, value);
  if (subAttribute !== undefined && value === null) return withoutSubAttribute(element, subAttribute);
  const target = new ObjectDraft(element);
  if (subAttribute !== undefined) {
    assignMembers(change, target, type, { [subAttribute]: value });
    return target.toJson();
  }
  const whole = singleValue(value, type);
  if (whole === null) return change.op === 'add' ? element : undefined;
  assignMembers(change, target, type, membersOf(whole, target, type));
  return target.toJson();
}

/** A value that loses its significant part and has nothing left but, say, its type is no value any more. */
export function withoutSubAttribute(element: JsonValue, subAttribute: string): JsonValue | undefined {
  if (!isJsonObject(element)) return subAttribute.toLowerCase() === 'value' ? undefined : element;
  const target = new ObjectDraft(element);
  target.delete(subAttribute);
  const rest: JsonObject | undefined = target.toJson();
  const lostValue = findMember(element, 'value') !== undefined && target.get('value') === undefined;
  return rest !== undefined && lostValue && isHollow(rest) ? undefined : rest;
}

function changeSimple(
  type: AttributeType,
  subAttribute: string | undefined,
  value: JsonValue,
): JsonValue | undefined {
  if (subAttribute !== undefined && subAttribute.toLowerCase() !== 'value') {
    throw patchProblem(
      'invalidPath',
      `the values of ${quoted(type.name)} are simple and have no sub-attributes.`,
    );
  }
  const simple = unwrapped(singleValue(value, type));
  if (isContainer(simple)) {
    throw patchProblem('invalidValue', `the values of ${quoted(type.name)} are simple.`);
  }
  return simple ?? undefined;
}
