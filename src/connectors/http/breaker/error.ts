/** What a client is told whose request was not sent because the backend is away. */
import { ScimError } from '../../../scim/errors.ts';
import {
  addressAdvice,
  type Backend,
  type CallDescription,
  describeBackend,
  describeCall,
} from '../backend.ts';
import type { TransportFailure } from '../exchange.ts';
import { WebProxyError } from '../way/web-proxy-error.ts';
import type { WebProxyTrouble } from '../way/web-proxy-trouble.ts';
import type { Failure } from './breaker.ts';
import { BreakerOpen } from './refused.ts';

/**
 * @param outcome what is known of a write, a sentence behind a blank; may be empty
 * @returns nothing for any other failure
 */
export function breakerError(
  backend: Backend,
  call: CallDescription,
  failure: TransportFailure,
  { outcome, isUndone }: { readonly outcome: string; readonly isUndone: boolean },
): ScimError | undefined {
  const { cause } = failure;
  if (!(cause instanceof BreakerOpen)) return undefined;
  const { since, seconds } = cause;
  const began = new Date(since).toISOString().replace(/\.\d+/, '');
  const advice =
    cause.failure instanceof WebProxyError
      ? 'see whether the web proxy is up, and reaches the backend'
      : `see whether the backend is up, and ${addressAdvice(backend)}`;
  const detail = `${describeCall(call)} was not sent to ${describeBackend(backend)}: all requests have failed since ${began}, at last with ${wordsFor(cause.failure)}, and until one succeeds only few are sent.${outcome} Repeat in ${seconds} seconds; if it stays so, ${advice}.`;
  return new ScimError(503, detail, { retryAfter: seconds, isUndone, cause: failure });
}

/** What went wrong with a web proxy that has not said anything. */
const NO_ANSWER: Partial<Record<WebProxyTrouble['kind'], string>> = {
  timeout: 'no answer in time',
  closed: 'no answer',
};

function wordsFor(failure: Failure): string {
  if (failure instanceof WebProxyError) {
    const { webProxy, trouble, code } = failure;
    const what = NO_ANSWER[trouble.kind] ?? code;
    return `${what} of the web proxy ${webProxy.origin} (${webProxy.setBy})`;
  }
  if (/^\d+$/.test(failure)) return `status ${failure}`;
  return failure === 'ABORTED' ? 'no answer in time' : failure;
}
