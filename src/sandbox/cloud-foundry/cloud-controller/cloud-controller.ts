/** Cloud Controller, API version 3, as one function from request to answer. */
import type { StandInAnswer, StandInRequest } from '../../kit/message.ts';
import type { Landscape } from '../landscape.ts';
import { findRoute, type Route, route } from '../router.ts';
import { Access } from './access.ts';
import { ccErrorAnswer } from './answer.ts';
import type { CcHandler } from './call.ts';
import { type Caller, identifyCaller, requireCaller } from './caller.ts';
import { CcError, unknownRequest } from './errors.ts';
import { getJob } from './jobs.ts';
import { getOrganization, listOrganizations } from './organizations.ts';
import { RateLimiter } from './rate-limit.ts';
import { createRole } from './role-create.ts';
import { deleteRole } from './role-delete.ts';
import { getRole, listRoles } from './roles.ts';
import { platformInfo, resourceLinks, rootDocument } from './root.ts';
import { getSpace, listSpaces } from './spaces.ts';
import { postUser } from './user-create.ts';
import { deleteUser, getUser, listUsers, patchUser } from './users.ts';

const ROUTES: readonly Route<CcHandler>[] = [
  route('GET /v3/organizations', listOrganizations),
  route('GET /v3/organizations/{guid}', getOrganization),
  route('GET /v3/spaces', listSpaces),
  route('GET /v3/spaces/{guid}', getSpace),
  route('GET /v3/roles', listRoles),
  route('POST /v3/roles', createRole),
  route('GET /v3/roles/{guid}', getRole),
  route('DELETE /v3/roles/{guid}', deleteRole),
  route('GET /v3/users', listUsers),
  route('POST /v3/users', postUser),
  route('GET /v3/users/{guid}', getUser),
  route('PATCH /v3/users/{guid}', patchUser),
  route('DELETE /v3/users/{guid}', deleteUser),
  route('GET /v3/jobs/{guid}', getJob),
];

type PublicHandler = (landscape: Landscape) => StandInAnswer;

/** Need no token, and are not counted by the rate limiter. */
const EXEMPT: Readonly<Partial<Record<string, PublicHandler>>> = {
  'GET /': rootDocument,
  'GET /v3': resourceLinks,
  'GET /healthz': () => ({ status: 200, headers: { 'content-type': 'text/plain' }, body: 'OK' }),
};
/** Need no token either, but are counted. */
const PUBLIC: Readonly<Partial<Record<string, PublicHandler>>> = { 'GET /v3/info': platformInfo };

/** What the web server in front takes: the request line, in bytes. */
const LONGEST_LINE = 8192;

export interface CloudController {
  answer(request: StandInRequest): Promise<StandInAnswer>;
}

export function createCloudController(landscape: Landscape): CloudController {
  const limiter = new RateLimiter(landscape.settings);
  return {
    async answer(request) {
      const line = `${request.method} ${request.path}?${request.query} HTTP/1.1`;
      if (line.length > LONGEST_LINE) return uriTooLong();
      const now = landscape.clock.now();
      landscape.jobs.settle(now);
      const exempt = EXEMPT[`${request.method} ${request.path}`];
      if (exempt !== undefined) return withRequestIds(landscape, exempt(landscape));
      const caller = callerOrError(landscape, request);
      if (caller instanceof CcError) return withRequestIds(landscape, ccErrorAnswer(caller));
      const { refusal, headers } = limiter.count(caller, now);
      const answer = refusal ?? (await dispatch(landscape, request, caller));
      return withRequestIds(landscape, { ...answer, headers: { ...answer.headers, ...headers } });
    },
  };
}

async function dispatch(
  landscape: Landscape,
  request: StandInRequest,
  caller: Caller | undefined,
): Promise<StandInAnswer> {
  const open = PUBLIC[`${request.method} ${request.path}`];
  if (open !== undefined) return open(landscape);
  try {
    const found = findRoute(ROUTES, request.method, request.path);
    const known = requireCaller(caller, request.method);
    if (found === 'notFound' || found === 'wrongMethod') throw unknownRequest();
    const access = new Access(landscape, known);
    return await found.handler({ landscape, request, params: found.params, caller: known, access });
  } catch (error) {
    if (error instanceof CcError) return ccErrorAnswer(error);
    throw error;
  }
}

function callerOrError(landscape: Landscape, request: StandInRequest): Caller | CcError | undefined {
  try {
    return identifyCaller(landscape, request);
  } catch (error) {
    if (error instanceof CcError) return error;
    throw error;
  }
}

/** The id of the router and Cloud Controller's own, and what tracing adds. */
function withRequestIds({ guids }: Landscape, answer: StandInAnswer): StandInAnswer {
  const router = guids.next('request');
  const trace = router.replaceAll('-', '');
  return {
    ...answer,
    headers: {
      'x-vcap-request-id': `${router}::${guids.next('request')}`,
      'x-runtime': '0.012345',
      'x-b3-traceid': trace,
      'x-b3-spanid': trace.slice(0, 16),
      ...answer.headers,
    },
  };
}

function uriTooLong(): StandInAnswer {
  return {
    status: 414,
    headers: { 'content-type': 'text/html' },
    body: '<html><head><title>414 Request-URI Too Large</title></head><body><center><h1>414 Request-URI Too Large</h1></center><hr><center>nginx</center></body></html>',
  };
}
