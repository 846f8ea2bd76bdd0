/** Finds the values of a long list without searching it. */
import type { JsonValue } from '../json.ts';
import { bareIdentityKey, identityKey, isPrimary, valueKey } from './element.ts';
import { MultiMap } from './multi-map.ts';

export class ListIndex {
  readonly #byValue = new MultiMap();
  readonly #byIdentity = new MultiMap();
  readonly #primary = new Set<number>();
  readonly #members: boolean;

  /** @param members whether the list is `members` of a group, where `value` is the identity */
  constructor(entries: Iterable<readonly [number, JsonValue]>, members: boolean) {
    this.#members = members;
    for (const [serial, element] of entries) this.insert(serial, element);
  }

  insert(serial: number, element: JsonValue): void {
    const value = valueKey(element);
    if (value !== undefined) this.#byValue.add(value, serial);
    if (this.#members) return;
    this.#byIdentity.add(identityKey(element), serial);
    if (isPrimary(element)) this.#primary.add(serial);
  }

  delete(serial: number, element: JsonValue): void {
    const value = valueKey(element);
    if (value !== undefined) this.#byValue.delete(value, serial);
    if (this.#members) return;
    this.#byIdentity.delete(identityKey(element), serial);
    this.#primary.delete(serial);
  }

  /** The element that is the same value: equal in what tells values apart, or one of both says only `value`. */
  find(element: JsonValue): number | undefined {
    const value = valueKey(element);
    if (this.#members) return value === undefined ? undefined : this.#byValue.first(value);
    const identity = identityKey(element);
    const same = this.#byIdentity.first(identity);
    if (same !== undefined || value === undefined) return same;
    const bare = bareIdentityKey(value);
    return identity === bare ? this.#byValue.first(value) : this.#byIdentity.first(bare);
  }

  /** All elements with this significant value. */
  withValue(key: string): readonly number[] {
    return this.#byValue.get(key);
  }

  get primary(): readonly number[] {
    return [...this.#primary];
  }
}
