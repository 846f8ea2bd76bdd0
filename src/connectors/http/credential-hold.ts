/** For how long nothing is sent with credentials that were refused. */
import { CredentialsRefused, type Refusal } from './refusal.ts';

/** Times are milliseconds since the epoch. */
export interface Hold {
  readonly refusal: Refusal;
  readonly since: number;
  /** Milliseconds. */
  readonly length: number;
  /** How often in a row it was so before. */
  readonly repeats: number;
  /** The last request that was sent before it began. */
  readonly order: number;
}

/** Who was refused. */
export interface Refused {
  /** In the order of sending. */
  readonly order: number;
  /** The last one that was sent. */
  readonly lastSent: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** @param present the hold that there is */
export function holdFor(
  refusal: Refusal,
  present: Hold | undefined,
  { order, lastSent, now }: Refused,
): Hold {
  const { holds, least = 0 } = refusal;
  const before = present?.refusal.holds === holds ? present : undefined;
  // Only what was sent after a hold had ended shows that it is still so.
  const isStill = before !== undefined && order > before.order;
  const repeats = before === undefined ? 0 : before.repeats + Number(isStill);
  const length = Math.max(least, holds[Math.min(repeats, holds.length - 1)] ?? holds[0]);
  const last = before === undefined || isStill ? lastSent : before.order;
  return { refusal, since: now, length, repeats, order: last };
}

/** @param until milliseconds since the epoch */
export function refusedUntil(refusal: Refusal, until: number, now: number): CredentialsRefused {
  return new CredentialsRefused(refusal, Math.max(1, Math.ceil((until - now) / 1000)));
}
