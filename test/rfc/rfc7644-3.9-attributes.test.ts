/** `attributes` and `excludedAttributes`, and names as section 3.10 writes them. */
import { describe, expect, it } from 'vitest';
import {
  createdUser,
  demoFace,
  ENTERPRISE,
  expectError,
  expectStatus,
  path,
  USER,
  userOf,
} from './support/face.ts';
import { CHANGING, carrying, SYSTEMS } from './support/systems.ts';

const face = demoFace();

describe.each(SYSTEMS)('RFC 7644 section 3.9, attributes that are asked for: $name', (system) => {
  it('are the only ones beside id and schemas (the example of the section)', async () => {
    const client = face(system);
    const user = await createdUser(client);
    const where = path('Users', user);
    const { body } = expectStatus(await client.get(`${where}?attributes=userName`), 200);
    expect(body).toEqual({ schemas: [USER], id: user['id'], userName: user['userName'] });
  });

  it('excluded ones are missing, and id stays', async () => {
    const client = face(system);
    const { emails: _, ...rest } = await createdUser(client);
    const asked = await client.get(`${path('Users', rest)}?excludedAttributes=emails,id`);
    expect(expectStatus(asked, 200).body).toEqual(rest);
  });

  it.each([
    ['userName', ['userName']],
    ['USERNAME', ['userName']],
    ['userName, name', ['name', 'userName']],
    [`${USER}:userName`, ['userName']],
    ['noSuchAttribute', []],
    ['meta', ['meta']],
  ])('%s', async (attributes, names) => {
    const client = face(system);
    const where = path('Users', await createdUser(client));
    const { body } = expectStatus(
      await client.get(`${where}?attributes=${encodeURIComponent(attributes)}`),
      200,
    );
    expect(Object.keys(body).sort()).toEqual(['id', 'schemas', ...names].sort());
  });

  it('of a sub-attribute, only that part (section 3.10)', async () => {
    const client = face(system);
    const where = path('Users', await createdUser(client));
    const { name } = expectStatus(await client.get(`${where}?attributes=name.familyName`), 200).body;
    expect(name).toEqual({ familyName: 'Jensen' });
  });

  it('hold for lists', async () => {
    const { body } = expectStatus(await face(system).get('/Users?attributes=name&count=5'), 200);
    for (const user of [body['Resources'] ?? []].flat()) {
      expect(['schemas', 'id', 'name']).toEqual(expect.arrayContaining(Object.keys(user as object)));
    }
  });

  it('hold for the answer to a POST', async () => {
    const answer = await face(system).post('/Users?attributes=userName', userOf());
    expect(Object.keys(expectStatus(answer, 201).body).sort()).toEqual(['id', 'schemas', 'userName']);
  });

  it('both at once are 400', async () => {
    const both = '/Users?attributes=userName&excludedAttributes=name';
    expectError(await face(system).get(both), 400, 'invalidValue');
  });
});

describe.each(CHANGING)('RFC 7644 section 3.9, answers to changes: $name', (system) => {
  it('PUT and PATCH have the attributes that are asked for', async () => {
    const client = face(system);
    const user = await createdUser(client);
    const where = `${path('Users', user)}?attributes=userName`;
    const wanted = { schemas: [USER], id: user['id'], userName: user['userName'] };
    expect(expectStatus(await client.put(where, user), 200).body).toEqual(wanted);
    const operation = { op: 'replace', path: 'name.givenName', value: 'Babs' };
    expect(expectStatus(await client.patch(where, [operation]), 200).body).toEqual(wanted);
  });
});

describe.each(carrying('enterprise'))('RFC 7644 section 3.10, attributes of extensions: $name', (system) => {
  it('are named with their URN', async () => {
    const client = face(system);
    const extension = { department: 'Tours', costCenter: '4130' };
    const user = await createdUser(client, { [ENTERPRISE]: extension });
    const asked = async (attributes: string) =>
      (await client.get(`${path('Users', user)}?attributes=${attributes}`)).body;
    expect(await asked(ENTERPRISE)).toEqual({
      schemas: [USER, ENTERPRISE],
      id: user['id'],
      [ENTERPRISE]: extension,
    });
    expect((await asked(`${ENTERPRISE}:department`))[ENTERPRISE]).toEqual({ department: 'Tours' });
  });
});
