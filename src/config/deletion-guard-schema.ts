/** The shape of a system's deletion guard in the configuration file: how much may be taken away within a period. */
import { z } from 'zod';
import { flag } from './schema-parts.ts';

const AMOUNT_ERROR = 'a whole number from 0 to 1000000000, e.g. 50';
const SHARE_ERROR = 'a part of all, above 0 and up to 1, e.g. 0.05 for 5 %';
const PERIOD_ERROR = 'a whole number of seconds from 60 to 2592000, e.g. 86400 for a day';
const LIMIT_ERROR = 'an object with "atMost", "share" or both, e.g. {"atMost": 50, "share": 0.05}';
const GUARD_ERROR =
  'an object like {"deletions": {"atMost": 50}, "deactivations": {"share": 0.05}}, or {"appendOnly": true} alone';

const limitSchema = (what: string) =>
  z
    .strictObject({
      atMost: z
        .int({ error: AMOUNT_ERROR })
        .min(0, { error: AMOUNT_ERROR })
        .max(1_000_000_000, { error: AMOUNT_ERROR })
        .optional()
        .describe('At most so many within the period.'),
      share: z
        .number({ error: SHARE_ERROR })
        .gt(0, { error: SHARE_ERROR })
        .max(1, { error: SHARE_ERROR })
        .optional()
        .describe('At most this part of all that there are when the period begins, rounded up.'),
    })
    .refine(({ atMost, share }) => atMost !== undefined || share !== undefined, { error: LIMIT_ERROR })
    .optional()
    .describe(`${what} Of both, the smaller one counts.`);

export const deletionGuardSchema = z
  .strictObject({
    appendOnly: flag('true: nothing is deleted, deactivated or taken out of groups.'),
    period: z
      .int({ error: PERIOD_ERROR })
      .min(60, { error: PERIOD_ERROR })
      .max(2_592_000, { error: PERIOD_ERROR })
      .default(86_400)
      .describe('Seconds, from the first loss on.'),
    deletions: limitSchema('Entities of each endpoint that are deleted.'),
    deactivations: limitSchema('Users whose "active" becomes false.'),
    membershipRemovals: limitSchema(
      'Members that are taken out of groups; a share is one of the members of each group.',
    ),
  })
  .refine(isOneOfBoth, { error: GUARD_ERROR })
  .optional()
  .describe('How much clients may take away before somebody has to look. Needs "state".');

function isOneOfBoth({
  appendOnly,
  deletions,
  deactivations,
  membershipRemovals,
}: {
  readonly appendOnly: boolean;
  readonly deletions?: unknown;
  readonly deactivations?: unknown;
  readonly membershipRemovals?: unknown;
}): boolean {
  const isLimited = [deletions, deactivations, membershipRemovals].some((limit) => limit !== undefined);
  return appendOnly !== isLimited;
}

export type DeletionGuardSettings = Readonly<NonNullable<z.output<typeof deletionGuardSchema>>>;
