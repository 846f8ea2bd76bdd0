/**
 * Removing roles: Cloud Controller accepts each removal and does it later. What is left is asked for all at once; only
 * for roles that stay the jobs are looked at (Cloud Controller V3, "Delete a role", "Jobs").
 */
import { ScimError } from '../../../scim/errors.ts';
import type { CallContext } from '../../connector.ts';
import { levelOf } from '../../failure-fields.ts';
import type { Wait } from '../../http/waiting.ts';
import { batches, inParallel, type Outcome } from '../../membership/bounded.ts';
import type { Budget } from '../../membership/budget.ts';
import { type CloudController, commaList } from '../cloud-controller/cloud-controller.ts';
import { CloudControllerError } from '../cloud-controller/cloud-controller-error.ts';

export interface RemovalTools {
  readonly cloudController: CloudController;
  readonly budget: Budget;
  readonly wait: Wait;
  readonly context: CallContext;
}

/** Milliseconds before each look; the last one repeats. */
const DELAYS = [250, 500, 1_000, 2_000];
/** Milliseconds after which a job is given up. */
const LONGEST = 60_000;
/** Every so many looks the jobs of what is left are read, of so many roles at most. */
const JOBS_EVERY = 3;
const MOST_JOBS = 50;
const GUIDS_PER_CALL = 200;

/** @param roles GUIDs of the roles @returns what became of each, confirmed */
export async function removeRoles(
  roles: readonly string[],
  tools: RemovalTools,
): Promise<Map<string, Outcome>> {
  const { cloudController, budget } = tools;
  const step = budget.stepContext();
  const accepted = new Map<string, string | undefined>();
  const outcomes = await inParallel(roles, budget.mayStart, async (role) => {
    try {
      accepted.set(role, await cloudController.deleteRole(role, step));
      return undefined;
    } catch (error) {
      if (!(error instanceof CloudControllerError)) throw error;
      // Gone already is what was wanted.
      if (error.kind === 'not-found') return undefined;
      if (error.kind === 'hierarchy' || error.kind === 'refused') return error;
      throw error;
    }
  });
  for (const [role, error] of await unconfirmed(accepted, tools)) {
    outcomes.set(role, { status: 'failed', error });
  }
  return outcomes;
}

/** Waits until the accepted removals are done. @returns the roles that are still there, and why */
async function unconfirmed(
  accepted: ReadonlyMap<string, string | undefined>,
  tools: RemovalTools,
): Promise<Map<string, ScimError>> {
  const { budget, wait, context } = tools;
  const pending = new Map(accepted);
  const failed = new Map<string, ScimError>();
  let waited = 0;
  let hung = false;
  try {
    for (let look = 0; pending.size > 0; look += 1) {
      const delay = DELAYS[Math.min(look, DELAYS.length - 1)] ?? 0;
      const isLast = !budget.canWait(delay);
      if (waited + delay > LONGEST || (isLast && !budget.canWait(0))) break;
      if (!isLast) await wait(delay, context.signal);
      waited += delay;
      const left = await stillThere([...pending.keys()], tools).catch((error: unknown) => {
        // One look that hangs says nothing about the next one.
        if (hung || !isTimeout(error) || !budget.canWait(0)) throw error;
        hung = true;
        return undefined;
      });
      if (left === undefined) continue;
      for (const role of pending.keys()) if (!left.has(role)) pending.delete(role);
      if (isLast) break;
      if (look % JOBS_EVERY === JOBS_EVERY - 1) await readJobs(pending, failed, tools);
    }
  } catch (error) {
    give(pending, failed, (role) => notConfirmed(role, error));
  }
  if (pending.size > 0) {
    context.log[levelOf(context)]({ roles: [...pending.keys()] }, 'removal of roles accepted, not confirmed');
    give(pending, failed, (role) => notConfirmed(role));
  }
  return failed;
}

async function stillThere(
  roles: readonly string[],
  { cloudController, budget }: RemovalTools,
): Promise<Set<unknown>> {
  const context = budget.lookContext();
  const found = new Set<unknown>();
  for (const batch of batches(roles, GUIDS_PER_CALL)) {
    const { resources } = await cloudController.list('roles', { guids: commaList(batch) }, context);
    for (const { guid } of resources) found.add(guid);
  }
  return found;
}

/** Moves what failed from `pending` to `failed`. */
async function readJobs(
  pending: Map<string, string | undefined>,
  failed: Map<string, ScimError>,
  { cloudController, budget }: RemovalTools,
): Promise<void> {
  const context = budget.lookContext();
  const jobs = [...pending].slice(0, MOST_JOBS);
  const proceed = () => undefined;
  const outcomes = await inParallel(jobs, proceed, async ([role, job]) => {
    const problem = job === undefined ? undefined : await problemOf(job, cloudController, context);
    if (problem === undefined) return undefined;
    // The job may have ended after the role was looked for.
    const gone = await isGone(role, cloudController, context);
    pending.delete(role);
    const why = problem.replace(/\.?$/, '.');
    if (!gone) failed.set(role, new ScimError(502, `The job that removes the role failed: ${why}`));
    return undefined;
  });
  for (const outcome of outcomes.values()) if (outcome.status === 'failed') throw outcome.error;
}

/** Why the job will not do it any more, or `undefined`. */
async function problemOf(
  job: string,
  cloudController: CloudController,
  context: CallContext,
): Promise<string | undefined> {
  try {
    const { state, problem } = await cloudController.job(job, context);
    return state === 'FAILED' ? (problem ?? 'no reason was given') : undefined;
  } catch (error) {
    if (isNotFound(error)) return 'Cloud Controller does not know it any more';
    throw error;
  }
}

async function isGone(
  role: string,
  cloudController: CloudController,
  context: CallContext,
): Promise<boolean> {
  try {
    await cloudController.get('roles', role, {}, context);
    return false;
  } catch (error) {
    if (isNotFound(error)) return true;
    throw error;
  }
}

function isNotFound(error: unknown): boolean {
  return error instanceof CloudControllerError && error.kind === 'not-found';
}

function isTimeout(error: unknown): boolean {
  return error instanceof ScimError && error.status === 504;
}

function give(
  pending: Map<string, unknown>,
  failed: Map<string, ScimError>,
  error: (role: string) => ScimError,
): void {
  for (const role of pending.keys()) failed.set(role, error(role));
  pending.clear();
}

/** 504, as nobody knows; the status of the look where that says when to come back. */
function notConfirmed(role: string, cause?: unknown): ScimError {
  const why = cause instanceof Error ? ` (${cause.message})` : '';
  const detail = `The removal of role ${role} was accepted and is not confirmed${why}. Repeat the request: it then shows whether the role is gone.`;
  const retryAfter = cause instanceof ScimError ? cause.retryAfter : undefined;
  const isBusy = cause instanceof ScimError && (cause.status === 429 || cause.status === 503);
  return new ScimError(isBusy ? cause.status : 504, detail, { retryAfter, cause });
}
