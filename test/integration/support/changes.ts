/** Changes that a client asks for, and the request of the proxy that makes each of them with each kind of backend. */
import type { JsonObject } from '../../../src/scim/json.ts';
import type { Answer, Client } from './client.ts';

export type ChangedKind = 'v1' | 'v2' | 'cf' | 'scim' | 'uaa';

export interface Change {
  readonly name: string;
  /** Of the request to the backend that makes it. */
  readonly method: string;
  readonly path: string;
  /** @returns what sends it, so that it changes something */
  prepare(stage: Stage): Promise<(client: Client) => Promise<Answer>>;
}

/** Makes what is changed then. */
export interface Stage {
  user(): Promise<JsonObject>;
  /** @param member besides others */
  group(member?: JsonObject): Promise<JsonObject>;
}

let number = 0;
export function newUser(): JsonObject {
  number += 1;
  const userName = `honest-${number}`;
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName,
    name: { givenName: 'Ada', familyName: 'Honest' },
    emails: [{ value: `${userName}@example.com`, primary: true }],
  };
}
export function newGroup(members: readonly JsonObject[]): JsonObject {
  number += 1;
  const schemas = ['urn:ietf:params:scim:schemas:core:2.0:Group'];
  return {
    schemas,
    displayName: `Honest ${number}`,
    members: members.map(({ id }) => ({ value: String(id) })),
  };
}
export const adding = ({ id }: JsonObject) => [
  { op: 'add', path: 'members', value: [{ value: String(id) }] },
];
const removing = ({ id }: JsonObject) => [{ op: 'remove', path: `members[value eq "${id}"]` }];
const renaming = [{ op: 'replace', path: 'name.familyName', value: 'Changed' }];

const createUser: Change = {
  name: 'create of a user',
  method: 'POST',
  path: '/Users',
  prepare: async () => {
    const user = newUser();
    return (client) => client.post('/Users', user);
  },
};
const deleteUser: Change = {
  name: 'deletion of a user',
  method: 'DELETE',
  path: '/Users/',
  prepare: async ({ user }) => {
    const { id } = await user();
    return (client) => client.delete(`/Users/${id}`);
  },
};
const replaceUser: Change = {
  name: 'PUT of a user',
  method: 'PUT',
  path: '/Users/',
  prepare: async ({ user }) => {
    const before = await user();
    const name = { givenName: 'Ada', familyName: 'Changed' };
    return (client) => client.put(`/Users/${before['id']}`, { ...before, name });
  },
};
const patchUser = (method: string): Change => ({
  name: 'PATCH of a user',
  method,
  path: '/Users/',
  prepare: async ({ user }) => {
    const { id } = await user();
    return (client) => client.patch(`/Users/${id}`, renaming);
  },
});
const createGroup: Change = {
  name: 'create of a group',
  method: 'POST',
  path: '/Groups',
  prepare: async ({ user }) => {
    const group = newGroup([await user()]);
    return (client) => client.post('/Groups', group);
  },
};
const deleteGroup: Change = {
  name: 'deletion of a group',
  method: 'DELETE',
  path: '/Groups/',
  prepare: async ({ group }) => {
    const { id } = await group();
    return (client) => client.delete(`/Groups/${id}`);
  },
};
const replaceGroup = (method: string, path = '/Groups/'): Change => ({
  name: 'PUT of a group',
  method,
  path,
  prepare: async ({ user, group }) => {
    const [before, added] = [await group(), await user()];
    const members = [...((before['members'] ?? []) as JsonObject[]), { value: String(added['id']) }];
    return (client) => client.put(`/Groups/${before['id']}`, { ...before, members });
  },
});
const addMember = (method: string, path = '/Groups/'): Change => ({
  name: 'PATCH that adds a member',
  method,
  path,
  prepare: async ({ user, group }) => {
    const [{ id }, added] = [await group(), await user()];
    return (client) => client.patch(`/Groups/${id}`, adding(added));
  },
});
const removeMember = (method: string, path = '/Groups/'): Change => ({
  name: 'PATCH that removes a member',
  method,
  path,
  prepare: async ({ user, group }) => {
    const member = await user();
    const { id } = await group(member);
    return (client) => client.patch(`/Groups/${id}`, removing(member));
  },
});

export const CHANGES: Readonly<Record<ChangedKind, readonly Change[]>> = {
  v1: [
    ...[createUser, replaceUser, patchUser('PUT'), deleteUser, createGroup, replaceGroup('PUT')],
    ...[addMember('PUT'), removeMember('PUT'), deleteGroup],
  ],
  v2: [
    ...[createUser, replaceUser, patchUser('PATCH'), deleteUser, createGroup, replaceGroup('PATCH')],
    ...[addMember('PATCH'), removeMember('PATCH'), deleteGroup],
  ],
  scim: [
    ...[createUser, replaceUser, patchUser('PATCH'), deleteUser, createGroup, replaceGroup('PUT')],
    ...[addMember('PATCH'), removeMember('PATCH'), deleteGroup],
  ],
  uaa: [
    ...[createUser, replaceUser, patchUser('PUT'), deleteUser, createGroup, replaceGroup('POST', '/members')],
    ...[addMember('POST', '/members'), removeMember('DELETE', '/members/'), deleteGroup],
  ],
  cf: [
    ...[createUser, deleteUser, replaceGroup('POST', '/v3/roles'), addMember('POST', '/v3/roles')],
    removeMember('DELETE', '/v3/roles/'),
  ],
};
