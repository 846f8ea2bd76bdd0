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

export interface OutcomeWords {
  /** What to do, by what nothing was done for. Default: repeat the request. */
  readonly advice?: (errors: readonly ScimError[]) => string;
  /** By id of a member that was not added: what was done for it nevertheless. */
  readonly notes?: ReadonlyMap<string, string>;
}

const REPEAT = 'Repeat the request: what was done stays done.';
/** A repetition is answered alike. */
const PERMANENT: ReadonlySet<number> = new Set([400, 403, 404, 413, 501]);

/** Whether nothing is gained by sending the same request again. */
export function isPermanent({ status }: ScimError): boolean {
  return PERMANENT.has(status);
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
  { advice, notes = new Map() }: OutcomeWords = {},
): ScimError | undefined {
  const left = [...notApplied(outcome.added, 'add', notes), ...notApplied(outcome.removed, 'remove')];
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
  const noted = notesOf(left, notes);
  const causes = stop === undefined ? left.map(({ error }) => error) : [stop];
  const next = causes.every(isPermanent) ? '' : (advice?.(causes) ?? REPEAT);
  return new ScimError(status, [progress, cause.message, noted, next].filter(Boolean).join(' '), {
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

/** Each note once, and whom it is about. */
function notesOf(left: readonly NotApplied[], notes: ReadonlyMap<string, string>): string {
  const members = new Map<string, string[]>();
  for (const { value, operation } of left) {
    const note = operation === 'add' ? notes.get(value) : undefined;
    if (note !== undefined) members.set(note, [...(members.get(note) ?? []), value]);
  }
  return [...members].map(([note, values]) => `${note} to ${values.join(', ')}.`).join(' ');
}

function done(outcomes: ReadonlyMap<string, Outcome>): string[] {
  return [...outcomes].filter(([, { status }]) => status === 'done').map(([member]) => member);
}

function notApplied(
  outcomes: ReadonlyMap<string, Outcome>,
  operation: NotApplied['operation'],
  notes: ReadonlyMap<string, string> = new Map(),
): NotApplied[] {
  return [...outcomes].flatMap(([value, outcome]) => {
    if (outcome.status === 'done') return [];
    const { error, status } = outcome;
    const why = status === 'not-started' ? `not tried, because: ${error.message}` : error.message;
    const note = notes.get(value);
    const reason = note === undefined ? why : `${why} ${note}.`;
    return [{ value, operation, error, reason }];
  });
}
