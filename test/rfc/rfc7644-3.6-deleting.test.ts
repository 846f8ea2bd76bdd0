/** DELETE. */
import { describe, expect, it } from 'vitest';
import {
  created,
  createdUser,
  demoFace,
  everyOne,
  expectError,
  expectStatus,
  groupOf,
  path,
  userOf,
} from './support/face.ts';
import { GROUPING, SYSTEMS } from './support/systems.ts';

const face = demoFace();

describe.each(SYSTEMS)('RFC 7644 section 3.6, deleting: $name', (system) => {
  it('204 without a body (the example of the section), and 404 for whatever comes then', async () => {
    const client = face(system);
    const user = await createdUser(client);
    const where = path('Users', user);
    expect(expectStatus(await client.delete(where), 204).text).toBe('');
    expectError(await client.get(where), 404);
    expectError(await client.put(where, userOf()), 404);
    expectError(await client.patch(where, [{ op: 'replace', path: 'active', value: false }]), 404);
    expectError(await client.delete(where), 404);
  });

  it('what is deleted is in no list', async () => {
    const client = face(system);
    const user = await createdUser(client);
    expectStatus(await client.delete(path('Users', user)), 204);
    expect((await everyOne(client, 'Users')).map(({ id }) => id)).not.toContain(user['id']);
    const filter = encodeURIComponent(`userName eq "${user['userName']}"`);
    expect((await client.get(`/Users?filter=${filter}`)).body).toMatchObject({ totalResults: 0 });
  });

  it('and stands in the way of no new resource', async () => {
    const client = face(system);
    const entity = userOf();
    const first = await created(client, 'Users', entity);
    expectStatus(await client.delete(path('Users', first)), 204);
    const second = await created(client, 'Users', entity);
    expect(second['id']).not.toBe(first['id']);
  });

  it('a resource that never was is 404', async () => {
    expectError(await face(system).delete('/Users/2819c223-7f76-453a-919d-413861904646'), 404);
  });
});

describe.each(GROUPING)('RFC 7644 section 3.6, deleting groups: $name', (system) => {
  it('204, and its members stay', async () => {
    const client = face(system);
    const user = await createdUser(client);
    const members = [{ value: String(user['id']) }];
    const where = path('Groups', await created(client, 'Groups', groupOf({ members })));
    expectStatus(await client.delete(where), 204);
    expectError(await client.get(where), 404);
    expect(expectStatus(await client.get(path('Users', user)), 200).body['groups'] ?? []).toEqual([]);
  });
});
