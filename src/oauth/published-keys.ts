/** The keys of one issuer as they are now: read when they are needed, kept for a while, and looked at again. */
import type { KeySet } from './key-set.ts';
import { IssuerUnavailable } from './refusal.ts';

/** Milliseconds after which keys are read again while the ones that are there serve on: keys that were withdrawn go. */
const FRESH = 10 * 60_000;
/** Milliseconds that they serve where they cannot be read again. */
const USABLE = 24 * 60 * 60_000;
/** Milliseconds between two attempts while there are keys: whoever makes up key ids must not make the proxy ask. */
const PAUSE = 60_000;
/** And while there are none. */
const SHORT_PAUSE = 5000;

export interface PublishedKeysOptions {
  /** Milliseconds of a clock that never goes back. Default: the process's. */
  readonly now?: (() => number) | undefined;
  /** Told of every attempt, and of the request that needed the keys, if there is one. */
  readonly onRead: (
    result: { readonly keys: number } | { readonly failure: string },
    requestId: string | undefined,
  ) => void;
}

/** @throws Error that says why they cannot be read */
export type ReadKeys = (requestId: string | undefined) => Promise<KeySet>;

export class PublishedKeys {
  readonly #issuer: string;
  readonly #now: () => number;
  #read: ReadKeys;
  #onRead: PublishedKeysOptions['onRead'];
  #keys: { readonly set: KeySet; readonly since: number } | undefined;
  #attempt = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;
  #failure = 'they were not read yet';

  constructor(
    issuer: string,
    read: ReadKeys,
    { now = () => performance.now(), onRead }: PublishedKeysOptions,
  ) {
    this.#issuer = issuer;
    this.#read = read;
    this.#onRead = onRead;
    this.#now = now;
  }

  /** From now on they are read so; those that are there stay. */
  readBy(read: ReadKeys, onRead: PublishedKeysOptions['onRead']): void {
    this.#read = read;
    this.#onRead = onRead;
  }

  /** Those that serve at the moment, without waiting; another object after every change. */
  get current(): KeySet | undefined {
    const keys = this.#keys;
    if (keys === undefined || this.#now() - keys.since > USABLE) return undefined;
    if (this.#now() - keys.since > FRESH) void this.#readAgain(PAUSE);
    return keys.set;
  }

  /**
   * Waits where there are none, or none that will do. Nobody waits whose keys are there.
   *
   * @param fits whether the keys will do
   * @param requestId of the request that needs them
   * @throws IssuerUnavailable where there are none
   */
  async that(fits: (keys: KeySet) => boolean, requestId?: string): Promise<KeySet> {
    const known = this.current;
    if (known !== undefined && fits(known)) return known;
    await this.#readAgain(known === undefined ? SHORT_PAUSE : PAUSE, requestId);
    const { current } = this;
    if (current !== undefined) return current;
    throw new IssuerUnavailable(
      `The keys of the issuer ${this.#issuer} cannot be read, so that its tokens cannot be verified: ${this.#failure}.`,
    );
  }

  /** One at a time, and none soon after the last one. Never fails. */
  #readAgain(pause: number, requestId?: string): Promise<void> | undefined {
    if (this.#reading !== undefined) return this.#reading;
    if (this.#now() - this.#attempt < pause) return undefined;
    this.#attempt = this.#now();
    this.#reading = this.#read(requestId)
      .then(
        (set) => {
          this.#keys = { set, since: this.#now() };
          this.#onRead({ keys: set.size }, requestId);
        },
        (error) => {
          this.#failure = error instanceof Error ? error.message : String(error);
          this.#onRead({ failure: this.#failure }, requestId);
        },
      )
      .finally(() => {
        this.#reading = undefined;
      });
    return this.#reading;
  }
}
