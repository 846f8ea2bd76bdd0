/**
 * The key that cursors are signed with, kept where all instances look: a client may ask any of them for its next page, also
 * after a restart or a reload.
 */
import { CursorKey, type CursorKeys, SECRET_SIZE } from '../proxy/cursor/keys.ts';
import type { State } from '../state/state.ts';

const NAME = 'cursor:key';
/** Milliseconds until the state is asked again that had no answer, or none that helped. */
const PAUSE = 5_000;
/** Keys that the state had one after the other: it may have been emptied. */
const MOST = 4;

export class SharedCursorKeys implements CursorKeys {
  readonly #state: State;
  readonly #now: () => number;
  /** Those of the state, the newest first. */
  #shared: readonly CursorKey[] = [];
  /** Of this process, where it had to do without the state. */
  #own: CursorKey | undefined;
  #asking: Promise<void> | undefined;
  #notBefore = Number.NEGATIVE_INFINITY;

  /** @param now milliseconds of a clock that never goes back */
  constructor(state: State, now = () => performance.now()) {
    this.#state = state;
    this.#now = now;
  }

  async current(): Promise<CursorKey> {
    if (this.#shared.length === 0) await this.#ask();
    const [shared] = this.#shared;
    if (shared !== undefined) return shared;
    // What it has signed is good here also when the state is back.
    this.#own ??= CursorKey.random();
    return this.#own;
  }

  async find(id: Buffer): Promise<CursorKey | undefined> {
    const known = this.#known(id);
    if (known !== undefined) return known;
    // Another instance may have found the state empty, and signs with a new one since.
    await this.#ask();
    return this.#known(id);
  }

  #known(id: Buffer): CursorKey | undefined {
    return this.#own?.has(id) === true ? this.#own : this.#shared.find((key) => key.has(id));
  }

  /** Anybody can send cursors of unknown keys: the state does not hear of each. */
  async #ask(): Promise<void> {
    if (this.#asking === undefined) {
      if (this.#now() < this.#notBefore) return;
      this.#asking = this.#read().finally(() => {
        this.#asking = undefined;
        this.#notBefore = this.#now() + PAUSE;
      });
    }
    await this.#asking;
  }

  async #read(): Promise<void> {
    try {
      const secret = secretOf((await this.#state.get(NAME)) ?? (await this.#set()));
      if (secret === undefined) return;
      const key = new CursorKey(secret);
      if (this.#shared[0]?.has(key.id) === true) return;
      this.#shared = [key, ...this.#shared.filter((other) => !other.has(key.id))].slice(0, MOST);
    } catch {
      // The state itself tells the administrator.
    }
  }

  /** @returns what is there then */
  async #set(): Promise<string | undefined> {
    const [newest = CursorKey.random()] = this.#shared;
    const text = newest.secret.toString('base64url');
    return (await this.#state.set(NAME, text, { ifAbsent: true })) ? text : await this.#state.get(NAME);
  }
}

function secretOf(text = ''): Buffer | undefined {
  const secret = Buffer.from(text, 'base64url');
  return secret.length === SECRET_SIZE ? secret : undefined;
}
