/**
 * What Cloud Controller says about a failure, as the client gets it. Nearly everything it refuses has code 10008, so the
 * detail has to tell what it means (texts of the role endpoints).
 */
import { ScimError, type ScimErrorOptions } from '../../../scim/errors.ts';
import {
  addressAdvice,
  type Backend,
  type CallDescription,
  describeBackend,
  describeCall,
  isOwnBusiness,
  isWrite,
  unknownOutcome,
} from '../../http/backend.ts';
import type { OutboundResponse } from '../../http/exchange.ts';
import type { SecretMask } from '../../http/masking/secret-mask.ts';
import { retryAfterSeconds } from '../../http/retry-after.ts';
import { presentable, readUpstreamMessage } from '../../http/upstream-message.ts';
import { routerError } from '../../uaa-api/router-error.ts';
import { REJECTED } from '../logon/provisioning-user.ts';
import { type CloudControllerMessage, CODE, readMessages } from './cloud-controller-message.ts';

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

const ALREADY_HAS = /^User '.*' already has '\w+' role/s;
const NEEDS_ORGANIZATION_USER =
  /cannot be assigned roles in a space if they do not have a role in that space's/i;
const HAS_SPACE_ROLES = /^Cannot delete organization_user role while user has roles in spaces/i;
const TAKEN = /already (?:exists|taken|in use)|must be unique/i;
const NO_PLACE = /Invalid (?:organization|space)\. Ensure that/i;

/** Seconds after which a service that is down may be there again. */
const DOWN = 30;
/** Of a body with ever so many. */
const MOST_MESSAGES = 5;
/** What the provisioning user lacks. */
const LACKING: ReadonlySet<number | undefined> = new Set<number>([
  CODE.notAuthorized,
  CODE.insufficientScope,
]);

export function cloudControllerError(
  backend: Backend,
  call: CallDescription,
  response: OutboundResponse,
): CloudControllerError {
  const { status, headers } = response;
  const { mask } = backend;
  const messages = readMessages(response.body);
  const code = messages[0]?.code;
  const details = detailsOf(messages, mask);
  const detail = details.length === 0 ? undefined : details.join('; ');
  const answered = `${describeBackend(backend)} answered ${describeCall(call)} with ${status}`;
  const said = messages.length === 0 ? readUpstreamMessage(response.body, mask).text : detail;
  const what = `${answered}${said === undefined ? '' : `: ${said}`}`.replace(/\.?$/, '.');
  const error = (kind: RefusalKind, clientStatus: number, advice: string, options?: ScimErrorOptions) =>
    new CloudControllerError(kind, clientStatus, [what, advice].filter(Boolean).join(' '), detail, options);
  const retryAfter = retryAfterSeconds(headers);

  const router = routerError(headers);
  if (router !== undefined) {
    const down = status === 503;
    return error(
      'failure',
      down ? 503 : 502,
      `${router} If it stays so, ${addressAdvice(backend)}.${unknownOutcome(call)}`,
      { retryAfter: down ? (retryAfter ?? DOWN) : retryAfter },
    );
  }
  if (code === CODE.uaaUnavailable && status >= 500) {
    const advice = `Cloud Controller does not reach the UAA, without which nobody knows whose roles these are: repeat later.${unknownOutcome(call)}`;
    return error('failure', 503, advice, { retryAfter: retryAfter ?? DOWN });
  }
  switch (status) {
    case 400:
    case 409:
    case 422:
      return refusal(status, call, code, details, error);
    case 401:
      // The root document is asked for without a token.
      return error(
        'failure',
        502,
        isOwnBusiness(call)
          ? `Cloud Foundry shows this to everybody, so another server answered: ${addressAdvice(backend)}.`
          : REJECTED,
      );
    case 403:
      if (code === CODE.orgSuspended || code === CODE.spaceSuspended) {
        return error('suspended', 403, 'Nothing can be changed there until the suspension is lifted.');
      }
      // Whatever else it has a reason for is no lack of a role.
      if (messages.length > 0 && !LACKING.has(code)) return error('refused', 403, '');
      return error(
        'forbidden',
        502,
        `Give the provisioning user (property User) ${backend.requiredRole(call)}.`,
      );
    case 404: {
      if (code === CODE.notFound) return error('not-found', 404, '');
      const isList = call.method === 'GET' && call.target === 'collection';
      // Not `not-found`: a role that cannot be removed for a reason that nobody knows may be there still.
      if (messages.length > 0 && code !== CODE.unknownRequest && !isList) return error('refused', 404, '');
      return error(
        'failure',
        502,
        `This is not how it says that something does not exist: ${addressAdvice(backend)}.`,
      );
    }
    case 429: {
      const seconds = retryAfter ?? backend.retryAfter;
      const advice = `The limit of requests is reached: repeat in ${seconds} seconds.`;
      return error('failure', 429, advice, { retryAfter: seconds });
    }
    case 503: {
      const advice = `It is down or has too much to do: repeat later.${unknownOutcome(call)}`;
      return error('failure', 503, advice, { retryAfter: retryAfter ?? DOWN });
    }
    default: {
      const id = headers['x-vcap-request-id'];
      const request =
        id === undefined
          ? ''
          : ` For the platform's support, the request has the id ${presentable(id, mask)}.`;
      const advice = `The failure is its own: repeat later.${unknownOutcome(call)}${request}`;
      return error('failure', 502, advice, { retryAfter });
    }
  }
}

/** What Cloud Controller says no to by its words; a code that is not known keeps the kind of its status. */
function refusal(
  status: 400 | 409 | 422,
  call: CallDescription,
  code: number | undefined,
  details: readonly string[],
  error: (
    kind: RefusalKind,
    status: number,
    advice: string,
    options?: ScimErrorOptions,
  ) => CloudControllerError,
): CloudControllerError {
  const says = (pattern: RegExp) => details.some((detail) => pattern.test(detail));
  if (code === CODE.beingDeleted || says(NO_PLACE)) return error('no-place', 404, '');
  if (details.length > 0 && details.every((detail) => ALREADY_HAS.test(detail))) {
    return error('already-has', 409, '', { scimType: 'uniqueness' });
  }
  if (says(NEEDS_ORGANIZATION_USER) || says(HAS_SPACE_ROLES)) return error('hierarchy', 409, '');
  // What the proxy asks for itself is none of the client's mistakes.
  if (isOwnBusiness(call)) return error('failure', 502, '');
  if (code === CODE.notUnique || (status === 409 && says(TAKEN))) {
    return error('refused', 409, '', { scimType: 'uniqueness' });
  }
  if (status === 409) return error('refused', 409, '');
  return error('refused', 400, '', isWrite(call) ? { scimType: 'invalidValue' } : {});
}

function detailsOf(messages: readonly CloudControllerMessage[], mask: SecretMask): string[] {
  const shown = messages.slice(0, MOST_MESSAGES).map(({ detail = '' }) => presentable(detail, mask));
  return [...new Set(shown)].filter((detail) => detail !== undefined);
}
