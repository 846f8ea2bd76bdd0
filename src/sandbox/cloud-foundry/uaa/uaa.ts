/** The UAA: tokens and users, as one function from request to answer. */
import type { StandInAnswer, StandInRequest } from '../../kit/message.ts';
import { noEndpoints } from '../gorouter.ts';
import type { Landscape } from '../landscape.ts';
import { findRoute, type Route, route } from '../router.ts';
import { type UaaHandler, uaaAnswer } from './call.ts';
import { oauthError, UaaError, UntranslatedError } from './errors.ts';
import { getGroup, listGroups, patchGroup, postGroup, putGroup, removeGroup } from './groups/groups.ts';
import { getMember, listMembers, postMember, removeMember } from './groups/members.ts';
import { searchIds } from './ids.ts';
import { postToken } from './token/endpoint.ts';
import { getUser, listUsers, patchUser, postUser, putUser, removeUser, verifyUser } from './users/users.ts';

const ROUTES: readonly Route<UaaHandler>[] = [
  route('POST /oauth/token', postToken),
  route('GET /Users', listUsers),
  route('POST /Users', postUser),
  route('GET /Users/{id}', getUser),
  route('PUT /Users/{id}', putUser),
  route('PATCH /Users/{id}', patchUser),
  route('DELETE /Users/{id}', removeUser),
  route('GET /Users/{id}/verify', verifyUser),
  route('GET /ids/Users', searchIds),
  route('GET /Groups', listGroups),
  route('POST /Groups', postGroup),
  route('GET /Groups/{id}', getGroup),
  route('PUT /Groups/{id}', putGroup),
  route('PATCH /Groups/{id}', patchGroup),
  route('DELETE /Groups/{id}', removeGroup),
  route('GET /Groups/{id}/members', listMembers),
  route('POST /Groups/{id}/members', postMember),
  route('GET /Groups/{id}/members/{member}', getMember),
  route('POST /Groups/{id}/members/{member}', getMember),
  route('PUT /Groups/{id}/members/{member}', getMember),
  route('PATCH /Groups/{id}/members/{member}', getMember),
  route('DELETE /Groups/{id}/members/{member}', removeMember),
];

/** What the web server in front of the UAA takes: request line and headers together, in bytes. */
const LARGEST_HEAD = 14_336;

/** Whether the UAA, rather than Cloud Controller, answers here. */
export function isUaaPath(path: string): boolean {
  return /^\/(?:oauth|Users|Groups|ids)(?:\/|$)/.test(path);
}

export async function answerUaa(landscape: Landscape, request: StandInRequest): Promise<StandInAnswer> {
  if (!landscape.settings.uaaAvailable) return noEndpoints();
  const answer = headSize(request) > LARGEST_HEAD ? htmlError(400) : await answerOrError(landscape, request);
  return { ...answer, headers: { 'x-vcap-request-id': landscape.guids.next('request'), ...answer.headers } };
}

async function answerOrError(landscape: Landscape, request: StandInRequest): Promise<StandInAnswer> {
  const found = findRoute(ROUTES, request.method, request.path);
  try {
    if (found === 'notFound') throw oauthError(404, 'not_found', 'No endpoint here');
    if (found === 'wrongMethod') {
      throw oauthError(405, 'method_not_allowed', `Request method '${request.method}' is not supported`);
    }
    const query = new URLSearchParams(request.query);
    return await found.handler({ landscape, request, params: found.params, query });
  } catch (error) {
    if (error instanceof UntranslatedError) return htmlError(error.status);
    if (!(error instanceof UaaError)) throw error;
    return uaaAnswer(error.status, error.body, error.headers);
  }
}

function headSize({ method, path, query, headers }: StandInRequest): number {
  const fields = Object.entries(headers).reduce(
    (sum, [name, value]) => sum + name.length + String(value).length + 4,
    0,
  );
  return `${method} ${path}?${query} HTTP/1.1\r\n`.length + fields;
}

/** A page of the web server, for what never reached the UAA or what it did not handle. */
function htmlError(status: number): StandInAnswer {
  return {
    status,
    headers: { 'content-type': 'text/html;charset=utf-8' },
    body: `<!doctype html><html lang="en"><head><title>HTTP Status ${status}</title></head><body><h1>HTTP Status ${status}</h1></body></html>`,
  };
}
