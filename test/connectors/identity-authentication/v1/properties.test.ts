import { describe, expect, it } from 'vitest';
import { identityAuthentication } from '../../../../src/connectors/identity-authentication/index.ts';
import { printFilter } from '../../../../src/scim/filter-print.ts';

const BASE = {
  URL: 'https://tenant.accounts.example',
  User: 'T000003',
  Password: 'x',
  'ias.api.version': '1',
};
const END = '30 November 2026';

function parse(properties: Record<string, string | undefined>) {
  return identityAuthentication.properties.safeParse(JSON.parse(JSON.stringify({ ...BASE, ...properties })));
}
function settings(properties: Record<string, string | undefined> = {}) {
  const result = parse(properties);
  if (!result.success) throw result.error;
  return result.data;
}
/** All but the one about the version. */
const notices = (properties: Record<string, string>) =>
  settings(properties).notices.filter(({ property }) => property !== 'ias.api.version');

describe('properties of version 1', () => {
  it('lead to its path and its transformations, and say when it ends', () => {
    const parsed = settings();
    expect(parsed.destination.base).toEqual({ origin: BASE.URL, path: '/service/scim' });
    expect(identityAuthentication.defaultTransformations(parsed)).toBe('identity-authentication/v1');
    expect(identityAuthentication.notices?.(parsed)).toEqual([
      { property: 'ias.api.version', message: expect.stringContaining(END) },
    ]);
  });

  it('are those of a system that does not say its version, which is told so', () => {
    const parsed = settings({ 'ias.api.version': undefined });
    expect(parsed.version).toBe(1);
    expect(parsed.notices).toEqual([
      { property: 'ias.api.version', message: expect.stringMatching(`1 was assumed.*${END}`) },
    ]);
  });

  it.each(['', '/', '/scim', '/service/scim/'])('take URL with %j at its end', (path) => {
    const { destination, notices: found } = settings({ URL: `${BASE.URL}${path}` });
    expect(destination.base.path).toBe('/service/scim');
    const pasted = found.filter(({ property }) => property === 'URL').map(({ message }) => message);
    expect(pasted).toHaveLength(path.includes('scim') ? 1 : 0);
    expect(pasted.join()).not.toContain('(/scim)');
  });

  it.each([
    ['true', 1],
    ['false', 0],
  ])('that only version 2 has get a notice where they ask for something: %s', (value, count) => {
    expect(notices({ 'scim.support.patch.operation': value })).toHaveLength(count);
  });

  it('take scim.* before ias.*, with a notice wherever ias.* is there', () => {
    const both = { 'scim.user.filter': 'userName eq "a"', 'ias.user.filter': 'userName eq "b"' };
    const { user } = settings(both).filters;
    expect(user && printFilter(user)).toBe('userName eq "a"');
    expect(notices(both)).toEqual([
      { property: 'ias.user.filter', message: expect.stringContaining('because scim.user.filter says') },
    ]);
    const specific = { 'ias.content.type': 'application/json' };
    expect(settings(specific).contentType).toBe('application/json');
    expect(notices(specific)).toEqual([
      { property: 'ias.content.type', message: expect.stringContaining('taken for scim.content.type') },
    ]);
    expect(notices({ 'scim.user.filter': 'userName eq "a"' })).toEqual([]);
  });

  it('say the same by two names without a notice, filters also in other words', () => {
    const filters = { 'scim.user.filter': 'userName  EQ "a"', 'ias.user.filter': 'userName eq "a"' };
    expect(notices(filters)).toEqual([]);
    const types = { 'scim.content.type': 'application/json', 'ias.content.type': 'application/json' };
    expect(notices(types)).toEqual([]);
  });

  it("understand SAP's short form, and the attribute names of clients", () => {
    const { user, group } = settings({
      'scim.user.filter': 'emails.value eq "a@b"',
      'scim.group.filter': 'displayName eq "A" or "B"',
    }).filters;
    expect([user, group].map((filter) => filter && printFilter(filter))).toEqual([
      'emails eq "a@b"',
      'displayName eq "A" or displayName eq "B"',
    ]);
  });

  it('have addresses.country in the sense of version 1, the home address, however that is written', () => {
    for (const property of ['scim.user.filter', 'ias.user.filter']) {
      for (const text of ['Addresses.country eq "DE"', 'addresses[type eq "home"].country eq "DE"']) {
        const { user } = settings({ [property]: text }).filters;
        expect(user && printFilter(user)).toBe('addresses.country eq "DE"');
      }
    }
  });

  it.each([
    ['scim.user.filter', 'addresses[type eq "work"].country eq "DE"', 'the only filter in brackets'],
    ['scim.user.filter', 'timezone eq "US"', 'timezone is not among'],
    ['ias.user.filter', 'userName eq "a" or userName eq "b"', '"or" is not possible'],
    ['scim.group.filter', 'members.value eq "P1"', 'cannot be looked for by members.value'],
    ['ias.api.version', '3', 'must be 1 or 2'],
  ])('refuse %s = %s', (property, value, expected) => {
    const issues = parse({ [property]: value }).error?.issues.map(({ path, message }) => [
      path.join(),
      message,
    ]);
    expect(issues).toEqual([[property, expect.stringContaining(expected)]]);
  });

  it.each([
    ['ias.support.patch.operation', 'true', 'no PATCH'],
    ['scim.support.patch.operation', 'true', 'no PATCH'],
    ['ias.group.members.paging.enabled', 'true', 'all members are always read'],
    ['ias.user.groups.paging.enabled', 'true', 'nothing like it'],
    ['ias.patch.group.members.above.threshold', '50', 'no PATCH'],
    ['ias.user.automatic.conflict.resolution', 'true', 'never overwrites'],
    ['ips.failed.request.retry.attempts', '9', 'counts as 3'],
  ])('are accepted with a notice: %s = %s', (property, value, expected) => {
    expect(notices({ [property]: value })).toEqual([
      { property, message: expect.stringContaining(expected) },
    ]);
  });
});

describe('a notice', () => {
  const NO_PATCH = 'is ignored: version 1 of the API has no PATCH, changes are sent as PUT';
  const ENDS = `SAP switches off version 1 of the API on ${END}: move to version 2, with its transformations and its ids`;

  it('says when version 1 ends', () => {
    expect(settings().notices).toEqual([{ property: 'ias.api.version', message: `is 1. ${ENDS}` }]);
    expect(settings({ 'ias.api.version': undefined }).notices).toEqual([
      { property: 'ias.api.version', message: `is missing, and 1 was assumed, as with SAP. ${ENDS}` },
    ]);
  });

  it.each<[property: string, value: string, message: string]>([
    ['ias.support.patch.operation', 'true', NO_PATCH],
    ['scim.support.patch.operation', 'true', NO_PATCH],
    ['ias.patch.group.members.above.threshold', '20', NO_PATCH],
    ['ias.user.groups.paging.enabled', 'true', 'is ignored: version 1 of the API has nothing like it'],
    [
      'ias.group.members.paging.enabled',
      'true',
      'is ignored: with version 1 of the API all members are always read',
    ],
    [
      'ias.user.filter',
      'userName eq "a"',
      'belongs to version 2 of the API, and is taken for scim.user.filter, which is missing',
    ],
    [
      'ias.group.filter',
      'displayName eq "a"',
      'belongs to version 2 of the API, and is taken for scim.group.filter, which is missing',
    ],
    [
      'ias.content.type',
      'application/json',
      'belongs to version 2 of the API, and is taken for scim.content.type, which is missing',
    ],
    [
      'ias.include.if.match.wildcard.header',
      'true',
      'belongs to version 2 of the API, and is taken for scim.include.if.match.wildcard.header, which is missing',
    ],
    ...['ias', 'scim'].flatMap((prefix) =>
      ['user', 'group'].map((type): [string, string, string] => [
        `${prefix}.${type}.update.instead.delete`,
        'true',
        `cannot be met: version 1 of the API has no PATCH, and every DELETE of a ${type} is answered 501`,
      ]),
    ),
  ])('of %s says why', (property, value, message) => {
    expect(notices({ [property]: value })).toEqual([{ property, message }]);
  });

  it('of two names says which one counts', () => {
    const property = 'ias.user.filter';
    const both = (ias: string) => notices({ [property]: ias, 'scim.user.filter': 'userName eq "a"' });
    expect(both('userName eq "b"')).toEqual([
      {
        property,
        message:
          'is ignored, because scim.user.filter says something else, which wins with version 1 of the API',
      },
    ]);
    expect(both('userName eq "a"')).toEqual([]);
    const type = (ias: string) =>
      notices({ 'ias.content.type': ias, 'scim.content.type': 'application/json' });
    expect(type('application/json')).toEqual([]);
    expect(type('application/scim+json')).toHaveLength(1);
    const update = { 'ias.user.update.instead.delete': 'false', 'scim.user.update.instead.delete': 'true' };
    expect(notices(update)).toEqual([]);
  });

  it('of a filter that cannot be applied is an error with the name that was written', () => {
    for (const [property, filter] of [
      ['ias.user.filter', 'displayName eq "a"'],
      ['scim.user.filter', 'displayName eq "a"'],
      ['ias.group.filter', 'externalId eq "a"'],
      ['scim.group.filter', 'externalId eq "a"'],
    ] as const) {
      expect(parse({ [property]: filter }).error?.issues).toEqual([
        expect.objectContaining({
          path: [property],
          message: expect.stringMatching(
            /^cannot be used: (?:Identity|Groups of Identity) Authentication version 1 cannot be/,
          ),
        }),
      ]);
    }
  });
});
