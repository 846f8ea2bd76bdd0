/** What a client asked for beside what it is shown afterwards. */
import { isJsonObject, type JsonObject, type JsonValue } from '../scim/json.ts';
import { matchElements } from './carry-over/elements.ts';

/** Member names and list positions from the root. */
export type Place = readonly (string | number)[];

/** Times as backends print them: with milliseconds or without, in one zone or another. */
const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

/**
 * Places of scalars that are asked for, nulls and empty texts apart, and are not shown like that. Values of lists are
 * found again wherever they are now.
 */
export function differences(asked: JsonObject, shown: JsonObject | undefined): Place[] {
  const places: Place[] = [];
  compare(asked, shown, [], places);
  return places;
}

function compare(
  asked: JsonValue,
  shown: JsonValue | undefined,
  place: (string | number)[],
  places: Place[],
): void {
  if (asked === null || asked === '') return;
  if (Array.isArray(asked)) compareLists(asked, Array.isArray(shown) ? shown : [], place, places);
  else if (isJsonObject(asked)) {
    const members = isJsonObject(shown) ? shown : {};
    for (const name in asked) {
      place.push(name);
      const member = Object.hasOwn(members, name) ? members[name] : undefined;
      compare(asked[name] as JsonValue, member, place, places);
      place.pop();
    }
  } else if (!isSame(asked, shown)) places.push([...place]);
}

function compareLists(
  asked: JsonValue[],
  shown: JsonValue[],
  place: (string | number)[],
  places: Place[],
): void {
  const matches = matchElements(asked, shown);
  for (const [index, element] of asked.entries()) {
    const at = matches[index];
    place.push(index);
    compare(withoutObvious(element, asked), at === undefined ? undefined : shown[at], place, places);
    place.pop();
  }
}

/** The only value of a list is the primary one, whether anybody says so or not. */
function withoutObvious(element: JsonValue, { length }: JsonValue[]): JsonValue {
  if (length > 1 || !isJsonObject(element) || element['primary'] !== true) return element;
  const { primary: _, ...others } = element;
  return others;
}

/** Backends store texts in their own case and numbers as texts. */
function isSame(asked: JsonValue, shown: JsonValue | undefined): boolean {
  if (asked === shown) return true;
  if (shown === undefined || shown === null || typeof shown === 'object') return false;
  const [left, right] = [String(asked), String(shown)];
  if (left.toLowerCase() === right.toLowerCase()) return true;
  return DATE_TIME.test(left) && DATE_TIME.test(right) && Date.parse(left) === Date.parse(right);
}
