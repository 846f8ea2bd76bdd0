/** Interim answers that nobody asked for, before every answer of a backend. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/scim/json.ts';
import { startMixed } from '../other-answers/support.ts';
import { initialLoad } from '../support/client.ts';

const NEWCOMER = {
  userName: 'newcomer@example.com',
  name: { givenName: 'New', familyName: 'Comer' },
  emails: [{ value: 'newcomer@example.com', primary: true }],
};

describe.each(['v1', 'v2', 'cf'] as const)(
  'a backend (%s) that sends 100, 103 and 102 before each answer',
  (kind) => {
    it('is read and changed as any other, and gets each change once', async () => {
      const mixed = await startMixed(kind);
      const { client, backend } = mixed;
      await backend.control.fault({ count: 10_000, interim: [100, 103, 102, 100] });

      const { resources } = await initialLoad(client, 'Users', 3);
      expect(resources.length).toBeGreaterThanOrEqual(6);
      const created = await client.post('/Users', NEWCOMER);
      expect(created.status, created.text).toBe(201);
      const path = `/Users/${created.body['id']}`;
      const filter = encodeURIComponent(`userName eq "${NEWCOMER.userName}"`);
      expect((await client.get(`/Users?filter=${filter}`)).body['totalResults']).toBe(1);
      const renamed = { ...NEWCOMER, name: { givenName: 'Renamed', familyName: 'Comer' } };
      expect((await client.put(path, renamed)).status).toBe(200);
      expect((await client.get(path)).body['name']).toMatchObject({ givenName: 'Renamed' });
      const { Resources: groups } = (await client.get('/Groups?count=1')).body;
      const [group = {}] = groups as JsonObject[];
      const member = [{ value: created.body['id'] }];
      const groupPath = `/Groups/${encodeURIComponent(String(group['id']))}`;
      const added = await client.patch(groupPath, [{ op: 'add', path: 'members', value: member }]);
      expect([200, 204], added.text).toContain(added.status);
      expect((await client.delete(path)).status).toBe(204);
      expect((await client.get(path)).status).toBe(404);

      const written = (await mixed.written()).map(({ method, path: target }) => `${method} ${target}`);
      expect(new Set(written).size, written.join()).toBe(written.length);
      expect(written.length).toBeGreaterThanOrEqual(4);
      await mixed.stop();
    });

    it('and then breaks off, gets no create twice', async () => {
      const mixed = await startMixed(kind);
      await mixed.backend.control.fault({
        count: 1,
        method: 'POST',
        path: '/Users',
        interim: [100],
        reset: 'before',
      });
      const created = await mixed.client.post('/Users', NEWCOMER);
      // Version 2 looks for the user first, and is sent the request again where there is none.
      expect(created.status, created.text).toBe(kind === 'v2' ? 201 : 502);
      expect(await mixed.written()).toHaveLength(kind === 'v2' ? 2 : 1);
      await mixed.stop();
    });
  },
);
