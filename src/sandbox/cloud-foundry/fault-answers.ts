/** What a landscape answers when something is wrong with it, for faults by status and by name. */
import { STATUS_CODES } from 'node:http';
import { jsonAnswer, type StandInAnswer, type StandInRequest } from '../kit/message.ts';
import { ccErrorAnswer } from './cloud-controller/answer.ts';
import {
  type CcError,
  invalidAuthToken,
  notAuthorized,
  notFound,
  rateLimitExceeded,
  serviceUnavailable,
  uaaRateLimited,
  uaaUnavailable,
  unknownError,
  unknownRequest,
  unprocessable,
} from './cloud-controller/errors.ts';
import { tooMany } from './cloud-controller/rate-limit.ts';
import { endpointFailure, noEndpoints, unknownRoute } from './gorouter.ts';
import type { Landscape } from './landscape.ts';
import { unauthorized } from './uaa/access/bearer.ts';
import { uaaAnswer } from './uaa/call.ts';
import { oauthError, scimError } from './uaa/errors.ts';
import { isUaaPath } from './uaa/uaa.ts';
import { errorAnswer } from './uaa/web/negotiation.ts';
import { uaaPage } from './uaa/web/pages.ts';

type FaultAnswer = (request: StandInRequest) => StandInAnswer;

/** Half an hour until the rate limiter's window ends. */
const RATE_LIMIT_WAIT = 1800;
const UAA_WAIT = 12;

/**
 * By name, for faults with `profile`:
 * - `cc_rate_limit` 429 10013 as text/plain with `Retry-After` 1800; `uaa_rate_limit_in_cc` 429 20008 with 12
 * - `uaa_rate_limit` 429 of the UAA's own limiter, JSON without `Retry-After`; `uaa_rate_limit_html` the same as HTML
 * - `endpoint_failure` 502, `no_endpoints` 503, `unknown_route` 404: plain text of the router with its header
 * - `uaa_unavailable` 503 20004; `uaa_unavailable_at_token_check` 502 20004
 * - `database_failure` 503 10015; `unknown_error` 500 `UnknownError`
 * - `invalid_token` 401 of whichever service is asked; `insufficient_scope` 403 of the UAA
 * - `uaa_database_failure` 422 of a statement of the UAA, with its driver's text; `uaa_database_away` 503, a page, of
 *   the check of the token before
 * - `invalid_json` 200 with half a document; `html` 200 with a page instead of JSON; `empty` 200 without a body
 */
export function faultProfiles({ clock, settings }: Landscape): Readonly<Record<string, FaultAnswer>> {
  return {
    cc_rate_limit: () =>
      tooMany(
        ccErrorAnswer(rateLimitExceeded(), {
          'x-ratelimit-limit': String(settings.rateLimit ?? 20_000),
          'x-ratelimit-remaining': '0',
          'x-ratelimit-reset': String(Math.ceil(clock.now() / 1000) + RATE_LIMIT_WAIT),
        }),
        RATE_LIMIT_WAIT,
      ),
    uaa_rate_limit_in_cc: () => ccErrorAnswer(uaaRateLimited(), { 'retry-after': String(UAA_WAIT) }),
    uaa_rate_limit: () => uaaAnswer(429, { error: UAA_LIMIT_TEXT }),
    uaa_rate_limit_html: () => htmlPage(429, UAA_LIMIT_TEXT),
    endpoint_failure: () => endpointFailure(),
    no_endpoints: (request) => noEndpoints(request.headers.host),
    unknown_route: (request) => unknownRoute(request.headers.host ?? ''),
    uaa_unavailable: () => ccErrorAnswer(uaaUnavailable()),
    uaa_unavailable_at_token_check: () => ccErrorAnswer(uaaUnavailable(502)),
    database_failure: () => ccErrorAnswer(serviceUnavailable()),
    unknown_error: () => ccErrorAnswer(unknownError()),
    invalid_token: (request) => statusAnswer(401, request),
    insufficient_scope: (request) =>
      errorAnswer(
        request,
        oauthError(
          403,
          'insufficient_scope',
          'Insufficient scope for this resource',
          {},
          { scope: 'uaa.admin scim.read zones.uaa.admin' },
        ),
      ),
    invalid_json: () => ({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: '{"resources":[{"guid":"',
    }),
    html: () => htmlPage(200, 'Maintenance'),
    empty: () => ({ status: 200, headers: { 'content-type': 'application/json' }, body: '' }),
    uaa_database_failure: (request) => errorAnswer(request, scimError(422, 'scim', NO_CONNECTION)),
    uaa_database_away: (request) => uaaPage(request, 503),
  };
}

/** What the service that is asked would send with a status. */
export function statusAnswer(status: number, request: StandInRequest): StandInAnswer {
  if (status === 502) return endpointFailure();
  if (isUaaPath(request.path)) return uaaStatusAnswer(status, request);
  const error = CC_ERRORS[status]?.(request);
  if (error === undefined) return jsonAnswer(status, {});
  return status === 429 ? tooMany(ccErrorAnswer(error), RATE_LIMIT_WAIT) : ccErrorAnswer(error);
}

function uaaStatusAnswer(status: number, request: StandInRequest): StandInAnswer {
  if (status === 503) return noEndpoints(request.headers.host);
  const text = STATUS_CODES[status] ?? 'Fault';
  const error = status === 401 ? unauthorized('invalid_token', REVOKED) : scimError(status, 'scim', text);
  return errorAnswer(request, error);
}

const RESOURCES: readonly (readonly [string, () => CcError])[] = [
  ['roles', () => notFound('Role')],
  ['users', () => notFound('User')],
  ['organizations', () => notFound('Organization')],
  ['spaces', () => notFound('Space')],
  ['jobs', () => notFound('Job')],
];

const CC_ERRORS: Readonly<Partial<Record<number, (request: StandInRequest) => CcError>>> = {
  401: invalidAuthToken,
  403: notAuthorized,
  404: ({ path }) => RESOURCES.find(([name]) => path.startsWith(`/v3/${name}/`))?.[1]() ?? unknownRequest(),
  422: () => unprocessable('The request is semantically invalid'),
  429: rateLimitExceeded,
  500: unknownError,
  503: serviceUnavailable,
};

const UAA_LIMIT_TEXT =
  '429 - Too Many Request - Request limited by Rate Limiter configuration: Name: SCIM Type: CredentialsID';
const NO_CONNECTION =
  'Could not get JDBC Connection; nested exception is java.net.ConnectException: Connection refused';
const REVOKED = 'The token expired, was revoked, or the token ID is incorrect.';

function htmlPage(status: number, text: string): StandInAnswer {
  return {
    status,
    headers: { 'content-type': 'text/html;charset=utf-8' },
    body: `<!doctype html><html lang="en"><head><title>${text}</title></head><body><h1>${text}</h1></body></html>`,
  };
}
