/**
 * Changes members of a group one by one. Additions come before removals, so that nobody is without a right in between; a
 * refusal of one member does not stop the others, a failure of the UAA does.
 */
import { ScimError } from '../../scim/errors.ts';
import type { CallContext } from '../connector.ts';
import { failureFields, levelOf } from '../failure-fields.ts';
import { tellOutcome } from '../http/backend.ts';
import { inParallel, type Outcome } from '../membership/bounded.ts';
import type { Budget } from '../membership/budget.ts';
import { whereNotFound } from '../membership/looked.ts';
import type { MembershipOutcome } from '../membership/outcome.ts';
import type { GroupApi, Member } from './group-api.ts';

export interface MemberChange {
  readonly add: readonly Member[];
  /** Ids. */
  readonly remove: readonly string[];
}

export interface ChangeTools {
  readonly api: GroupApi;
  readonly budget: Budget;
  readonly context: CallContext;
}

export interface ChangeOutcome extends MembershipOutcome {
  /** Some answer has shown that there is such a group. */
  readonly groupIsThere: boolean;
}

/** Of one member alone: the others may still be changed. */
const REFUSALS: ReadonlySet<number> = new Set([400, 404]);

export function isRefusal({ status }: ScimError): boolean {
  return REFUSALS.has(status);
}

/** @param id of the group */
export async function changeMembers(
  id: string,
  { add, remove }: MemberChange,
  { api, budget, context }: ChangeTools,
): Promise<ChangeOutcome> {
  const step = budget.stepContext();
  const clear = (outcomes: Map<string, Outcome>, wanted: boolean) =>
    clarify(outcomes, (member, look) => api.hasMember(id, member, look), wanted, budget, context);
  let groupIsThere = false;
  const members = new Map(add.map((member) => [member.value, member]));
  const added = await inParallel([...members.keys()], budget.mayStart, async (value) => {
    const member = members.get(value);
    if (member === undefined) return undefined;
    try {
      await api.addMember(id, member, step);
    } catch (error) {
      // Who is a member already is what was wanted.
      if (!(error instanceof ScimError) || error.status !== 409) return refusal(error);
    }
    groupIsThere = true;
    return undefined;
  });
  await clear(added, true);
  const stopped = failureOf(added);
  if (stopped !== undefined) {
    const notStarted: Outcome = { status: 'not-started', error: stopped };
    return { added, removed: new Map(remove.map((member) => [member, notStarted])), groupIsThere };
  }
  const removed = await inParallel(remove, budget.mayStart, async (member) => {
    try {
      await api.removeMember(id, member, step);
      groupIsThere = true;
      return undefined;
    } catch (error) {
      if (error instanceof ScimError && error.status === 404) return undefined;
      // Whom another request removes at the same moment.
      const isConflict = error instanceof ScimError && error.status === 400;
      if (isConflict && !(await api.hasMember(id, member, step))) return undefined;
      return refusal(error);
    }
  });
  await clear(removed, false);
  return { added, removed, groupIsThere };
}

/** @returns what concerns one member alone @throws what concerns all of them */
function refusal(error: unknown): ScimError {
  if (error instanceof ScimError && isRefusal(error)) return error;
  throw error;
}

/** A request that broke off may have been executed all the same: one look tells. */
async function clarify(
  outcomes: Map<string, Outcome>,
  hasMember: (member: string, context: CallContext) => Promise<boolean>,
  wanted: boolean,
  budget: Budget,
  context: CallContext,
): Promise<void> {
  for (const [member, outcome] of outcomes) {
    if (outcome.status !== 'failed') continue;
    const left = (words: string) =>
      outcomes.set(member, { status: 'failed', error: withOutcome(outcome.error, words) });
    left(' Whether the change was made is not known.');
    if (!budget.canWait(0)) continue;
    try {
      const isMember = await hasMember(member, budget.lookContext());
      if (isMember === wanted) outcomes.set(member, { status: 'done' });
      else left(whereNotFound(outcome.error));
    } catch (error) {
      context.log[levelOf(context)](
        failureFields(error, context.log),
        'what became of a change of members could not be read',
      );
    }
  }
}

/** The error with these words about what became of the request. */
function withOutcome({ message, status, scimType, retryAfter, cause }: ScimError, words: string): ScimError {
  return new ScimError(status, tellOutcome(message, words), { scimType, retryAfter, cause });
}

function failureOf(outcomes: ReadonlyMap<string, Outcome>): ScimError | undefined {
  for (const outcome of outcomes.values()) {
    if (outcome.status === 'failed' || outcome.status === 'not-started') return outcome.error;
  }
  return undefined;
}
