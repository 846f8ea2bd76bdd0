/** Properties that are whole numbers. */
import { z } from 'zod';

/** Read from text, as all properties are. */
export function wholeNumber(least: number, most: number) {
  const isWhole = (digits: string) => /^\d{1,9}$/.test(digits) && +digits >= least && +digits <= most;
  return z
    .string()
    .refine(isWhole, { error: `must be a whole number from ${least} to ${most}` })
    .transform(Number)
    .meta({ type: 'integer', minimum: least, maximum: most });
}
