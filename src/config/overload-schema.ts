/** The shape of `server.overload`: when the proxy takes no more requests, so that it gets done with those that it has. */
import { z } from 'zod';

const DELAY_ERROR = 'a number of seconds from 0.1 to 60, e.g. 1, or 0 for no bound';
const HEAP_ERROR = 'a whole number of percent from 50 to 99, e.g. 90, or 0 for no bound';

export const overloadSchema = z
  .strictObject({
    eventLoopDelay: z
      .number({ error: DELAY_ERROR })
      .min(0, { error: DELAY_ERROR })
      .max(60, { error: DELAY_ERROR })
      .refine((seconds) => seconds === 0 || seconds >= 0.1, { error: DELAY_ERROR })
      .default(1)
      .describe('Seconds that the event loop may take for one turn, on average; 0: no bound.'),
    heap: z
      .int({ error: HEAP_ERROR })
      .min(0, { error: HEAP_ERROR })
      .max(99, { error: HEAP_ERROR })
      .refine((percent) => percent === 0 || percent >= 50, { error: HEAP_ERROR })
      .default(90)
      .describe('Percent of the heap of Node.js that may be in use; 0: no bound.'),
  })
  .prefault({})
  .describe('When new requests are answered with 503 at once, so that those under way get done.');

export type OverloadSettings = z.output<typeof overloadSchema>;
