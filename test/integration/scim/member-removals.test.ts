/** A server that goes by RFC 7644 §3.5.2.2, where a `remove` has no value and takes all members away. */
import { expect, it, onTestFinished } from 'vitest';
import { startScim } from '../../../src/sandbox/scim/index.ts';
import type { JsonObject } from '../../../src/scim/json.ts';
import { runningProxy } from '../support/proxy.ts';

it.each<readonly [string, (ids: readonly string[]) => readonly unknown[]]>([
  ['objects', (ids) => ids.map((value) => ({ value }))],
  ['ids', (ids) => ids],
  ['names in other letters', (ids) => ids.map((Value) => ({ Value, display: 'somebody' }))],
])('members that a client removes by a list of %s are gone, and the others stay', async (_, listed) => {
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
  const { body } = await client.post('/Groups', {
    displayName: 'all',
    members: ids.map((value) => ({ value })),
  });
  const value = listed(ids.slice(0, 2));
  const { status } = await client.patch(`/Groups/${body['id']}`, [{ op: 'Remove', path: 'members', value }]);
  expect(status).toBe(204);
  const { members } = (await client.get(`/Groups/${body['id']}`)).body;
  expect((members as JsonObject[]).map(({ value }) => value).sort()).toEqual(ids.slice(2));
});
