/** A resource, an extension or a complex value while operations are applied to it. */
import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import { ListDraft } from './list-draft.ts';

export type Draft = JsonValue | ObjectDraft | ListDraft;

/**
 * Reads like the object it was made of and leaves that untouched. Names are found without regard to case and keep the
 * spelling that is there.
 */
export class ObjectDraft {
  readonly #original: JsonObject | undefined;
  readonly #entries: Map<string, Draft>;
  /** By the lower case of the name; more than one where the object has a name in two spellings. */
  readonly #keys = new Map<string, Set<string>>();
  #opened = false;

  constructor(original?: JsonObject) {
    this.#original = original;
    this.#entries = new Map(Object.entries(original ?? {}));
    for (const key of this.#entries.keys()) this.#remember(key);
  }

  /** The name as it is spelled here. */
  keyOf(name: string): string | undefined {
    return this.#entries.has(name) ? name : this.#keys.get(name.toLowerCase())?.values().next().value;
  }

  /** `undefined` for no value, be it missing or null. */
  get(name: string): Draft | undefined {
    const key = this.keyOf(name);
    return key === undefined ? undefined : (this.#entries.get(key) ?? undefined);
  }

  set(name: string, value: Draft): void {
    const key = this.keyOf(name) ?? name;
    this.#opened = true;
    this.#entries.set(key, value);
    this.#remember(key);
  }

  /** In whatever spelling it is there. */
  delete(name: string): void {
    const lower = name.toLowerCase();
    for (const key of this.#keys.get(lower) ?? []) {
      this.#opened = true;
      this.#entries.delete(key);
    }
    this.#keys.delete(lower);
  }

  /** The complex value of that name, opened for changes; a new one where there is none. */
  object(name: string): ObjectDraft {
    const current = this.get(name);
    if (current instanceof ObjectDraft) return current;
    const opened = new ObjectDraft(isJsonObject(current) ? current : undefined);
    this.set(name, opened);
    return opened;
  }

  /** The list of that name, opened for changes. */
  list(name: string, open: (values: JsonValue | undefined) => ListDraft): ListDraft {
    const current = this.get(name);
    if (current instanceof ListDraft) return current;
    const opened = open(current instanceof ObjectDraft ? current.toJson() : current);
    this.set(name, opened);
    return opened;
  }

  /** The original itself where nothing changed; `undefined` where no value is left. */
  toJson(): JsonObject | undefined {
    if (!this.#opened) return this.#original;
    const members: [string, JsonValue][] = [];
    for (const [key, draft] of this.#entries) {
      const value = draft instanceof ObjectDraft || draft instanceof ListDraft ? draft.toJson() : draft;
      if (value !== undefined) members.push([key, value]);
    }
    const original = this.#original;
    if (
      original !== undefined &&
      members.length === Object.keys(original).length &&
      members.every(([key, value]) => Object.hasOwn(original, key) && original[key] === value)
    ) {
      return original;
    }
    // Object.fromEntries defines members, so that a name such as __proto__ stays data.
    return members.length === 0 ? undefined : Object.fromEntries(members);
  }

  #remember(key: string): void {
    const lower = key.toLowerCase();
    const keys = this.#keys.get(lower);
    if (keys === undefined) this.#keys.set(lower, new Set([key]));
    else keys.add(key);
  }
}
