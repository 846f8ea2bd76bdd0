/**
 * Answers with a status that no backend documents, by what it means in HTTP whoever answers (RFC 9110 §15, RFC 4918 §11,
 * RFC 5842 §7, RFC 6585, RFC 7725). An unknown 4xx is taken as 400 (RFC 9110 §15). None of them leaves open whether a change
 * was made, but a redirect to another resource: the request was refused before it was acted on.
 */
import { ScimError, type ScimType } from '../../scim/errors.ts';
import {
  addressAdvice,
  type Backend,
  type CallDescription,
  describeBackend,
  describeCall,
  isOwnBusiness,
  isWrite,
  unknownOutcome,
} from './backend.ts';
import type { OutboundResponse } from './exchange.ts';
import { defaultScimType, sentence } from './upstream-error.ts';
import { presentable, readUpstreamMessage, type UpstreamMessage } from './upstream-message.ts';

interface Meaning {
  /** To the client. */
  readonly status: number;
  readonly scimType?: ScimType | undefined;
  /** Sentences. */
  readonly advice: string;
}

/** Those that backends document. */
const DOCUMENTED: ReadonlySet<number> = new Set([400, 401, 403, 404, 409, 422, 429]);

/** @returns nothing for a status that a backend documents, and for any 5xx without a meaning of its own */
export function undocumentedStatus(
  backend: Backend,
  call: CallDescription,
  response: OutboundResponse,
): ScimError | undefined {
  if (DOCUMENTED.has(response.status)) return undefined;
  const message = readUpstreamMessage(response.body, backend.mask);
  const meaning = meaningOf(backend, call, response, message);
  if (meaning === undefined) return undefined;
  const { status, advice, scimType } = meaning;
  // What the proxy needs for itself is none of the client's mistakes.
  if (status !== 502 && isOwnBusiness(call)) return undefined;
  const said = message.text === undefined ? '' : `: ${message.text}`;
  const what = `${describeBackend(backend)} answered ${describeCall(call)} with ${response.status}${said}`;
  return new ScimError(status, sentence(what, advice), { scimType });
}

function meaningOf(
  backend: Backend,
  call: CallDescription,
  { status, headers }: OutboundResponse,
  message: UpstreamMessage,
): Meaning | undefined {
  const check = addressAdvice(backend);
  const gateway = (advice: string): Meaning => ({ status: 502, advice });
  const nothingChanged = isWrite(call) ? ' Nothing was changed.' : '';
  switch (status) {
    case 304:
      return gateway(
        `Nobody asked whether anything had changed: look for a cache in front of the backend, and ${check}.`,
      );
    case 402:
      return gateway('Whoever runs the backend has to say what has to be paid.');
    case 405:
      if (!isWrite(call)) return gateway(`This is no API that can be read: ${check}.`);
      return {
        status: 501,
        advice: `The backend has no such operation; if it should, ${check}.${nothingChanged}`,
      };
    case 406:
    case 415:
      return gateway(
        backend.contentTypeProperty === undefined
          ? `The backend does not take the media type: ${check}.`
          : `The backend does not take the media type: check the property ${backend.contentTypeProperty}, which sets the content type, else ${check}.`,
      );
    case 407:
      return gateway('A web proxy on the way to the backend wants credentials of its own.');
    case 408:
      return { status: 504, advice: `The backend did not get the whole request in time.${nothingChanged}` };
    case 410:
      return call.target === 'entity' && message.isScimError
        ? { status: 404, advice: '' }
        : gateway(`This is not how it says that an entity does not exist: ${check}.`);
    case 412:
      return {
        status: 412,
        scimType: message.scimType,
        advice: 'The entity was changed meanwhile: read it again before you repeat.',
      };
    case 413:
      return {
        status: 413,
        scimType: message.scimType,
        advice: 'The request is too large for the backend: send fewer values at once.',
      };
    case 414:
    case 431:
      return call.filtered
        ? {
            status: 400,
            scimType: 'invalidFilter',
            advice: 'The filter makes the URL too long for the backend: write a shorter one.',
          }
        : gateway(
            `The URL or the headers are too long for the backend or for what stands in front of it: check the properties ips.http.header.*, and ${check}.`,
          );
    case 421:
      return gateway(`Another server has answered: ${check}.`);
    case 423:
      return { status: 409, advice: `The entity is locked at the moment.${nothingChanged}` };
    case 426:
      return gateway(`It wants another protocol: ${check}.`);
    case 428:
      return {
        status: 400,
        advice: `The backend changes nothing without a version: send the one that was read in If-Match.${nothingChanged}`,
      };
    case 451:
      return { status: 403, advice: 'The backend must not do this for reasons of law.' };
    case 501:
      return { status: 501, advice: `The backend does not support this.${nothingChanged}` };
    case 505:
      return gateway(`It does not speak HTTP/1.1: ${check}, and what stands in front of it.`);
    case 507:
      return gateway('The backend has no room to store it: whoever runs it has to make some.');
    case 508:
      return gateway(
        `The request went round in a circle: ${check}, and what stands in front of the backend.`,
      );
    case 511:
      return gateway(
        `A network on the way wants a logon of its own, so that the backend has not seen the request: ask who runs the network, and ${check}.`,
      );
    default:
      if (status < 400) return gateway(redirected(backend, call, status, headers['location']));
      if (status < 500)
        return { status: 400, scimType: message.scimType ?? defaultScimType(call), advice: '' };
      return undefined;
  }
}

/** A 303 names what came of the request (RFC 9110 §15.4.4). */
function redirected(
  backend: Backend,
  call: CallDescription,
  status: number,
  location: string | undefined,
): string {
  const target = redirectTarget(backend, location);
  const where = target === undefined ? '' : `It is a redirect to ${target}. `;
  const outcome = status === 303 ? unknownOutcome(call) : '';
  return `${where}Redirects are not followed, because the credentials would go along: ${addressAdvice(backend)}, which has to name the final host.${outcome}`;
}

/** Scheme and host that an answer leads to, fit to be shown; `undefined` where it has none. */
export function redirectTarget(backend: Backend, location: string | undefined): string | undefined {
  const target = location === undefined ? undefined : URL.parse(location, backend.origin)?.origin;
  // A host may be what is left of a token.
  return target === undefined || backend.mask.hasTokens ? undefined : presentable(target, backend.mask);
}
