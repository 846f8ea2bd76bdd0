/** What is remembered of requests with an Idempotency-Key: that one is under way, what it was answered, and that it was begun. */
import type { State } from '../../state/state.ts';
import type { Seal } from './seal.ts';

/** Milliseconds that an answer is kept. */
export const LIFETIME = 24 * 60 * 60 * 1000;
/** Characters that one process keeps where it keeps them itself, all answers and marks together; then the oldest go. */
const MOST = 32 * 1024 * 1024;
/** What an entry costs beside its value. */
const OVERHEAD = 300;

export type Claim =
  /** Nobody does it: the caller has to, and to end it. @param begunAt when it was begun before without an answer (milliseconds since the epoch) */
  | { readonly kind: 'mine'; readonly begunAt: number | undefined }
  | { readonly kind: 'answered'; readonly text: string }
  /** The key belongs to another request. */
  | { readonly kind: 'other' }
  | { readonly kind: 'busy' };

/** All calls throw StateUnavailable. */
export class KeptAnswers {
  readonly #state: State;
  readonly #now: () => number;
  /** Sizes of what outlives its request, by name, the oldest first; empty where others keep them. */
  readonly #sizes = new Map<string, number>();
  #size = 0;

  constructor(state: State, now = Date.now) {
    this.#state = state;
    this.#now = now;
  }

  /** @param time milliseconds after which whoever does it is certainly done, or dead */
  async claim(seal: Seal, time: number): Promise<Claim> {
    const { name, fingerprint } = seal;
    const pending = `pending ${fingerprint}`;
    for (;;) {
      if (await this.#state.set(placeOf(name), pending, { lifetime: time, ifAbsent: true })) {
        return await this.#begin(name, fingerprint);
      }
      const found = await this.#state.get(placeOf(name));
      // It has ended meanwhile.
      if (found === undefined) continue;
      const [kind, whose, sealed = ''] = found.split(' ');
      if (whose !== fingerprint) return { kind: 'other' };
      if (kind === 'pending') return { kind: 'busy' };
      const text = seal.open(sealed);
      // Somebody has changed it.
      if (text === undefined) return { kind: 'other' };
      return { kind: 'answered', text };
    }
  }

  async keep(seal: Seal, text: string): Promise<void> {
    const { name, fingerprint } = seal;
    const value = `done ${fingerprint} ${seal.seal(text)}`;
    await this.#state.set(placeOf(name), value, { lifetime: LIFETIME });
    if (this.#state.reach !== 'instances') await this.#bound(name, value.length + OVERHEAD);
  }

  /** The request had no answer that is worth keeping. @param isUndone nothing of it can have happened */
  async drop({ name }: Pick<Seal, 'name'>, isUndone: boolean): Promise<void> {
    this.#forget(name);
    if (isUndone) await this.#state.delete(begunOf(name));
    else if (this.#state.reach !== 'instances') await this.#bound(name, OVERHEAD);
    await this.#state.delete(placeOf(name));
    // That it was begun is kept.
    if (!isUndone && this.#state.reach !== 'instances') await this.#bound(name, OVERHEAD);
  }

  /** Outlives the mark that it is under way: an instance that was killed may have done it. */
  async #begin(name: string, fingerprint: string): Promise<Claim> {
    this.#forget(name);
    const value = `${fingerprint} ${this.#now()}`;
    if (await this.#state.set(begunOf(name), value, { lifetime: LIFETIME, ifAbsent: true })) {
      return { kind: 'mine', begunAt: undefined };
    }
    const [whose, begunAt] = (await this.#state.get(begunOf(name)))?.split(' ') ?? [];
    if (whose === fingerprint || whose === undefined) {
      return { kind: 'mine', begunAt: begunAt === undefined ? undefined : Number(begunAt) };
    }
    await this.#state.delete(placeOf(name));
    return { kind: 'other' };
  }

  async #bound(name: string, size: number): Promise<void> {
    this.#forget(name);
    this.#sizes.set(name, size);
    this.#size += size;
    for (const oldest of this.#sizes.keys()) {
      if (this.#size <= MOST) return;
      await this.drop({ name: oldest }, true);
    }
  }

  #forget(name: string): void {
    this.#size -= this.#sizes.get(name) ?? 0;
    this.#sizes.delete(name);
  }
}

function placeOf(name: string): string {
  return `idempotency:${name}`;
}

function begunOf(name: string): string {
  return `idempotency-begun:${name}`;
}
