import type { AttributePath } from '../../scim/filter-ast.ts';
import type { JsonObject } from '../../scim/json.ts';
import { compareSortValues, type SortValue, sortValueOf } from '../../scim/sort-values.ts';
import type { Shape } from '../shape.ts';
import type { SortRequest } from './sort-request.ts';

interface Entry {
  readonly value: SortValue;
  readonly id: string;
  /** With what the client wants of it. */
  readonly resource: JsonObject;
}

/** Resources that may have to be sorted, by attributes that the client need not want to see. */
export class SortableEntries {
  readonly #sort: SortRequest;
  readonly #valueOf: (resource: JsonObject) => SortValue;
  #entries: Entry[] = [];

  constructor(sort: SortRequest) {
    this.#sort = sort;
    this.#valueOf = sortValueOf(sort.by);
  }

  get length(): number {
    return this.#entries.length;
  }

  /** Of what a client does not want to see, what need not be read either. */
  looksAt(omit: readonly string[]): readonly string[] {
    return withoutNamed(omit, [this.#sort.by]);
  }

  add(resource: JsonObject, shape: Shape): void {
    const entry = {
      value: this.#valueOf(resource),
      id: String(resource['id']),
      resource: shape.apply(resource),
    };
    this.#entries.push(entry);
  }

  get values(): SortValue[] {
    return this.#entries.map(({ value }) => value);
  }

  asAdded(): JsonObject[] {
    return this.#entries.map(({ resource }) => resource);
  }

  /** What is equal stands in the order of the ids, so that pages fit together. */
  sorted(): JsonObject[] {
    this.#sortEntries();
    return this.asAdded();
  }

  /** Forgets all behind the first `most` in order. */
  keepFirst(most: number): void {
    this.#sortEntries();
    this.#entries.length = Math.min(this.#entries.length, most);
  }

  #sortEntries(): void {
    const { order } = this.#sort;
    this.#entries.sort(
      (one, other) =>
        compareSortValues(one.value, other.value, order) ||
        (one.id < other.id ? -1 : one.id > other.id ? 1 : 0),
    );
  }
}

/** @param omit names of attributes that need not be read */
export function withoutNamed(omit: readonly string[], paths: readonly AttributePath[]): readonly string[] {
  if (omit.length === 0) return omit;
  const named = new Set(paths.map(({ attribute }) => attribute.toLowerCase()));
  return omit.filter((name) => !named.has(name.toLowerCase()));
}
