/** Changes that others must not come in between, where the others are other instances of the proxy. */
import { ScimError, type ScimErrorOptions } from '../scim/errors.ts';
import { nothingSent } from '../scim/request-ended.ts';
import { type Lease, LeaseNotGiven, type Leases } from '../state/leases.ts';
import { StateUnavailable } from '../state/state.ts';
import type { CallContext } from './connector.ts';

const OTHERS = 'Other changes of the same entity, at other instances of the proxy, took too long.';
const RESTART =
  'The server of "state" that the instances share was started anew or lost its data: for some seconds nothing can be changed that another instance may just be changing.';
/** Seconds after which the server may be there again, or whatever held the instance up over. */
const RETRY_AFTER = 5;
const LOST =
  'The change could not be ended: other instances of the proxy may be changing the same entity by now, because this one stood still for too long, or the server of "state" is away';

export interface LeasedWork {
  /** Absent: nobody else has to be kept away. */
  readonly leases: Leases | undefined;
  /** The entity: where it is, and its id. */
  readonly key: string;
  /** Reads, and writes what it made of that; else it may go side by side with others of its kind. */
  readonly alone: boolean;
}

/**
 * Behind the turn within the process. The lease lasts until everything is over that was sent and not answered.
 *
 * @param work has to use the context that it is given: with it, nothing is written once the lease may have ended
 * @throws ScimError 503 where there is no lease to be had, 504 or with the status of the request's end where none came in time
 */
export function leased<Context extends CallContext, T>(
  { leases, key, alone }: LeasedWork,
  context: Context,
  work: (context: Context) => Promise<T>,
): Promise<T> {
  // What is only tried changes nothing. Where there are no other instances, a change pays for nothing here.
  return leases === undefined || context.dryRun !== undefined
    ? work(context)
    : withLease(leases, key, alone, context, work);
}

async function withLease<Context extends CallContext, T>(
  leases: Leases,
  key: string,
  alone: boolean,
  context: Context,
  work: (context: Context) => Promise<T>,
): Promise<T> {
  const lease = await take(leases, key, alone, context.signal);
  const ends: Promise<unknown>[] = [];
  const unanswered = (end: Promise<unknown>) => {
    ends.push(end);
    context.unanswered?.(end);
  };
  const held = { ...context, fence: lease };
  try {
    // Changes that need not be alone do no harm when they come late.
    return await work(alone ? { ...held, unanswered } : held);
  } finally {
    if (ends.length === 0) lease.release();
    else void Promise.allSettled(ends).then(() => lease.release());
  }
}

/** @param during which call was not sent, in parentheses @param outcome what became of it, a sentence with a blank in front */
export function fenceLost(
  during: string,
  outcome: string,
  options: Pick<ScimErrorOptions, 'isUndone' | 'cause'>,
) {
  return new ScimError(503, `${LOST} ${during}.${outcome}`, { ...options, retryAfter: RETRY_AFTER });
}

async function take(leases: Leases, key: string, alone: boolean, signal: AbortSignal): Promise<Lease> {
  try {
    return await leases.take(key, alone, signal);
  } catch (error) {
    if (error instanceof LeaseNotGiven) {
      throw nothingSent(signal, error.why === 'restart' ? RESTART : OTHERS);
    }
    if (!(error instanceof StateUnavailable)) throw error;
    const detail = `${error.message} Without it nobody can keep the other instances of the proxy from changing the same entity at the same time, and one change would take back the other. Nothing was sent, so nothing was changed; repeat the request.`;
    throw new ScimError(503, detail, { retryAfter: RETRY_AFTER, isUndone: true, cause: error });
  }
}
