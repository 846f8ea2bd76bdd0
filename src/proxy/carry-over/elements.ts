/** Which values of two lists are the same (RFC 7643 §2.4), so that one can be completed from the other. */
import { isDeepStrictEqual } from 'node:util';
import { ownInAnyCase } from '../../scim/any-case.ts';
import { isJsonObject, type JsonValue } from '../../scim/json.ts';

/** For each of `values`, the position of its counterpart in `others`, each of which is taken once. */
export type Matches = readonly (number | undefined)[];

/**
 * Values with a `value` are the same where that agrees; simple values where they are equal; others where the one has
 * all that the other says, else where both are the only ones of their `type`.
 */
export function matchElements(values: readonly JsonValue[], others: readonly JsonValue[]): Matches {
  if (values.length === 0 || others.length === 0) return values.map(() => undefined);
  if (areInOrder(values, others)) return values.map((_, index) => index);
  const free = new Free(others);
  const matches = values.map((value) => free.take(value));
  if (!matches.includes(undefined)) return matches;
  const types = new Map<JsonValue | undefined, number>();
  for (const value of values) types.set(typeOf(value), (types.get(typeOf(value)) ?? 0) + 1);
  return matches.map((match, index) => {
    const value = values[index] as JsonValue;
    if (match !== undefined) return match;
    const type = typeOf(value);
    return type === undefined
      ? free.takeInAnyCase(value)
      : types.get(type) === 1
        ? free.takeOnlyOfType(type)
        : match;
  });
}

/** Whether each value is found at its own place: nearly always, and then nobody has to be looked for. */
function areInOrder(values: readonly JsonValue[], others: readonly JsonValue[]): boolean {
  return (
    values.length <= others.length &&
    values.every((value, index) => {
      const other = others[index] as JsonValue;
      const key = keyOf(value);
      return key !== undefined && key === keyOf(other) && includes(other, value);
    })
  );
}

/** Lists of clients can be of any length: after so many comparisons, only equal values are the same. */
const MOST_COMPARISONS = 20_000;

/** What nobody has taken yet. */
class Free {
  readonly #others: readonly JsonValue[];
  /** Those with a `value`, by that. */
  readonly #byKey = new Map<string, Candidates>();
  /** Complex values without one, by all of what they say and by their type. */
  readonly #byText = new Map<string, Candidates>();
  readonly #byType = new Map<JsonValue, number[]>();
  readonly #keyless = new Set<number>();
  #inAnyCase: Map<string, Candidates> | undefined;
  #comparisons = 0;

  constructor(others: readonly JsonValue[]) {
    this.#others = others;
    for (const [index, other] of others.entries()) {
      const key = keyOf(other);
      if (key !== undefined) push(this.#byKey, key, index);
      else {
        push(this.#byText, JSON.stringify(other), index);
        this.#keyless.add(index);
      }
    }
  }

  take(value: JsonValue): number | undefined {
    const key = keyOf(value);
    if (key !== undefined) return this.#byKey.get(key)?.take((index) => this.#fits(index, value));
    const same = this.#byText.get(JSON.stringify(value))?.take((index) => this.#keyless.has(index));
    if (same !== undefined && this.#keyless.delete(same)) return same;
    for (const index of this.#keyless) {
      if (this.#comparisons > MOST_COMPARISONS) break;
      if (!this.#fits(index, value)) continue;
      this.#keyless.delete(index);
      return index;
    }
    return undefined;
  }

  /** Backends store texts in their own case. Only after all others have taken theirs: ids may differ by case alone. */
  takeInAnyCase(value: JsonValue): number | undefined {
    const key = keyOf(value);
    if (key === undefined) return undefined;
    if (this.#inAnyCase === undefined) {
      this.#inAnyCase = new Map();
      for (const [other, candidates] of this.#byKey) {
        for (const index of candidates.rest()) push(this.#inAnyCase, other.toLowerCase(), index);
      }
    }
    return this.#inAnyCase.get(key.toLowerCase())?.take((index) => this.#fits(index, value));
  }

  /** Only after all others have taken theirs. */
  takeOnlyOfType(type: JsonValue): number | undefined {
    if (this.#byType.size === 0) {
      for (const index of this.#keyless) {
        const other = typeOf(this.#others[index]);
        if (other !== undefined)
          this.#byType.set(other, [...(this.#byType.get(other) ?? []).slice(0, 1), index]);
      }
    }
    const [only, ...more] = this.#byType.get(type) ?? [];
    return more.length === 0 ? only : undefined;
  }

  #fits(index: number, value: JsonValue): boolean {
    this.#comparisons += 1;
    return this.#comparisons <= MOST_COMPARISONS && includes(this.#others[index], value);
  }
}

/** Positions that mean the same value, the first one first. */
class Candidates {
  readonly #positions: number[] = [];
  #next = 0;

  add(position: number): void {
    this.#positions.push(position);
  }

  /** What nobody has taken. */
  rest(): readonly number[] {
    return this.#positions.slice(this.#next);
  }

  /** One that fits, else the first. */
  take(fits: (position: number) => boolean): number | undefined {
    const first = this.#positions[this.#next];
    for (let at = this.#next; at < this.#positions.length && at < this.#next + FEW; at += 1) {
      const position = this.#positions[at] as number;
      if (!fits(position)) continue;
      this.#positions[at] = first as number;
      this.#next += 1;
      return position;
    }
    if (first !== undefined) this.#next += 1;
    return first;
  }
}

/** Values are seldom there more often. */
const FEW = 10;

function push(map: Map<string, Candidates>, key: string, position: number): void {
  let candidates = map.get(key);
  if (candidates === undefined) {
    candidates = new Candidates();
    map.set(key, candidates);
  }
  candidates.add(position);
}

/** What tells a value from others; numbers count as their text. */
function keyOf(element: JsonValue): string | undefined {
  const value = isJsonObject(element) ? ownInAnyCase(element, VALUE) : element;
  const isScalar = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return isScalar ? String(value) : undefined;
}

/** Only values without a `value` are told apart by it. */
function typeOf(element: JsonValue | undefined): JsonValue | undefined {
  if (!isJsonObject(element) || keyOf(element) !== undefined) return undefined;
  return ownInAnyCase(element, 'type') ?? undefined;
}

/** Whether `element` has all that `part` says. */
function includes(element: JsonValue | undefined, part: JsonValue): boolean {
  if (!isJsonObject(element) || !isJsonObject(part)) return isDeepStrictEqual(element, part);
  return Object.keys(part).every(
    (name) => isValue(name) || isDeepStrictEqual(ownInAnyCase(element, name), part[name]),
  );
}

function isValue(name: string): boolean {
  return name.length === VALUE.length && name.toLowerCase() === VALUE;
}

const VALUE = 'value';
