/** Cloud Controller's own user records: a GUID, made at a user's first role. Names live in the UAA only. */
import type { Revision } from './revision.ts';

export interface UserMetadata {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** Times are milliseconds since the epoch. */
export interface PlatformUser {
  readonly guid: string;
  readonly createdAt: number;
  updatedAt: number;
  metadata: UserMetadata;
}

export class PlatformUserStore {
  readonly #revision: Revision;
  readonly #byGuid = new Map<string, PlatformUser>();

  constructor(revision: Revision) {
    this.#revision = revision;
  }

  all(): MapIterator<PlatformUser> {
    return this.#byGuid.values();
  }

  get(guid: string): PlatformUser | undefined {
    return this.#byGuid.get(guid);
  }

  /** The record of this user, made now if there is none. */
  ensure(guid: string, now: number): PlatformUser {
    const known = this.#byGuid.get(guid);
    if (known !== undefined) return known;
    const user = { guid, createdAt: now, updatedAt: now, metadata: { labels: {}, annotations: {} } };
    this.#byGuid.set(guid, user);
    this.#revision.bump();
    return user;
  }

  update(user: PlatformUser, change: (user: PlatformUser) => void): void {
    change(user);
    this.#revision.bump();
  }

  remove(guid: string): void {
    this.#byGuid.delete(guid);
    this.#revision.bump();
  }
}
