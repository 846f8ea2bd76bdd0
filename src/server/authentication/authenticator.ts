/** Finds the technical user behind an id and a secret, at the same cost whether the id exists or not. */
import { formatSecretHash } from '../../config/secret-hash.ts';
import type { TechnicalUser } from '../../config/technical-users.ts';
import { stateKey } from '../state-key.ts';
import type { Attempt } from './attempt-queue.ts';
import type { AuthenticationGuards } from './guards.ts';
import { WorkPlan } from './work-plan.ts';

interface Account {
  readonly user: TechnicalUser;
  /** As text. */
  readonly hashes: ReadonlySet<string>;
  /** As long as it stays the same, the same secrets are right. */
  readonly version: string;
}

/** Who has logged on with which of the secrets. */
export interface LoggedOn {
  readonly user: TechnicalUser;
  /** As text. */
  readonly secretHash: string;
}

/** Where a logon comes from. */
export type Caller = Pick<Attempt, 'address' | 'connection'>;

export class Authenticator {
  readonly #accounts = new Map<string, Account>();
  readonly #plan: WorkPlan;
  readonly #guards: AuthenticationGuards;
  /** The version of ids that do not exist. */
  readonly #nobody: string;
  readonly #failureKey: string;

  constructor(users: readonly TechnicalUser[], guards: AuthenticationGuards) {
    for (const user of users) {
      const hashes = user.secrets.map(formatSecretHash);
      const version = guards.memory.digest(hashes.join(' '));
      this.#accounts.set(user.id, { user, hashes: new Set(hashes), version });
    }
    this.#plan = new WorkPlan(users);
    this.#guards = guards;
    this.#nobody = guards.memory.digest('');
    this.#failureKey = stateKey(users, 'failures');
  }

  /** How many technical users could log in. */
  get size(): number {
    return this.#accounts.size;
  }

  /** Whether somebody with this id could log in. */
  has(id: string): boolean {
    return this.user(id) !== undefined;
  }

  /** Whoever could log in with this id. */
  user(id: string): TechnicalUser | undefined {
    return this.#accounts.get(id.normalize('NFC'))?.user;
  }

  /** Whose header this is, where {@link remember} was told; `undefined` says nothing. */
  recognize(header: string): TechnicalUser | undefined {
    const { memory } = this.#guards;
    const pair = memory.headers.get(memory.digest(header));
    if (pair === undefined) return undefined;
    const account = this.#accounts.get(pair.id);
    return this.#isRight(account, pair.digest) ? account?.user : undefined;
  }

  /** This header has a pair that is right. What it has is looked at again every time, only not read and digested. */
  remember(header: string, id: string, secret: string): void {
    const { memory } = this.#guards;
    const name = id.normalize('NFC');
    memory.headers.set(memory.digest(header), { id: name, digest: this.#digest(name, secret) });
  }

  #digest(name: string, secret: string): string {
    // An id has no colon, so no two pairs give the same text.
    return this.#guards.memory.digest(`${name}:${secret.normalize('NFC')}`);
  }

  #isRight(account: Account | undefined, digest: string): boolean {
    return account?.hashes.has(this.#guards.memory.right.get(digest) ?? '') === true;
  }

  /**
   * @returns `undefined` for an unknown id or a wrong secret
   * @throws ScimError 429 and 503 when there are too many attempts to check this one
   */
  async authenticate(id: string, secret: string, caller: Caller): Promise<TechnicalUser | undefined> {
    return (await this.logOn(id, secret, caller))?.user;
  }

  /** The same, for whoever has to know which secret it was. */
  async logOn(id: string, secret: string, caller: Caller): Promise<LoggedOn | undefined> {
    const { memory, queue } = this.#guards;
    const name = id.normalize('NFC');
    const account = this.#accounts.get(name);
    const digest = this.#digest(name, secret);
    const known = memory.right.get(digest) ?? '';
    if (account?.hashes.has(known)) return { user: account.user, secretHash: known };

    const pair = `${caller.address} ${digest} ${account?.version ?? this.#nobody}`;
    if (memory.wrong.get(pair)) return undefined;
    const identity = memory.digest(name);
    const matched = await queue.ask({ pair, identity, ...caller }, async () => {
      const found = await this.#check(secret, account);
      void this.#tell(found !== undefined, name, { identity, address: caller.address });
      return found;
    });
    if (matched === undefined) memory.wrong.set(pair, true);
    else memory.right.set(digest, matched);
    return matched === undefined || account === undefined
      ? undefined
      : { user: account.user, secretHash: matched };
  }

  /** Other instances; never fails, and nobody waits for it. */
  async #tell(succeeded: boolean, name: string, who: Pick<Attempt, 'identity' | 'address'>): Promise<void> {
    const { queue, failures } = this.#guards;
    if (succeeded) {
      if (queue.hasFailed(who)) await failures.succeeded(this.#failureKey, name, who.address);
      return;
    }
    const all = await failures.failed(this.#failureKey, name, who.address);
    if (all !== undefined) queue.slowDown(who, all);
  }

  async #check(secret: string, account: Account | undefined): Promise<string | undefined> {
    const matched = await this.#plan.compare(secret, account?.user.secrets ?? []);
    return matched === undefined ? undefined : formatSecretHash(matched);
  }
}
