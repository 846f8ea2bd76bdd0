/**
 * What of a request no mapping of the write transformation takes to the backend. Where the answer shows the same all the
 * same, nothing is lost; else the client is told, by names only.
 */
import { isJsonObject, type JsonObject, type JsonValue } from '../scim/json.ts';
import { jsonEqual } from '../scim/json-equal.ts';
import { matchElements } from './carry-over/elements.ts';
import type { ProxiedEntity } from './entity.ts';

/** Member names and list positions from the root. */
export type Place = readonly (string | number)[];

/** What RFC 7643 §3.1 has the service provider give, and what says nothing to lose. */
const NOT_CLIENTS: ReadonlySet<string> = new Set(['id', 'schemas', 'meta']);
/** Names in one warning: a header line has no room for more. */
const LONGEST_LIST = 200;

/** @param input the client's entity, in canonical names */
export function uncarriedPlaces(
  { write }: ProxiedEntity,
  input: JsonObject,
  operation: 'create' | 'update',
): readonly Place[] {
  if (write === undefined) return [];
  return write.uncarried(input, operation).filter(([first]) => !NOT_CLIENTS.has(String(first)));
}

/** Those that differ from what is shown. @param shown the entity as clients see it now */
export function differing(
  places: readonly Place[],
  input: JsonObject,
  shown: JsonObject | undefined,
): readonly Place[] {
  if (places.length === 0) return places;
  const compare = new Comparison();
  return places.filter((place) => !compare.agrees(input, shown, place));
}

/** Walks both sides along a place; values of lists are found again wherever they are now. */
class Comparison {
  readonly #matches = new Map<JsonValue[], readonly (number | undefined)[]>();

  agrees(asked: JsonValue | undefined, shown: JsonValue | undefined, [part, ...rest]: Place): boolean {
    if (part === undefined) return jsonEqual(asked ?? null, shown ?? null);
    if (typeof part === 'number') {
      if (!Array.isArray(asked)) return false;
      const list = Array.isArray(shown) ? shown : [];
      let matches = this.#matches.get(asked);
      if (matches === undefined) {
        matches = matchElements(asked, list);
        this.#matches.set(asked, matches);
      }
      // The only value is the primary one, whether anybody says so or not.
      const isOnly = asked.length === 1 && rest[0] === 'primary' && rest.length === 1;
      const at = matches[part];
      return isOnly || this.agrees(asked[part], at === undefined ? undefined : list[at], rest);
    }
    return this.agrees(own(asked, part), own(shown, part), rest);
  }
}

/** `title`, `emails.type`, `urn:…:User:division`: as far as needed to say that all below is lost. */
export function namesOf(places: readonly Place[]): string[] {
  const names = places.map((place) => {
    const parts = place.filter((part) => typeof part === 'string');
    const [first = '', second] = parts;
    const isExtension = first.includes(':') && second !== undefined;
    const [attribute = '', sub] = isExtension ? [`${first}:${second}`, parts[2]] : [first, second];
    // A list of which nothing at all is carried is named as a whole.
    return sub === undefined || sub === 'value' ? attribute : `${attribute}.${sub}`;
  });
  const whole = new Set(names);
  return [...whole].filter((name) => {
    const dot = name.lastIndexOf('.');
    return dot === -1 || !whole.has(name.slice(0, dot));
  });
}

/** As many warnings as are needed to name all. */
export function uncarriedWarnings(names: readonly string[]): string[] {
  const warnings: string[] = [];
  let line: string[] = [];
  const finish = () => {
    if (line.length > 0) {
      warnings.push(`Not carried by the write transformation, and so not stored: ${line.join(', ')}`);
    }
    line = [];
  };
  for (const name of names) {
    if (line.length > 0 && [...line, name].join(', ').length > LONGEST_LIST) finish();
    line.push(name.slice(0, LONGEST_LIST));
  }
  finish();
  return warnings;
}

function own(value: JsonValue | undefined, name: string): JsonValue | undefined {
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}
