import { beforeEach, describe, expect, it } from 'vitest';
import { filterWords, withMistakes } from '../../../support/mistakes.ts';
import { fc, reaching } from '../../../support/property.ts';
import { CUSTOM_GROUP, CUSTOM_USER, ENTERPRISE, SAP_GROUP, SAP_USER } from '../shapes.ts';
import { at, createGroup, createUser, startTenant, type Tenant } from '../tenant.ts';

const SITE = 'urn:example:params:scim:schemas:extension:site:1.0:Site';

let tenant: Tenant;

const find = async (filter: string, endpoint: 'Users' | 'Groups' = 'Users'): Promise<string[]> => {
  const { status, body, text } = await tenant.list(endpoint, { filter });
  if (status !== 200) throw new Error(text);
  expect(body.totalResults).toBe(body.Resources.length);
  return body.Resources.map((each) => (endpoint === 'Users' ? each.userName : each.displayName)).toSorted();
};

const ada = {
  displayName: 'Ada Vale',
  userType: 'partner',
  active: true,
  name: { givenName: 'Ada', familyName: 'Vale' },
  emails: [
    { value: 'Ada@Example.com', type: 'work', primary: true },
    { value: 'ada@home.example', type: 'home' },
  ],
  addresses: [{ type: 'work', country: 'DE' }],
  externalId: 'HR-1',
  [ENTERPRISE]: { department: 'R&D', manager: { value: 'm-1' } },
  [SAP_USER]: { sourceSystem: 39, validFrom: '2024-05-01T00:00:00Z' },
  [SITE]: { badge: 7, building: 'DE-1' },
};

beforeEach(async () => {
  tenant = await startTenant();
  await createUser(tenant, 'ada', ada);
  tenant.advance(60);
  await createUser(tenant, 'bo', { displayName: 'Bo "the" Lind \\', [SAP_USER]: { sourceSystem: 100 } });
  tenant.advance(60);
  await createUser(tenant, "c.o'neil", { externalId: 'hr-1', displayName: 'Öyvind' });
});

const BO = 'bo';
const NEIL = "c.o'neil";

describe('filters over users', () => {
  it.each([
    ['userName eq "ada"', ['ada']],
    ['USERNAME EQ "ADA"', ['ada']],
    ['urn:ietf:params:scim:schemas:core:2.0:User:userName eq "ada"', ['ada']],
    ['userName eq "c.o\'neil"', [NEIL]],
    ['userName eq "nobody"', []],
    ['displayName eq "Bo \\"the\\" Lind \\\\"', [BO]],
    ['displayName eq "\\u00d6yvind"', [NEIL]],
    ['displayName eq "ada vale"', []],
    ['externalId eq "hr-1"', [NEIL]],
    ['externalId eq "HR-1"', ['ada']],
    ['emails.value eq "ada@example.com"', ['ada']],
    ['emails.value eq "ADA@HOME.EXAMPLE"', ['ada']],
    ['emails[type eq "home" and value ew "home.example"]', ['ada']],
    ['emails[type eq "work" and value ew "home.example"]', []],
    ['emails [ type eq "home" ]', ['ada']],
    ['emails.value co "example"', ['ada', BO, NEIL]],
    ['userName sw "A"', ['ada']],
    ['userName ew "O"', [BO]],
    ['active eq true', ['ada']],
    ['active ne TRUE', [BO, NEIL]],
    ['userType ne "public"', ['ada']],
    ['title ne "x"', ['ada', BO, NEIL]],
    ['externalId pr', ['ada', NEIL]],
    ['addresses pr', ['ada']],
    ['not (externalId pr)', [BO]],
    ['not(externalId pr)', [BO]],
    ['name.familyName eq "Vale" and addresses.country eq "DE"', ['ada']],
    ['userName eq "ada" or userName eq "bo"', ['ada', BO]],
    ['userName eq "bo" or userName eq "ada" and active eq false', [BO]],
    ['(userName eq "bo" or userName eq "ada") and active eq true', ['ada']],
    ['userName gt "b"', [BO, NEIL]],
    ['userName ge "bo" and userName lt "c"', [BO]],
    ['userName le "ada"', ['ada']],
    [`${ENTERPRISE}:department eq "R&D"`, ['ada']],
    [`${ENTERPRISE}:manager.value eq "m-1"`, ['ada']],
    [`${SAP_USER}:sourceSystem eq 39`, ['ada']],
    [`${SAP_USER}:sourceSystem gt 39.5`, [BO]],
    [`${SAP_USER}:sourceSystem le -1`, []],
    [`${SAP_USER}:status eq "active"`, ['ada']],
    [`${SAP_USER}:userId eq "p000001"`, ['ada']],
    [`${SAP_USER}:validFrom lt "2024-05-01T00:00:00.001Z"`, ['ada']],
    [`${SITE}:badge ge 7`, ['ada']],
    ['meta.lastModified gt "2026-07-03T10:00:59Z"', [BO, NEIL]],
    ['meta.lastModified gt "2026-07-03T10:01:00Z"', [NEIL]],
    ['meta.lastModified ge "2026-07-03T10:02:00.000Z"', [NEIL]],
    ['meta.created le "2026-07-03T10:00:00Z"', ['ada']],
  ])('%s', async (filter, expected) => {
    expect(await find(filter)).toEqual(expected);
  });

  it('finds by id and by userUuid, also a changed one', async () => {
    const user = at((await tenant.list('Users', { filter: 'userName eq "ada"' })).body.Resources);
    const other = '0d6f3a44-7f0e-4f0e-9f0b-5a2f5d3c1b11';
    expect(await find(`id eq "${user.id}"`)).toEqual(['ada']);
    expect(await find(`${SAP_USER}:userUuid eq "${user.id}"`)).toEqual(['ada']);
    await tenant.patch(`/scim/Users/${user.id}`, {
      op: 'replace',
      path: `${SAP_USER}:userUuid`,
      value: other,
    });
    expect(await find(`${SAP_USER}:userUuid eq "${other}"`)).toEqual(['ada']);
    expect(await find(`${SAP_USER}:userUuid eq "${user.id}"`)).toEqual([]);
    expect(await find('id eq "nobody"')).toEqual([]);
  });

  it('finds what was written since, and no longer what is gone', async () => {
    expect(await find('title eq "Boss"')).toEqual([]);
    const { id } = at((await tenant.list('Users', { filter: 'userName eq "bo"' })).body.Resources);
    await tenant.patch(`/scim/Users/${id}`, { op: 'add', path: 'title', value: 'Boss' });
    expect(await find('title eq "Boss"')).toEqual([BO]);
    await tenant.patch(`/scim/Users/${id}`, { op: 'replace', path: 'userName', value: 'bob' });
    expect(await find('userName eq "bo"')).toEqual([]);
    await tenant.call('DELETE', `/scim/Users/${id}`);
    expect(await find('title eq "Boss"')).toEqual([]);
    expect(await find('userName eq "bob"')).toEqual([]);
  });

  it.each([
    'nonsense',
    'userName',
    'userName eq',
    'userName eq ada',
    'userName eq "ada',
    "userName eq 'ada'",
    'userName eq null',
    'userName  eq "ada"',
    'userName eq "ada" ',
    'userName eq "ada" and',
    'userName eq "ada" xor active eq true',
    'userName is "ada"',
    'userName eq "\\x"',
    '(userName eq "ada"',
    'userName eq "ada")',
    'emails[0].value eq "ada@example.com"',
    'emails[type eq "home"].value eq "x"',
    'emails[type eq "home"',
    'emails[nothing eq "home"]',
    'emails eq "ada@example.com"',
    'name eq "Ada"',
    'nothing eq "x"',
    'status eq "active"',
    'name.givenName.x eq "Ada"',
    'userName[value eq "x"]',
    'active eq "true"',
    'active gt true',
    'userName eq true',
    `${SAP_USER}:sourceSystem eq "39"`,
    `${SAP_USER}:sourceSystem co 3`,
    `${SAP_USER}:sourceSystem le 1e2`,
    'meta.lastModified gt "yesterday"',
    'meta.lastModified co "2026-07-03T10:00:00Z"',
    'password eq "x"',
    'schemas eq "x"',
    'groups.value eq "x"',
    'groups[value eq "x"]',
    'urn:x:y:userName eq "ada"',
    '__proto__ eq "x"',
    'constructor pr',
    '"',
    `${'('.repeat(60)}userName pr${')'.repeat(60)}`,
  ])('%s is a 400 invalidFilter', async (filter) => {
    const { status, body } = await tenant.list('Users', { filter });
    expect([status, body.status, body.scimType]).toEqual([400, '400', 'invalidFilter']);
    expect(body.detail).not.toBe('');
  });

  it('never breaks, whatever is sent', async () => {
    const token = fc.constantFrom(
      'userName',
      'emails',
      '[',
      ']',
      '(',
      ')',
      ' ',
      'eq',
      'and',
      'not',
      '"',
      '"a"',
      'pr',
      '.',
      'urn:',
      '1',
      'true',
    );
    const attribute = fc.constantFrom(
      'userName',
      'emails.value',
      'displayName',
      'externalId',
      `${SAP_USER}:status`,
    );
    const comparison = fc.oneof(
      fc.tuple(attribute, fc.constantFrom('eq', 'sw', 'co', 'EW'), fc.constantFrom('"a"', '"ada"')),
      fc.tuple(attribute, fc.constant('pr')),
      fc.constantFrom(['active', 'eq', 'true'], ['emails[type eq "work"]']),
      fc.constant(['not', '(userName', 'pr)']),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          {
            weight: 30,
            arbitrary: withMistakes(filterWords(comparison), token).map((words) => words.join(' ')),
          },
          fc.string(),
          fc.array(token).map((tokens) => tokens.join('')),
        ),
        reaching(async (filter) => {
          const { status } = await tenant.list('Users', { filter });
          expect([200, 400]).toContain(status);
          return status === 200;
        }),
      ),
      { numRuns: 200 },
    );
  });

  it('finds any user name that can be written in JSON', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1 }), async (name) => {
        const created = await tenant.call('POST', '/scim/Users', {
          userName: `x${name}`,
          emails: [{ value: 'p@example.org' }],
        });
        expect(created.status).toBe(201);
        expect(await find(`userName eq ${JSON.stringify(`x${name}`)}`)).toEqual([`x${name}`]);
        await tenant.call('DELETE', `/scim/Users/${created.body.id}`);
      }),
      { numRuns: 30 },
    );
  });
});

describe('filters over groups', () => {
  beforeEach(async () => {
    await createGroup(tenant, 'Ulm: A/B', { externalId: 'x', [CUSTOM_GROUP]: { name: 'Ulm_A_B' } });
    await createGroup(tenant, 'Köln', { [SAP_GROUP]: { type: 'authorization', applicationId: 'app-1' } });
  });

  it.each([
    ['displayName eq "Köln"', ['Köln']],
    ['displayName eq "köln"', []],
    ['displayName eq "Köln" or displayName eq "Ulm: A/B"', ['Köln', 'Ulm: A/B']],
    [`${CUSTOM_GROUP}:name eq "Ulm_A_B"`, ['Ulm: A/B']],
    [`${CUSTOM_GROUP}:name eq "ulm_a_b"`, []],
    ['externalId eq "x"', ['Ulm: A/B']],
    [`${SAP_GROUP}:type eq "authorization" and ${SAP_GROUP}:applicationId eq "app-1"`, ['Köln']],
  ])('%s', async (filter, expected) => {
    expect(await find(filter, 'Groups')).toEqual(expected);
  });

  it.each([
    'meta.lastModified gt "2024-02-14T04:42:34Z"',
    'members.value eq "x"',
    'userName eq "ada"',
    `${CUSTOM_USER}:x pr`,
  ])('%s is a 400 invalidFilter', async (filter) => {
    const { status, body } = await tenant.list('Groups', { filter });
    expect([status, body.scimType]).toEqual([400, 'invalidFilter']);
  });
});
