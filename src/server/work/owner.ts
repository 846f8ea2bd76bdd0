/** What the requests of one system have of the memory that all share. */
import { ScimError } from '../../scim/errors.ts';

/** Seconds. */
const RETRY_AFTER = 5;

/** A request that has memory of the part for large ones. */
export interface Holder {
  /** Bytes. */
  readonly large: number;
  /** When it got the first of it: numbers that grow. */
  readonly since: number;
}

export interface Waiting {
  readonly bytes: number;
  readonly since: number;
  readonly admit: () => void;
}

export class Owner {
  readonly #systemId: string;
  readonly holders = new Set<Holder>();
  /** The first one is the next. */
  readonly line: Waiting[] = [];
  /** Bytes of the part for small requests. */
  small = 0;

  constructor(systemId: string) {
    this.#systemId = systemId;
  }

  /** Bytes of those that have had some since before then. */
  heldBefore(time = Number.POSITIVE_INFINITY): number {
    let bytes = 0;
    for (const { large, since } of this.holders) if (since < time) bytes += large;
    return bytes;
  }

  /**
   * @param what `requests`, …
   * @param isOfOne whether the system has all that one may have; else the memory is used up by all of them
   */
  refusal(what: string, isOfOne: boolean): ScimError {
    if (isOfOne)
      return new ScimError(
        503,
        `System ${this.#systemId} has as many ${what} in work as one system may have of the proxy's memory (server.workMemory); the rest is kept for the others. Nothing was done; repeat the request, with fewer at once.`,
        { retryAfter: RETRY_AFTER },
      );
    return new ScimError(
      503,
      `The proxy has as many ${what} in work as its memory allows (server.workMemory), those of all systems together: there is no room for this one of system ${this.#systemId}. Nothing was done; repeat the request.`,
      { retryAfter: RETRY_AFTER },
    );
  }
}
