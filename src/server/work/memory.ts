/** The heap that bodies and answers in work may take, all requests together, and each system of it. */
import type { ScimError } from '../../scim/errors.ts';
import { type Holder, Owner, type Waiting } from './owner.ts';
import { leavesRoom, mostOfOne } from './share.ts';

/** Small requests take from a part of their own, so that they pass while large ones wait: half of what those have. */
const FOR_SMALL = 1 / 2;
/** Milliseconds that a large request waits for others at most, and how many may. */
const LONGEST_WAIT = 10_000;
const MOST_WAITING = 100;

export interface WorkMemoryOptions {
  /** Bytes of heap for large requests, now. */
  readonly total: () => number;
  /** Those that share it, now, by their ids: where there is only one, nothing is kept for others. */
  readonly systems: () => ReadonlyMap<string, unknown>;
}

interface Terms {
  readonly signal: AbortSignal | undefined;
  readonly mayWait: boolean;
}

export class WorkMemory {
  readonly #total: WorkMemoryOptions['total'];
  readonly #systems: WorkMemoryOptions['systems'];
  readonly #owners = new Map<string, Owner>();
  #usedBySmall = 0;
  /** Those with large requests in work. */
  readonly #holding = new Set<Owner>();
  /** Those with large requests that wait; the first one is the next. */
  readonly #waiting = new Set<Owner>();
  /** Grows with every large request that comes. */
  #time = 0;

  constructor({ total, systems }: WorkMemoryOptions) {
    this.#total = total;
    this.#systems = systems;
  }

  get used(): number {
    let bytes = this.#usedBySmall;
    for (const owner of this.#holding) bytes += owner.heldBefore();
    return bytes;
  }

  ownerOf(systemId: string): Owner {
    return this.#owners.get(systemId) ?? this.#newOwner(systemId);
  }

  /** @throws ScimError 503 */
  takeSmall(owner: Owner, bytes: number): void {
    const free = this.#total() * FOR_SMALL - this.#usedBySmall;
    if (bytes > free) throw owner.refusal('requests', false);
    if (this.#isShared && !leavesRoom(owner.small, bytes, free)) throw owner.refusal('requests', true);
    owner.small += bytes;
    this.#usedBySmall += bytes;
  }

  giveSmall(owner: Owner, bytes: number): void {
    owner.small -= bytes;
    this.#usedBySmall -= bytes;
  }

  /**
   * @param admit to be called as soon as the memory is there; it takes it with {@link hold}
   * @throws ScimError 503 where it would take too long until others are done
   */
  take(
    owner: Owner,
    bytes: number,
    admit: () => void,
    { signal, mayWait }: Terms,
  ): Promise<void> | undefined {
    this.#time += 1;
    if (owner.line.length === 0 && this.#isNext(owner, bytes, this.#time)) {
      admit();
      return undefined;
    }
    if (!mayWait || !this.#mayWait(owner)) throw this.#refusal(owner, bytes);
    return this.#wait(owner, { bytes, since: this.#time, admit }, signal);
  }

  /**
   * Without waiting: also for a request that has something already, and would else wait for those that wait for it.
   *
   * @returns since when it has some
   */
  hold(owner: Owner, holder: Holder): number {
    owner.holders.add(holder);
    this.#holding.add(owner);
    this.#time += 1;
    return this.#time;
  }

  /** To be called when a holder has less. */
  given(owner: Owner, holder: Holder): void {
    if (holder.large === 0) owner.holders.delete(holder);
    if (owner.holders.size === 0) this.#holding.delete(owner);
    this.#admit();
  }

  get #isShared(): boolean {
    return this.#systems().size > 1;
  }

  /** Of systems that are not configured any more, only the requests under way know. */
  #newOwner(systemId: string): Owner {
    const systems = this.#systems();
    for (const id of this.#owners.keys()) if (!systems.has(id)) this.#owners.delete(id);
    const owner = new Owner(systemId);
    this.#owners.set(systemId, owner);
    return owner;
  }

  /** The next one of each system in turn, as long as there is room. */
  #admit(): void {
    for (let isAdmitted = this.#waiting.size > 0; isAdmitted; ) {
      isAdmitted = false;
      for (const owner of this.#waiting) {
        const [first] = owner.line as [Waiting];
        if (!this.#isNext(owner, first.bytes, first.since)) continue;
        this.#leave(owner, first);
        // To the end, so that others are next.
        if (this.#waiting.delete(owner) && owner.line.length > 0) this.#waiting.add(owner);
        first.admit();
        isAdmitted = true;
        break;
      }
    }
  }

  #isNext(owner: Owner, bytes: number, since: number): boolean {
    return this.#fits(owner, bytes) && !this.#isBehind(owner, since);
  }

  /**
   * Whether somebody who came earlier, and has no more, could go if it were not for such as came later: then no more of them
   * may pass. Else they may, as those that it waits for may hang.
   */
  #isBehind(owner: Owner, since: number): boolean {
    for (const other of this.#waiting) {
      const [first] = other.line as [Waiting];
      if (
        other !== owner &&
        first.since < since &&
        other.heldBefore() <= owner.heldBefore() &&
        this.#fits(other, first.bytes, first.since)
      )
        return true;
    }
    return false;
  }

  /**
   * What is larger than all that one system may have counts as that much, and goes alone among those of its system.
   *
   * @param time as if there were only those that have had some since before then
   */
  #fits(owner: Owner, bytes: number, time?: number): boolean {
    const more = Math.min(bytes, this.#mostOf(this.#total()));
    const free = this.#free(time);
    if (more > free) return false;
    const has = owner.heldBefore(time);
    return has === 0 || !this.#isShared || leavesRoom(has, more, free);
  }

  #free(time?: number): number {
    const total = this.#total();
    const most = this.#mostOf(total);
    let free = total;
    for (const owner of this.#holding) free -= Math.min(owner.heldBefore(time), most);
    return free;
  }

  #mostOf(total: number): number {
    return this.#isShared ? mostOfOne(total) : total;
  }

  #mayWait(owner: Owner): boolean {
    let free = MOST_WAITING;
    for (const { line } of this.#waiting) free -= line.length;
    return free > 0 && (!this.#isShared || leavesRoom(owner.line.length, 1, free));
  }

  async #wait(owner: Owner, entry: Waiting, signal: AbortSignal | undefined): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const { bytes, since, admit } = entry;
    const waiting: Waiting = {
      bytes,
      since,
      admit: () => {
        admit();
        resolve();
      },
    };
    owner.line.push(waiting);
    this.#waiting.add(owner);
    const giveUp = () => {
      if (!this.#leave(owner, waiting)) return;
      reject(this.#refusal(owner, bytes));
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

  /** @returns whether it was in the line */
  #leave(owner: Owner, waiting: Waiting): boolean {
    const at = owner.line.indexOf(waiting);
    if (at === -1) return false;
    owner.line.splice(at, 1);
    if (owner.line.length === 0) this.#waiting.delete(owner);
    return true;
  }

  #refusal(owner: Owner, bytes: number): ScimError {
    const most = this.#mostOf(this.#total());
    const has = owner.heldBefore();
    const more = Math.min(bytes, most);
    const free = this.#free();
    const leavesTooLittle = more <= free && !leavesRoom(has, more, free);
    // Also where others have so much that it would not do to have less itself.
    const isOfOne = this.#isShared && has > 0 && (has + more > most || leavesTooLittle);
    return owner.refusal('large requests and answers', isOfOne);
  }
}
