/** The parts of the outbound client that ask and tell the circuit breaker of its backend, and metrics of what is sent. */
import type { Logger } from 'pino';
import type { SystemWatch } from '../../watch.ts';
import { type Interceptor, type OutboundRequest, TransportFailure } from '../exchange.ts';
import { tellOfAttempt, tellOfRepetition } from '../watched.ts';
import { WebProxyError } from '../way/web-proxy-error.ts';
import { Breaker, type Failure } from './breaker.ts';
import { BREAKER_OPEN, BreakerOpen } from './refused.ts';
import { verdictOfAnswer, verdictOfError } from './verdict.ts';

/** Breakers that are kept over reloads, those first that were used last. */
const MOST_KEPT = 5_000;

/** The breakers of the process: a reload changes nothing about who is away. */
export class KeptBreakers {
  readonly #breakers = new Map<string, Breaker>();

  /** @param name of the system, and where its requests go */
  breaker(name: string): Breaker {
    const breaker = this.#breakers.get(name) ?? new Breaker();
    this.#breakers.delete(name);
    this.#breakers.set(name, breaker);
    const [oldest] = this.#breakers.keys();
    if (this.#breakers.size > MOST_KEPT && oldest !== undefined) this.#breakers.delete(oldest);
    return breaker;
  }
}

export interface BreakerParts {
  /** In front of everything that waits: whoever would be refused is so at once. */
  readonly admit: Interceptor;
  /**
   * Around each attempt: who was admitted may have waited, and others failed meanwhile. Metrics are told here too, as each part of the
   * chain costs every request.
   */
  readonly judge: Interceptor;
}

export interface BreakerSurroundings {
  readonly origin: string;
  readonly purpose: 'api' | 'token';
  readonly log: Logger;
  readonly watch?: SystemWatch | undefined;
}

export function breakerParts(
  breaker: Breaker,
  { origin, purpose, log, watch }: BreakerSurroundings,
): BreakerParts {
  const refuse = (wait: number): Promise<never> => {
    watch?.turnedAway(purpose);
    const { since = Date.now(), failure = '' } = breaker.opening ?? {};
    const cause = new BreakerOpen({ since, failure, seconds: Math.max(1, Math.ceil(wait / 1000)) });
    return Promise.reject(new TransportFailure(BREAKER_OPEN, { progress: 'unsent', cause }));
  };
  const tell = (change: 'opened' | 'closed' | undefined, ended: Failure) => {
    if (change === undefined) return;
    const [reason, webProxy] = ended instanceof WebProxyError ? [ended.code, ended.webProxy.origin] : [ended];
    const upstream = { origin, purpose, reason, webProxy };
    if (change === 'opened') log.warn({ upstream }, 'circuit breaker opened');
    else log.info({ upstream }, 'circuit breaker closed');
  };
  return {
    admit: (next) => (request) => {
      const wait = breaker.wait(isRead(request));
      return wait > 0 ? refuse(wait) : next(request);
    },
    judge: (next) => async (request) => {
      const wait = breaker.wait(isRead(request));
      if (wait > 0) return await refuse(wait);
      if (watch !== undefined) tellOfRepetition(watch, request);
      const entry = breaker.enter();
      try {
        const response = await next(request);
        const { status } = response;
        const age = breaker.ageOf(entry);
        if (watch !== undefined) tellOfAttempt(watch, purpose, request, { status }, age);
        const failure = String(status);
        tell(breaker.leave(entry, verdictOfAnswer(response), failure, age), failure);
        return response;
      } catch (error) {
        const reason = error instanceof TransportFailure ? error.reason : 'unexpected';
        const age = breaker.ageOf(entry);
        if (watch !== undefined) tellOfAttempt(watch, purpose, request, { reason }, age);
        const failure = webProxyErrorIn(error) ?? reason;
        tell(breaker.leave(entry, verdictOfError(error, age), failure, age), failure);
        throw error;
      }
    },
  };
}

function webProxyErrorIn(error: unknown): WebProxyError | undefined {
  return error instanceof TransportFailure && error.cause instanceof WebProxyError ? error.cause : undefined;
}

/** It does no harm when nobody learns what became of it. */
function isRead({ method, repeatable }: OutboundRequest): boolean {
  return method === 'GET' || repeatable === true;
}
