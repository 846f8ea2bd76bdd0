/** Finds the technical user behind an id and a secret, at the same cost whether the id exists or not. */
import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import { type SecretHash, unmatchableHash, verifySecret } from '../../config/secret-hash.ts';
import type { TechnicalUser } from '../../config/technical-users.ts';
import { BoundedMap } from './bounded-map.ts';
import type { FailureThrottle } from './failure-throttle.ts';
import type { Slots } from './slots.ts';

/** Verified combinations of id and secret that are remembered. */
const MOST_VERIFIED = 1000;

/** Outlives reloads of the configuration. */
export interface AuthenticationGuards {
  readonly throttle: FailureThrottle;
  readonly slots: Slots;
}

export class Authenticator {
  readonly #users = new Map<string, TechnicalUser>();
  /** As many as the user with the most secrets has; no secret matches them. */
  readonly #decoys: readonly SecretHash[];
  readonly #guards: AuthenticationGuards;
  /** Of this process only, so that what is remembered is worth nothing elsewhere. */
  readonly #key = createSecretKey(randomBytes(32));
  readonly #verified = new BoundedMap<TechnicalUser>(MOST_VERIFIED);
  readonly #underWay = new Map<string, Promise<TechnicalUser | undefined>>();

  constructor(users: readonly TechnicalUser[], guards: AuthenticationGuards) {
    for (const user of users) this.#users.set(user.id, user);
    this.#guards = guards;
    // As many and as slow as the hashes of a real user, else the time tells whether an id exists.
    const most = users.reduce<readonly SecretHash[]>(
      (longest, { secrets }) => (secrets.length > longest.length ? secrets : longest),
      [],
    );
    this.#decoys = most.length === 0 ? [unmatchableHash()] : most.map((hash) => unmatchableHash(hash));
  }

  /** Whether somebody with this id could log in. */
  has(id: string): boolean {
    return this.#users.has(id);
  }

  /**
   * @param address where the caller is, to slow down repeated failures
   * @returns `undefined` for an unknown id or a wrong secret
   * @throws ScimError 429 and 503 when there are too many attempts to check this one
   */
  async authenticate(id: string, secret: string, address: string): Promise<TechnicalUser | undefined> {
    const name = id.normalize('NFC');
    // An id has no colon, so no two pairs give the same text.
    const pair = this.#digest(`${name}:${secret.normalize('NFC')}`);
    const known = this.#verified.get(pair);
    if (known !== undefined) return known;
    // A client that begins with many requests at once pays for one check only.
    const same = `${address} ${pair}`;
    let check = this.#underWay.get(same);
    if (check === undefined) {
      check = this.#check(name, secret, address).finally(() => this.#underWay.delete(same));
      this.#underWay.set(same, check);
    }
    const user = await check;
    if (user !== undefined) this.#verified.set(pair, user);
    return user;
  }

  async #check(name: string, secret: string, address: string): Promise<TechnicalUser | undefined> {
    const attempt = await this.#guards.throttle.admit(this.#digest(name), address);
    try {
      const user = await this.#guards.slots.run(() => this.#compare(name, secret));
      if (user === undefined) attempt.failed();
      else attempt.succeeded();
      return user;
    } catch (error) {
      attempt.cancelled();
      throw error;
    }
  }

  async #compare(name: string, secret: string): Promise<TechnicalUser | undefined> {
    const user = this.#users.get(name);
    const own = user?.secrets ?? [];
    let matches = false;
    // Every hash is computed, also after a match.
    for (const [index, decoy] of this.#decoys.entries()) {
      if (await verifySecret(secret, own[index] ?? decoy)) matches = true;
    }
    return matches ? user : undefined;
  }

  #digest(text: string): string {
    return createHmac('sha256', this.#key).update(text).digest('base64');
  }
}
