/** What several parts of the configuration file's shape have in common. */
import { z } from 'zod';

export const flag = (description: string) =>
  z.boolean({ error: 'true or false (without quotes)' }).default(false).describe(description);
