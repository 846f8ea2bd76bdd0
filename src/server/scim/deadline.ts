/** A request's time: whoever does not look at the signal is no longer waited for either. */
import type { ServerResponse } from 'node:http';
import { ClientGone, RequestEnded } from '../../scim/request-ended.ts';

export interface DeadlineOptions {
  /** Milliseconds. */
  readonly timeout: number;
  /** Aborts when its client goes away. */
  readonly response: ServerResponse;
  /** Aborts when the proxy cannot wait any longer because it stops. */
  readonly stop: AbortSignal;
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
export async function withinDeadline<T>(
  work: (signal: AbortSignal) => Promise<T>,
  { timeout, response, stop }: DeadlineOptions,
): Promise<T> {
  const controller = new AbortController();
  const { promise: over, reject } = Promise.withResolvers<never>();
  let lastWords: NodeJS.Timeout | undefined;
  const abort = (reason: unknown) => {
    controller.abort(reason);
    lastWords ??= setTimeout(() => reject(reason), LAST_WORDS);
  };
  const onTimeout = () => {
    abort(
      new RequestEnded(
        504,
        `The request took longer than server.requestTimeout (${timeout / 1000} s).`,
        'What was sent to the backend may still take effect; read before you repeat a write.',
      ),
    );
  };
  const onClose = () => abort(new ClientGone());
  const onStop = () => abort(stop.reason);

  const timer = setTimeout(onTimeout, timeout);
  response.once('close', onClose);
  stop.addEventListener('abort', onStop);
  try {
    return await Promise.race([work(controller.signal), over]);
  } finally {
    clearTimeout(timer);
    clearTimeout(lastWords);
    response.off('close', onClose);
    stop.removeEventListener('abort', onStop);
  }
}
