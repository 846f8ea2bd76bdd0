/** Names are compared without regard to case, in bodies, filters, paths and parameters. */
import { describe, expect, it } from 'vitest';
import {
  createdUser,
  demoFace,
  ENTERPRISE,
  expectError,
  expectStatus,
  path,
  resourcesOf,
  userOf,
} from './support/face.ts';
import { CHANGING, carrying, SYSTEMS } from './support/systems.ts';

const face = demoFace();

describe.each(SYSTEMS)('RFC 7643 section 2.1, names of attributes: $name', (system) => {
  it('may be in any case in a body', async () => {
    const client = face(system);
    const { userName, name, emails } = userOf();
    const body = { SCHEMAS: userOf()['schemas'], USERNAME: userName, Name: name, eMails: emails };
    expect(expectStatus(await client.post('/Users', body), 201).body).toMatchObject({ userName, name });
  });

  it('and so may those of sub-attributes', async () => {
    const body = userOf({ name: { GivenName: 'Barbara', FAMILYNAME: 'Jensen' } });
    const { name } = expectStatus(await face(system).post('/Users', body), 201).body;
    expect(name).toMatchObject({ givenName: 'Barbara', familyName: 'Jensen' });
  });

  it('of one attribute stand once in a body: twice is 400 invalidSyntax', async () => {
    const body = { ...userOf(), USERNAME: 'somebody.else' };
    expectError(await face(system).post('/Users', body), 400, 'invalidSyntax');
  });

  it('may be in any case in a filter and in attributes', async () => {
    const client = face(system);
    const { id, userName } = await createdUser(client);
    const filter = encodeURIComponent(`USERNAME Eq "${userName}"`);
    const found = resourcesOf(await client.get(`/Users?filter=${filter}&attributes=USERNAME`));
    expect(found).toEqual([expect.objectContaining({ id, userName })]);
  });

  it('are answered as the schemas write them', async () => {
    const body = expectStatus(await face(system).get('/Users?count=1'), 200).body;
    const [user] = resourcesOf({ body } as never);
    expect(Object.keys(user ?? {})).toEqual(
      expect.arrayContaining(['schemas', 'id', 'name', 'emails', 'meta']),
    );
  });
});

describe.each(CHANGING)('RFC 7643 section 2.1, names in a PATCH: $name', (system) => {
  it.each([
    { op: 'replace', path: 'NAME.GIVENNAME', value: 'Babs' },
    { op: 'replace', path: 'urn:ietf:params:scim:schemas:core:2.0:USER:name.givenname', value: 'Babs' },
    { op: 'replace', value: { NAME: { givenname: 'Babs' } } },
  ])('may be in any case: %j', async (operation) => {
    const client = face(system);
    const user = await createdUser(client);
    expectStatus(await client.patch(path('Users', user), [operation]), 200);
    const { name } = (await client.get(path('Users', user))).body;
    expect(name).toEqual({ givenName: 'Babs', familyName: 'Jensen' });
  });
});

describe.each(carrying('enterprise'))('RFC 7643 section 2.1, URNs of extensions: $name', (system) => {
  it('may be in any case as well (RFC 8141 section 3.1)', async () => {
    const user = await createdUser(face(system), { [ENTERPRISE.toUpperCase()]: { DEPARTMENT: 'Tours' } });
    expect(user[ENTERPRISE]).toEqual({ department: 'Tours' });
  });
});
