/** Unassigned, null and the empty list are the same. */
import { describe, expect, it } from 'vitest';
import { createdUser, demoFace, ENTERPRISE, expectStatus, path, userOf, warningsOf } from './support/face.ts';
import { carrying, SYSTEMS } from './support/systems.ts';

const face = demoFace();

describe.each(SYSTEMS)('RFC 7643 section 2.5, unassigned and null values: $name', (system) => {
  it('null and empty lists in a create are as if they were not there', async () => {
    const client = face(system);
    const body = userOf({ displayName: null, title: null, phoneNumbers: [], [ENTERPRISE]: null });
    const user = expectStatus(await client.post('/Users', body), 201).body;
    for (const name of ['title', 'phoneNumbers', ENTERPRISE]) expect(user[name] ?? null).toBeNull();
    expect(JSON.stringify((await client.get(path('Users', user))).body)).not.toContain('null');
  });
});

const clearing = carrying('displayName').filter(({ users }) => users.canClear);

describe.each(clearing)('RFC 7643 section 2.5, null clears: $name', (system) => {
  it('what a PUT has as null, or a PATCH replaces by null, is gone', async () => {
    const client = face(system);
    for (const clear of ['put', 'patch'] as const) {
      const sent = userOf({ displayName: 'Babs Jensen' });
      const user = expectStatus(await client.post('/Users', sent), 201).body;
      expect(user).toMatchObject({ displayName: 'Babs Jensen' });
      const where = path('Users', user);
      const answer =
        clear === 'put'
          ? await client.put(where, { ...sent, displayName: null })
          : await client.patch(where, [{ op: 'replace', path: 'displayName', value: null }]);
      expectStatus(answer, 200);
      expect((await client.get(where)).body).not.toHaveProperty('displayName');
    }
  });
});

describe.each(carrying('enterprise').filter(({ users }) => users.canClear))(
  'RFC 7643 section 2.5, an attribute of an extension: $name',
  (system) => {
    it('is cleared by null, and the others stay', async () => {
      const client = face(system);
      const user = await createdUser(client, { [ENTERPRISE]: { department: 'Tours', costCenter: '4130' } });
      const where = path('Users', user);
      const clear = { op: 'replace', path: `${ENTERPRISE}:department`, value: null };
      expectStatus(await client.patch(where, [clear]), 200);
      expect((await client.get(where)).body[ENTERPRISE]).toEqual({ costCenter: '4130' });
    });
  },
);

describe.each(carrying('displayName').filter(({ users }) => !users.canClear))(
  'RFC 7643 section 2.5, a backend that cannot clear: $name',
  (system) => {
    it('is told to the client', async () => {
      const client = face(system);
      const user = await createdUser(client, { displayName: 'Babs Jensen' });
      const answer = await client.put(path('Users', user), { ...user, displayName: null });
      expect([answer.status, warningsOf(answer)]).toEqual([200, ['Not removed: displayName']]);
      expect(answer.body).toMatchObject({ displayName: 'Babs Jensen' });
    });
  },
);
