/** Which values of two lists are the same (RFC 7643 §2.4), so that one can be completed from the other. */
import { isDeepStrictEqual } from 'node:util';
import { isJsonObject, type JsonObject, type JsonValue } from '../../scim/json.ts';

/** For each of `values`, the position of its counterpart in `others`, each of which is taken once. */
export type Matches = readonly (number | undefined)[];

/**
 * Values with a `value` are the same where that agrees; simple values where they are equal; others where the one has
 * all that the other says, else where both are the only ones of their `type`.
 */
export function matchElements(values: readonly JsonValue[], others: readonly JsonValue[]): Matches {
  if (values.length === 0 || others.length === 0) return values.map(() => undefined);
  const free = new Free(others);
  const matches = values.map((value) => free.take(value));
  if (!matches.includes(undefined)) return matches;
  const types = new Map<JsonValue | undefined, number>();
  for (const value of values) types.set(typeOf(value), (types.get(typeOf(value)) ?? 0) + 1);
  return matches.map((match, index) => {
    const type = typeOf(values[index]);
    if (match !== undefined || type === undefined || types.get(type) !== 1) return match;
    return free.takeOnlyOfType(type);
  });
}

/** What nobody has taken yet. */
class Free {
  readonly #others: readonly JsonValue[];
  readonly #byKey = new Map<string, number[]>();
  readonly #taken = new Set<number>();
  /** Complex values without a key. */
  readonly #keyless: number[] = [];

  constructor(others: readonly JsonValue[]) {
    this.#others = others;
    for (const [index, other] of others.entries()) {
      const key = keyOf(other);
      if (key === undefined) {
        this.#keyless.push(index);
        continue;
      }
      const same = this.#byKey.get(key);
      if (same === undefined) this.#byKey.set(key, [index]);
      else same.push(index);
    }
  }

  take(value: JsonValue): number | undefined {
    const key = keyOf(value);
    const candidates = key === undefined ? this.#keyless : (this.#byKey.get(key) ?? []);
    const free = candidates.filter((index) => !this.#taken.has(index));
    const fitting = free.find((index) => includes(this.#others[index], value));
    return this.#use(fitting ?? (key === undefined ? undefined : free[0]));
  }

  takeOnlyOfType(type: JsonValue): number | undefined {
    const free = this.#keyless.filter((index) => typeOf(this.#others[index]) === type);
    const [only] = free;
    return free.length === 1 && only !== undefined && !this.#taken.has(only) ? this.#use(only) : undefined;
  }

  #use(index: number | undefined): number | undefined {
    if (index !== undefined) this.#taken.add(index);
    return index;
  }
}

/** E-mail addresses are the same whatever their case. */
function keyOf(element: JsonValue): string | undefined {
  const value = isJsonObject(element) ? element['value'] : element;
  if (typeof value === 'string') return value.toLowerCase();
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** Only values without a `value` are told apart by it. */
function typeOf(element: JsonValue | undefined): JsonValue | undefined {
  if (!isJsonObject(element) || keyOf(element) !== undefined) return undefined;
  return element['type'] ?? undefined;
}

/** Whether `element` has all that `part` says. */
function includes(element: JsonValue | undefined, part: JsonValue): boolean {
  if (!isJsonObject(element) || !isJsonObject(part)) return isDeepStrictEqual(element, part);
  return Object.keys(part).every(
    (name) => name === 'value' || isDeepStrictEqual(own(element, name), part[name]),
  );
}

function own(object: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}
