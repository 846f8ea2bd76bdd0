/**
 * Answers 429: the request waits and is sent again where the wait fits its deadline, and everybody else waits along.
 * Where it does not fit, the 429 is the answer, to later requests too until the time is over, without asking again.
 */
import type { Interceptor, OutboundRequest, OutboundResponse } from './exchange.ts';
import { backoff } from './retry.ts';
import { retryAfterSeconds } from './retry-after.ts';
import type { Wait } from './waiting.ts';

/** Milliseconds that a request waits at most where its deadline is not known. */
const PATIENCE = 25_000;
/** Milliseconds that are to remain for the request itself. */
const RESERVE = 5_000;

export class RateLimitPause {
  readonly #now: () => number;
  readonly #wait: Wait;
  readonly #attempts: number;
  #pause: { readonly until: number; readonly answer: OutboundResponse } | undefined;

  /**
   * @param now milliseconds since the epoch
   * @param attempts how often one request is sent again
   */
  constructor(now: () => number, wait: Wait, attempts: number) {
    this.#now = now;
    this.#wait = wait;
    this.#attempts = attempts;
  }

  readonly interceptor: Interceptor = (next) => async (request) => {
    for (let repeats = 0; ; repeats += 1) {
      const pause = this.#pause;
      const left = pause === undefined ? 0 : pause.until - this.#now();
      if (pause !== undefined && left > 0) {
        if (!this.#fits(left, request)) return withRetryAfter(pause.answer, left);
        await this.#wait(left, request.signal);
      }
      const answer = await next(request);
      if (answer.status !== 429) return answer;
      const seconds = retryAfterSeconds(answer.headers['retry-after'], this.#now());
      const length = seconds === undefined ? backoff(repeats + 1) : seconds * 1000;
      this.#pause = { until: this.#now() + length, answer };
      if (repeats >= this.#attempts || !this.#fits(length, request)) return answer;
    }
  };

  #fits(milliseconds: number, { deadline }: OutboundRequest): boolean {
    if (deadline === undefined) return milliseconds <= PATIENCE;
    return this.#now() + milliseconds <= deadline - RESERVE;
  }
}

function withRetryAfter(answer: OutboundResponse, milliseconds: number): OutboundResponse {
  const seconds = String(Math.ceil(milliseconds / 1000));
  return { ...answer, headers: { ...answer.headers, 'retry-after': seconds } };
}
