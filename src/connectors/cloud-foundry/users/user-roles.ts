/**
 * Takes all roles from a user who is about to be deleted: without that, Cloud Controller would keep them for a user whom
 * nobody can name any more. Space roles go first, `organization_user` last.
 */
import { ScimError } from '../../../scim/errors.ts';
import { commaList } from '../cloud-controller/cloud-controller.ts';
import { CloudControllerError } from '../cloud-controller/cloud-controller-error.ts';
import { type Assignment, assignmentsOf } from '../cloud-controller/rows.ts';
import { repeatAdvice } from '../groups/membership-outcome.ts';
import { type RemovalTools, removeRoles } from '../groups/role-removal.ts';

const ORGANIZATION_USER = 'organization_user';

/** @returns how many @throws ScimError where roles are left; it says which, and what was removed before */
export async function removeAllRoles(user: string, what: string, tools: RemovalTools): Promise<number> {
  const { cloudController, context } = tools;
  const query = { user_guids: commaList([user]) };
  const assignments = assignmentsOf(await cloudController.list('roles', query, context));
  const steps = [
    assignments.filter(({ type }) => type.startsWith('space_')),
    assignments.filter(({ type }) => !type.startsWith('space_') && type !== ORGANIZATION_USER),
    assignments.filter(({ type }) => type === ORGANIZATION_USER),
  ];
  let removed = 0;
  for (const step of steps) {
    const failures = await remove(step, tools);
    removed += step.length - failures.length;
    const [first] = failures;
    if (first === undefined) continue;
    const left = assignments.length - removed;
    throw new ScimError(
      first.error.status,
      `${what} was not deleted, because ${left} of ${assignments.length} roles could not be removed; ${removed} were. ` +
        `First of them ${first.assignment.type} in ${first.assignment.target}: ${first.error.message} ${repeatAdvice([first.error])}`.trimEnd(),
      { retryAfter: first.error.retryAfter, isPartlyDone: removed > 0, cause: first.error },
    );
  }
  return removed;
}

/** A failure to delete the user, with what was done before it. @param removed roles */
export function withoutRoles(error: ScimError, removed: number): ScimError {
  if (removed === 0) return error;
  const { status, scimType, retryAfter } = error;
  const detail = `${error.message} Before that, the ${removed} role(s) of the user were removed.`;
  return new ScimError(status, detail, { scimType, retryAfter, isPartlyDone: true, cause: error });
}

interface Failure {
  readonly assignment: Assignment;
  readonly error: ScimError;
}

async function remove(assignments: readonly Assignment[], tools: RemovalTools): Promise<Failure[]> {
  const failures = await attempt(assignments, tools);
  // Jobs that somebody else started may still hold organization_user.
  const early = failures.filter(
    ({ error }) => error instanceof CloudControllerError && error.kind === 'hierarchy',
  );
  if (early.length === 0 || early.length < failures.length || !tools.budget.canWait(RETRY)) return failures;
  await tools.wait(RETRY, tools.context.signal);
  return await attempt(
    early.map(({ assignment }) => assignment),
    tools,
  );
}

/** Milliseconds until a removal that came too early is tried again. */
const RETRY = 2_000;

async function attempt(assignments: readonly Assignment[], tools: RemovalTools): Promise<Failure[]> {
  const outcomes = await removeRoles(
    assignments.map(({ guid }) => guid),
    tools,
  );
  return assignments.flatMap((assignment) => {
    const outcome = outcomes.get(assignment.guid);
    return outcome === undefined || outcome.status === 'done' ? [] : [{ assignment, error: outcome.error }];
  });
}
