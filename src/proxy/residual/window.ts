import type { JsonObject } from '../../scim/json.ts';
import type { ListRequest } from '../list-request.ts';
import { SortableEntries } from '../sorting/sortable-entries.ts';

/** Entities that are kept beyond those that have to be, until they are sorted. */
const SLACK = 1_000;

/** Of all that matches, what is on a page. Of the others nothing is kept but their number. */
export class Window {
  readonly #request: ListRequest;
  readonly #sortable: SortableEntries | undefined;
  readonly #resources: JsonObject[] = [];
  /** The number of the last one on the page. */
  readonly #end: number;
  #total = 0;

  constructor(request: ListRequest) {
    const { page, sort, shape } = request;
    this.#request = request;
    this.#end = page.count === 0 ? 0 : page.startIndex - 1 + page.count;
    this.#sortable = sort === undefined || page.count === 0 ? undefined : new SortableEntries(sort, shape);
  }

  /** How many match. */
  get total(): number {
    return this.#total;
  }

  /** How many are kept. */
  get size(): number {
    return this.#sortable?.length ?? this.#resources.length;
  }

  add(resource: JsonObject): void {
    this.#total += 1;
    if (this.#sortable !== undefined) {
      this.#sortable.add(resource);
      if (this.#sortable.length > 2 * this.#end + SLACK) this.#sortable.keepFirst(this.#end);
    } else if (this.#total >= this.#request.page.startIndex && this.#total <= this.#end) {
      this.#resources.push(this.#request.shape.apply(resource));
    }
  }

  resources(): JsonObject[] {
    return this.#sortable?.sorted().slice(this.#request.page.startIndex - 1, this.#end) ?? this.#resources;
  }
}
