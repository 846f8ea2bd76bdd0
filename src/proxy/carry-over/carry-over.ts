/**
 * A full update takes away only what the client could see and write. Many a backend erases what a PUT does not name, and
 * transformations show and send a part of an entity: what the other part holds goes into the body.
 *
 * What a client could see and write is found by doing it: the present entity goes through the read transformation and
 * back through the write transformation. What comes back is what a client without any wish would send.
 */
import type { CarryOver } from '../../connectors/connector.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../scim/json.ts';
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
  /**
   * The body was made from the entity as clients see it, so that a value of a list at its old place is the old one,
   * changed.
   */
  readonly edited: boolean;
}

/** The body of the full update. What the client says stays as it is, null and empty lists included. */
export function carryOver({ body, said, current, unchanged, options, edited }: CarryOverInput): JsonObject {
  const merger = new Merger(options, edited);
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
  readonly #never: ReadonlySet<string>;
  readonly #everything: boolean;
  readonly #edited: boolean;

  constructor({ never, scope }: CarryOver, edited: boolean) {
    this.#never = never;
    this.#everything = scope === 'everything';
    this.#edited = edited;
  }

  /**
   * @param path of the object; with a separator at its end, unless it is the root
   * @param all also what the body does not name
   * @param skip a name that is not carried over
   */
  object({ said, body, current, unchanged }: Sides, path: string, all: boolean, skip?: string): JsonObject {
    const added: [string, JsonValue][] = [];
    const changed = new Map<string, JsonValue>();
    for (const [name, value] of Object.entries(current)) {
      // References are the backend's own addresses of what `value` names.
      if (value === null || name === skip || name === '$ref' || this.#never.has(path + name)) continue;
      const before = own(unchanged, name);
      const below = `${path}${name}${separator(path, name)}`;
      const given = own(body, name);
      const meant = own(said, name);
      if (given !== undefined && meant !== undefined) {
        const merged = this.#value(meant, given, value, before, below);
        if (merged !== given) changed.set(name, merged);
      } else if (given !== undefined || all) {
        // A default of the transformation is no wish of the client.
        const unseen = this.#unseen(value, before, below);
        if (unseen === undefined) continue;
        if (given === undefined) added.push([name, unseen]);
        else changed.set(name, unseen);
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

  #value(
    said: JsonValue,
    body: JsonValue,
    current: JsonValue,
    unchanged: JsonValue | undefined,
    path: string,
  ): JsonValue {
    if (Array.isArray(body) && Array.isArray(current)) {
      return this.#list(said, body, current, Array.isArray(unchanged) ? unchanged : undefined, path);
    }
    if (!isJsonObject(body) || !isJsonObject(current) || pointElsewhere(body, current)) return body;
    const sides = { said: objectOr(said, body), body, current, unchanged: objectOr(unchanged, {}) };
    // The attributes of an extension are kept like those of the core schema.
    return this.object(sides, path, this.#everything || !path.endsWith(':'));
  }

  /** Of a value that the client does not name, what it could not see or write; `undefined` for nothing. */
  #unseen(current: JsonValue, unchanged: JsonValue | undefined, path: string): JsonValue | undefined {
    if (unchanged === undefined || unchanged === null) return this.#allowed(current, path);
    if (Array.isArray(current) && Array.isArray(unchanged)) {
      const seen = new Set(matchElements(unchanged, current));
      const unseen = current.filter((_, index) => !seen.has(index));
      return unseen.length === 0 ? undefined : this.#allowed(unseen, path);
    }
    if (!isJsonObject(current) || !isJsonObject(unchanged)) return undefined;
    // Who takes the manager away does not mean to leave the name.
    if (Object.hasOwn(unchanged, 'value')) return undefined;
    const rest = this.object({ said: {}, body: {}, current, unchanged }, path, true);
    return Object.keys(rest).length === 0 ? undefined : rest;
  }

  /** What of a value may be repeated; `undefined` for nothing. */
  #allowed(value: JsonValue, path: string): JsonValue | undefined {
    if (Array.isArray(value)) return value.map((element) => this.#allowed(element, path) ?? element);
    if (!isJsonObject(value)) return value;
    const allowed = Object.entries(value).flatMap(([name, member]): [string, JsonValue][] => {
      if (name === '$ref' || this.#never.has(path + name)) return [];
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
    const setsPrimary = body.some((element) => isJsonObject(element) && element['primary'] === true);
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
      // There is one primary value at most (RFC 7643 §2.4).
      return this.object(sides, path, true, setsPrimary ? 'primary' : undefined);
    });
    if (seen === undefined) return sameOr(body, values);
    const taken = new Set([...matches, ...seen]);
    const unseen = [...current.keys()].filter((index) => !taken.has(index));
    if (unseen.length === 0) return sameOr(body, values);
    const allowed = this.#allowed(current, path) as JsonValue[];
    return inOrder(values, matches, unseen, setsPrimary ? allowed.map(withoutPrimary) : allowed);
  }
}

function withoutPrimary(element: JsonValue): JsonValue {
  if (!isJsonObject(element) || element['primary'] !== true) return element;
  const { primary: _, ...others } = element;
  return others;
}

function objectOr(value: JsonValue | undefined, other: JsonObject): JsonObject {
  return isJsonObject(value) ? value : other;
}

/** Of another manager, nothing of the one before is true. */
function pointElsewhere(said: JsonObject, current: JsonObject): boolean {
  const [before, after] = [own(current, 'value'), own(said, 'value')];
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
    if (isJsonObject(element) && !Object.hasOwn(element, '$ref')) matches[index] = at;
  }
  return matches;
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

function own(object: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}
