/** What the UAA says about a failure, as the client gets it (UAA documentation, "Users" and "Token"). */
import { ScimError, type ScimErrorOptions } from '../../scim/errors.ts';
import { isJsonObject, type JsonObject } from '../../scim/json.ts';
import {
  addressAdvice,
  type Backend,
  type CallDescription,
  describeBackend,
  describeCall,
  unknownOutcome,
} from '../http/backend.ts';
import type { OutboundResponse } from '../http/exchange.ts';
import type { SecretMask } from '../http/masking/secret-mask.ts';
import { retryAfterSeconds } from '../http/retry-after.ts';
import { presentable } from '../http/upstream-message.ts';
import { REJECTED } from './cloud-controller-error.ts';
import { routerError } from './router-error.ts';

/** Below the UAA's address. */
export const TOKEN_RESOURCE = 'oauth/token';

/** How a unique constraint of the database shows through a 400. */
const COLLISION = /duplicate key|unique constraint|PreparedStatementCallback/i;

/** @param now milliseconds since the epoch */
export function uaaError(
  backend: Backend,
  call: CallDescription,
  response: OutboundResponse,
  now: number,
): ScimError {
  const { status, headers } = response;
  const body = readBody(response.body);
  const error = body === undefined ? undefined : textOf(body, 'error');
  const message = messageOf(body, response.body, backend.mask);
  const answered = `${describeBackend(backend)} answered ${describeCall(call)} with ${status}`;
  const fail = (clientStatus: number, advice: string, options?: ScimErrorOptions, shown = message) => {
    const what = `${answered}${shown === undefined ? '' : `: ${shown}`}`.replace(/\.?$/, '.');
    return new ScimError(clientStatus, [what, advice].filter(Boolean).join(' '), options);
  };
  const outcome = unknownOutcome(call);
  const retryAfter = retryAfterSeconds(headers['retry-after'], now);

  const router = routerError(headers);
  if (router !== undefined) {
    const down = status === 503;
    const options = { retryAfter: down ? (retryAfter ?? 30) : retryAfter };
    return fail(down ? 503 : 502, `${router} If it stays so, ${addressAdvice(backend)}.${outcome}`, options);
  }
  switch (status) {
    case 400:
      return badRequest(message, error, fail);
    case 401:
      return fail(502, REJECTED);
    case 403:
      return fail(502, error === 'insufficient_scope' ? missingScope(call) : '');
    case 404:
      if (error === 'scim_resource_not_found') return fail(404, '');
      return fail(502, `This is not how it says that a user does not exist: ${addressAdvice(backend)}.`);
    case 409:
      if (error === 'scim_resource_conflict') return fail(412, CHANGED);
      return fail(409, call.identifiers === undefined ? '' : `The request has ${call.identifiers}.`, {
        scimType: 'uniqueness',
      });
    case 422:
      return fail(412, CHANGED);
    case 429: {
      const seconds = retryAfter ?? backend.retryAfter;
      return fail(429, `The limit of requests is reached: repeat in ${seconds} seconds.`, {
        retryAfter: seconds,
      });
    }
    default: {
      const id = headers['x-vcap-request-id'];
      const request =
        id === undefined
          ? ''
          : ` For the platform's support, the request has the id ${presentable(id, backend.mask)}.`;
      return fail(502, `${outcome}${request}`.trim(), { retryAfter });
    }
  }
}

const CHANGED = 'The user was changed meanwhile: read it again before you repeat.';

/** The scope that a call needs is known; the UAA lists all that would do. */
export function missingScope(call: Pick<CallDescription, 'method'>): string {
  const scope = call.method === 'GET' ? 'scim.read' : 'scim.write';
  return `The provisioning user (property User) lacks the scope ${scope}. ${SCOPE_ADVICE}`;
}

export const SCOPE_ADVICE =
  'It is given by SAP (support ticket on component BC-CP-CF-SEC-IAM for this tenant and origin) to members of the group cf-user-provisioning of the Identity Authentication tenant.';

function badRequest(
  message: string | undefined,
  error: string | undefined,
  fail: (status: number, advice: string, options?: ScimErrorOptions, shown?: string) => ScimError,
): ScimError {
  if (message !== undefined && COLLISION.test(message)) {
    const advice = 'Another user of this origin has this userName.';
    return fail(409, advice, { scimType: 'uniqueness' }, 'its database refused a duplicate');
  }
  if (error === 'scim' && message?.startsWith('Invalid filter')) {
    return fail(400, '', { scimType: 'invalidFilter' }, 'it cannot read the filter');
  }
  return fail(400, '', { scimType: 'invalidValue' });
}

function messageOf(body: JsonObject | undefined, raw: Buffer, mask: SecretMask): string | undefined {
  if (body === undefined) return presentable(raw.toString('utf8', 0, 2_000), mask);
  const text = textOf(body, 'error_description') ?? textOf(body, 'message') ?? textOf(body, 'error');
  return text === undefined ? undefined : presentable(text, mask);
}

export function readBody(raw: Buffer): JsonObject | undefined {
  try {
    const json: unknown = JSON.parse(raw.toString('utf8'));
    return isJsonObject(json) ? json : undefined;
  } catch {
    return undefined;
  }
}

function textOf(body: JsonObject, name: string): string | undefined {
  const value = body[name];
  return typeof value === 'string' ? value : undefined;
}
