/** Every example of section 3.5.2 that is about the attributes of a user, and what the section demands beside. */
import { describe, expect, it } from 'vitest';
import { isJsonObject, type JsonObject } from '../../src/scim/json.ts';
import {
  createdUser,
  demoFace,
  ENTERPRISE,
  expectError,
  expectStatus,
  path,
  warningsOf,
} from './support/face.ts';
import { CHANGING, carrying, SYSTEMS } from './support/systems.ts';

const face = demoFace();

const ADDRESS = {
  type: 'work',
  streetAddress: '911 Universal City Plaza',
  locality: 'Hollywood',
  region: 'CA',
  postalCode: '91608',
  country: 'US',
};

describe.each(carrying('emails.type', 'nickName'))('RFC 7644 section 3.5.2, e-mails: $name', (system) => {
  const WORK = { value: 'bjensen@example.com', type: 'work', primary: true };
  const HOME = { value: 'babs@jensen.org', type: 'home' };

  it('3.5.2.1 add without a path: added to a list, set where there was none', async () => {
    const client = face(system);
    const where = path('Users', await createdUser(client, { emails: [WORK] }));
    const value = { emails: [HOME], nickname: 'Babs' };
    expectStatus(await client.patch(where, [{ op: 'add', value }]), 200);
    expect((await client.get(where)).body).toMatchObject({ emails: [WORK, HOME], nickName: 'Babs' });
  });

  it('3.5.2.2 remove the values of a list that match a filter', async () => {
    const client = face(system);
    const where = path('Users', await createdUser(client, { emails: [WORK, HOME] }));
    const operation = { op: 'remove', path: 'emails[type eq "work" and value ew "example.com"]' };
    expectStatus(await client.patch(where, [operation]), 200);
    expect((await client.get(where)).body['emails']).toEqual([HOME]);
  });

  it('3.5.2.3 replace without a path: a list as a whole', async () => {
    const client = face(system);
    const where = path('Users', await createdUser(client, { emails: [HOME], nickName: 'B' }));
    const value = { emails: [WORK, { ...HOME, value: 'babs2@jensen.org' }], nickname: 'Babs' };
    expectStatus(await client.patch(where, [{ op: 'replace', value }]), 200);
    expect((await client.get(where)).body).toMatchObject({ emails: value.emails, nickName: 'Babs' });
  });
});

describe.each(carrying('addresses'))('RFC 7644 section 3.5.2.3, addresses: $name', (system) => {
  const begin = async () => {
    const client = face(system);
    const addresses = [{ type: 'work', streetAddress: '100 Universal City Plaza', country: 'US' }];
    return { client, where: path('Users', await createdUser(client, { addresses })) };
  };

  it('replace a value by another one', async () => {
    const { client, where } = await begin();
    const operation = { op: 'replace', path: 'addresses[type eq "work"]', value: ADDRESS };
    expectStatus(await client.patch(where, [operation]), 200);
    expect((await client.get(where)).body['addresses']).toEqual([expect.objectContaining(ADDRESS)]);
  });

  it('replace one part of a value', async () => {
    const { client, where } = await begin();
    const operation = {
      op: 'replace',
      path: 'addresses[type eq "work"].streetAddress',
      value: '1010 Broadway Ave',
    };
    expectStatus(await client.patch(where, [operation]), 200);
    expect((await client.get(where)).body['addresses']).toEqual([
      expect.objectContaining({ type: 'work', streetAddress: '1010 Broadway Ave', country: 'US' }),
    ]);
  });

  it('a filter that matches nothing is 400 noTarget, and nothing is changed', async () => {
    const { client, where } = await begin();
    const { body } = await client.get(where);
    const operation = { op: 'replace', path: 'addresses[type eq "home"].country', value: 'DE' };
    expectError(await client.patch(where, [operation]), 400, 'noTarget');
    expect((await client.get(where)).body).toEqual(body);
  });
});

describe.each(CHANGING)('RFC 7644 section 3.5.2, operations: $name', (system) => {
  const given = (givenName: string) => ({ op: 'replace', path: 'name.givenName', value: givenName });

  it('200 with the resource as it is now', async () => {
    const client = face(system);
    const user = await createdUser(client);
    const { body } = expectStatus(await client.patch(path('Users', user), [given('Babs')]), 200);
    expect(body).toMatchObject({ id: user['id'], name: { givenName: 'Babs', familyName: 'Jensen' } });
    expect((await client.get(path('Users', user))).body).toEqual(body);
  });

  it('are done in their order', async () => {
    const client = face(system);
    const where = path('Users', await createdUser(client));
    expectStatus(await client.patch(where, [given('A'), given('B'), given('C')]), 200);
    expect((await client.get(where)).body['name']).toMatchObject({ givenName: 'C' });
  });

  it('are all done or none', async () => {
    const client = face(system);
    const user = await createdUser(client);
    const bad = {
      op: 'replace',
      path: 'emails[value eq "nobody@example.com"].value',
      value: 'x@example.com',
    };
    expectError(await client.patch(path('Users', user), [given('Babs'), bad]), 400, 'noTarget');
    expect((await client.get(path('Users', user))).body).toEqual(user);
  });

  it('add with a value that is there already changes nothing, lastModified neither', async () => {
    const client = face(system);
    const user = await createdUser(client);
    const operation = { op: 'add', path: 'name.givenName', value: 'Barbara' };
    expectStatus(await client.patch(path('Users', user), [operation]), 200);
    const { meta, ...now } = (await client.get(path('Users', user))).body;
    const { meta: before, ...then } = user;
    expect(now).toEqual(then);
    // Some backends note every request that reaches them.
    expect(isJsonObject(meta) && isJsonObject(before) && meta['created']).toBe(
      (before as JsonObject)['created'],
    );
  });

  it('remove of what is not there is no error', async () => {
    const client = face(system);
    const where = path('Users', await createdUser(client));
    expectStatus(await client.patch(where, [{ op: 'remove', path: 'phoneNumbers[type eq "fax"]' }]), 200);
    expectStatus(await client.patch(where, [{ op: 'remove', path: 'phoneNumbers' }]), 200);
  });

  it('replace of what is not there is add', async () => {
    const client = face(system);
    const where = path('Users', await createdUser(client));
    expectStatus(await client.patch(where, [{ op: 'replace', path: 'displayName', value: 'Babs' }]), 200);
    expect((await client.get(where)).body).toMatchObject({ displayName: 'Babs' });
  });

  it('a user that is not there is 404', async () => {
    expectError(await face(system).patch('/Users/2819c223-7f76-453a-919d-413861904646', [given('X')]), 404);
  });
});

describe.each(SYSTEMS)('RFC 7644 section 3.5.2, requests that are wrong: $name', (system) => {
  it.each<[string, JsonObject, string]>([
    ['no Operations', {}, 'invalidSyntax'],
    ['an empty list of them', { Operations: [] }, 'invalidSyntax'],
    ['Operations that are no list', { Operations: { op: 'add' } }, 'invalidSyntax'],
    ['an operation that is no object', { Operations: ['add'] }, 'invalidSyntax'],
    ['no op', { Operations: [{ path: 'active', value: true }] }, 'invalidSyntax'],
    ['an unknown op', { Operations: [{ op: 'move', path: 'active' }] }, 'invalidSyntax'],
    ['remove without a path', { Operations: [{ op: 'remove' }] }, 'noTarget'],
    ['add without a value', { Operations: [{ op: 'add', path: 'title' }] }, 'invalidValue'],
    ['a path that is none', { Operations: [{ op: 'add', path: '[', value: 1 }] }, 'invalidPath'],
    ['an id', { Operations: [{ op: 'replace', path: 'id', value: 'x' }] }, 'mutability'],
    ['the id taken away', { Operations: [{ op: 'remove', path: 'id' }] }, 'mutability'],
    ['meta', { Operations: [{ op: 'replace', path: 'meta.created', value: 'x' }] }, 'mutability'],
    ['active taken away', { Operations: [{ op: 'remove', path: 'active' }] }, 'invalidValue'],
  ])('%s', async (_, body, scimType) => {
    const client = face(system);
    const user = await createdUser(client);
    const schemas = ['urn:ietf:params:scim:api:messages:2.0:PatchOp'];
    const answer = await client.send('PATCH', path('Users', user), { body: { schemas, ...body } });
    expectError(answer, 400, scimType);
    expect((await client.get(path('Users', user))).body).toEqual(user);
  });
});

describe.each(SYSTEMS)('RFC 7644 section 3.5.2.2, an attribute that is required: $name', (system) => {
  it.each([
    [{ op: 'remove', path: 'userName' }, 'mutability'],
    [{ op: 'replace', path: 'userName', value: null }, 'mutability'],
    [{ op: 'replace', value: { userName: [] } }, 'mutability'],
    [{ op: 'replace', path: 'userName', value: '' }, 'invalidValue'],
  ])('is neither removed nor emptied: %j', async (operation, scimType) => {
    const client = face(system);
    const user = await createdUser(client);
    expectError(await client.patch(path('Users', user), [operation]), 400, scimType);
    expect((await client.get(path('Users', user))).body).toEqual(user);
  });
});

describe.each(carrying('enterprise'))('RFC 7644 section 3.5.2, extensions: $name', (system) => {
  it.each([
    [{ op: 'add', path: `${ENTERPRISE}:department`, value: 'Tours' }],
    [{ op: 'replace', path: `${ENTERPRISE}:department`, value: 'Tours' }],
    [{ op: 'add', value: { [ENTERPRISE]: { department: 'Tours' } } }],
    [{ op: 'add', value: { [`${ENTERPRISE}:department`]: 'Tours' } }],
  ])('%j', async (operation) => {
    const client = face(system);
    const where = path('Users', await createdUser(client, { [ENTERPRISE]: { costCenter: '4130' } }));
    expectStatus(await client.patch(where, [operation]), 200);
    expect((await client.get(where)).body[ENTERPRISE]).toEqual({ costCenter: '4130', department: 'Tours' });
  });
});

describe.each(SYSTEMS.filter((system) => !CHANGING.includes(system)))(
  'RFC 7644 section 3.5.2, users that are left alone: $name',
  (system) => {
    it('200 with the present state and a warning', async () => {
      const client = face(system);
      const user = await createdUser(client);
      const operation = { op: 'replace', path: 'name.givenName', value: 'Babs' };
      const answer = await client.patch(path('Users', user), [operation]);
      expect([answer.status, answer.body]).toEqual([200, user]);
      expect(warningsOf(answer).join()).toContain('The update was skipped');
    });
  },
);
