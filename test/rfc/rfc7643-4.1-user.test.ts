/** The User resource. */
import { describe, expect, it } from 'vitest';
import { isJsonObject, type JsonObject } from '../../src/scim/json.ts';
import { createdUser, demoFace, everyOne, expectStatus, path, userOf, warningsOf } from './support/face.ts';
import { teamOf } from './support/membership.ts';
import { CHANGING, carrying, SYSTEMS } from './support/systems.ts';

const face = demoFace();

describe.each(SYSTEMS)('RFC 7643 section 4.1, users: $name', (system) => {
  it('4.1.1: userName is a text, and compared without regard to case', async () => {
    const client = face(system);
    const user = await createdUser(client);
    const filter = encodeURIComponent(`userName eq "${String(user['userName']).toUpperCase()}"`);
    const { body } = expectStatus(await client.get(`/Users?filter=${filter}`), 200);
    expect(body).toMatchObject({ totalResults: 1, Resources: [{ id: user['id'] }] });
  });

  it('4.1.1: a user that was created without active is enabled', async () => {
    const { active } = await createdUser(face(system));
    expect(active ?? true).toBe(true);
  });

  it('4.1.1: a password is never answered, and nobody is told more than that it was not stored', async () => {
    const client = face(system);
    const password = 't1meMa$heen-canary';
    const answer = await client.post('/Users', userOf({ password }));
    const user = expectStatus(answer, 201).body;
    const answers = [answer, await client.get(path('Users', user)), await client.get('/Users?count=100')];
    for (const { text, headers } of answers) {
      expect(text).not.toContain('canary');
      expect(JSON.stringify(headers)).not.toContain('canary');
      expect(text).not.toContain('"password"');
    }
  });

  it('4.1.2: emails have a value that is an address', async () => {
    const users = await everyOne(face(system), 'Users');
    const emails = users.flatMap(({ emails: list }) => [list ?? []].flat());
    expect(emails.length).toBeGreaterThan(5);
    const isAddress = (email: unknown) => isJsonObject(email) && /^\S+@\S+$/.test(String(email['value']));
    expect(emails.filter((email) => !isAddress(email))).toEqual([]);
  });
});

describe.each(CHANGING)('RFC 7643 section 4.1, changes of users: $name', (system) => {
  it('4.1.1: active is switched off and on', async () => {
    const client = face(system);
    const where = path('Users', await createdUser(client, { active: true }));
    for (const active of [false, true]) {
      expectStatus(await client.patch(where, [{ op: 'replace', path: 'active', value: active }]), 200);
      expect((await client.get(where)).body).toMatchObject({ active });
    }
  });

  it('4.1.2: groups are read-only, changed by the groups themselves', async () => {
    const client = face(system);
    const team = await teamOf(system, client);
    const where = `/Users/${team.users[0]}`;
    const add = [{ op: 'add', path: 'members', value: [{ value: team.users[0] ?? '' }] }];
    expect((await client.patch(team.path, add)).status).toBeLessThan(300);
    const groups = [(await client.get(where)).body['groups'] ?? []].flat();
    expect(groups).toEqual([expect.objectContaining({ $ref: `${client.url}${team.path}` })]);
  });
});

/** RFC 7643 section 8.2, without what needs another entity. */
const FULL: JsonObject = {
  externalId: '701984',
  name: {
    formatted: 'Ms. Barbara J Jensen, III',
    familyName: 'Jensen',
    givenName: 'Barbara',
    middleName: 'Jane',
    honorificPrefix: 'Ms.',
    honorificSuffix: 'III',
  },
  displayName: 'Babs Jensen',
  nickName: 'Babs',
  profileUrl: 'https://login.example.com/bjensen',
  addresses: [
    {
      type: 'work',
      streetAddress: '100 Universal City Plaza',
      locality: 'Hollywood',
      region: 'CA',
      postalCode: '91608',
      country: 'US',
      formatted: '100 Universal City Plaza\nHollywood, CA 91608 USA',
      primary: true,
    },
  ],
  phoneNumbers: [{ value: '555-555-5555', type: 'work' }],
  ims: [{ value: 'someaimhandle', type: 'aim' }],
  photos: [{ value: 'https://photos.example.com/profilephoto/72930000000Ccne/F', type: 'photo' }],
  userType: 'employee',
  title: 'Tour Guide',
  preferredLanguage: 'en-US',
  locale: 'en-US',
  timezone: 'America/Los_Angeles',
  active: true,
};

describe.each(SYSTEMS)('RFC 7643 section 8.2, the full user: $name', (system) => {
  it('is stored, or the client is told what of it is not', async () => {
    const answer = await face(system).post('/Users', userOf(FULL));
    const user = expectStatus(answer, 201).body;
    const told = warningsOf(answer).join('\n');
    const lost = Object.keys(FULL).filter((name) => user[name] === undefined);
    expect(lost.filter((name) => !told.includes(name) && !told.includes('more'))).toEqual([]);
  });
});

describe.each(carrying('externalId', 'nickName', 'title'))(
  'RFC 7643 section 8.2, the full user: $name',
  (system) => {
    it('comes back as it was sent', async () => {
      expect(await createdUser(face(system), FULL)).toMatchObject(FULL);
    });
  },
);
