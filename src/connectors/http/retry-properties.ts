/** How often failed requests are sent again, as SAP has it for every type of system ("Handle Failed Operations"). */
import type { z } from 'zod';
import type { Notice } from '../definition.ts';
import { wholeNumber } from './whole-number.ts';

const ATTEMPTS = 'ips.failed.request.retry.attempts';
const INTERVAL = 'ips.failed.request.retry.attempts.interval';
/** What is more counts as this. */
const MOST_ATTEMPTS = 3;
const LONGEST_INTERVAL = 60;

export interface RetrySettings {
  /** How often a request is sent again. */
  readonly attempts: number;
  /** Milliseconds between two of them; a short wait is shorter where this is. */
  readonly interval: number;
}

/** Schemas of the properties, for every connector; which failures are worth another attempt is its own policy. */
export const retryProperties = {
  [ATTEMPTS]: wholeNumber(0, 1_000)
    .default(2)
    .describe(
      `How often a failed request is sent again. More than ${MOST_ATTEMPTS} count as ${MOST_ATTEMPTS}.`,
    ),
  [INTERVAL]: wholeNumber(0, 86_400)
    .default(30)
    .meta({
      description: `Time between two attempts. More than ${LONGEST_INTERVAL} count as ${LONGEST_INTERVAL}.`,
      unit: 'seconds',
    }),
};

type RetryProperties = z.output<z.ZodObject<typeof retryProperties>>;

export function readRetries(properties: RetryProperties): RetrySettings {
  return {
    attempts: Math.min(properties[ATTEMPTS], MOST_ATTEMPTS),
    interval: Math.min(properties[INTERVAL], LONGEST_INTERVAL) * 1000,
  };
}

/** Of values that count as less than they are. */
export function retryNotices(properties: RetryProperties): Notice[] {
  const most = [
    [ATTEMPTS, MOST_ATTEMPTS],
    [INTERVAL, LONGEST_INTERVAL],
  ] as const;
  return most.flatMap(([property, limit]) =>
    properties[property] > limit ? [{ property, message: `counts as ${limit}, the most` }] : [],
  );
}
