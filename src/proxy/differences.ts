/** What a client asked for beside what it is shown afterwards. */
import { isJsonObject, type JsonObject, type JsonValue } from '../scim/json.ts';
import { matchElements } from './carry-over/elements.ts';

/** Member names and list positions from the root. */
export type Place = readonly (string | number)[];

/** Times as backends print them: with milliseconds or without, in one zone or another. */
const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

/**
 * Places of scalars that are asked for, nulls and empty texts apart, and are not shown like that. Values of lists are
 * found again wherever they are now; texts may differ by case, and times by how they are printed.
 */
export function differences(asked: JsonObject, shown: JsonObject | undefined): Place[] {
  return new Comparison(isSame).of(asked, shown);
}

/** The same to the letter, empty texts included. */
export function exactDifferences(asked: JsonObject, shown: JsonObject | undefined): Place[] {
  return new Comparison((left, right) => left === right).of(asked, shown);
}

class Comparison {
  readonly #isSame: (asked: JsonValue, shown: JsonValue | undefined) => boolean;
  readonly #place: (string | number)[] = [];
  readonly #places: Place[] = [];

  constructor(same: (asked: JsonValue, shown: JsonValue | undefined) => boolean) {
    this.#isSame = same;
  }

  of(asked: JsonObject, shown: JsonObject | undefined): Place[] {
    this.#compare(asked, shown);
    return this.#places;
  }

  #compare(asked: JsonValue, shown: JsonValue | undefined): void {
    if (asked === null) return;
    if (Array.isArray(asked)) this.#compareLists(asked, Array.isArray(shown) ? shown : []);
    else if (isJsonObject(asked)) {
      const members = isJsonObject(shown) ? shown : {};
      for (const name in asked) {
        const member = Object.hasOwn(members, name) ? members[name] : undefined;
        this.#below(name, asked[name] as JsonValue, member);
      }
    } else if (!this.#isSame(asked, shown)) this.#places.push([...this.#place]);
  }

  #compareLists(asked: JsonValue[], shown: JsonValue[]): void {
    const matches = matchElements(asked, shown);
    const taken = new Set(matches);
    const repeated = new Set<string>();
    for (const [index, element] of asked.entries()) {
      // The same value twice is there once.
      const at = matches[index] ?? (taken.has(index) || asked.length !== shown.length ? undefined : index);
      if (matches[index] === undefined && repeated.has(JSON.stringify(element))) continue;
      if (asked.length !== shown.length) repeated.add(JSON.stringify(element));
      this.#below(index, withoutObvious(element, asked), at === undefined ? undefined : shown[at]);
    }
  }

  #below(part: string | number, asked: JsonValue, shown: JsonValue | undefined): void {
    this.#place.push(part);
    this.#compare(asked, shown);
    this.#place.pop();
  }
}

/** The only value of a list is the primary one, whether anybody says so or not. */
function withoutObvious(element: JsonValue, { length }: JsonValue[]): JsonValue {
  if (length > 1 || !isJsonObject(element) || element['primary'] !== true) return element;
  const { primary: _, ...others } = element;
  return others;
}

/** Backends store texts in their own case and numbers as texts, and nothing where the text is empty. */
function isSame(asked: JsonValue, shown: JsonValue | undefined): boolean {
  if (asked === shown || asked === '') return true;
  if (shown === undefined || shown === null || typeof shown === 'object') return false;
  const [left, right] = [String(asked), String(shown)];
  if (left.toLowerCase() === right.toLowerCase()) return true;
  return DATE_TIME.test(left) && DATE_TIME.test(right) && Date.parse(left) === Date.parse(right);
}

/** For sets of places. */
export function placeKey(place: Place): string {
  return JSON.stringify(place);
}

export function placeSet(places: readonly Place[]): ReadonlySet<string> {
  return new Set(places.map(placeKey));
}
