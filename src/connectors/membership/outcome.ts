/** What became of a change of members, and the error that says so when not all of it was done. */
import { ScimError } from '../../scim/errors.ts';
import type { Outcome } from './bounded.ts';

export const MEMBERSHIP_ERROR = 'urn:ipsproxy:params:scim:api:messages:2.0:MembershipError';

export interface MembershipOutcome {
  /** By id of the member. */
  readonly added: ReadonlyMap<string, Outcome>;
  readonly removed: ReadonlyMap<string, Outcome>;
}

interface NotApplied {
  readonly value: string;
  readonly operation: 'add' | 'remove';
  readonly error: ScimError;
  readonly reason: string;
}

/**
 * @param what the system and the group, for people
 * @param isRefusal whether an error is about one member alone and says nothing about the others
 * @returns `undefined` where everything was done
 */
export function membershipError(
  outcome: MembershipOutcome,
  what: string,
  isRefusal: (error: ScimError) => boolean,
): ScimError | undefined {
  const left = [...notApplied(outcome.added, 'add'), ...notApplied(outcome.removed, 'remove')];
  const [first] = left;
  if (first === undefined) return undefined;
  const added = done(outcome.added);
  const removed = done(outcome.removed);
  const stop = left.find(({ error }) => !isRefusal(error))?.error;
  const statuses = new Set(left.map(({ error }) => error.status));
  const only = statuses.size === 1 ? first.error : undefined;
  const status = stop?.status ?? only?.status ?? 502;
  const total = left.length + added.length + removed.length;
  const progress = `${what}: ${left.length} of ${total} changes of members were not made; ${added.length} were added, ${removed.length} removed.`;
  const cause = stop ?? first.error;
  return new ScimError(status, `${progress} ${cause.message} Repeat the request: what was done stays done.`, {
    scimType: only?.scimType,
    retryAfter: cause.retryAfter,
    cause,
    extensions: {
      [MEMBERSHIP_ERROR]: {
        applied: { added, removed },
        notApplied: left.map(({ value, operation, reason }) => ({ value, operation, reason })),
      },
    },
  });
}

function done(outcomes: ReadonlyMap<string, Outcome>): string[] {
  return [...outcomes].filter(([, { status }]) => status === 'done').map(([member]) => member);
}

function notApplied(
  outcomes: ReadonlyMap<string, Outcome>,
  operation: NotApplied['operation'],
): NotApplied[] {
  return [...outcomes].flatMap(([value, outcome]) => {
    if (outcome.status === 'done') return [];
    const { error, status } = outcome;
    const reason = status === 'not-started' ? `not tried, because: ${error.message}` : error.message;
    return [{ value, operation, error, reason }];
  });
}
