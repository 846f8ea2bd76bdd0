/** The steps of stopping, one after the other, and what each means for requests that come meanwhile. */
import { ScimError } from '../scim/errors.ts';
import { RequestEnded } from '../scim/request-ended.ts';
import type { ScimState } from './request-state.ts';
import { UnderWay } from './under-way.ts';

/** Seconds after which a client of a stopping instance should find another one, or the restarted one. */
const RETRY_AFTER = 5;

/**
 * `noticing`: whoever asks whether the proxy is ready gets to hear that it is not, and requests are answered as ever: those that a
 * load balancer sends before it has noticed must not fail. `leaving`: answers say that their connection closes. `refusing`: no
 * new requests.
 */
const STEPS = ['serving', 'noticing', 'leaving', 'refusing'] as const;
type Step = (typeof STEPS)[number];

export class Shutdown {
  #step: Step = 'serving';
  readonly underWay = new UnderWay<ScimState>();

  /** It has begun. */
  get begun(): boolean {
    return this.#step !== 'serving';
  }

  /** Each answer is the last one of its connection. */
  get closesConnections(): boolean {
    return this.#step === 'leaving' || this.#step === 'refusing';
  }

  get refuses(): boolean {
    return this.#step === 'refusing';
  }

  /** @param step the same or a later one; an earlier one changes nothing */
  advance(step: Step): void {
    if (STEPS.indexOf(step) > STEPS.indexOf(this.#step)) this.#step = step;
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
