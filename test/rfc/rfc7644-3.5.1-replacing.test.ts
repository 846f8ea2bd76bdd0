/** PUT. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/scim/json.ts';
import {
  createdUser,
  demoFace,
  ENTERPRISE,
  expectError,
  expectStatus,
  path,
  userOf,
  warningsOf,
} from './support/face.ts';
import { idsOf, membersOf, teamOf } from './support/membership.ts';
import { CHANGING, carrying, SYSTEMS } from './support/systems.ts';

const face = demoFace();

describe.each(CHANGING)('RFC 7644 section 3.5.1, replacing users: $name', (system) => {
  it('200 with the resource as it is now (the example of the section)', async () => {
    const client = face(system);
    const user = await createdUser(client);
    const where = path('Users', user);
    const emails = [
      { value: `bjensen-${user['id']}@example.com` },
      { value: `babs-${user['id']}@jensen.org` },
    ];
    const sent: JsonObject = {
      schemas: user['schemas'] ?? [],
      id: user['id'] ?? '',
      userName: user['userName'] ?? '',
      externalId: 'bjensen',
      name: {
        formatted: 'Ms. Barbara J Jensen III',
        familyName: 'Jensen',
        givenName: 'Barbara',
        middleName: 'Jane',
      },
      roles: [],
      emails: emails.slice(0, system.users.mostEmails),
    };
    const { body, headers } = expectStatus(await client.put(where, sent), 200);
    expect(headers.location).toBe(`${client.url}${where}`);
    expect(body).toMatchObject({
      id: user['id'],
      userName: user['userName'],
      name: { familyName: 'Jensen', givenName: 'Barbara', middleName: 'Jane' },
      emails: emails.slice(0, system.users.mostEmails),
    });
    // Times may be written otherwise in the answer to a change.
    const { meta: _, ...now } = (await client.get(where)).body;
    const { meta: __, ...answered } = body;
    expect(now).toEqual(answered);
  });

  it('what GET gave, handed back, changes nothing', async () => {
    const client = face(system);
    const user = await createdUser(client, { displayName: 'Babs', [ENTERPRISE]: { department: 'Tours' } });
    const answer = expectStatus(await client.put(path('Users', user), user), 200);
    const { meta: _, ...before } = user;
    const { meta: __, ...after } = answer.body;
    expect([after, warningsOf(answer)]).toEqual([before, []]);
  });

  it('never creates: an id that nobody has is 404', async () => {
    const client = face(system);
    const user = userOf();
    expectError(await client.put('/Users/2819c223-7f76-453a-919d-413861904646', user), 404);
    const filter = encodeURIComponent(`userName eq "${user.userName}"`);
    expect((await client.get(`/Users?filter=${filter}`)).body).toMatchObject({ totalResults: 0 });
  });

  it('a name that somebody else has is 409 uniqueness, and nothing is changed', async () => {
    const client = face(system);
    const [one, other] = [await createdUser(client), await createdUser(client)];
    const where = path('Users', one);
    expectError(await client.put(where, { ...one, userName: other['userName'] ?? '' }), 409, 'uniqueness');
    expect((await client.get(where)).body).toEqual(one);
  });

  it('an id in the body that is another one is not used', async () => {
    const client = face(system);
    const [one, other] = [await createdUser(client), await createdUser(client)];
    const where = path('Users', one);
    const answer = await client.put(where, {
      ...one,
      id: other['id'] ?? '',
      name: { familyName: 'Jones', givenName: 'B' },
    });
    expect(expectStatus(answer, 200).body['id']).toBe(one['id']);
    expect((await client.get(path('Users', other))).body).toEqual(other);
  });
});

describe.each(carrying('displayName').filter(({ users }) => users.canClear))(
  'RFC 7644 section 3.5.1, attributes that are left out: $name',
  (system) => {
    it('are cleared where the client could have sent them', async () => {
      const client = face(system);
      const user = await createdUser(client, { displayName: 'Babs' });
      const { displayName: _, ...without } = user;
      expectStatus(await client.put(path('Users', user), without), 200);
      expect((await client.get(path('Users', user))).body).not.toHaveProperty('displayName');
    });
  },
);

describe.each(SYSTEMS.filter((system) => !CHANGING.includes(system)))(
  'RFC 7644 section 3.5.1, users that are left alone: $name',
  (system) => {
    it('200 with the present state and a warning', async () => {
      const client = face(system);
      const user = await createdUser(client);
      const name = { familyName: 'Jones', givenName: 'Barbara' };
      const answer = await client.put(path('Users', user), { ...user, name });
      expect([answer.status, answer.body]).toEqual([200, user]);
      expect(warningsOf(answer).join()).toContain('The update was skipped');
    });
  },
);

describe.each(SYSTEMS)('RFC 7644 section 3.5.1, replacing groups: $name', (system) => {
  it('its members are those of the body', async () => {
    const client = face(system);
    const team = await teamOf(system, client, 2);
    const members = team.users.slice(1).map((value) => ({ value }));
    const { members: _, ...group } = (await client.get(team.path)).body;
    const { body } = expectStatus(await client.put(team.path, { ...group, members }), 200);
    expect(idsOf(body['members']).sort()).toEqual(team.users.slice(1).toSorted());
    expect(await membersOf(client, team)).toEqual(team.users.slice(1).toSorted());
  });

  it('an empty list of members takes all of them out', async () => {
    const client = face(system);
    const team = await teamOf(system, client, 2);
    const group = (await client.get(team.path)).body;
    expectStatus(await client.put(team.path, { ...group, members: [] }), 200);
    expect(await membersOf(client, team)).toEqual([]);
  });
});
