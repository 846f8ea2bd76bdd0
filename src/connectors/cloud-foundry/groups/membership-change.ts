/**
 * Changes who has a role. Additions come before removals, so that nobody is without a role in between; a refusal of one
 * member does not stop the others, a failure of the system does.
 */
import { ScimError } from '../../../scim/errors.ts';
import type { CallContext } from '../../connector.ts';
import { failureFields, levelOf } from '../../failure-fields.ts';
import { tellOutcome } from '../../http/backend.ts';
import { batches, inParallel, type Outcome } from '../../membership/bounded.ts';
import { whereNotFound } from '../../membership/looked.ts';
import type { MembershipOutcome } from '../../membership/outcome.ts';
import { type CloudController, commaList } from '../cloud-controller/cloud-controller.ts';
import { CloudControllerError } from '../cloud-controller/cloud-controller-error.ts';
import { assignmentsOf } from '../cloud-controller/rows.ts';
import type { GroupRef } from './role-group.ts';
import { type RemovalTools, removeRoles } from './role-removal.ts';

export interface MembershipChange {
  readonly ref: GroupRef;
  /** Ids of users, all of them checked. */
  readonly adds: readonly string[];
  /** GUIDs of assignments by id of the user. */
  readonly removals: ReadonlyMap<string, string>;
  /** Give `organization_user` first to whoever gets a role in a space and lacks it. */
  readonly ensureOrganizationUser: boolean;
}

const USERS_PER_CALL = 100;
const ORGANIZATION_USER = 'organization_user';

export interface RoleGroupOutcome extends MembershipOutcome {
  /** Users who got `organization_user` on the way, whatever became of their role. */
  readonly organizationUsers: ReadonlySet<string>;
}

export async function changeMembers(
  change: MembershipChange,
  tools: RemovalTools,
): Promise<RoleGroupOutcome> {
  const organizationUsers = new Set<string>();
  const added = await addMembers(change, organizationUsers, tools);
  const stopped = failureOf(added);
  const users = [...change.removals.keys()];
  if (stopped !== undefined) {
    const notStarted: Outcome = { status: 'not-started', error: stopped };
    return { added, removed: new Map(users.map((user) => [user, notStarted])), organizationUsers };
  }
  const outcomes = await removeRoles([...change.removals.values()], tools);
  const removed = new Map(
    [...change.removals].flatMap(([user, role]) => {
      const outcome = outcomes.get(role);
      return outcome === undefined ? [] : [[user, outcome] as const];
    }),
  );
  await clarify(removed, change.ref, 'absent', tools);
  return { added, removed, organizationUsers };
}

/** @param given gets those to whom `organization_user` was given */
async function addMembers(
  change: MembershipChange,
  given: Set<string>,
  tools: RemovalTools,
): Promise<Map<string, Outcome>> {
  const { ref, adds, ensureOrganizationUser } = change;
  const { cloudController, budget } = tools;
  const step = budget.stepContext();
  const lacking =
    ensureOrganizationUser && ref.kind === 'space'
      ? await withoutOrganizationUser(ref, adds, cloudController, step)
      : undefined;
  const outcomes = await inParallel(adds, budget.mayStart, async (user) => {
    if (lacking?.has(user)) {
      const refusal = await give(async () => {
        const organization = { organization: ref.organization };
        await cloudController.createRole(ORGANIZATION_USER, user, organization, step);
        given.add(user);
      });
      if (refusal !== undefined) return refusal;
    }
    const target = ref.kind === 'space' ? { space: ref.space } : { organization: ref.organization };
    return await give(() => cloudController.createRole(ref.role, user, target, step));
  });
  await clarify(outcomes, ref, 'present', tools);
  return outcomes;
}

/** @returns why this user cannot have the role @throws what concerns all of them */
async function give(create: () => Promise<void>): Promise<CloudControllerError | undefined> {
  try {
    await create();
    return undefined;
  } catch (error) {
    if (!(error instanceof CloudControllerError)) throw error;
    if (error.kind === 'already-has') return undefined;
    if (error.kind === 'hierarchy' || error.kind === 'refused') return error;
    throw error;
  }
}

async function withoutOrganizationUser(
  { organization }: GroupRef,
  users: readonly string[],
  cloudController: CloudController,
  context: CallContext,
): Promise<ReadonlySet<string>> {
  const lacking = new Set(users);
  for (const batch of batches(users, USERS_PER_CALL)) {
    const query = {
      organization_guids: organization,
      types: ORGANIZATION_USER,
      user_guids: commaList(batch),
    };
    for (const { user } of assignmentsOf(await cloudController.list('roles', query, context)))
      lacking.delete(user);
  }
  return lacking;
}

/**
 * A request that broke off may have been executed all the same: one look tells. Whatever it shows, the request can be
 * repeated without harm.
 */
async function clarify(
  outcomes: Map<string, Outcome>,
  ref: GroupRef,
  wanted: 'present' | 'absent',
  { cloudController, budget, context }: RemovalTools,
): Promise<void> {
  const unclear = new Map<string, ScimError>();
  for (const [user, outcome] of outcomes) if (outcome.status === 'failed') unclear.set(user, outcome.error);
  const left = (user: string, error: ScimError, words: string) =>
    outcomes.set(user, { status: 'failed', error: withOutcome(error, words) });
  for (const [user, error] of unclear) left(user, error, ' Whether the change was made is not known.');
  if (unclear.size === 0 || !budget.canWait(0)) return;
  const look = budget.lookContext();
  const place = ref.kind === 'space' ? { space_guids: ref.space } : { organization_guids: ref.organization };
  try {
    for (const batch of batches(unclear, USERS_PER_CALL)) {
      const users = commaList(batch.map(([user]) => user));
      const query = { ...place, types: ref.role, user_guids: users };
      const found = assignmentsOf(await cloudController.list('roles', query, look));
      const present = new Set(found.map(({ user }) => user));
      for (const [user, error] of batch) {
        if (present.has(user) === (wanted === 'present')) outcomes.set(user, { status: 'done' });
        else left(user, error, whereNotFound(error));
      }
    }
  } catch (error) {
    context.log[levelOf(context)](
      failureFields(error, context.log),
      'what became of a change of members could not be read',
    );
  }
}

/** The error with these words about what became of the request. */
function withOutcome(error: ScimError, words: string): ScimError {
  const { status, scimType, retryAfter, cause } = error;
  const detail = tellOutcome(error.message, words);
  const options = { scimType, retryAfter, cause };
  return error instanceof CloudControllerError
    ? new CloudControllerError(error.kind, status, detail, error.said, options)
    : new ScimError(status, detail, options);
}

function failureOf(outcomes: ReadonlyMap<string, Outcome>): ScimError | undefined {
  for (const outcome of outcomes.values()) {
    if (outcome.status === 'failed' || outcome.status === 'not-started') return outcome.error;
  }
  return undefined;
}
