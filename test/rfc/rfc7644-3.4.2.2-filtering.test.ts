/**
 * Every example of the section, on every system: answered with exactly those that match, or refused as `invalidFilter`. What
 * matches is decided here, of what the list without a filter shows.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { isJsonObject, type JsonObject, type JsonValue } from '../../src/scim/json.ts';
import {
  createdUser,
  demoFace,
  ENTERPRISE,
  everyOne,
  expectError,
  expectStatus,
  resourcesOf,
} from './support/face.ts';
import { type DemoSystem, SYSTEMS } from './support/systems.ts';

const face = demoFace();

type Test = (user: JsonObject) => boolean;

const text = (value: JsonValue | undefined) => (typeof value === 'string' ? value.toLowerCase() : '');
const is =
  (name: string, value: string): Test =>
  (user) =>
    text(user[name]) === value.toLowerCase();
const isThere =
  (name: string): Test =>
  (user) =>
    text(user[name]) !== '';
const listOf = (value: JsonValue | undefined) => (Array.isArray(value) ? value.filter(isJsonObject) : []);
const name = ({ name: value }: JsonObject, part: string) => text(isJsonObject(value) ? value[part] : '');
const modified: (compare: (time: number, than: number) => boolean) => Test =
  (compare) =>
  ({ meta }) =>
    isJsonObject(meta) &&
    compare(Date.parse(String(meta['lastModified'])), Date.parse('2011-05-13T04:42:34Z'));
const hasEmail = (user: JsonObject, part: string) =>
  listOf(user['emails']).some(({ value }) => text(value).includes(part));
const hasWorkEmail = (user: JsonObject, part = '') =>
  listOf(user['emails']).some(({ value, type }) => type === 'work' && text(value).includes(part));
const both =
  (...tests: readonly Test[]): Test =>
  (user) =>
    tests.every((test) => test(user));
const either =
  (...tests: readonly Test[]): Test =>
  (user) =>
    tests.some((test) => test(user));
const not =
  (test: Test): Test =>
  (user) =>
    !test(user);
/** In small letters: Identity Authentication compares it exactly, and so its schema says. */
const employee = is('userType', 'employee');
const anExample = either(
  (user) => hasEmail(user, 'example.com'),
  (user) => hasEmail(user, 'example.org'),
);

const IAS2 = 'Identity Authentication, version 2';
const IAS1 = 'Identity Authentication, version 1';
const CF = 'Cloud Foundry';
const ANY = 'SCIM System';

/** The filter, what it means, and the systems whose backend does it; others may refuse it. */
const EXAMPLES: readonly (readonly [filter: string, matches: Test, systems: readonly string[]])[] = [
  ['userName Eq "john"', is('userName', 'john'), [IAS2, IAS1, CF, ANY]],
  ['Username eq "john"', is('userName', 'john'), [IAS2, IAS1, CF, ANY]],
  ['userName eq "bjensen"', is('userName', 'bjensen'), [IAS2, IAS1, CF, ANY]],
  [`name.familyName co "O'Malley"`, (user) => name(user, 'familyName').includes("o'malley"), [CF, ANY]],
  ['userName sw "J"', (user) => text(user['userName']).startsWith('j'), [CF, ANY]],
  [
    'urn:ietf:params:scim:schemas:core:2.0:User:userName sw "J"',
    (user) => text(user['userName']).startsWith('j'),
    [CF, ANY],
  ],
  ['title pr', isThere('title'), [ANY]],
  ['meta.lastModified gt "2011-05-13T04:42:34Z"', modified((time, than) => time > than), [IAS2, CF, ANY]],
  ['meta.lastModified ge "2011-05-13T04:42:34Z"', modified((time, than) => time >= than), [CF, ANY]],
  ['meta.lastModified lt "2011-05-13T04:42:34Z"', modified((time, than) => time < than), [CF, ANY]],
  ['meta.lastModified le "2011-05-13T04:42:34Z"', modified((time, than) => time <= than), [CF, ANY]],
  ['title pr and userType eq "employee"', both(isThere('title'), employee), [ANY]],
  ['title pr or userType eq "Intern"', either(isThere('title'), is('userType', 'intern')), [ANY]],
  [`schemas eq "${ENTERPRISE}"`, ({ schemas }) => [schemas].flat().includes(ENTERPRISE), [ANY]],
  [
    'userType eq "employee" and (emails co "example.com" or emails.value co "example.org")',
    both(employee, anExample),
    [ANY],
  ],
  [
    'userType ne "employee" and not (emails co "example.com" or emails.value co "example.org")',
    both(not(employee), not(anExample)),
    [ANY],
  ],
  ['userType eq "employee" and (emails.type eq "work")', both(employee, (user) => hasWorkEmail(user)), [ANY]],
  [
    'userType eq "employee" and emails[type eq "work" and value co "@example.com"]',
    both(employee, (user) => hasWorkEmail(user, '@example.com')),
    [ANY],
  ],
  [
    'emails[type eq "work" and value co "@example.com"] or ims[type eq "xmpp" and value co "@foo.com"]',
    either(
      (user) => hasWorkEmail(user, '@example.com'),
      ({ ims }) => listOf(ims).some(({ type, value }) => type === 'xmpp' && text(value).includes('@foo.com')),
    ),
    [ANY],
  ],
];

/** Some that match, and some that nearly do. */
const PEOPLE: readonly JsonObject[] = [
  {
    userName: 'john',
    emails: [{ value: 'john@example.com', type: 'work' }],
    title: 'Guide',
    userType: 'employee',
  },
  { userName: 'bjensen', emails: [{ value: 'bjensen@example.org', type: 'home' }], userType: 'employee' },
  {
    userName: 'jmalley',
    name: { givenName: 'Jo', familyName: "O'Malley" },
    emails: [{ value: 'jmalley@acme.example', type: 'work' }],
    title: 'Intern',
    ims: [{ value: 'jo@foo.com', type: 'xmpp' }],
  },
  {
    userName: 'malley',
    name: { givenName: 'Mo', familyName: 'O Malley' },
    [ENTERPRISE]: { division: 'Tours' },
  },
];

async function answerOf(system: DemoSystem, filter: string, page = '') {
  return await face(system).get(`/Users?count=100${page}&filter=${encodeURIComponent(filter)}`);
}

describe.each(SYSTEMS)('RFC 7644 section 3.4.2.2, filters: $name', (system) => {
  beforeAll(async () => {
    for (const person of PEOPLE) await createdUser(face(system), person);
  });

  it.each(EXAMPLES)('%s', async (filter, matches, systems) => {
    const answer = await answerOf(system, filter);
    if (answer.status === 400 && !systems.includes(system.name)) expectError(answer, 400, 'invalidFilter');
    else {
      const found = resourcesOf(expectStatus(answer, 200)).map(({ id }) => id);
      const wanted = (await everyOne(face(system), 'Users')).filter(matches).map(({ id }) => id);
      expect(found.toSorted()).toEqual(wanted.toSorted());
      expect(answer.body['totalResults']).toBe(found.length);
    }
  });

  it('each example means something here', async () => {
    const users = await everyOne(face(system), 'Users');
    const answered = EXAMPLES.filter(([, , systems]) => systems.includes(system.name));
    expect(answered.filter(([, matches]) => users.some(matches)).length).toBeGreaterThan(2);
  });

  it.each([
    'userName',
    'userName eq',
    'userName eq "a',
    'userName eq bjensen',
    'userName like "b"',
    'userName eq "a" and',
    '(userName eq "a"',
    'userName eq "a")',
    'not userName eq "a"',
    'emails[type eq "work"',
    '"a" eq userName',
    'userName eq "a" userName eq "b"',
  ])('what is no filter is 400 invalidFilter: %s', async (filter) => {
    expectError(await answerOf(system, filter), 400, 'invalidFilter');
  });

  it('an unknown attribute finds nobody or is refused, and never finds everybody', async () => {
    const answer = await answerOf(system, 'shoeSize eq 43');
    if (answer.status !== 200) expectError(answer, 400, 'invalidFilter');
    else expect(resourcesOf(answer)).toEqual([]);
  });

  it('quotes, backslashes and signs of URLs in a value are part of the value', async () => {
    for (const value of ['a"b', 'a\\b', 'a&b=c', 'a+b', '100%', 'a#b', 'a/b?c', "o'brien", 'Ä 😀']) {
      const answer = expectStatus(await answerOf(system, `userName eq ${JSON.stringify(value)}`), 200);
      expect(resourcesOf(answer)).toEqual([]);
    }
  });
});

describe.each(SYSTEMS)('RFC 7644 section 3.4.2.2, filters of groups: $name', (system) => {
  it('displayName eq finds the one, and none where it is another', async () => {
    const client = face(system);
    const [group] = await everyOne(client, 'Groups');
    const asked = async (value: string) =>
      resourcesOf(
        expectStatus(
          await client.get(`/Groups?filter=${encodeURIComponent(`displayName eq ${JSON.stringify(value)}`)}`),
          200,
        ),
      );
    expect(await asked(String(group?.['displayName']))).toEqual([group]);
    expect(await asked('No such group')).toEqual([]);
  });
});
