/** A request that was not sent because the backend is away. */
import { IpsProxyError } from '../../../errors.ts';
import { ScimError } from '../../../scim/errors.ts';
import { TransportFailure } from '../exchange.ts';
import type { Failure, Opening } from './breaker.ts';

/** `reason` of the failure, whose cause is {@link BreakerOpen}. */
export const BREAKER_OPEN = 'BREAKER_OPEN';

export class BreakerOpen extends IpsProxyError implements Opening {
  readonly since: number;
  readonly failure: Failure;
  /** When to come back. */
  readonly seconds: number;

  constructor({ since, failure, seconds }: Opening & { readonly seconds: number }) {
    super('UPSTREAM_BREAKER_OPEN', 'the backend is away');
    this.since = since;
    this.failure = failure;
    this.seconds = seconds;
  }
}

/** Also as the cause of what a client is told. */
export function isTurnedAway(error: unknown): boolean {
  const failure = error instanceof ScimError ? error.cause : error;
  return failure instanceof TransportFailure && failure.reason === BREAKER_OPEN;
}
