/** The shape of limits in the configuration file: how much a technical user may ask, and how much a system is asked. */
import { z } from 'zod';

const REQUESTS_ERROR = 'a whole number of requests from 1 to 1000000, e.g. 600';
/** Ten times the connections to a backend: who has so many under way is answered late, whatever anybody does. */
export const DEFAULT_CONCURRENCY = 200;
const QUEUE_ERROR = 'a whole number of requests from 0 to 10000, e.g. 20';
const CONCURRENCY_ERROR = 'a whole number of requests from 1 to 10000, e.g. 20';

const requestsPerMinute = (description: string) =>
  z
    .int({ error: REQUESTS_ERROR })
    .min(1, { error: REQUESTS_ERROR })
    .max(1_000_000, { error: REQUESTS_ERROR })
    .optional()
    .describe(description);

export const userLimitsSchema = z
  .strictObject({
    requestsPerMinute: requestsPerMinute('Requests of this user in a minute, whatever system they are for.'),
  })
  .optional()
  .describe('How much this user may ask; left out: as much as it likes.');

export const systemLimitsSchema = z
  .strictObject({
    requestsPerMinute: requestsPerMinute('Requests to this system in a minute, of all clients together.'),
    concurrency: z
      .int({ error: CONCURRENCY_ERROR })
      .min(1, { error: CONCURRENCY_ERROR })
      .max(10_000, { error: CONCURRENCY_ERROR })
      .optional()
      .describe(
        `Requests that each instance does at once; others wait a little. Default: ${DEFAULT_CONCURRENCY}.`,
      ),
    queue: z
      .int({ error: QUEUE_ERROR })
      .min(0, { error: QUEUE_ERROR })
      .max(10_000, { error: QUEUE_ERROR })
      .optional()
      .describe(
        'Requests of each technical user that wait for a place; others are refused at once. Default: as many as there are places.',
      ),
  })
  .optional()
  .describe('How much this system is asked.');

export type UserLimits = NonNullable<z.output<typeof userLimitsSchema>>;
export type SystemLimits = NonNullable<z.output<typeof systemLimitsSchema>>;
