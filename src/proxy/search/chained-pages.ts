/**
 * Pages of several lists one behind the other, numbered through, so that the loop of clients sees everything once: where a list
 * ends is known from its total, or found out.
 */
import type { FoundPage } from '../backend-page.ts';
import { type Page, totalResults } from '../paging.ts';

/** A page of one of the lists, numbered from 1. */
export type FindPage = (page: Page) => Promise<FoundPage>;

export interface ChainedPage extends FoundPage {
  /** For each of the resources, which list it is of. */
  readonly origins: readonly number[];
}

/** The first step to where a list without a total may end. */
const FIRST_STEP = 100;
/** No list goes on behind it. */
const LAST = 2 ** 31;

export async function chainedPage(lists: readonly FindPage[], page: Page): Promise<ChainedPage> {
  const chain = new Chain(page);
  for (const [index, find] of lists.entries()) await chain.pass(find, index);
  return chain.finish();
}

class Chain {
  readonly #page: Page;
  readonly #resources: FoundPage['resources'] = [];
  readonly #origins: number[] = [];
  readonly #warnings = new Set<string>();
  /** The number, in the list that is looked at, of what comes next. */
  #next: number;
  #left: number;
  #read = 0;
  #total: number | undefined = 0;

  constructor(page: Page) {
    this.#page = page;
    this.#next = page.startIndex;
    this.#left = page.count;
  }

  async pass(find: FindPage, index: number): Promise<void> {
    if (this.#left === 0) {
      const { provided, warnings } = await find({ startIndex: 1, count: 0 });
      for (const warning of warnings) this.#warnings.add(warning);
      const counts = this.#page.count === 0;
      this.#add(provided ?? (counts ? await sizeOf(find, 0) : undefined));
      return;
    }
    const found = await find({ startIndex: this.#next, count: this.#left });
    const isFull = found.read >= this.#left;
    const size =
      found.provided ??
      (isFull ? undefined : await sizeOf(find, found.read > 0 ? this.#next - 1 + found.read : 0));
    this.#add(size);
    if (size !== undefined && this.#next > size) {
      this.#next -= size;
      return;
    }
    await this.#take(find, index, found, size ?? Number.POSITIVE_INFINITY);
    this.#next = 1;
  }

  async #take(find: FindPage, index: number, given: FoundPage, size: number): Promise<void> {
    const room = size - this.#next + 1;
    // What is behind the total would take the numbers of the next list.
    const found = given.read > room ? await find({ startIndex: this.#next, count: room }) : given;
    this.#resources.push(...found.resources);
    for (const _ of found.resources) this.#origins.push(index);
    for (const warning of found.warnings) this.#warnings.add(warning);
    const expected = Math.min(this.#left, room);
    // Of what is counted and never given, the numbers are passed by.
    const read = found.read === 0 ? expected : found.read;
    this.#read += read;
    // Behind a short page comes the rest of the same list.
    this.#left = read < expected ? 0 : this.#left - read;
  }

  #add(size: number | undefined): void {
    this.#total = this.#total === undefined || size === undefined ? undefined : this.#total + size;
  }

  finish(): ChainedPage {
    const total = totalResults({
      ...this.#page,
      read: this.#read,
      provided: this.#total,
      hasReadCondition: false,
      strategy: 'Provided',
    });
    return {
      read: this.#read,
      total,
      provided: this.#total,
      resources: this.#resources,
      origins: this.#origins,
      warnings: [...this.#warnings],
    };
  }
}

/** The number of the last one, by a few looks at where there is one. @param atLeast a number that there is, or 0 */
async function sizeOf(find: FindPage, atLeast: number): Promise<number> {
  const isThere = async (startIndex: number) => (await find({ startIndex, count: 1 })).read > 0;
  let there = atLeast;
  let step = 1;
  while (there + step < LAST && (await isThere(there + step))) {
    there += step;
    step = step === 1 ? FIRST_STEP : 2 * step;
  }
  let missing = there + step;
  while (missing - there > 1) {
    const middle = Math.floor((there + missing) / 2);
    if (await isThere(middle)) there = middle;
    else missing = middle;
  }
  return there;
}
