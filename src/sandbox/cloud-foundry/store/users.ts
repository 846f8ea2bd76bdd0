/** The users of the UAA: unique by user name and origin, ignoring case. */
import { lower } from './database-text.ts';
import type { Revision } from './revision.ts';

/** Times are milliseconds since the epoch. */
export interface UaaUser {
  readonly id: string;
  readonly origin: string;
  readonly created: number;
  userName: string;
  givenName: string | undefined;
  familyName: string | undefined;
  email: string;
  phoneNumber: string | undefined;
  externalId: string | undefined;
  salt: string | undefined;
  active: boolean;
  verified: boolean;
  version: number;
  lastModified: number;
  passwordLastModified: number;
  lastLogonTime: number | undefined;
  previousLogonTime: number | undefined;
}

export class UserStore {
  readonly #revision: Revision;
  readonly #byId = new Map<string, UaaUser>();
  /** Lower-case user name → lower-case origin → user. */
  readonly #byName = new Map<string, Map<string, UaaUser>>();

  constructor(revision: Revision) {
    this.#revision = revision;
  }

  get size(): number {
    return this.#byId.size;
  }

  /** In order of creation. */
  all(): MapIterator<UaaUser> {
    return this.#byId.values();
  }

  get(id: string): UaaUser | undefined {
    return this.#byId.get(id);
  }

  find(userName: string, origin: string): UaaUser | undefined {
    return this.#byName.get(lower(userName))?.get(lower(origin));
  }

  /** Users of every origin with this name. */
  named(userName: string): UaaUser[] {
    return [...(this.#byName.get(lower(userName))?.values() ?? [])];
  }

  add(user: UaaUser): void {
    this.#byId.set(user.id, user);
    this.#index(user);
    this.#revision.bump();
  }

  /** Applies `change` and keeps the name index right. */
  update(user: UaaUser, change: (user: UaaUser) => void): void {
    this.#unindex(user);
    change(user);
    this.#index(user);
    this.#revision.bump();
  }

  remove(id: string): void {
    const user = this.#byId.get(id);
    if (user === undefined) return;
    this.#byId.delete(id);
    this.#unindex(user);
    this.#revision.bump();
  }

  #index(user: UaaUser): void {
    const key = lower(user.userName);
    const origins = this.#byName.get(key) ?? new Map<string, UaaUser>();
    origins.set(lower(user.origin), user);
    this.#byName.set(key, origins);
  }

  #unindex(user: UaaUser): void {
    const key = lower(user.userName);
    const origins = this.#byName.get(key);
    origins?.delete(lower(user.origin));
    if (origins?.size === 0) this.#byName.delete(key);
  }
}
