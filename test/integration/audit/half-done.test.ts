/** A change of members that was made in part is one that was made in part, also in the audit log. */
import { expect, it } from 'vitest';
import type { JsonObject } from '../../../src/scim/json.ts';
import { startBackend } from '../support/backends.ts';
import { HURRIED } from '../support/connectors.ts';
import { runningProxy } from '../support/proxy.ts';
import { FILE, linesOf } from './support.ts';

it('some members were added, and the backend failed at the others', async () => {
  const backend = await startBackend('cf', { users: 15, groups: 0 });
  const proxy = await runningProxy({
    systems: [{ id: 'cf', type: backend.type, properties: backend.properties }],
    audit: { file: FILE },
    time: HURRIED,
  });
  try {
    const client = proxy.client('cf');
    const resources = async (kind: string) =>
      (await client.get(`/${kind}?count=100`)).body['Resources'] as JsonObject[];
    const users = (await resources('Users')).map(({ id }) => ({ value: id }));
    const group = (await resources('Groups')).find(({ displayName }) =>
      String(displayName).includes('billing_manager'),
    );
    const path = `/Groups/${encodeURIComponent(String(group?.['id']))}`;
    await client.put(path, { ...group, members: [] });
    await backend.control.fault({ count: 50, after: 5, method: 'POST', path: '/v3/roles', status: 500 });
    const headers = { 'x-request-id': 'half' };
    const half = await client.put(path, { ...group, members: users.slice(0, 12) }, { headers });
    expect([half.status, Object.keys(half.body)]).toEqual([
      502,
      expect.arrayContaining([expect.stringContaining('MembershipError')]),
    ]);
    const lines = await linesOf(proxy, 'half');
    expect(lines).toMatchObject([
      {
        operation: 'replace',
        entityId: group?.['id'],
        outcome: 'partial',
        status: 502,
        attributes: expect.arrayContaining(['members']),
      },
    ]);
    expect(lines[0]?.['upstreamCalls']).toBeGreaterThan(6);
  } finally {
    await proxy.stop();
    await backend.close();
  }
});
