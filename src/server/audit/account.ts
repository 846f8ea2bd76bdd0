/** What was sent to the backend for one request, and what follows from it for the outcome. */
import type { Outcome } from '../../audit/record.ts';
import type { ProxyContext } from '../../proxy/types.ts';
import type { ScimError } from '../../scim/errors.ts';

type Account = NonNullable<ProxyContext['account']>;

/** A gateway's own: it got no answer either. */
const GATEWAY: ReadonlySet<number> = new Set([502, 504]);

export class RequestAccount implements Account {
  /** Requests to the backend, each repetition counted. */
  calls = 0;
  #writes = 0;
  #done = 0;
  /** Answered, and not done. */
  #refused = 0;
  #lost = false;
  #skipped = false;

  call(isWrite: boolean): ReturnType<Account['call']> {
    return {
      sent: () => {
        this.calls += 1;
        if (isWrite) this.#writes += 1;
      },
      answered: (status) => {
        if (!isWrite || GATEWAY.has(status)) return;
        if (status < 400) this.#done += 1;
        else this.#refused += 1;
      },
    };
  }

  lost(): void {
    this.#lost = true;
  }

  skipped(): void {
    this.#skipped = true;
  }

  /** Of an operation that was answered as a success. */
  get success(): Outcome {
    return this.#skipped ? 'skipped' : 'done';
  }

  /** Of one that ended with this error. */
  outcomeOf({ status, extensions }: Pick<ScimError, 'status' | 'extensions'>): Outcome {
    if (this.#done > 0 && (extensions !== undefined || this.#refused > 0)) return 'partial';
    // Also where the backend said that it was done, and the proxy could not believe it.
    if (this.#lost || this.#writes > this.#refused) return 'unknown';
    if (this.#writes === 0 && (status === 503 || status === 501)) return 'refused';
    return status < 500 ? 'refused' : 'failed';
  }
}
