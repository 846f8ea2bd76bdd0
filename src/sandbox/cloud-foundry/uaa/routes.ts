/** Every endpoint of the UAA. */
import { type Route, route } from '../router.ts';
import { patchStatus, putPassword } from './account.ts';
import type { UaaHandler } from './call.ts';
import { loginPage, openIdConfiguration, serverInfo } from './documents.ts';
import { getGroup, listGroups, patchGroup, postGroup, putGroup, removeGroup } from './groups/groups.ts';
import { getMember, listMembers, postMember, removeMember } from './groups/members.ts';
import { searchIds } from './ids.ts';
import { tokenEndpoint } from './token/endpoint.ts';
import { checkToken } from './token/introspection.ts';
import { postUser } from './users/create-user.ts';
import { getUser, listUsers, patchUser, putUser, removeUser, verifyUser } from './users/users.ts';

/** Below an area of `access/rules.ts`: who comes here may. */
export const ROUTES: readonly Route<UaaHandler>[] = [
  route('GET /Users', listUsers),
  route('POST /Users', postUser),
  route('GET /Users/{id}', getUser),
  route('PUT /Users/{id}', putUser),
  route('PATCH /Users/{id}', patchUser),
  route('DELETE /Users/{id}', removeUser),
  route('GET /Users/{id}/verify', verifyUser),
  route('PATCH /Users/{id}/status', patchStatus),
  route('PUT /Users/{id}/password', putPassword),
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

export interface OpenRoute {
  /** Of the decoded path. */
  readonly pattern: RegExp;
  readonly handler: UaaHandler;
}

/** Without a token, and whatever the method is; the first that fits. */
export const OPEN_ROUTES: readonly OpenRoute[] = [
  { pattern: /^(?:\/oauth\/token)?\/\.well-known\/openid-configuration$/, handler: openIdConfiguration },
  { pattern: /^\/oauth\/token(?:\/.*)?$/, handler: tokenEndpoint },
  { pattern: /^\/(?:check_token|introspect)$/, handler: checkToken },
  { pattern: /^\/info$/, handler: serverInfo },
  { pattern: /^\/login$/, handler: loginPage },
];
