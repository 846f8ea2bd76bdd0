/** The two steps of stopping: no new requests, and then no waiting for the old ones either. */
import { ScimError } from '../scim/errors.ts';
import { RequestEnded } from '../scim/request-ended.ts';
import type { ScimState } from './request-state.ts';
import { UnderWay } from './under-way.ts';

/** Seconds after which a client of a stopping instance should find another one, or the restarted one. */
const RETRY_AFTER = 5;

export class Shutdown {
  readonly #begun = new AbortController();
  readonly underWay = new UnderWay<ScimState>();

  /** Aborts when new requests are no longer welcome. */
  get begun(): AbortSignal {
    return this.#begun.signal;
  }

  get draining(): boolean {
    return this.#begun.signal.aborted;
  }

  begin(): void {
    this.#begun.abort();
  }

  /** Requests under way have to end. */
  force(): void {
    const what = 'The proxy stopped before this request was finished.';
    const meaning = 'What was sent to the backend may have taken effect.';
    const reason = new RequestEnded(503, what, meaning, { retryAfter: RETRY_AFTER });
    for (const request of this.underWay.all()) request.onStop?.(reason);
  }

  /** The answer to new requests. */
  refusal(): ScimError {
    return new ScimError(503, 'The proxy is stopping; try again.', { retryAfter: RETRY_AFTER });
  }
}
