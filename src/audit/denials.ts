/**
 * Requests that were denied, in bounded numbers: a flood of failed logons must not fill the disk, and must not hide what an
 * insider tries. The first ones of a minute have lines of their own; the others are counted, in one line for each kind at its end.
 */
import type { AuditRecord } from './record.ts';

/** Milliseconds of one count. */
const MINUTE = 60_000;

/** Lines of their own in a minute. */
export const DENIAL_LINES = {
  /** Of one identity, from one address, with one outcome, in one system. */
  alike: 5,
  /** Of one address that has not logged on. */
  address: 20,
  /** Of all that have not logged on. */
  strangers: 200,
  /** Of one technical user. */
  user: 60,
} as const;

interface Count {
  readonly first: AuditRecord;
  readonly since: number;
  lines: number;
  repeated: number;
}

export interface DenialsOptions {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly append: (record: AuditRecord) => void;
}

export class Denials {
  readonly #options: DenialsOptions;
  /** Bounded: only what has had a line of its own is in it, and sums over all others. */
  readonly #counts = new Map<string, Count>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: DenialsOptions) {
    this.#options = options;
  }

  /** @param network of the address: what changes it at will counts as one */
  add(record: AuditRecord, network: string): void {
    const { user, triedUser, triedCertificate, system, status, code, operation } = record;
    this.#timer ??= setTimeout(() => this.flush(), MINUTE).unref();
    const alike = `alike ${JSON.stringify([user, triedUser, triedCertificate, network, system, status, code, operation])}`;
    const wider: readonly (readonly [string, number, Partial<AuditRecord>])[] =
      user === undefined
        ? [
            [`address ${network}`, DENIAL_LINES.address, OF_ADDRESS],
            ['strangers', DENIAL_LINES.strangers, OF_STRANGERS],
          ]
        : [[`user ${user}`, DENIAL_LINES.user, OF_USER]];
    // From the widest on, so that nothing is remembered of what has no line.
    for (const [key, most, less] of wider.toReversed()) {
      const count = this.#count(key, { ...record, ...less });
      if (count.lines >= most) {
        count.repeated += 1;
        return;
      }
    }
    const count = this.#count(alike, record);
    if (count.lines >= DENIAL_LINES.alike) {
      count.repeated += 1;
      return;
    }
    count.lines += 1;
    for (const [key] of wider) (this.#counts.get(key) as Count).lines += 1;
    this.#options.append(record);
  }

  /** Writes what was only counted so far. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const counts = [...this.#counts.values()];
    this.#counts.clear();
    for (const { first, since, repeated } of counts) {
      if (repeated === 0) continue;
      this.#options.append({ ...first, ...OF_SEVERAL, repeated, since: new Date(since).toISOString() });
    }
  }

  #count(key: string, first: AuditRecord): Count {
    let count = this.#counts.get(key);
    if (count === undefined) {
      count = { first, since: this.#options.now(), lines: 0, repeated: 0 };
      this.#counts.set(key, count);
    }
    return count;
  }
}

/** What is not the same for all of a kind. */
const OF_SEVERAL = {
  requestId: undefined,
  entityId: undefined,
  attributes: undefined,
  moreAttributes: undefined,
} satisfies Partial<AuditRecord>;
const OF_USER = { system: undefined, endpoint: undefined, code: undefined } satisfies Partial<AuditRecord>;
const OF_ADDRESS = {
  ...OF_USER,
  triedUser: undefined,
  triedCertificate: undefined,
} satisfies Partial<AuditRecord>;
const OF_STRANGERS = { ...OF_ADDRESS, address: undefined } satisfies Partial<AuditRecord>;
