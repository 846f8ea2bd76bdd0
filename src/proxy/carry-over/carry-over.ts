/**
 * A full update takes away only what the client could see and write. Many a backend erases what a PUT does not name, and
 * transformations show and send a part of an entity: what the other part holds goes into the body.
 *
 * What a client could see and write is found by doing it: the present entity goes through the read transformation and
 * back through the write transformation. What comes back is what a client without any wish would send.
 *
 * The backend may spell names otherwise than the write transformation: the body then has the spelling of the latter.
 */
import type { CarryOver } from '../../connectors/connector.ts';
import { ownInAnyCase, spellingIn, spellingOf } from '../../scim/any-case.ts';
import { isJsonObject, type JsonObject, type JsonValue, jsonText } from '../../scim/json.ts';
import { own } from '../../scim/json-access.ts';
import { jsonEqual } from '../../scim/json-equal.ts';
import { type Matches, matchElements } from './elements.ts';

export interface CarryOverInput {
  /** What the write transformation made of the client's body. */
  readonly body: JsonObject;
  /** The same without the default values of the transformation: what the client itself says. */
  readonly said: JsonObject;
  /** The entity as the backend has it. */
  readonly current: JsonObject;
  /**
   * What the write transformation, without its defaults, makes of the entity as clients see it; `undefined` where they
   * do not see it.
   */
  readonly unchanged: JsonObject | undefined;
  readonly options: CarryOver;
  /** Whether the read transformation reads the attribute at all, if not of this entity; names from the root. */
  readonly mayShow: (path: readonly string[]) => boolean;
  /**
   * The body was made from the entity as clients see it by changes inside of values, so that a value of a list at its
   * old place is the old one.
   */
  readonly edited: boolean;
  /**
   * The body stands for a PATCH, which changes what its operations name and nothing else: whether they took anything
   * away. Absent: a PUT.
   */
  readonly patch?: 'adds' | 'removes' | undefined;
}

/** The body of the full update. What the client says stays as it is, null and empty lists included. */
export function carryOver(input: CarryOverInput): JsonObject {
  const { body, said, current, unchanged, options } = input;
  const merger = new Merger(input);
  const sides = { said, body, current, unchanged: unchanged ?? {} };
  const merged = merger.object(sides, '', options.scope === 'everything');
  return merged === body ? body : withSchemas(merged, body);
}

/** RFC 7643 §3: `schemas` names the extensions that are in the body. */
function withSchemas(merged: JsonObject, body: JsonObject): JsonObject {
  const { schemas } = merged;
  if (!Array.isArray(schemas)) return merged;
  const named = new Set(schemas.map((urn) => (typeof urn === 'string' ? urn.toLowerCase() : urn)));
  const added = Object.keys(merged).filter(
    (key) => key.includes(':') && !Object.hasOwn(body, key) && !named.has(key.toLowerCase()),
  );
  return added.length === 0 ? merged : { ...merged, schemas: [...schemas, ...added] };
}

/** One object of each of the four entities, at the same place. */
interface Sides {
  readonly said: JsonObject;
  readonly body: JsonObject;
  readonly current: JsonObject;
  readonly unchanged: JsonObject;
}

class Merger {
  /** In lower case. */
  readonly #never: ReadonlySet<string>;
  readonly #everything: boolean;
  readonly #mayShow: CarryOverInput['mayShow'];
  readonly #edited: boolean;
  readonly #patch: CarryOverInput['patch'];
  /** Names that lead to what is looked at. */
  readonly #path: string[] = [];

  constructor({ options, mayShow, unchanged, edited, patch }: CarryOverInput) {
    this.#patch = patch;
    this.#never = new Set([...options.never].map((name) => name.toLowerCase()));
    this.#everything = options.scope === 'everything';
    this.#mayShow = unchanged === undefined ? () => false : mayShow;
    this.#edited = edited;
  }

  /**
   * @param path of the object; with a separator at its end, unless it is the root
   * @param all also what the body does not name
   */
  object({ said, body, current, unchanged }: Sides, path: string, all: boolean): JsonObject {
    const added: [string, JsonValue][] = [];
    const changed = new Map<string, JsonValue>();
    const spelled = {
      said: spellingOf(said, current),
      body: spellingOf(body, current),
      unchanged: spellingOf(unchanged, current),
    };
    for (const name in current) {
      const value = current[name] as JsonValue;
      if (value === null || this.#isNeverRepeated(path, name)) continue;
      const before = own(unchanged, spelled.unchanged(name));
      // A single value has nothing below it.
      const below = typeof value === 'object' ? `${path}${name}${separator(path, name)}` : path;
      const givenAs = spelled.body(name);
      const given = own(body, givenAs);
      const meant = own(said, spelled.said(name));
      if (
        this.#patch !== undefined &&
        meant !== undefined &&
        before !== undefined &&
        jsonEqual(meant, before)
      ) {
        // What the mappings make of the entity by themselves is no wish of an operation.
        const kept = this.#allowed(value, below);
        if (kept !== undefined) changed.set(givenAs, kept);
      } else if (given !== undefined && meant !== undefined) {
        this.#path.push(name);
        const merged = this.#value(meant, given, value, before, below);
        this.#path.pop();
        if (merged !== given) changed.set(givenAs, merged);
      } else if (given !== undefined || all) {
        // A default of the transformation is no wish of the client.
        const unseen = this.#unseen(value, this.#patch === 'adds' ? undefined : before, below);
        if (unseen === undefined) continue;
        if (given === undefined) added.push([name, unseen]);
        else changed.set(givenAs, unseen);
      }
    }
    if (added.length === 0 && changed.size === 0) return body;
    const stays = Object.entries(body).map(([name, value]): [string, JsonValue] => [
      name,
      changed.get(name) ?? value,
    ]);
    // Object.fromEntries defines members, so that a name such as __proto__ stays data.
    return Object.fromEntries([...stays, ...added]);
  }

  /** References are the backend's own addresses of what `value` names. */
  #isNeverRepeated(path: string, name: string): boolean {
    return isReference(name) || this.#never.has((path + name).toLowerCase());
  }

  #value(
    said: JsonValue,
    body: JsonValue,
    current: JsonValue,
    unchanged: JsonValue | undefined,
    path: string,
  ): JsonValue {
    if (Array.isArray(body) && Array.isArray(current)) {
      return this.#list(said, body, current, this.#seenList(unchanged), path);
    }
    if (!isJsonObject(body) || !isJsonObject(current) || pointElsewhere(body, current)) return body;
    const sides = { said: objectOr(said, body), body, current, unchanged: objectOr(unchanged, {}) };
    // The attributes of an extension are kept like those of the core schema.
    return this.object(sides, path, this.#everything || !path.endsWith(':'));
  }

  /** A list of which clients see nothing now, and could see something, is an empty one. */
  #seenList(unchanged: JsonValue | undefined): JsonValue[] | undefined {
    if (Array.isArray(unchanged)) return unchanged;
    return unchanged === undefined && this.#mayShow(this.#path) ? [] : undefined;
  }

  /** Of a value that the client does not name, what it could not see or write; `undefined` for nothing. */
  #unseen(current: JsonValue, unchanged: JsonValue | undefined, path: string): JsonValue | undefined {
    if (unchanged === undefined || unchanged === null) return this.#allowed(current, path);
    if (Array.isArray(current) && Array.isArray(unchanged)) {
      const seen = new Set(matchElements(unchanged, current));
      if (seen.has(undefined)) return undefined;
      const unseen = current.filter((_, index) => !seen.has(index));
      return unseen.length === 0 ? undefined : this.#allowed(unseen, path);
    }
    if (!isJsonObject(current) || !isJsonObject(unchanged)) return undefined;
    // Who takes the manager away does not mean to leave the name.
    if (spellingIn(unchanged, 'value') !== undefined) return undefined;
    const rest = this.object({ said: {}, body: {}, current, unchanged }, path, true);
    return Object.keys(rest).length === 0 ? undefined : rest;
  }

  /** What of a value may be repeated; `undefined` for nothing. */
  #allowed(value: JsonValue, path: string): JsonValue | undefined {
    if (Array.isArray(value)) return value.map((element) => this.#allowed(element, path) ?? element);
    if (!isJsonObject(value)) return value;
    const allowed = Object.entries(value).flatMap(([name, member]): [string, JsonValue][] => {
      if (this.#isNeverRepeated(path, name)) return [];
      const kept = this.#allowed(member, `${path}${name}${separator(path, name)}`);
      return kept === undefined ? [] : [[name, kept]];
    });
    return allowed.length === 0 && Object.keys(value).length > 0 ? undefined : Object.fromEntries(allowed);
  }

  #list(
    said: JsonValue,
    body: JsonValue[],
    current: JsonValue[],
    unchanged: JsonValue[] | undefined,
    path: string,
  ): JsonValue[] {
    const meant = Array.isArray(said) && said.length === body.length ? said : body;
    const seen = unchanged === undefined ? undefined : matchElements(unchanged, current);
    const matches = this.#edited ? inPlace(meant, current, seen) : matchElements(meant, current);
    const seenAt = new Map(seen?.map((at, index) => [at, index]));
    const setsPrimary = body.some(isPrimary);
    const values = body.map((element, index) => {
      const at = matches[index];
      const counterpart = at === undefined ? undefined : current[at];
      if (at === undefined || !isJsonObject(element) || !isJsonObject(counterpart)) return element;
      const before = unchanged?.[seenAt.get(at) ?? -1];
      const sides = {
        said: objectOr(meant[index], element),
        body: element,
        current: counterpart,
        unchanged: objectOr(before, {}),
      };
      const carried = this.object(sides, path, true);
      return withoutStale(carried, element, counterpart, setsPrimary);
    });
    // Where reading and writing do not give the values back, what is not said may be what the client took away.
    if (seen === undefined || seen.includes(undefined)) return sameOr(body, values);
    const taken = new Set([...matches, ...seen]);
    const unseen = [...current.keys()].filter((index) => !taken.has(index));
    if (unseen.length === 0) return sameOr(body, values);
    const allowed = this.#allowed(current, path) as JsonValue[];
    return inOrder(
      values,
      places(matches, seen),
      unseen,
      setsPrimary ? allowed.map(withoutPrimary) : allowed,
    );
  }
}

function isReference(name: string): boolean {
  return name.length === REFERENCE.length && name.toLowerCase() === REFERENCE;
}

const REFERENCE = '$ref';

function isPrimary(element: JsonValue): boolean {
  return ownInAnyCase(element, 'primary') === true;
}

function withoutPrimary(element: JsonValue): JsonValue {
  return isJsonObject(element) && isPrimary(element) ? withoutNames(element, ['primary']) : element;
}

/** @param names in lower case */
function withoutNames(object: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name.toLowerCase())));
}

function objectOr(value: JsonValue | undefined, other: JsonObject): JsonObject {
  return isJsonObject(value) ? value : other;
}

/**
 * A value that was changed in place has another name, and there is one primary value at most (RFC 7643 §2.4).
 *
 * @param element as the client says it
 */
function withoutStale(
  carried: JsonObject,
  element: JsonObject,
  counterpart: JsonObject,
  setsPrimary: boolean,
): JsonObject {
  const [before, after] = [ownInAnyCase(counterpart, 'value'), ownInAnyCase(element, 'value')];
  const isOther = after !== undefined && jsonText(before).toLowerCase() !== jsonText(after).toLowerCase();
  const stale = [...(isOther ? ['display'] : []), ...(setsPrimary ? ['primary'] : [])].filter(
    (name) => spellingIn(carried, name) !== undefined && spellingIn(element, name) === undefined,
  );
  return stale.length === 0 ? carried : withoutNames(carried, stale);
}

/** Of another manager, nothing of the one before is true. */
function pointElsewhere(said: JsonObject, current: JsonObject): boolean {
  const [before, after] = [ownInAnyCase(current, 'value'), ownInAnyCase(said, 'value')];
  return before !== undefined && after !== undefined && before !== after;
}

/** Values that are not the same as any may be the old ones at their place, unless they point to other resources. */
function inPlace(
  said: readonly JsonValue[],
  current: readonly JsonValue[],
  seen: Matches | undefined,
): Matches {
  const matches = [...matchElements(said, current)];
  if (seen === undefined || seen.length !== said.length) return matches;
  const taken = new Set(matches);
  for (const [index, at] of seen.entries()) {
    const element = at === undefined ? undefined : current[at];
    if (matches[index] !== undefined || at === undefined || taken.has(at)) continue;
    if (isJsonObject(element) && spellingIn(element, REFERENCE) === undefined) matches[index] = at;
  }
  return matches;
}

/** Where each value belongs: where it was, or where the one was that clients saw at its place. */
function places(matches: Matches, seen: Matches): Matches {
  const taken = new Set(matches);
  return matches.map((match, index) => match ?? (taken.has(seen[index]) ? undefined : seen[index]));
}

/** The values, with the unseen ones where they were among those that are still there. */
function inOrder(
  values: readonly JsonValue[],
  matches: Matches,
  unseen: readonly number[],
  current: readonly JsonValue[],
): JsonValue[] {
  const result: JsonValue[] = [];
  let next = 0;
  for (const [index, value] of values.entries()) {
    const at = matches[index];
    if (at !== undefined) {
      for (; next < unseen.length && (unseen[next] as number) < at; next += 1) {
        result.push(current[unseen[next] as number] as JsonValue);
      }
    }
    result.push(value);
  }
  for (; next < unseen.length; next += 1) result.push(current[unseen[next] as number] as JsonValue);
  return result;
}

function sameOr(said: JsonValue[], values: JsonValue[]): JsonValue[] {
  return values.every((value, index) => value === said[index]) ? said : values;
}

function separator(path: string, name: string): string {
  return path === '' && name.includes(':') ? ':' : '.';
}
