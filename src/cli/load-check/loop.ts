/**
 * The loop of an initial load, as clients run it (docs/clients.md, "Lists"): `startIndex += itemsPerPage while startIndex <=
 * totalResults`. Everything that a client would not notice is counted.
 */

export interface PageQuery {
  readonly startIndex: number;
  readonly count: number;
}

export interface PageAnswer {
  readonly status: number;
  /** Parsed JSON. */
  readonly body: unknown;
  /** Lines of `X-IPSProxy-Warning`. */
  readonly warnings: readonly string[];
  /** Seconds, from `Retry-After`. */
  readonly retryAfter?: number | undefined;
}

/** @throws with a sentence where there is no answer at all */
export type FetchPage = (query: PageQuery) => Promise<PageAnswer>;

export interface Reason {
  readonly reason: string;
  readonly count: number;
}

export interface LoadResult {
  /** What the backend gave, as the sum of `itemsPerPage`. */
  readonly read: number;
  /** Entities in `Resources`. */
  readonly shown: number;
  /** Different ids among them. */
  readonly distinct: number;
  /** Entities whose id came before. */
  readonly doubles: number;
  /** Some of their ids. */
  readonly doubleIds: readonly string[];
  /** By the read condition. */
  readonly hidden: number;
  /** Left out, and pages that no client could use; by reason. */
  readonly failures: readonly Reason[];
  /** How many entities the list counted before and after, and did not show. */
  readonly missing: number;
  readonly pages: number;
  /** Requests, those included that were sent again or only asked for the total. */
  readonly requests: number;
  readonly seconds: number;
  /** Why the loop could not go on; absent: it came to its end. */
  readonly broken?: string;
}

export interface LoopOptions {
  readonly fetchPage: FetchPage;
  /** Entities a page, 1 to 100. */
  readonly count: number;
  readonly wait: (milliseconds: number) => Promise<void>;
  /** Milliseconds. */
  readonly now: () => number;
  /** @param total as the list counted before */
  readonly onPage: (read: number, total: number) => void;
}

const MOST_ATTEMPTS = 5;
/** Seconds; who asks for more is not waited for. */
const LONGEST_WAIT = 120;
const MOST_IDS = 5;
/** The words of `src/proxy/list.ts`. */
const FAILED = /^(\d+) \S+\(s\) left out, their read transformation failed/;
const REPEATED = /^(\d+) \S+\(s\) left out that the backend gave twice on this page/;

export async function initialLoad(options: LoopOptions): Promise<LoadResult> {
  const { count, now, onPage } = options;
  const start = now();
  const load = new Load(options);
  try {
    const before = await load.total();
    for (let startIndex = 1, total = 1; startIndex <= total; ) {
      const page = await load.page({ startIndex, count });
      if (page.itemsPerPage === 0 && startIndex <= page.totalResults)
        throw new Broken(
          `the page from number ${startIndex} on is empty, and totalResults is ${page.totalResults}: a client would ask for it for ever`,
        );
      startIndex += page.itemsPerPage;
      total = page.totalResults;
      onPage(load.read, before);
    }
    load.compare(Math.min(before, await load.total()));
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    return load.result(now() - start, error.message);
  }
  return load.result(now() - start);
}

/** The loop cannot go on. */
class Broken extends Error {}

interface Counts {
  readonly itemsPerPage: number;
  readonly totalResults: number;
}

class Load {
  readonly #options: LoopOptions;
  readonly #ids = new Set<string>();
  readonly #doubleIds: string[] = [];
  readonly #failures = new Map<string, number>();
  #read = 0;
  #shown = 0;
  #doubles = 0;
  #hidden = 0;
  #missing = 0;
  #pages = 0;
  #requests = 0;

  constructor(options: LoopOptions) {
    this.#options = options;
  }

  get read(): number {
    return this.#read;
  }

  async total(): Promise<number> {
    const { body } = await this.#ask({ startIndex: 1, count: 0 });
    return countsOf(body).totalResults;
  }

  async page(query: PageQuery): Promise<Counts> {
    const { body, warnings } = await this.#ask(query);
    const counts = countsOf(body);
    const { Resources: resources = [] } = body as { Resources?: unknown };
    if (!Array.isArray(resources)) throw new Broken('the answer has Resources that are no list');
    this.#pages += 1;
    this.#read += counts.itemsPerPage;
    this.#shown += resources.length;
    for (const resource of resources) this.#look(resource);
    const failed = sum(warnings, FAILED);
    const repeated = sum(warnings, REPEATED);
    if (failed > 0) this.#fail('their read transformation failed', failed);
    if (repeated > 0) this.#fail('the backend gave them twice on a page', repeated);
    const told = warnings.filter((text) => !FAILED.test(text) && !REPEATED.test(text));
    for (const text of told) this.#fail(text);
    const hidden = counts.itemsPerPage - resources.length - failed - repeated;
    if (hidden < 0) this.#fail(`Resources has more entities than itemsPerPage says (${counts.itemsPerPage})`);
    else this.#hidden += hidden;
    return counts;
  }

  /** @param total that the list had in any case while it was read */
  compare(total: number): void {
    this.#missing = Math.max(0, total - this.#read);
  }

  result(milliseconds: number, broken?: string): LoadResult {
    return {
      read: this.#read,
      shown: this.#shown,
      distinct: this.#ids.size,
      doubles: this.#doubles,
      doubleIds: this.#doubleIds,
      hidden: this.#hidden,
      failures: [...this.#failures].map(([reason, count]) => ({ reason, count })),
      missing: this.#missing,
      pages: this.#pages,
      requests: this.#requests,
      seconds: milliseconds / 1000,
      ...(broken === undefined ? {} : { broken }),
    };
  }

  #look(resource: unknown): void {
    const id = (resource as { id?: unknown } | null)?.id;
    if (typeof id !== 'string' || id === '') {
      this.#fail('they have no id');
    } else if (this.#ids.has(id)) {
      this.#doubles += 1;
      if (this.#doubleIds.length < MOST_IDS) this.#doubleIds.push(id);
    } else {
      this.#ids.add(id);
    }
  }

  #fail(reason: string, count = 1): void {
    this.#failures.set(reason, (this.#failures.get(reason) ?? 0) + count);
  }

  /** Again after `Retry-After`, as docs/clients.md asks clients to do. */
  async #ask(query: PageQuery): Promise<PageAnswer> {
    for (let attempt = 1; ; attempt += 1) {
      this.#requests += 1;
      const answer = await this.#fetch(query);
      if (answer.status === 200) return answer;
      const { status, retryAfter } = answer;
      const isAgain = retryAfter !== undefined && retryAfter <= LONGEST_WAIT && attempt < MOST_ATTEMPTS;
      if (!isAgain) throw new Broken(`${placeOf(query)} was answered ${status}: ${detailOf(answer.body)}`);
      await this.#options.wait(retryAfter * 1000);
    }
  }

  async #fetch(query: PageQuery): Promise<PageAnswer> {
    try {
      return await this.#options.fetchPage(query);
    } catch (error) {
      throw new Broken(`${placeOf(query)} failed: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

function countsOf(body: unknown): Counts {
  const { itemsPerPage, totalResults } = (body ?? {}) as Partial<Record<keyof Counts, unknown>>;
  if (!isCount(itemsPerPage) || !isCount(totalResults))
    throw new Broken('the answer is no ListResponse: it lacks itemsPerPage or totalResults');
  return { itemsPerPage, totalResults };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function placeOf({ startIndex, count }: PageQuery): string {
  return `the request with startIndex=${startIndex}&count=${count}`;
}

function detailOf(body: unknown): string {
  const { detail } = (body ?? {}) as { detail?: unknown };
  return typeof detail === 'string' ? detail : 'without a detail';
}

function sum(warnings: readonly string[], pattern: RegExp): number {
  return warnings.reduce((total, text) => total + Number(pattern.exec(text)?.[1] ?? 0), 0);
}
