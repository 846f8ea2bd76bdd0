import type { JsonObject } from '../../scim/json.ts';
import type { Page } from '../paging.ts';
import type { Shape } from '../shape.ts';
import type { SortRequest } from '../sorting/sort-request.ts';
import { SortableEntries } from '../sorting/sortable-entries.ts';

/** Entities that are kept beyond those that have to be, until they are sorted. */
const SLACK = 1_000;

/** Of all that matches, what is on a page. Of the others nothing is kept but their number. */
export class Window {
  readonly #startIndex: number;
  readonly #sortable: SortableEntries | undefined;
  readonly #resources: JsonObject[] = [];
  /** The number of the last one on the page. */
  readonly #end: number;
  #total = 0;

  constructor({ startIndex, count }: Page, sort: SortRequest | undefined) {
    this.#startIndex = startIndex;
    this.#end = count === 0 ? 0 : startIndex - 1 + count;
    this.#sortable = sort === undefined || count === 0 ? undefined : new SortableEntries(sort);
  }

  /** How many match. */
  get total(): number {
    return this.#total;
  }

  /** How many are kept. */
  get size(): number {
    return this.#sortable?.length ?? this.#resources.length;
  }

  add(resource: JsonObject, shape: Shape): void {
    this.#total += 1;
    if (this.#sortable !== undefined) {
      this.#sortable.add(resource, shape);
      if (this.#sortable.length > 2 * this.#end + SLACK) this.#sortable.keepFirst(this.#end);
    } else if (this.#total >= this.#startIndex && this.#total <= this.#end) {
      this.#resources.push(shape.apply(resource));
    }
  }

  resources(): JsonObject[] {
    return this.#sortable?.sorted().slice(this.#startIndex - 1, this.#end) ?? this.#resources;
  }
}
