/** The two steps of stopping: no new requests, and then no waiting for the old ones either. */
import { setMaxListeners } from 'node:events';
import { ScimError } from '../scim/errors.ts';
import { RequestEnded } from '../scim/request-ended.ts';

/** Seconds after which a client of a stopping instance should find another one, or the restarted one. */
const RETRY_AFTER = 5;

export class Shutdown {
  readonly #begun = new AbortController();
  readonly #forced = new AbortController();

  constructor() {
    // One listener per request under way is no leak.
    setMaxListeners(0, this.#forced.signal);
  }

  /** Aborts when new requests are no longer welcome. */
  get begun(): AbortSignal {
    return this.#begun.signal;
  }

  /** Aborts, with a ScimError as reason, when requests under way have to end. */
  get forced(): AbortSignal {
    return this.#forced.signal;
  }

  get draining(): boolean {
    return this.#begun.signal.aborted;
  }

  begin(): void {
    this.#begun.abort();
  }

  force(): void {
    const what = 'The proxy stopped before this request was finished.';
    const meaning = 'What was sent to the backend may have taken effect.';
    this.#forced.abort(new RequestEnded(503, what, meaning, { retryAfter: RETRY_AFTER }));
  }

  /** The answer to new requests. */
  refusal(): ScimError {
    return new ScimError(503, 'The proxy is stopping; try again.', { retryAfter: RETRY_AFTER });
  }
}
