/** What one request takes of the memory that all share; given back when it is over. */
import { isSmall } from './heap.ts';
import type { WorkMemory } from './memory.ts';
import type { Holder, Owner } from './owner.ts';

export class RequestMemory implements Holder {
  readonly #memory: WorkMemory;
  #owner: Owner | undefined;
  /** Of the part for small requests, and of the other one. */
  #small = 0;
  #large = 0;
  #since = 0;
  /** It has nothing of the other one yet. */
  #waiting: Promise<void> | undefined;
  #isReleased = false;

  constructor(memory: WorkMemory) {
    this.#memory = memory;
  }

  get isLarge(): boolean {
    return !isSmall(this.#small + this.#large);
  }

  get large(): number {
    return this.#large;
  }

  get since(): number {
    return this.#since;
  }

  /** To be called as soon as the system is known; before that, nothing can be taken. */
  belongTo(systemId: string): this {
    this.#owner = this.#memory.ownerOf(systemId);
    return this;
  }

  get #system(): Owner {
    if (this.#owner === undefined) throw new Error('The request was not admitted.');
    return this.#owner;
  }

  /** @throws ScimError 503, also later, where it would take too long until others are done */
  reserve(bytes: number, signal?: AbortSignal, mayWait = true): Promise<void> | undefined {
    if (this.#isReleased) return undefined;
    if (isSmall(this.#small + this.#large + bytes)) {
      this.#memory.takeSmall(this.#system, bytes);
      this.#small += bytes;
      return undefined;
    }
    if (this.#large > 0) {
      this.insist(bytes);
      return undefined;
    }
    // Several answers at once: what the first one waits for must not be held by the others.
    if (this.#waiting !== undefined) return this.#waiting.then(() => this.insist(bytes));
    const waiting = this.#memory.take(this.#system, bytes, () => this.insist(bytes), { signal, mayWait });
    if (waiting === undefined) return undefined;
    this.#waiting = waiting.finally(() => {
      this.#waiting = undefined;
    });
    return this.#waiting;
  }

  /** Without waiting: for the answer to something that is done. */
  insist(bytes: number): void {
    if (this.#isReleased || bytes === 0) return;
    if (this.#large === 0) this.#since = this.#memory.hold(this.#system, this);
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
      this.#give(givenSmall, givenLarge);
    };
  }

  release(): void {
    if (this.#isReleased) return;
    this.#isReleased = true;
    this.#give(this.#small, this.#large);
  }

  #give(small: number, large: number): void {
    if (small > 0) {
      this.#small -= small;
      this.#memory.giveSmall(this.#system, small);
    }
    if (large > 0) {
      this.#large -= large;
      this.#memory.given(this.#system, this);
    }
  }
}
