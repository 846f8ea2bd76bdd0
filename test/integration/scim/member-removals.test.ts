/** A server that goes by RFC 7644 §3.5.2.2, where a `remove` has no value and takes all members away. */
import { expect, it, onTestFinished } from 'vitest';
import { startScim } from '../../../src/sandbox/scim/index.ts';
import type { JsonObject } from '../../../src/scim/json.ts';
import type { Client } from '../support/client.ts';
import { runningProxy } from '../support/proxy.ts';
import { sandboxControl } from '../support/sandbox.ts';

/** A group of all users of a server, their ids in order, and what the server was asked to write. */
async function started() {
  const backend = await startScim({ users: 6, groups: 0 });
  const { user: User, password: Password } = backend.credentials;
  const properties = { URL: backend.base, Authentication: 'BasicAuthentication', User, Password };
  const proxy = await runningProxy({ systems: [{ id: 'scim', type: 'scim', properties }] });
  onTestFinished(async () => {
    await proxy.stop();
    await backend.close();
  });
  const client = proxy.client('scim');
  const users = (await client.get('/Users')).body['Resources'] as JsonObject[];
  const ids = users.map(({ id }) => String(id)).sort();
  const members = ids.map((value) => ({ value }));
  const { body } = await client.post('/Groups', { displayName: 'all', members });
  return { backend, client, ids, group: `/Groups/${body['id']}` };
}

async function membersOf(client: Client, group: string): Promise<unknown[]> {
  const { members } = (await client.get(group)).body;
  return (members as JsonObject[]).map(({ value }) => value).sort();
}

it.each<readonly [string, (ids: readonly string[]) => readonly unknown[]]>([
  ['objects', (ids) => ids.map((value) => ({ value }))],
  ['ids', (ids) => ids],
  ['names in other letters', (ids) => ids.map((Value) => ({ Value, display: 'somebody' }))],
])('members that a client removes by a list of %s are gone, and the others stay', async (_, listed) => {
  const { client, ids, group } = await started();
  const value = listed(ids.slice(0, 2));
  const { status } = await client.patch(group, [{ op: 'Remove', path: 'members', value }]);
  expect(status).toBe(204);
  expect(await membersOf(client, group)).toEqual(ids.slice(2));
});

it('a removal of nobody takes nobody away: the server, for which it is one of all, does not get it', async () => {
  const { backend, client, ids, group } = await started();
  const nobody = [{ op: 'remove', path: 'members', value: [] }];
  expect((await client.patch(group, nobody)).status).toBe(204);
  const { requests } = await sandboxControl(backend.url).requests();
  const bodies = requests.filter(({ method }) => method === 'PATCH').map(({ body }) => body);
  expect(bodies).toEqual([]);
  expect(await membersOf(client, group)).toEqual(ids);
  expect((await client.patch('/Groups/none', nobody)).status).toBe(404);
});

it('ids with quotes and backslashes, and the same one twice, are named as they are', async () => {
  const { backend, client, ids, group } = await started();
  const value = ['a"b\\c', ids[0], ids[0]].map((id) => ({ value: id }));
  expect((await client.patch(group, [{ op: 'remove', path: 'members', value }])).status).toBe(204);
  const { requests } = await sandboxControl(backend.url).requests();
  const bodies = requests.filter(({ method }) => method === 'PATCH').map(({ body }) => body);
  expect(bodies).toMatchObject([
    {
      Operations: [
        { op: 'remove', path: 'members[value eq "a\\"b\\\\c"]' },
        { op: 'remove', path: `members[value eq "${ids[0]}"]` },
      ],
    },
  ]);
  expect(await membersOf(client, group)).toEqual(ids.slice(1));
});
