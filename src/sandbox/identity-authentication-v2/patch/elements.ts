/** Changing the elements of a multi-valued complex attribute. */
import { isDeepStrictEqual } from 'node:util';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../scim/json.ts';
import { stringAt } from '../../identity-authentication/json-access.ts';
import { Failure } from '../failure.ts';
import type { Elements } from './path.ts';

/** Adds what is not there yet; an element with the `value` of a present one completes that one. */
export function addElements(present: readonly JsonObject[], added: readonly JsonObject[]): JsonObject[] {
  const result = [...present];
  for (const element of added) {
    const key = keyOf(element);
    const position = result.findIndex((each) =>
      key === undefined ? isDeepStrictEqual(each, element) : keyOf(each) === key,
    );
    const same = result[position];
    if (same === undefined) result.push(element);
    else
      result[position] = {
        ...same,
        ...element,
        ...(key === undefined ? {} : { value: same['value'] ?? key }),
      };
  }
  return result;
}

const keyOf = (element: JsonObject): string | undefined => stringAt(element, 'value')?.toLowerCase();

/**
 * Sets the named elements, or one of their sub-attributes.
 *
 * @throws {Failure} 400 `noTarget` when there is no such element
 */
export function setElements(
  present: readonly JsonObject[],
  elements: Elements,
  sub: string | undefined,
  value: JsonValue | undefined,
): JsonObject[] {
  if (!present.some((element) => elements.matches(element))) {
    throw new Failure(400, 'noTarget', 'The specified value path matches no element');
  }
  if (Array.isArray(value)) {
    return [...present.filter((element) => !elements.matches(element)), ...value.filter(isJsonObject)];
  }
  return present.map((element) => {
    if (!elements.matches(element)) return element;
    if (sub !== undefined) return withMember(element, sub, value);
    return isJsonObject(value) ? { ...element, ...value } : element;
  });
}

/** Removes the named elements (absent: all), or one of their sub-attributes. */
export function removeElements(
  present: readonly JsonObject[],
  elements: Elements | undefined,
  sub: string | undefined,
): JsonObject[] {
  const named = (element: JsonObject): boolean => elements === undefined || elements.matches(element);
  if (sub === undefined) return present.filter((element) => !named(element));
  return present
    .map((element) => (named(element) ? withMember(element, sub, undefined) : element))
    .filter((element) => Object.keys(element).length > 0);
}

/** A copy with this member, or without it where there is no value. */
export function withMember(object: JsonObject, name: string, value: JsonValue | undefined): JsonObject {
  const { [name]: _, ...rest } = object;
  return value === undefined ? rest : { ...rest, [name]: value };
}
