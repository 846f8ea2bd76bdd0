/** A request without a complete answer, as the client gets it: 504 where time ran out, else 502. */
import { ScimError } from '../../scim/errors.ts';
import { RequestEnded } from '../../scim/request-ended.ts';
import type { CallContext } from '../connector.ts';
import { fenceLost } from '../leased.ts';
import { NO_MEMORY } from './answer-memory.ts';
import {
  addressAdvice,
  type Backend,
  type CallDescription,
  describeBackend,
  describeCall,
  isWrite,
  unknownOutcome,
} from './backend.ts';
import { breakerError } from './breaker/error.ts';
import { FENCE_LOST, TOO_LARGE, type TransportFailure } from './exchange.ts';
import { ENDLESS_INTERIM, UNASKED_UPGRADE } from './interim-answers.ts';
import { shownTo } from './way/peer.ts';
import { isCertificateAlert, isTlsFailure, tlsAdvice } from './way/tls-failure.ts';
import { WebProxyError, webProxyAdvice, webProxyOf } from './way/web-proxy-error.ts';

const NO_ADDRESS: ReadonlySet<string> = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA']);
const NO_CONNECTION: ReadonlySet<string> = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH']);
/** What the proxy's own machine has run out of; the backend was never reached. */
const EXHAUSTED: ReadonlyMap<string, string> = new Map([
  ['EMFILE', 'The proxy has as many open files and connections as it may have: raise its limit (ulimit -n)'],
  ['ENFILE', "The proxy's machine has as many open files and connections as it may have: raise its limit"],
  ['ENOBUFS', "The proxy's machine has no memory left for connections: give it more"],
  ['ENOMEM', "The proxy's machine has no memory left for connections: give it more"],
  ['EADDRNOTAVAIL', "The proxy's machine has no free local address or port for a connection"],
]);
/** Seconds until something may be free again. */
const EXHAUSTED_RETRY = 5;
const TIMEOUT: ReadonlySet<string> = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'ETIMEDOUT',
]);
const CLOSED: ReadonlySet<string> = new Set(['UND_ERR_CLOSED', 'UND_ERR_DESTROYED']);

/** @param progress of the request that the call is for; absent: nobody knows whether it has changed something */
export function transportError(
  backend: Backend,
  call: CallDescription,
  failure: TransportFailure,
  progress?: CallContext['progress'],
): ScimError {
  const { reason } = failure;
  const whom = describeBackend(backend);
  const through = webProxyOf(failure.cause);
  const path = through === undefined ? '' : `; through the web proxy ${through.origin}`;
  const during = `(${describeCall(call)}; ${reason}${path})`;
  const outcome = outcomeOf(call, failure);
  const isUndone = neverSent(failure);
  const error = (status: number, text: string) =>
    new ScimError(status, `${text}${outcome}`, { isUndone, cause: failure });
  // What a write needs first, its outcome says.
  const again = isWrite(call)
    ? ''
    : ' Repeat the request; if it stays so, look at the backend and what stands in front of it.';

  if (reason === 'ABORTED') return abortError(backend, call, failure, outcome, progress);
  const turnedAway = breakerError(backend, call, failure, { isUndone, outcome });
  if (turnedAway !== undefined) return turnedAway;
  const exhausted = exhaustion(failure);
  if (exhausted !== undefined) {
    return new ScimError(
      503,
      `${EXHAUSTED.get(exhausted)}. There was no connection to ${whom} (${describeCall(call)}; ${exhausted}), which is not at fault.${outcome}`,
      { retryAfter: EXHAUSTED_RETRY, isUndone, cause: failure },
    );
  }
  if (reason === FENCE_LOST) return fenceLost(during, outcome, { isUndone, cause: failure });
  if (failure.cause instanceof WebProxyError) {
    const { status, text } = webProxyAdvice(failure.cause, whom, during);
    return error(status, text);
  }
  if (NO_ADDRESS.has(reason)) {
    return error(
      502,
      `The host of ${whom} has no address ${during}: ${addressAdvice(backend)} and the name service.`,
    );
  }
  if (NO_CONNECTION.has(reason)) {
    return error(
      502,
      `${whom} takes no connection ${during}: ${addressAdvice(backend)}, and whether the host is up.`,
    );
  }
  if (isTlsFailure(reason)) {
    const advice = tlsAdvice(reason, failure.cause, whom, addressAdvice(backend));
    return error(502, `No TLS connection to ${whom} ${during}: ${advice}.`);
  }
  if (TIMEOUT.has(reason)) return error(504, `${whom} did not answer in time ${during}.${again}`);
  if (CLOSED.has(reason)) {
    return error(
      503,
      `The connections to ${whom} are closed, because the proxy stops or loads its configuration ${during}: repeat the request.`,
    );
  }
  if (reason === NO_MEMORY) {
    return error(
      502,
      `The answer of ${whom} was not read, because the proxy has as many large requests and answers in work as its memory allows, or this system's part of it (server.workMemory) ${during}.`,
    );
  }
  if (reason === TOO_LARGE) {
    return error(
      502,
      `The answer of ${whom} is too large ${during}: ask for fewer entities (count) or leave out members.`,
    );
  }
  if (reason === UNASKED_UPGRADE) {
    return error(
      502,
      `${whom} changed the protocol (101), which nobody asked for, and did not answer ${during}: ${addressAdvice(backend)}.`,
    );
  }
  if (reason === ENDLESS_INTERIM) {
    return error(
      502,
      `${whom} sent one interim answer (1xx) after the other, and no answer ${during}: ${addressAdvice(backend)}, and what stands in front of it.`,
    );
  }
  return error(
    502,
    failure.progress === 'answering'
      ? `The answer of ${whom} broke off or is not valid HTTP ${during}.${again}`
      : `${whom} closed the connection without an answer ${during}.${again}${silentRefusal(failure)}`,
  );
}

/** Some hosts, those of Node.js among them, say nothing about a client certificate that they do not accept. */
function silentRefusal({ cause, reused }: TransportFailure): string {
  const shown = reused ? undefined : shownTo(cause);
  if (shown === undefined) return '';
  return ` Hosts that do not accept the client certificate ("${shown.subject}", property ${shown.property}) may do so as well.`;
}

/**
 * Where a host has several addresses, Node tries one after the other and tells the first one's reason. An address of a
 * family that the machine does not have looks like a lack of ports, so there the others decide.
 */
function exhaustion({ reason, cause }: TransportFailure): string | undefined {
  const reasons =
    cause instanceof AggregateError
      ? cause.errors.map(({ code }: { code?: string }) => code ?? '')
      : [reason];
  const lacking = reasons.filter((each) => EXHAUSTED.has(each));
  const certain = lacking.find((each) => each !== 'EADDRNOTAVAIL');
  return certain ?? (lacking.length === reasons.length ? lacking[0] : undefined);
}

/** The reason is the caller's: a deadline, a client that went away, a proxy that stops. */
function abortError(
  backend: Backend,
  call: CallDescription,
  failure: TransportFailure,
  outcome: string,
  progress: CallContext['progress'],
): ScimError {
  const reason = failure.cause;
  const what = `${describeCall(call)} at ${describeBackend(backend)}`;
  const isUndone = neverSent(failure);
  const isUnsentWrite = isUndone && isWrite(call);
  if (isUnsentWrite && reason instanceof RequestEnded) {
    const detail = `${reason.what} It was waiting to send ${what}.${outcome}`;
    return new ScimError(reason.status, detail, { retryAfter: reason.retryAfter, isUndone, cause: reason });
  }
  // What a change has to know was still being read.
  if (!isWrite(call) && progress?.hasWritten === false && reason instanceof RequestEnded) {
    const detail = `${reason.what} It was waiting for ${what}. Nothing was sent that changes anything, so nothing was changed: repeat the request.`;
    const { status, retryAfter } = reason;
    return new ScimError(status, detail, { retryAfter, isUndone: true, cause: reason });
  }
  if (reason instanceof ScimError) {
    const { status, scimType, retryAfter } = reason;
    const detail = `${reason.message} It was waiting for ${what}.${outcome}`;
    return new ScimError(status, detail, { scimType, retryAfter, isUndone, cause: reason });
  }
  if (reason instanceof Error && reason.name === 'TimeoutError') {
    return new ScimError(504, `The time for this request was over before ${what} was answered.${outcome}`, {
      isUndone,
      cause: reason,
    });
  }
  return new ScimError(503, `The request was cancelled before ${what} was answered.${outcome}`, {
    isUndone,
    cause: reason,
  });
}

/** Whether the backend has seen nothing of it. */
function neverSent({ progress, reason, sentBefore }: TransportFailure): boolean {
  return !sentBefore && (progress === 'unsent' || isCertificateAlert(reason));
}

function outcomeOf(call: CallDescription, failure: TransportFailure): string {
  if (neverSent(failure)) return isWrite(call) ? ' Nothing was sent, so nothing was changed.' : '';
  const { status } = failure;
  if (!isWrite(call) || status === undefined || status >= 300) return unknownOutcome(call);
  return ` It had begun to answer ${status}, so the change was made: read the entity before you repeat the request.`;
}
