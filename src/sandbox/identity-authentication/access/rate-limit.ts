/**
 * Requests a minute (documentation "Rate Limiting and Throttling"): up to a number normal, up to a second number
 * slow, beyond that everything is refused for a minute.
 */
import type { Clock } from '../../kit/clock.ts';

const MINUTE = 60_000;

export interface Limit {
  /** So many a minute pass at once. */
  readonly normal: number;
  /** So many a minute pass at all, those beyond `normal` after a second. */
  readonly most: number;
}

export const SCIM_LIMIT: Limit = { normal: 200, most: 280 };
export const TOKEN_LIMIT: Limit = { normal: 1000, most: 1000 };

export type Admission = 'pass' | 'delay' | 'refuse';

/** Counts one request. */
export type RateLimit = () => Admission;

export function createRateLimit({ normal, most }: Limit, clock: Clock): RateLimit {
  let count = 0;
  let minuteEnds = 0;
  let shutUntil = 0;
  return () => {
    const now = clock.now();
    if (now < shutUntil) return 'refuse';
    if (now >= minuteEnds) {
      count = 0;
      minuteEnds = now + MINUTE;
    }
    count += 1;
    if (count <= normal) return 'pass';
    if (count <= most) return 'delay';
    shutUntil = now + MINUTE;
    minuteEnds = 0;
    return 'refuse';
  };
}
