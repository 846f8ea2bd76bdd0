/** Which guard watches over which credentials. */
import { createHmac, randomBytes } from 'node:crypto';
import type { State } from '../../state/state.ts';
import type { Credentials } from './basic-authentication.ts';
import { CredentialGuard } from './credential-guard.ts';
import type { Interceptor, Send } from './exchange.ts';
import { SharedCredentials } from './instances/shared-credentials.ts';
import type { Judge } from './refusal.ts';
import type { Clock } from './waiting.ts';

/** Guards that are kept over reloads, those first that were used last. */
const MOST_KEPT = 5_000;
const DIGEST_KEY = randomBytes(32);

/** What guards need of where they are. */
export interface GuardSurroundings extends Clock {
  /** Where instances share it, they know of each other's refusals. Default: nothing is shared. */
  readonly state?: State | undefined;
}

/** The guards of the process, which outlive a load of the configuration. */
export class KeptGuards {
  readonly #guards = new Map<string, CredentialGuard>();

  guard(origin: string, credentials: Credentials, { state, ...clock }: GuardSurroundings): CredentialGuard {
    const name = digest(origin, credentials);
    const guard =
      this.#guards.get(name) ?? new CredentialGuard(clock, othersOf(origin, credentials, clock, state));
    this.#guards.delete(name);
    this.#guards.set(name, guard);
    const [oldest] = this.#guards.keys();
    if (this.#guards.size > MOST_KEPT && oldest !== undefined) this.#guards.delete(oldest);
    return guard;
  }
}

/**
 * The guards of one configuration load: systems with the same credentials at the same host share one. For each load,
 * credentials that were refused are tried again once.
 */
export class CredentialGuards {
  readonly #used = new Map<string, CredentialGuard>();

  /** The guard is looked up when it is first needed: a load may be refused, and then none of it is used. */
  interceptor(
    kept: KeptGuards,
    origin: string,
    credentials: Credentials,
    surroundings: GuardSurroundings,
    judge: Judge,
  ): Interceptor {
    return (next) => {
      let send: Send | undefined;
      return (request) => {
        send ??= this.guard(kept, origin, credentials, surroundings).interceptor(judge)(next);
        return send(request);
      };
    };
  }

  guard(
    kept: KeptGuards,
    origin: string,
    credentials: Credentials,
    surroundings: GuardSurroundings,
  ): CredentialGuard {
    const name = digest(origin, credentials);
    const used = this.#used.get(name);
    if (used !== undefined) return used;
    const guard = kept.guard(origin, credentials, surroundings);
    guard.tryAgain();
    this.#used.set(name, guard);
    return guard;
  }
}

/** Credentials are remembered as a digest alone, under a key that exists in memory only. */
function digest(origin: string, { user, password }: Credentials): string {
  return createHmac('sha256', DIGEST_KEY)
    .update(JSON.stringify([origin, user, password]))
    .digest('base64');
}

function othersOf(
  origin: string,
  credentials: Credentials,
  { now }: Clock,
  state: State | undefined,
): SharedCredentials | undefined {
  return state?.reach === 'instances' ? new SharedCredentials(state, origin, credentials, now) : undefined;
}
