/** Changes that are made of what was read before, while others change the entity too. */
import { setTimeout } from 'node:timers/promises';
import { ScimError } from '../scim/errors.ts';
import { RequestEnded } from '../scim/request-ended.ts';
import type { Preconditions, ProxyContext } from './types.ts';

/** Where so many want to change an entity at the same moment, one of them gets through each time. */
const ATTEMPTS = 10;
/** Milliseconds that the waits before another attempt begin and end with. */
const SHORTEST_WAIT = 25;
const LONGEST_WAIT = 400;
/** Seconds after which whoever gave up may try again. */
const RETRY_AFTER = 2;

/** Resolves after so many milliseconds, or rejects once the signal aborts. */
export type Sleep = (milliseconds: number, signal: AbortSignal) => Promise<void>;

const sleep: Sleep = (milliseconds, signal) => setTimeout(milliseconds, undefined, { signal });

/**
 * Reads, computes and writes again where the backend says that the entity was changed meanwhile: whoever named a version
 * wants that one or none, everybody else wants the change.
 *
 * @throws ScimError 503 where others were faster each time, 504 or the status of the request's end where there was no
 *   time for another attempt
 */
export async function retryChanged<T>(
  { ifMatch }: Preconditions,
  { signal }: Pick<ProxyContext, 'signal'>,
  work: () => Promise<T>,
  wait: Sleep = sleep,
): Promise<T> {
  const namesVersion = ifMatch !== undefined && ifMatch.trim() !== '*';
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const changed = error instanceof ScimError && error.status === 412;
      if (!changed || namesVersion) throw error;
      if (attempt === ATTEMPTS) throw overtaken(error, attempt);
      await wait(spread(attempt), signal).catch(() => {
        throw outOfTime(error, attempt, signal);
      });
    }
  }
}

/** Callers that collided do not come back at once. */
function spread(attempt: number): number {
  return Math.min(LONGEST_WAIT, SHORTEST_WAIT * 2 ** attempt) * Math.random();
}

function overtaken(cause: ScimError, attempts: number): ScimError {
  const detail = `${cause.message} ${gaveUp(attempts)}`;
  return new ScimError(503, detail, { retryAfter: RETRY_AFTER, cause });
}

function outOfTime(cause: ScimError, attempts: number, { reason }: AbortSignal): ScimError {
  if (!(reason instanceof RequestEnded)) return overtaken(cause, attempts);
  const { status, what, retryAfter } = reason;
  return new ScimError(status, `${what} ${gaveUp(attempts)}`, { retryAfter, cause });
}

function gaveUp(attempts: number): string {
  return `In ${attempts} attempt(s), others changed the entity first each time: this request was not done; repeat it.`;
}
