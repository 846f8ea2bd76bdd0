/** The shape of `server.overload`: when the proxy takes no more requests, so that it gets done with those that it has. */
import { z } from 'zod';

const delay = { error: 'a number of seconds from 0.1 to 60, e.g. 1, or 0 for no bound' };
const percent = { error: 'a whole number of percent from 50 to 99, e.g. 90, or 0 for no bound' };

export const overloadSchema = z
  .strictObject({
    eventLoopDelay: z
      .union([z.literal(0), z.number().min(0.1, delay).max(60, delay)], delay)
      .default(1)
      .describe('Seconds that the event loop may take for one turn, on average; 0: no bound.'),
    heap: z
      .union([z.literal(0), z.int().min(50, percent).max(99, percent)], percent)
      .default(90)
      .describe('Percent of the heap of Node.js that may be in use; 0: no bound.'),
  })
  .prefault({})
  .describe('When new requests are answered with 503 at once, so that those under way get done.');

export type OverloadSettings = z.output<typeof overloadSchema>;
