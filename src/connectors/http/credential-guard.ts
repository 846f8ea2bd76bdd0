/**
 * Keeps wrong credentials from locking a technical user: Identity Authentication locks a client id for 60 minutes
 * after five failed logons ("Add Administrators"), and a proxy under load sends more than five requests a second.
 *
 * | state | meaning | requests |
 * | --- | --- | --- |
 * | unverified | nobody knows yet | one goes ahead alone, the others wait for what becomes of it |
 * | verified | the backend took them | go through |
 * | refused | the backend answered 401 | fail at once; 15 minutes later one goes ahead alone |
 */
import { createHash } from 'node:crypto';
import { IpsProxyError } from '../../errors.ts';
import type { Credentials } from './basic-authentication.ts';
import {
  type Interceptor,
  type OutboundRequest,
  type OutboundResponse,
  type Send,
  TransportFailure,
} from './exchange.ts';
import { untilAborted } from './waiting.ts';

/** Milliseconds between two attempts with credentials that were refused. */
export const PROBE_INTERVAL = 15 * 60 * 1000;

/** A request was not sent because the backend had refused its credentials. */
export class CredentialsRefused extends IpsProxyError {
  constructor() {
    super('UPSTREAM_CREDENTIALS_REFUSED', 'the backend refused these credentials before');
  }
}

/** What a request that went ahead alone means for those that wait: that they go on as they can, or this failure. */
type ProbeOutcome = TransportFailure | undefined;

/** Watches over one pair of credentials at one host. */
export class CredentialGuard {
  readonly #now: () => number;
  #verified = false;
  #refusedAt: number | undefined;
  #probe: Promise<ProbeOutcome> | undefined;

  /** @param now milliseconds since the epoch */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** @throws CredentialsRefused where nothing may be sent at the moment */
  readonly interceptor: Interceptor = (next) => async (request) => {
    while (!this.#verified) {
      if (this.#probe === undefined) return await this.#goAhead(request, next);
      const failure = await untilAborted(this.#probe, request.signal);
      if (failure !== undefined) throw failure;
    }
    const response = await next(request);
    if (response.status === 401) this.#refuse();
    return response;
  };

  async #goAhead(request: OutboundRequest, next: Send): Promise<OutboundResponse> {
    const refusedBefore = this.#refusedAt;
    if (refusedBefore !== undefined) {
      if (this.#now() < refusedBefore + PROBE_INTERVAL) throw new CredentialsRefused();
      // Whatever comes of it counts as an attempt, also when the answer gets lost.
      this.#refusedAt = this.#now();
    }
    const { promise, resolve } = Promise.withResolvers<ProbeOutcome>();
    this.#probe = promise;
    let failure: ProbeOutcome;
    try {
      const response = await next(request);
      if (response.status === 401) this.#refuse();
      else if (provesCredentials(response)) this.#verify();
      return response;
    } catch (error) {
      if (neverConnected(error)) {
        // The credentials were not shown to anybody, and whoever waits would wait for the same failure.
        this.#refusedAt = refusedBefore;
        failure = error;
      }
      throw error;
    } finally {
      this.#probe = undefined;
      resolve(failure);
    }
  }

  #verify(): void {
    this.#verified = true;
    this.#refusedAt = undefined;
  }

  #refuse(): void {
    this.#verified = false;
    this.#refusedAt = this.#now();
  }
}

/** The guards of one configuration load: systems with the same credentials at the same host share one. */
export class CredentialGuards {
  readonly #guards = new Map<string, CredentialGuard>();

  guard(origin: string, { user, password }: Credentials, now: () => number): CredentialGuard {
    const key = createHash('sha256')
      .update(JSON.stringify([origin, user, password]))
      .digest('base64');
    const guard = this.#guards.get(key) ?? new CredentialGuard(now);
    this.#guards.set(key, guard);
    return guard;
  }
}

/** An overloaded backend, a gateway, a router or a redirect answers before anybody looks at credentials. */
function provesCredentials({ status, headers }: OutboundResponse): boolean {
  if (status === 404) return headers['content-type']?.startsWith('application/scim+json') ?? false;
  return status < 300 || (status >= 400 && status < 500 && status !== 429);
}

function neverConnected(error: unknown): error is TransportFailure {
  return error instanceof TransportFailure && error.progress === 'unsent' && error.reason !== 'ABORTED';
}
