/**
 * The heap that bodies and answers in work may take, all requests together. Nobody can say what a text becomes once it is
 * read, transformed and written again, so these are estimates, on the safe side; `bench/` and the hostile tests hold them
 * against the real heap.
 */
import { ScimError } from '../../scim/errors.ts';

/**
 * A request that needs no more is small, and takes from a part of its own, so that it passes while large ones wait; the
 * part is half of what those have.
 */
const SMALL = 1024 * 1024;
const FOR_SMALL = 1 / 2;
/** Milliseconds that a large request waits for others at most, and how many may. */
const LONGEST_WAIT = 10_000;
const MOST_WAITING = 100;
/** Seconds. */
const RETRY_AFTER = 5;

/** Bytes of heap for a JSON text, what is read from it, and what is made of that. */
export function heapOf({ bytes, values }: { readonly bytes: number; readonly values: number }): number {
  return 4 * bytes + 160 * values;
}

/** Whether a request that needs no more than this never waits. */
export function isSmall(heap: number): boolean {
  return heap <= SMALL;
}

interface Waiting {
  readonly bytes: number;
  readonly admit: () => void;
}

export class WorkMemory {
  readonly #total: () => number;
  #used = 0;
  #usedBySmall = 0;
  readonly #line: Waiting[] = [];

  /** @param total bytes of heap for large requests, now */
  constructor(total: () => number) {
    this.#total = total;
  }

  get used(): number {
    return this.#used + this.#usedBySmall;
  }

  open(): RequestMemory {
    return new RequestMemory(this);
  }

  /** @throws ScimError 503 */
  takeSmall(bytes: number): void {
    if (this.#usedBySmall + bytes > this.#total() * FOR_SMALL) throw tooMuch();
    this.#usedBySmall += bytes;
  }

  giveSmall(bytes: number): void {
    this.#usedBySmall -= bytes;
  }

  /** @throws ScimError 503 where it would take too long until others are done */
  take(bytes: number, signal: AbortSignal | undefined, mayWait: boolean): Promise<void> | undefined {
    if (this.#line.length === 0 && this.#fits(bytes)) {
      this.#used += bytes;
      return undefined;
    }
    if (!mayWait || this.#line.length >= MOST_WAITING) throw tooMuch();
    return this.#wait(bytes, signal);
  }

  /** Without waiting: for a request that has something already, and would else wait for those that wait for it. */
  takeNow(bytes: number): void {
    this.#used += bytes;
  }

  give(bytes: number): void {
    this.#used -= bytes;
    this.#admit();
  }

  #admit(): void {
    for (let first = this.#line[0]; first !== undefined; first = this.#line[0]) {
      if (!this.#fits(first.bytes)) return;
      this.#line.shift();
      this.#used += first.bytes;
      first.admit();
    }
  }

  /** What would never fit goes alone. */
  #fits(bytes: number): boolean {
    return this.#used + Math.min(bytes, this.#total()) <= this.#total();
  }

  async #wait(bytes: number, signal: AbortSignal | undefined): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const entry = { bytes, admit: resolve };
    this.#line.push(entry);
    const giveUp = () => {
      const at = this.#line.indexOf(entry);
      if (at === -1) return;
      this.#line.splice(at, 1);
      reject(tooMuch());
      // It may have been the first one, and too large for what is free.
      this.#admit();
    };
    const timer = setTimeout(giveUp, LONGEST_WAIT);
    signal?.addEventListener('abort', giveUp, { once: true });
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', giveUp);
    }
  }
}

/** What one request takes; given back when it is over. */
export class RequestMemory {
  readonly #memory: WorkMemory;
  /** Of the part for small requests, and of the other one. */
  #small = 0;
  #large = 0;
  /** It has nothing of the other one yet. */
  #waiting: Promise<void> | undefined;
  #isReleased = false;

  constructor(memory: WorkMemory) {
    this.#memory = memory;
  }

  get isLarge(): boolean {
    return !isSmall(this.#small + this.#large);
  }

  /** @throws ScimError 503, also later, where it would take too long until others are done */
  reserve(bytes: number, signal?: AbortSignal, mayWait = true): Promise<void> | undefined {
    if (this.#isReleased) return undefined;
    if (isSmall(this.#small + this.#large + bytes)) {
      this.#memory.takeSmall(bytes);
      this.#small += bytes;
      return undefined;
    }
    if (this.#large > 0) {
      this.insist(bytes);
      return undefined;
    }
    // Several answers at once: what the first one waits for must not be held by the others.
    if (this.#waiting !== undefined) return this.#waiting.then(() => this.insist(bytes));
    const waiting = this.#memory.take(bytes, signal, mayWait);
    if (waiting === undefined) {
      this.#large += bytes;
      return undefined;
    }
    this.#waiting = waiting
      .then(() => {
        if (this.#isReleased) this.#memory.give(bytes);
        else this.#large += bytes;
      })
      .finally(() => {
        this.#waiting = undefined;
      });
    return this.#waiting;
  }

  /** Without waiting: for the answer to something that is done. */
  insist(bytes: number): void {
    if (this.#isReleased) return;
    this.#memory.takeNow(bytes);
    this.#large += bytes;
  }

  /** Of steps one after the other: what one of them takes is given back before the next one. */
  scope(): (share: number) => void {
    const [small, large] = [this.#small, this.#large];
    return (share) => {
      if (this.#isReleased) return;
      const [givenSmall, givenLarge] = [this.#small - small, this.#large - large].map((taken) =>
        Math.floor(Math.max(0, taken) * (1 - share)),
      ) as [number, number];
      this.#small -= givenSmall;
      this.#memory.giveSmall(givenSmall);
      this.#large -= givenLarge;
      this.#memory.give(givenLarge);
    };
  }

  release(): void {
    if (this.#isReleased) return;
    this.#isReleased = true;
    this.#memory.giveSmall(this.#small);
    this.#memory.give(this.#large);
  }
}

function tooMuch(): ScimError {
  return new ScimError(
    503,
    'The proxy has as many large requests and answers in work as its memory allows (server.workMemory). Nothing was done; repeat the request.',
    { retryAfter: RETRY_AFTER },
  );
}
