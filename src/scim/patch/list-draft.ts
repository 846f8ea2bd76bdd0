/** A multi-valued attribute while operations are applied to it. */
import { isJsonObject, type JsonValue } from '../json.ts';
import type { AttributeType } from './attribute-type.ts';
import type { Budget } from './budget.ts';
import {
  includesMembers,
  isPrimary,
  mergeElement,
  tellingMembers,
  valueKey,
  weightOf,
  withoutPrimary,
} from './element.ts';
import { ListIndex } from './list-index.ts';
import { patchProblem, quoted } from './problem.ts';
import type { ValueFilter } from './value-filter.ts';

/**
 * Values keep a serial number for as long as they are in the list, so that one can be taken out without moving the
 * others. All values handed in are clean copies.
 */
export class ListDraft {
  readonly #original: JsonValue | undefined;
  readonly #type: AttributeType;
  readonly #budget: Budget;
  #entries: Map<number, JsonValue>;
  #nextSerial: number;
  #index: ListIndex | undefined;
  /** Of all values together, once it is asked for. */
  #weight: number | undefined;
  #changed = false;

  /** @param original the list; a single value counts as a list of one */
  constructor(original: JsonValue | undefined, type: AttributeType, budget: Budget) {
    this.#original = original;
    this.#type = type;
    this.#budget = budget;
    this.#entries = new Map(listOf(original).entries());
    this.#nextSerial = this.#entries.size;
  }

  get size(): number {
    return this.#entries.size;
  }

  get first(): JsonValue | undefined {
    return this.#entries.values().next().value;
  }

  /** Values that are there already are not added again; what is new about them is taken over. */
  add(elements: readonly JsonValue[]): void {
    const index = this.#indexed();
    const primary = new Set<number>();
    for (const element of elements) {
      let serial = index.find(element);
      if (serial === undefined) serial = this.#append(element);
      else if (!this.#type.members) this.#merge(serial, element);
      if (isPrimary(element)) primary.add(serial);
    }
    this.#keepOnePrimary(primary);
  }

  replace(elements: readonly JsonValue[]): void {
    if (this.#type.members) {
      this.#replaceMembers(elements);
      return;
    }
    if (elements.filter(isPrimary).length > 1) throw this.#tooManyPrimary();
    this.#reset(elements);
  }

  clear(): void {
    if (this.size > 0) this.#reset([]);
  }

  /** Removes the values that the filter selects. */
  remove(filter: ValueFilter): void {
    for (const serial of this.#select(filter)) this.#delete(serial);
  }

  /** Removes the values that equal one of the selectors in all that the selector says. */
  removeEqual(selectors: readonly JsonValue[]): void {
    const index = this.#indexed();
    for (const selector of selectors) {
      const value = valueKey(selector);
      const wanted = isJsonObject(selector) && !this.#type.members ? tellingMembers(selector) : [];
      const candidates = value === undefined ? this.#select(undefined) : index.withValue(value);
      const bare = value !== undefined && wanted.length <= 1;
      if (!bare && wanted.length === 0) {
        throw patchProblem(
          'invalidValue',
          `a value to remove from ${this.#name} says nothing to tell it by.`,
        );
      }
      for (const serial of candidates) {
        const element = this.#at(serial);
        this.#budget.spend(wanted.length + weightOf(element));
        if (bare || includesMembers(element, wanted)) this.#delete(serial);
      }
    }
  }

  /**
   * Changes the values that the filter selects, or all.
   *
   * @param change gives the value as it shall be, `undefined` to remove it
   * @returns how many were selected
   */
  update(filter: ValueFilter | undefined, change: (element: JsonValue) => JsonValue | undefined): number {
    const serials = this.#select(filter);
    const primary = new Set<number>();
    let newPrimary = false;
    for (const serial of serials) {
      const before = this.#at(serial);
      this.#budget.spend(weightOf(before));
      const after = change(before);
      if (after === undefined) {
        this.#delete(serial);
        continue;
      }
      this.#put(serial, after);
      if (isPrimary(after)) primary.add(serial);
      newPrimary ||= isPrimary(after) && !isPrimary(before);
    }
    if (newPrimary) this.#keepOnePrimary(primary);
    return serials.length;
  }

  /**
   * The original itself where nothing changed. `undefined` where no value is left, except for `members`: an empty list
   * is how a group is emptied.
   */
  toJson(): JsonValue | undefined {
    if (!this.#changed) return this.#original;
    return this.size > 0 || this.#type.members ? [...this.#entries.values()] : undefined;
  }

  /** The members that stay keep what the resource says of them; their order is of no importance. */
  #replaceMembers(elements: readonly JsonValue[]): void {
    const index = this.#indexed();
    const members = new Map<string, JsonValue>();
    let known = 0;
    for (const element of elements) {
      const key = valueKey(element) ?? '';
      if (members.has(key)) continue;
      const serial = index.find(element);
      members.set(key, serial === undefined ? element : this.#at(serial));
      if (serial !== undefined) known += 1;
    }
    if (known < members.size || members.size !== this.size) this.#reset([...members.values()]);
  }

  #reset(elements: readonly JsonValue[]): void {
    this.#entries = new Map(elements.entries());
    this.#nextSerial = elements.length;
    this.#index = undefined;
    this.#weight = undefined;
    this.#changed = true;
  }

  #select(filter: ValueFilter | undefined): number[] {
    if (this.#type.members && filter?.values !== undefined) {
      const index = this.#indexed();
      return filter.values.flatMap((value) => index.withValue(JSON.stringify(value)));
    }
    this.#weight ??= sumOf(this.#entries.values());
    this.#budget.spend(this.#weight * (filter?.cost ?? 1));
    if (filter === undefined) return [...this.#entries.keys()];
    const serials: number[] = [];
    for (const [serial, element] of this.#entries) {
      if (filter.matches(element)) serials.push(serial);
    }
    return serials;
  }

  #merge(serial: number, element: JsonValue): void {
    const before = this.#at(serial);
    this.#budget.spend(weightOf(before));
    this.#put(serial, mergeElement(before, element));
  }

  /** RFC 7643 §2.4: `primary` is true for no more than one value; a new one takes it from the others. */
  #keepOnePrimary(wanted: ReadonlySet<number>): void {
    if (wanted.size === 0) return;
    if (wanted.size > 1) throw this.#tooManyPrimary();
    for (const serial of this.#indexed().primary) {
      if (!wanted.has(serial)) this.#put(serial, withoutPrimary(this.#at(serial)));
    }
  }

  #tooManyPrimary() {
    return patchProblem('invalidValue', `more than one value of ${this.#name} would be primary.`);
  }

  #append(element: JsonValue): number {
    const serial = this.#nextSerial;
    this.#nextSerial += 1;
    this.#entries.set(serial, element);
    this.#account(undefined, element);
    this.#index?.insert(serial, element);
    return serial;
  }

  #put(serial: number, element: JsonValue): void {
    const before = this.#at(serial);
    if (before === element) return;
    this.#index?.delete(serial, before);
    this.#entries.set(serial, element);
    this.#account(before, element);
    this.#index?.insert(serial, element);
  }

  #delete(serial: number): void {
    const before = this.#entries.get(serial);
    if (before === undefined) return;
    this.#index?.delete(serial, before);
    this.#entries.delete(serial);
    this.#account(before, undefined);
  }

  #account(before: JsonValue | undefined, after: JsonValue | undefined): void {
    this.#changed = true;
    if (this.#weight === undefined) return;
    if (before !== undefined) this.#weight -= weightOf(before);
    if (after !== undefined) this.#weight += weightOf(after);
  }

  #at(serial: number): JsonValue {
    return this.#entries.get(serial) ?? null;
  }

  #indexed(): ListIndex {
    this.#index ??= new ListIndex(this.#entries, this.#type.members);
    return this.#index;
  }

  get #name(): string {
    return quoted(this.#type.name);
  }
}

function listOf(value: JsonValue | undefined): JsonValue[] {
  if (Array.isArray(value)) return value;
  return value === undefined ? [] : [value];
}

function sumOf(elements: Iterable<JsonValue>): number {
  let sum = 0;
  for (const element of elements) sum += weightOf(element);
  return sum;
}
