/** What a client asked for beside what it is shown afterwards. */
import { isJsonObject, type JsonObject, type JsonValue } from '../scim/json.ts';
import { matchElements } from './carry-over/elements.ts';

/** Member names and list positions from the root. */
export type Place = readonly (string | number)[];

const NOTHING: readonly JsonValue[] = [];
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

  /** @param obvious a member that need not be shown */
  #compare(asked: JsonValue, shown: JsonValue | undefined, obvious?: string): void {
    if (asked === null) return;
    if (typeof asked !== 'object') {
      if (!this.#isSame(asked, shown)) this.#places.push([...this.#place]);
    } else if (Array.isArray(asked)) this.#compareLists(asked, Array.isArray(shown) ? shown : NOTHING);
    else {
      const members = isJsonObject(shown) ? shown : undefined;
      for (const name in asked) {
        if (name === obvious) continue;
        const member = members !== undefined && Object.hasOwn(members, name) ? members[name] : undefined;
        this.#below(name, asked[name] as JsonValue, member);
      }
    }
  }

  #compareLists(asked: JsonValue[], shown: readonly JsonValue[]): void {
    const [only] = asked;
    // A single value can only be meant for the one that is there.
    if (only !== undefined && asked.length === 1 && shown.length <= 1) {
      this.#below(0, only, shown[0], obviousIn(only));
      return;
    }
    const matches = matchElements(asked, shown);
    const taken = new Set(matches);
    const repeated = new Set<string>();
    for (const [index, element] of asked.entries()) {
      // The same value twice is there once.
      const at = matches[index] ?? (taken.has(index) || asked.length !== shown.length ? undefined : index);
      if (matches[index] === undefined && repeated.has(JSON.stringify(element))) continue;
      if (asked.length !== shown.length) repeated.add(JSON.stringify(element));
      const obvious = asked.length === 1 ? obviousIn(element) : undefined;
      this.#below(index, element, at === undefined ? undefined : shown[at], obvious);
    }
  }

  #below(part: string | number, asked: JsonValue, shown: JsonValue | undefined, obvious?: string): void {
    this.#place.push(part);
    this.#compare(asked, shown, obvious);
    this.#place.pop();
  }
}

/** The only value of a list is the primary one, whether anybody says so or not. */
function obviousIn(only: JsonValue): string | undefined {
  return isJsonObject(only) && only['primary'] === true ? 'primary' : undefined;
}

/** Backends store texts in their own case and numbers as texts, and nothing where the text is empty. */
function isSame(asked: JsonValue, shown: JsonValue | undefined): boolean {
  if (asked === shown || asked === '') return true;
  if (shown === undefined || shown === null || typeof shown === 'object') return false;
  const [left, right] = [String(asked), String(shown)];
  if (left.toLowerCase() === right.toLowerCase()) return true;
  return DATE_TIME.test(left) && DATE_TIME.test(right) && Date.parse(left) === Date.parse(right);
}

/** The attributes that the places are in: what is in one says nothing about the others. */
export function attributesAt(places: readonly Place[], entity: JsonObject): JsonObject {
  const names = new Set(places.map(([first]) => first));
  return Object.fromEntries(Object.entries(entity).filter(([name]) => names.has(name)));
}
