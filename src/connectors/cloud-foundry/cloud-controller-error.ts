/**
 * What Cloud Controller says about a failure, as the client gets it. Its error objects are found by content: a 429 comes
 * as text/plain. Nearly everything it refuses has code 10008, so the detail has to tell what it means (API
 * documentation, "Errors"; texts of the role endpoints).
 */
import { ScimError, type ScimErrorOptions } from '../../scim/errors.ts';
import { isJsonObject } from '../../scim/json.ts';
import {
  addressAdvice,
  type Backend,
  type CallDescription,
  describeBackend,
  describeCall,
  unknownOutcome,
} from '../http/backend.ts';
import type { OutboundResponse } from '../http/exchange.ts';
import { retryAfterSeconds } from '../http/retry-after.ts';
import { presentable } from '../http/upstream-message.ts';
import { routerError } from './router-error.ts';

export type RefusalKind =
  /** The role is there already. */
  | 'already-has'
  /** No such role, organization, space, user or job. */
  | 'not-found'
  /** `organization_user` is missing, or still needed. */
  | 'hierarchy'
  /** The request for this one member is refused. */
  | 'refused'
  /** The organization or space does not exist, or is about to go. */
  | 'no-place'
  /** The provisioning user may not do this there. */
  | 'forbidden'
  /** Nothing can be changed there for now. */
  | 'suspended'
  /** Everything that is not about the request. */
  | 'failure';

export class CloudControllerError extends ScimError {
  readonly kind: RefusalKind;
  /** Cloud Controller's own words. */
  readonly said: string | undefined;

  constructor(kind: RefusalKind, status: number, detail: string, said?: string, options?: ScimErrorOptions) {
    super(status, detail, options);
    this.kind = kind;
    this.said = said;
  }
}

export interface CloudControllerMessage {
  readonly code: number | undefined;
  /** As it came: made {@link presentable} before anybody sees it. */
  readonly detail: string | undefined;
}

const ALREADY_HAS = /^User '.*' already has '\w+' role/s;
const NEEDS_ORGANIZATION_USER =
  /cannot be assigned roles in a space if they do not have a role in that space's/i;
const HAS_SPACE_ROLES = /^Cannot delete organization_user role while user has roles in spaces/i;
const NO_PLACE = /Invalid (?:organization|space)\. Ensure that/i;

/** The first error of the body, whatever its content type; nothing where the body is not Cloud Controller's. */
export function readMessage(body: Buffer): CloudControllerMessage {
  let json: unknown;
  try {
    json = JSON.parse(body.toString('utf8'));
  } catch {
    return { code: undefined, detail: undefined };
  }
  const errors = isJsonObject(json) ? json['errors'] : undefined;
  const first = Array.isArray(errors) ? errors.find(isJsonObject) : undefined;
  const code = first?.['code'];
  const detail = first?.['detail'];
  return {
    code: typeof code === 'number' ? code : undefined,
    detail: typeof detail === 'string' ? detail : undefined,
  };
}

export const CODE = {
  invalidToken: 1000,
  unknownError: 10001,
  notFound: 10010,
  orgSuspended: 10017,
  spaceSuspended: 10019,
  beingDeleted: 10020,
  uaaUnavailable: 20004,
} as const;

/** @param now milliseconds since the epoch */
export function cloudControllerError(
  backend: Backend,
  call: CallDescription,
  response: OutboundResponse,
  now: number,
): CloudControllerError {
  const { status, headers } = response;
  const { mask } = backend;
  const message = readMessage(response.body);
  const { code } = message;
  const detail = message.detail === undefined ? undefined : presentable(message.detail, mask);
  const answered = `${describeBackend(backend)} answered ${describeCall(call)} with ${status}`;
  const said =
    detail ?? (code === undefined ? presentable(response.body.toString('utf8', 0, 2_000), mask) : undefined);
  const what = `${answered}${said === undefined ? '' : `: ${said}`}`.replace(/\.?$/, '.');
  const error = (kind: RefusalKind, clientStatus: number, advice: string, options?: ScimErrorOptions) =>
    new CloudControllerError(kind, clientStatus, [what, advice].filter(Boolean).join(' '), detail, options);
  const retryAfter = retryAfterSeconds(headers['retry-after'], now);

  const router = routerError(headers);
  if (router !== undefined) {
    return error(
      'failure',
      502,
      `${router} If it stays so, ${addressAdvice(backend)}.${unknownOutcome(call)}`,
      { retryAfter },
    );
  }
  if (code === CODE.uaaUnavailable && status >= 500) {
    const advice = `Cloud Controller does not reach the UAA, without which nobody knows whose roles these are: repeat later.${unknownOutcome(call)}`;
    return error('failure', 503, advice, { retryAfter: retryAfter ?? 30 });
  }
  switch (status) {
    case 401:
      return error('failure', 502, REJECTED);
    case 403:
      if (code === CODE.orgSuspended || code === CODE.spaceSuspended) {
        return error('suspended', 403, 'Nothing can be changed there until the suspension is lifted.');
      }
      return error(
        'forbidden',
        502,
        `Give the provisioning user (property User) ${backend.requiredRole(call)}.`,
      );
    case 404:
      if (code === CODE.notFound) return error('not-found', 404, '');
      return error(
        'failure',
        502,
        `This is not how it says that something does not exist: ${addressAdvice(backend)}.`,
      );
    case 422:
      return unprocessable(code, detail, error);
    case 429: {
      const seconds = retryAfter ?? backend.retryAfter;
      const advice = `The limit of requests is reached: repeat in ${seconds} seconds.`;
      return error('failure', 429, advice, { retryAfter: seconds });
    }
    default: {
      const id = headers['x-vcap-request-id'];
      const request =
        id === undefined
          ? ''
          : ` For the platform's support, the request has the id ${presentable(id, mask)}.`;
      return error('failure', 502, `${unknownOutcome(call)}${request}`.trim(), { retryAfter });
    }
  }
}

function unprocessable(
  code: number | undefined,
  detail = '',
  error: (
    kind: RefusalKind,
    status: number,
    advice: string,
    options?: ScimErrorOptions,
  ) => CloudControllerError,
): CloudControllerError {
  if (code === CODE.beingDeleted || NO_PLACE.test(detail)) return error('no-place', 404, '');
  if (ALREADY_HAS.test(detail)) return error('already-has', 409, '', { scimType: 'uniqueness' });
  if (NEEDS_ORGANIZATION_USER.test(detail) || HAS_SPACE_ROLES.test(detail))
    return error('hierarchy', 409, '');
  return error('refused', 400, '', { scimType: 'invalidValue' });
}

export const REJECTED =
  'A new token was rejected too: check the properties User, Password and btp.cf.pm.origin, and whether the user is still active.';
