/** A request's time: whoever does not look at the signal is no longer waited for either. */
import { ClientGone, RequestEnded } from '../../scim/request-ended.ts';
import type { EarlyEnds } from '../request-state.ts';

export interface DeadlineOptions {
  /** Milliseconds. */
  readonly timeout: number;
  /** Whether it may change something, so that what was sent may still take effect. */
  readonly changes: boolean;
  /** Told what to do when the client goes away, and when the proxy stops. */
  readonly ends: EarlyEnds;
}

/**
 * Milliseconds that work gets, once its time is over, to say what it was waiting for and what was done: whoever looks at
 * the signal knows better than this file.
 */
const LAST_WORDS = 250;

/**
 * Runs `work` until it settles, the time is over, the client is gone or the proxy stops, whichever is first.
 *
 * @throws ScimError 504 or 503, also as the reason of the signal
 */
export function withinDeadline<T>(
  work: (signal: AbortSignal) => Promise<T>,
  { timeout, changes, ends }: DeadlineOptions,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const controller = new AbortController();
    let lastWords: NodeJS.Timeout | undefined;
    const abort = (ended: unknown) => {
      const reason = changes ? ended : withoutMeaning(ended);
      controller.abort(reason);
      lastWords ??= setTimeout(fail, LAST_WORDS, reason);
    };
    const timer = setTimeout(() => abort(tooLong(timeout)), timeout);
    const onGone = () => abort(new ClientGone());
    ends.onGone = onGone;
    ends.onStop = abort;

    const finish = () => {
      clearTimeout(timer);
      clearTimeout(lastWords);
      ends.onGone = undefined;
      ends.onStop = undefined;
    };
    const fail = (error: unknown) => {
      finish();
      reject(error);
    };
    try {
      work(controller.signal).then((result) => {
        finish();
        resolve(result);
      }, fail);
    } catch (error) {
      fail(error);
    }
  });
}

/** What was sent for a read takes no effect. */
function withoutMeaning(reason: unknown): unknown {
  if (!(reason instanceof RequestEnded) || reason instanceof ClientGone) return reason;
  const { status, what, retryAfter } = reason;
  return new RequestEnded(status, what, '', { retryAfter });
}

function tooLong(timeout: number): RequestEnded {
  return new RequestEnded(
    504,
    `The request took longer than server.requestTimeout (${timeout / 1000} s).`,
    'What was sent to the backend may still take effect; read before you repeat a write.',
  );
}
