/** A 501 is permanent: the client gets it with the backend's sentence, and nothing sends it back for another try. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/scim/json.ts';
import { startMixed } from '../other-answers/support.ts';
import type { Answer, Client } from '../support/client.ts';

const SAID = 'Operation not supported for this kind of entity';
const BODY: JsonObject = {
  schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
  status: '501',
  detail: SAID,
};
const PERSON = {
  userName: 'newcomer@example.com',
  name: { givenName: 'New', familyName: 'Comer' },
  emails: [{ value: 'newcomer@example.com', primary: true }],
};

interface Ids {
  readonly user: string;
  readonly group: string;
  readonly member: string;
}

const CALLS: Readonly<Record<string, (client: Client, ids: Ids) => Promise<Answer>>> = {
  'list of users': (client) => client.get('/Users'),
  'list of groups': (client) => client.get('/Groups'),
  'read of a user': (client, { user }) => client.get(`/Users/${user}`),
  'create of a user': (client) => client.post('/Users', PERSON),
  'PUT of a user': (client, { user }) => client.put(`/Users/${user}`, PERSON),
  'PATCH of a user': (client, { user }) =>
    client.patch(`/Users/${user}`, [{ op: 'replace', path: 'name.givenName', value: 'Other' }]),
  'DELETE of a user': (client, { user }) => client.delete(`/Users/${user}`),
  'PATCH of a group': (client, { group, member }) =>
    client.patch(`/Groups/${group}`, [{ op: 'add', path: 'members', value: [{ value: member }] }]),
};

function expectPermanent({ status, headers, body, text }: Answer): void {
  expect(status, text).toBe(501);
  expect(body['detail']).toContain(SAID);
  expect(body['detail']).not.toMatch(/repeat|again|is not known/i);
  expect(headers['retry-after']).toBeUndefined();
}

describe.each(['v1', 'v2', 'cf'] as const)('501 of a backend (%s)', (kind) => {
  it('to a read or a change is handed on, and never sent again', async () => {
    const mixed = await startMixed(kind);
    const { client, backend } = mixed;
    const { Resources: users } = (await client.get('/Users?count=1')).body;
    const [user = {}] = users as JsonObject[];
    const { body: nobodysMember } = await client.post('/Users', {
      ...PERSON,
      userName: 'first@example.com',
      emails: [{ value: 'first@example.com', primary: true }],
    });
    const { Resources: groups } = (await client.get('/Groups?count=1')).body;
    const [group = {}] = groups as JsonObject[];
    const ids = {
      user: String(user['id']),
      group: encodeURIComponent(String(group['id'])),
      member: String(nobodysMember['id']),
    };
    for (const [name, call] of Object.entries(CALLS)) {
      await mixed.settle();
      const isRead = /list|read/.test(name);
      for (const method of isRead ? ['GET'] : ['POST', 'PUT', 'PATCH', 'DELETE']) {
        for (const path of ['/Users', '/Groups', '/v3/']) {
          await backend.control.fault({ count: 10, method, path, status: 501, body: BODY, retryAfter: 1 });
        }
      }
      expectPermanent(await call(client, ids));
      const { requests } = await backend.control.requests();
      const refused = requests.filter(({ status }) => status === 501).map(({ path }) => path);
      expect(refused, name).toEqual([...new Set(refused)]);
      expect(refused.length, name).toBeGreaterThan(0);
    }
    await mixed.stop();
  });
});

it('501 in the middle of a change in steps ends it without advice to repeat it', async () => {
  const mixed = await startMixed('v2', { 'ias.patch.group.members.above.threshold': '1' });
  const { Resources: users } = (await mixed.client.get('/Users?count=3')).body;
  const { Resources: groups } = (await mixed.client.get('/Groups?count=1')).body;
  const [group = {}] = groups as JsonObject[];
  await mixed.settle();
  await mixed.backend.control.fault({ count: 5, after: 1, method: 'PATCH', status: 501, body: BODY });
  const value = (users as JsonObject[]).map(({ id }) => ({ value: id }));
  const answer = await mixed.client.patch(`/Groups/${group['id']}`, [{ op: 'add', path: 'members', value }]);
  expectPermanent(answer);
  expect(answer.body['detail']).toContain('2 of 3 changes of members were not made');
  await mixed.stop();
});
