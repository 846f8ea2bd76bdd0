/** ETags: what they are, and requests that depend on them. */
import { describe, expect, it } from 'vitest';
import { isJsonObject } from '../../src/scim/json.ts';
import {
  createdUser,
  demoFace,
  everyOne,
  expectError,
  expectStatus,
  path,
  resourcesOf,
} from './support/face.ts';
import { CHANGING, SYSTEMS } from './support/systems.ts';

const face = demoFace();
const VERSIONED = SYSTEMS.filter(({ users }) => users.hasVersions);

describe.each(VERSIONED)('RFC 7644 section 3.14, versions: $name', (system) => {
  it('ETag and meta.version are the same, in every answer that has the resource', async () => {
    const client = face(system);
    const answer = await client.post('/Users', { ...(await freshUser(client)) });
    const where = path('Users', expectStatus(answer, 201).body);
    const listed = (await everyOne(client, 'Users')).find(({ id }) => id === answer.body['id']);
    for (const { headers, body } of [answer, await client.get(where), await client.put(where, answer.body)]) {
      expect(isJsonObject(body['meta']) && body['meta']['version']).toBe(headers['etag']);
      expect(headers['etag']).toMatch(/^(?:W\/)?"[^"]+"$/);
    }
    expect(listed?.['meta']).toEqual(answer.body['meta']);
  });

  it('If-None-Match with the present version is 304 without a body, with another one 200', async () => {
    const client = face(system);
    const where = path('Users', await createdUser(client));
    const etag = String((await client.get(where)).headers['etag']);
    const asked = async (tag: string) => await client.get(where, { headers: { 'if-none-match': tag } });
    expect([(await asked(etag)).status, (await asked(etag)).text]).toEqual([304, '']);
    expect((await asked(`"x", ${etag}`)).status).toBe(304);
    expect((await asked('*')).status).toBe(304);
    expect((await asked('"another"')).status).toBe(200);
  });

  it('If-Match with another version is 412, and nothing is changed', async () => {
    const client = face(system);
    const user = await createdUser(client);
    const where = path('Users', user);
    const headers = { 'if-match': '"another"' };
    expectError(await client.put(where, { ...user, name: { familyName: 'X' } }, { headers }), 412);
    const operation = { op: 'replace', path: 'name.familyName', value: 'X' };
    expectError(await client.patch(where, [operation], { headers }), 412);
    expectError(await client.delete(where, { headers }), 412);
    expect((await client.get(where)).body).toEqual(user);
  });

  it('If-Match with the present version deletes', async () => {
    const client = face(system);
    const where = path('Users', await createdUser(client));
    const headers = { 'if-match': String((await client.get(where)).headers['etag']) };
    expectStatus(await client.delete(where, { headers }), 204);
  });
});

describe.each(VERSIONED.filter((system) => CHANGING.includes(system)))(
  'RFC 7644 section 3.14, versions of what changes: $name',
  (system) => {
    it('a change makes a new one, and If-Match with the present one changes', async () => {
      const client = face(system);
      const where = path('Users', await createdUser(client));
      const before = String((await client.get(where)).headers['etag']);
      const operation = { op: 'replace', path: 'name.givenName', value: 'Babs' };
      const headers = { 'if-match': before };
      expectStatus(await client.patch(where, [operation], { headers }), 200);
      const after = (await client.get(where)).headers['etag'];
      expect(after).not.toBe(before);
      expectError(await client.patch(where, [operation], { headers }), 412);
    });
  },
);

describe.each(SYSTEMS.filter(({ users }) => !users.hasVersions))(
  'RFC 7644 section 3.14, a system without versions: $name',
  (system) => {
    it('gives none, and If-Match decides nothing', async () => {
      const client = face(system);
      const user = await createdUser(client);
      const where = path('Users', user);
      expect((await client.get(where)).headers).not.toHaveProperty('etag');
      expect(
        resourcesOf(await client.get('/Users')).filter(({ meta }) =>
          JSON.stringify(meta).includes('version'),
        ),
      ).toEqual([]);
      expectStatus(await client.put(where, user, { headers: { 'if-match': '"1"' } }), 200);
    });
  },
);

async function freshUser(client: Parameters<typeof createdUser>[0]) {
  const { id: _, meta: __, ...user } = await createdUser(client);
  await client.delete(`/Users/${_}`);
  return user;
}
