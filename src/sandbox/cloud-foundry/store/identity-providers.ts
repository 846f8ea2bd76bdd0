/** The identity providers of the UAA: who may log in from where, and what happens when they try. */
import type { Settings } from '../settings.ts';

/**
 * How the provider behind the UAA answers a forwarded password:
 * - `down`: 503; `hanging`: not at all, so that the UAA gives up after ten seconds of the clock
 * - `throttled`: 429; `missing`: 404 without a body; `misconfigured`: 400, it does not know the UAA's client
 * - `page`: 401 with a page in place of JSON
 * - `withoutIdToken`: 200, and the answer lacks what the UAA needs
 */
export type ProviderState =
  | 'working'
  | 'down'
  | 'hanging'
  | 'throttled'
  | 'missing'
  | 'misconfigured'
  | 'page'
  | 'withoutIdToken';

export interface Account {
  readonly userName: string;
  password: string;
  /** Of the UAA's own users: a password that has expired or was set by an administrator. */
  passwordChangeRequired: boolean;
}

interface Attempts {
  failures: number;
  /** Milliseconds since the epoch; 0 while not locked. */
  lockedUntil: number;
}

export class IdentityProvider {
  readonly origin: string;
  /** Only the UAA itself (`uaa`) keeps passwords of its own. */
  readonly internal: boolean;
  active = true;
  passwordGrant = true;
  /** Whether the UAA creates a user at the first login. */
  createsUsers = true;
  state: ProviderState = 'working';
  /** What an external provider sends with a refused password; the UAA relays it as it is. */
  refusal = '{"error":"invalid_grant","error_description":"User authentication failed"}';
  readonly #accounts = new Map<string, Account>();
  readonly #attempts = new Map<string, Attempts>();

  constructor(origin: string, options: { internal?: boolean; active?: boolean } = {}) {
    this.origin = origin;
    this.internal = options.internal ?? false;
    this.active = options.active ?? true;
  }

  addAccount(userName: string, password: string): Account {
    const account: Account = { userName, password, passwordChangeRequired: false };
    this.#accounts.set(userName.toLowerCase(), account);
    return account;
  }

  account(userName: string): Account | undefined {
    return this.#accounts.get(userName.toLowerCase());
  }

  isLocked(userName: string, now: number): boolean {
    return (this.#attempts.get(userName.toLowerCase())?.lockedUntil ?? 0) > now;
  }

  unlock(userName: string): void {
    this.#attempts.delete(userName.toLowerCase());
  }

  /** The account with this password; a wrong one is counted and may lock the account, a right one clears the count. */
  authenticate(userName: string, password: string, now: number, settings: Settings): Account | undefined {
    const key = userName.toLowerCase();
    const account = this.#accounts.get(key);
    if (account !== undefined && account.password === password && !this.isLocked(userName, now)) {
      this.#attempts.delete(key);
      return account;
    }
    const attempts = this.#attempts.get(key) ?? { failures: 0, lockedUntil: 0 };
    if (attempts.lockedUntil <= now) {
      attempts.failures += 1;
      if (attempts.failures >= settings.lockoutFailures) {
        attempts.failures = 0;
        attempts.lockedUntil = now + settings.lockoutSeconds * 1000;
      }
    }
    this.#attempts.set(key, attempts);
    return undefined;
  }
}
