/** The shape of limits in the configuration file: how much a technical user may ask, and how much a system is asked. */
import { z } from 'zod';

const REQUESTS_ERROR = 'a whole number of requests from 1 to 1000000, e.g. 600';
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
      .describe('Requests that each instance does at once; others wait a little.'),
  })
  .optional()
  .describe('How much this system is asked; left out: as much as clients like.');

export type UserLimits = NonNullable<z.output<typeof userLimitsSchema>>;
export type SystemLimits = NonNullable<z.output<typeof systemLimitsSchema>>;
