/**
 * An upstream answer with a status that backends document, as the client gets it: those that mean the client's own request are
 * handed on with the backend's message, all that is between the proxy and its backend becomes 502. A 401 or 403 for
 * the proxy's technical user is never shown as the client's.
 */
import { ScimError, type ScimType } from '../../scim/errors.ts';
import {
  type Backend,
  type CallDescription,
  describeBackend,
  describeCall,
  isWrite,
  unknownOutcome,
} from './backend.ts';
import type { OutboundResponse } from './exchange.ts';
import { nextAttempt, PROBE_INTERVAL, wrongCredentials } from './refusal.ts';
import { retryAfterSeconds } from './retry-after.ts';
import { readUpstreamMessage, type UpstreamMessage } from './upstream-message.ts';

/** How a 422 says that it means a collision. */
const CONFLICT = /already (?:exists|in use|taken)|duplicate|not unique|must be unique/i;

export function upstreamError(
  backend: Backend,
  call: CallDescription,
  response: OutboundResponse,
): ScimError {
  const { status } = response;
  const message = readUpstreamMessage(response.body, backend.mask);
  const answered = `${describeBackend(backend)} answered ${describeCall(call)} with ${status}`;
  const said = message.text === undefined ? '' : `: ${message.text}`;
  /** The client's own business: what the backend says matters most. */
  const handOn = (clientStatus: number, scimType: ScimType | undefined, advice = '') =>
    new ScimError(clientStatus, sentence(`${answered}${said}`, advice, call.hint), { scimType });
  const badGateway = (advice: string, isUndone = false) =>
    new ScimError(502, sentence(`${answered}${said}`, advice), { isUndone });

  switch (status) {
    case 400:
      return handOn(400, message.scimType ?? defaultScimType(call));
    case 401:
      return badGateway(logonAdvice(backend), true);
    case 403:
      return badGateway(
        backend.logon === undefined
          ? `Give the technical user (property User) ${backend.requiredRole(call)}.`
          : `Give ${backend.logon.whom} ${backend.requiredRole(call)}.`,
        true,
      );
    case 404:
      return isUnknownEntity(call, message)
        ? handOn(404, undefined)
        : badGateway('This is not how it says that an entity does not exist: check the property URL.');
    case 409:
      return handOn(409, message.scimType ?? 'uniqueness', collision(call));
    case 422:
      return message.scimType === 'uniqueness' || CONFLICT.test(message.text ?? '')
        ? handOn(409, 'uniqueness', collision(call))
        : handOn(400, message.scimType ?? 'invalidValue');
    case 429: {
      const retryAfter = retryAfterSeconds(response.headers) ?? backend.retryAfter;
      const advice = `The backend's limit of requests is reached: repeat in ${retryAfter} seconds.`;
      return new ScimError(429, sentence(`${answered}${said}`, advice), { retryAfter });
    }
    default: {
      const advice = `Check whether ${backend.origin} (property URL) is in order.${unknownOutcome(call)}`;
      const retryAfter = retryAfterSeconds(response.headers);
      return new ScimError(502, sentence(`${answered}${said}`, advice), { retryAfter });
    }
  }
}

/** Basic credentials are held back, to lock nobody. */
function logonAdvice(backend: Backend): string {
  return backend.logon?.refused ?? `${wrongCredentials(backend)} ${nextAttempt(PROBE_INTERVAL / 1000)}`;
}

/** A 404 for all entities, or from a router that does not know the path, is a wrong URL and no missing entity. */
function isUnknownEntity(call: CallDescription, message: UpstreamMessage): boolean {
  return message.isScimError && !(call.method === 'GET' && call.target === 'collection');
}

/** RFC 7644 §3.12 wants one with most 400s; backends leave it out at times. */
export function defaultScimType(call: CallDescription): ScimType | undefined {
  if (isWrite(call)) return 'invalidValue';
  return call.filtered ? 'invalidFilter' : undefined;
}

function collision(call: CallDescription): string {
  return call.identifiers === undefined ? '' : `The request has ${call.identifiers}.`;
}

/** Joins what happened and what to do, each ending in a full stop. */
export function sentence(what: string, ...advice: readonly (string | undefined)[]): string {
  const first = /[.!?…]$/.test(what) ? what : `${what}.`;
  return [first, ...advice].filter((part) => part !== undefined && part !== '').join(' ');
}
