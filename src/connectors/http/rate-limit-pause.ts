/**
 * Answers 429: the request waits and is sent again where the wait fits its deadline, and everybody else waits along, in
 * other instances too where they share their state. Where it does not fit, the 429 is the answer, to later requests too
 * until the time is over, without asking again.
 */
import type { ConnectorEnvironment } from '../definition.ts';
import type { Interceptor, OutboundRequest, OutboundResponse } from './exchange.ts';
import { SharedPause } from './instances/shared-pause.ts';
import { backoff } from './retry.ts';
import { retryAfterSeconds } from './retry-after.ts';
import type { Clock, Wait } from './waiting.ts';

/** Milliseconds that a request waits at most where its deadline is not known. */
const PATIENCE = 25_000;
/** Milliseconds that are to remain for the request itself. */
const RESERVE = 5_000;
/** What another instance was answered, as far as it matters. */
const ANSWER_OF_ANOTHER: OutboundResponse = { status: 429, headers: {}, body: Buffer.alloc(0) };

export class RateLimitPause {
  readonly #now: () => number;
  readonly #wait: Wait;
  readonly #attempts: number;
  readonly #others: SharedPause | undefined;
  #pause: { readonly until: number; readonly answer: OutboundResponse } | undefined;

  /**
   * @param clock its `now` is milliseconds since the epoch
   * @param attempts how often one request is sent again
   * @param others who wait along ({@link othersOf}). Default: nobody
   */
  constructor({ now, wait }: Clock, attempts: number, others: Others = () => undefined) {
    this.#now = now;
    this.#wait = wait;
    this.#attempts = attempts;
    this.#others = others((until) => {
      if (until > (this.#pause?.until ?? 0)) this.#pause = { until, answer: ANSWER_OF_ANOTHER };
    });
  }

  readonly interceptor: Interceptor = (next) => async (request) => {
    for (let repeats = 0; ; repeats += 1) {
      this.#others?.look();
      const pause = this.#pause;
      const left = pause === undefined ? 0 : pause.until - this.#now();
      if (pause !== undefined && left > 0) {
        if (!this.#fits(left, request)) return withRetryAfter(pause.answer, left);
        await this.#wait(left, request.signal);
      }
      const answer = await next(request);
      if (answer.status !== 429) return answer;
      const seconds = retryAfterSeconds(answer.headers);
      const length = seconds === undefined ? backoff(repeats + 1) : seconds * 1000;
      this.#pause = { until: this.#now() + length, answer };
      this.#others?.shut(length);
      if (repeats >= this.#attempts || !this.#fits(length, request)) return answer;
    }
  };

  #fits(milliseconds: number, { deadline }: OutboundRequest): boolean {
    if (deadline === undefined) return milliseconds <= PATIENCE;
    return this.#now() + milliseconds <= deadline - RESERVE;
  }
}

type Others = (onShut: (until: number) => void) => SharedPause | undefined;

/**
 * The same client of the same system in other instances.
 *
 * @param client to whom it speaks, and for what; no other client of the system says the same
 */
export function othersOf(
  { state, systemId, now }: Pick<ConnectorEnvironment, 'state' | 'systemId' | 'now'>,
  client: string,
): Others {
  const { pacing } = state ?? {};
  if (pacing === undefined) return () => undefined;
  const key = `pause:${encodeURIComponent(systemId.toWellFormed())}:${client}`;
  return (onShut) => new SharedPause(pacing, key, now, onShut);
}

function withRetryAfter(answer: OutboundResponse, milliseconds: number): OutboundResponse {
  const seconds = String(Math.ceil(milliseconds / 1000));
  return { ...answer, headers: { ...answer.headers, 'retry-after': seconds } };
}
