/** Lists of values: one primary value at most, no value twice, sub-attributes by their names. */
import { describe, expect, it } from 'vitest';
import { isJsonObject } from '../../src/scim/json.ts';
import { createdUser, demoFace, everyOne, expectStatus, path, userOf } from './support/face.ts';
import { CHANGING, SYSTEMS } from './support/systems.ts';

const face = demoFace();
const LISTS = ['emails', 'phoneNumbers', 'addresses', 'groups', 'members', 'photos', 'ims', 'roles'];

describe.each(SYSTEMS)('RFC 7643 section 2.4, multi-valued attributes: $name', (system) => {
  it('are lists of objects, with one primary value at most', async () => {
    const client = face(system);
    const all = [...(await everyOne(client, 'Users')), ...(await everyOne(client, 'Groups'))];
    const lists = all.flatMap((resource) => LISTS.flatMap((name) => [resource[name] ?? []]));
    expect(lists.flat().length).toBeGreaterThan(10);
    for (const list of lists) {
      expect(Array.isArray(list)).toBe(true);
      const values = [list].flat();
      expect(values.filter((value) => !isJsonObject(value))).toEqual([]);
      expect(values.filter((value) => isJsonObject(value) && value['primary'] === true).length).toBeLessThan(
        2,
      );
    }
  });

  it('a single object where the schema has a list is a list of one', async () => {
    const { emails } = userOf();
    const email = [emails].flat()[0];
    const body = userOf({ emails: email ?? null });
    const user = expectStatus(await face(system).post('/Users', body), 201).body;
    expect(user['emails']).toMatchObject([{ value: isJsonObject(email) ? email['value'] : '' }]);
  });
});

describe.each(CHANGING.filter(({ users }) => users.carries.includes('emails.type')))(
  'RFC 7643 section 2.4, the primary value: $name',
  (system) => {
    it('a new one takes it from the one before', async () => {
      const client = face(system);
      const user = await createdUser(client);
      const home = { value: 'babs@jensen.org', type: 'home', primary: true };
      expectStatus(
        await client.patch(path('Users', user), [{ op: 'add', path: 'emails', value: [home] }]),
        200,
      );
      const emails = [(await client.get(path('Users', user))).body['emails'] ?? []].flat();
      const primary = emails.filter((value) => isJsonObject(value) && value['primary'] === true);
      expect([emails.length, primary]).toEqual([2, [home]]);
    });
  },
);
