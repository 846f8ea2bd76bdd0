/** Creating resources. */
import { describe, expect, it } from 'vitest';
import { createdUser, demoFace, expectError, expectStatus, groupOf, path, userOf } from './support/face.ts';
import { CHANGING, carrying, GROUPING, SYSTEMS } from './support/systems.ts';

const face = demoFace();

describe.each(SYSTEMS)('RFC 7644 section 3.3, creating resources: $name', (system) => {
  it('201 with Location, and the resource as it is stored (the example of the section)', async () => {
    const client = face(system);
    const sent = userOf({
      externalId: 'bjensen',
      name: { formatted: 'Ms. Barbara J Jensen III', familyName: 'Jensen', givenName: 'Barbara' },
    });
    const answer = expectStatus(await client.post('/Users', sent), 201);
    const { body, headers } = answer;
    expect(headers['content-type']).toBe('application/scim+json');
    expect(headers.location).toBe(`${client.url}${path('Users', body)}`);
    expect(body).toMatchObject({
      id: expect.any(String),
      userName: sent.userName,
      name: { familyName: 'Jensen', givenName: 'Barbara' },
      meta: { resourceType: 'User', location: headers.location },
    });
    const { body: read } = expectStatus(await client.get(path('Users', body)), 200);
    expect(read).toEqual(body);
  });

  it('an id and a meta that the client makes up are not used, as they are read-only', async () => {
    const client = face(system);
    const meta = {
      resourceType: 'Dog',
      created: '1999-01-01T00:00:00Z',
      location: 'https://other.example/1',
    };
    const { body } = expectStatus(await client.post('/Users', userOf({ id: 'my-own', meta })), 201);
    expect(body['id']).not.toBe('my-own');
    expect(body['meta']).toMatchObject({
      resourceType: 'User',
      location: `${client.url}${path('Users', body)}`,
    });
    expect(JSON.stringify(body)).not.toContain('1999-01-01');
  });

  it('a user that exists already is 409 uniqueness', async () => {
    const client = face(system);
    const { userName, emails } = await createdUser(client);
    const again = userOf({ userName: String(userName), ...(emails === undefined ? {} : { emails }) });
    expectError(await client.post('/Users', again), 409, 'uniqueness');
  });

  it('a body that is no JSON, or no object, is 400 invalidSyntax', async () => {
    const client = face(system);
    for (const body of ['{"userName":', '[]', '"bjensen"', 'null', '']) {
      expectError(await client.post('/Users', body), 400, 'invalidSyntax');
    }
  });
});

describe.each(GROUPING)('RFC 7644 section 3.3, creating groups: $name', (system) => {
  it('201 with Location, and 409 uniqueness for the same name again', async () => {
    const client = face(system);
    const group = groupOf();
    const { body, headers } = expectStatus(await client.post('/Groups', group), 201);
    expect(headers.location).toBe(`${client.url}${path('Groups', body)}`);
    expect(body).toMatchObject({ displayName: group.displayName, meta: { resourceType: 'Group' } });
    if (system.groups.hasUniqueNames) {
      expectError(await client.post('/Groups', group), 409, 'uniqueness');
    }
  });
});

describe.each(carrying('externalId'))('RFC 7644 section 3.3, an externalId: $name', (system) => {
  it('is kept as the client gave it', async () => {
    expect(await createdUser(face(system), { externalId: 'bjensen' })).toMatchObject({
      externalId: 'bjensen',
    });
  });
});

describe.each(CHANGING)('RFC 7644 section 3.3.1, the resource type: $name', (system) => {
  it('is said by the endpoint, whatever meta.resourceType says', async () => {
    const { meta } = await createdUser(face(system), { meta: { resourceType: 'Group' } });
    expect(meta).toMatchObject({ resourceType: 'User' });
  });
});

describe.each(SYSTEMS.filter(({ users }) => users.needsUserName))(
  'RFC 7644 section 3.3, a required attribute: $name',
  (system) => {
    it('is 400 invalidValue where it is missing', async () => {
      const { userName: _, ...nameless } = userOf();
      expectError(await face(system).post('/Users', nameless), 400, 'invalidValue');
    });
  },
);
