import { beforeEach, describe, expect, it } from 'vitest';
import { filterWords, withMistakes } from '../../support/mistakes.ts';
import { fc, reaching } from '../../support/property.ts';
import { ENTERPRISE, NOW, refusal, resources, type Server, startServer, USER } from './server.ts';

let server: Server;

beforeEach(async () => {
  server = await startServer();
  await server.user('ada', {
    displayName: 'Ada Vale',
    externalId: 'HR-1',
    active: true,
    name: { givenName: 'Ada', familyName: 'Vale' },
    emails: [
      { value: 'Ada@Example.com', type: 'work', primary: true },
      { value: 'ada@home.example', type: 'home' },
    ],
    [ENTERPRISE]: { department: 'R&D', manager: { value: 'm-1' } },
    badge: 7,
  });
  server.standIn.clock.advance(60);
  await server.user('bo', { displayName: 'Bo "the" Lind \\', active: false, badge: 100 });
});

const find = async (filter: string): Promise<unknown[]> => {
  const answer = await server.list('Users', { filter });
  if (answer.status !== 200) throw new Error(answer.text);
  return resources(answer).map(({ userName }) => userName);
};

const moment = (seconds: number): string => new Date(NOW + seconds * 1000).toISOString();

describe('filters', () => {
  it.each([
    ['userName eq "ada"', ['ada']],
    ['USERNAME EQ "ADA"', ['ada']],
    ['  userName   eq   "ada"  ', ['ada']],
    [`${USER}:userName eq "ada"`, ['ada']],
    ['userName ne "ada"', ['bo']],
    ['userName eq "nobody"', []],
    ['externalId eq "HR-1"', ['ada']],
    ['externalId eq "hr-1"', []],
    ['displayName eq "Bo \\"the\\" Lind \\\\"', ['bo']],
    ['displayName eq "\\u0041da Vale"', ['ada']],
    ['name.familyName sw "va"', ['ada']],
    ['name.familyName ew "LE" and name.givenName co "d"', ['ada']],
    ['emails eq "ada@home.example"', ['ada']],
    ['emails.value co "@example."', ['ada']],
    ['emails[type eq "home" and value ew "home.example"]', ['ada']],
    ['emails[type eq "home" and primary eq true]', []],
    ['emails[not (type eq "work")]', ['ada']],
    ['active eq true', ['ada']],
    ['active eq false or userName eq "ada"', ['ada', 'bo']],
    ['not (active eq true) and userName sw "b"', ['bo']],
    ['userName eq "ada" or userName eq "bo" and active eq true', ['ada']],
    ['(userName eq "ada" or userName eq "bo") and active eq false', ['bo']],
    ['name pr', ['ada']],
    ['title pr', []],
    ['name eq null', ['bo']],
    ['name ne null', ['ada']],
    [`${ENTERPRISE}:department eq "r&d"`, ['ada']],
    [`${ENTERPRISE}:manager.value eq "m-1"`, ['ada']],
    ['badge gt 7', ['bo']],
    ['badge le 7.0', ['ada']],
    ['userName gt "az"', ['bo']],
    ['meta.resourceType eq "User"', ['ada', 'bo']],
    [`meta.created gt "${moment(30)}"`, ['bo']],
    [`meta.lastModified le "${moment(0)}"`, ['ada']],
  ])('%s', async (filter, expected) => {
    expect(await find(filter)).toEqual(expected);
  });

  it('find a resource by its id, and a group by a member', async () => {
    const [{ id = '' } = {}] = resources(await server.list('Users', { filter: 'userName eq "bo"' }));
    expect(await find(`id eq "${String(id)}"`)).toEqual(['bo']);
    await server.group('Team', String(id));
    await server.group('Nobody');
    for (const filter of [`members.value eq "${String(id)}"`, `members[value eq "${String(id)}"]`]) {
      expect(resources(await server.list('Groups', { filter }))).toMatchObject([{ displayName: 'Team' }]);
    }
  });

  it.each([
    'userName',
    'userName eq',
    'userName eq ada',
    'userName eq "ada',
    'userName is "ada"',
    'userName eq "ada" and',
    '(userName eq "ada"',
    'userName eq "ada")',
    'emails[type eq "work"',
    'emails[type eq "work"].value eq "x"',
    'userName eq "\\x"',
    'userName eq 7',
    'active eq "true"',
    'active gt true',
    'meta.created gt "yesterday"',
    'name gt null',
    'password eq "secret"',
    'a.b.c eq 1',
    `${'('.repeat(100)}userName pr${')'.repeat(100)}`,
    '',
  ])('refuse %s', async (filter) => {
    expect(refusal(await server.list('Users', { filter }))).toEqual([400, 'invalidFilter']);
  });

  it('never break, whatever is sent', async () => {
    const name = fc.constantFrom('userName', 'emails.value', 'badge', `${ENTERPRISE}:department`);
    const comparison = fc.oneof(
      fc.tuple(
        name,
        fc.constantFrom('eq', 'ne', 'co', 'sw', 'gt', 'LE'),
        fc.constantFrom('"ada"', '"\\u0061"', '"A"'),
      ),
      name.map((each) => [each, 'pr']),
    );
    const token = fc.constantFrom('(', ')', '[', ']', 'not', 'and', '"', '7', 'userName', 'eq', '\\');
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          {
            weight: 9,
            arbitrary: withMistakes(filterWords(comparison), token).map((words) => words.join(' ')),
          },
          fc.string(),
        ),
        reaching(async (filter) => {
          const answer = await server.list('Users', { filter });
          if (answer.status !== 200) expect(refusal(answer)).toEqual([400, 'invalidFilter']);
          return answer.status === 200;
        }),
      ),
      { numRuns: 200 },
    );
  });
});
