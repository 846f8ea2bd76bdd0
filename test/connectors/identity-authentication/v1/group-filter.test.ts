/** Filters that are applied to groups of version 1. */
import { describe, expect, it } from 'vitest';
import { groupFilter, idOf } from '../../../../src/connectors/identity-authentication/v1/group-filter.ts';
import { parseFilter } from '../../../../src/scim/filter-parse.ts';
import { CUSTOM_GROUP } from './tenant.ts';

const GROUP = {
  id: 'abc',
  displayName: 'Admins',
  [CUSTOM_GROUP]: { name: 'ADMINS', description: 'Those who may', groupId: 'g-1' },
};
const CORE = 'urn:ietf:params:scim:schemas:core:2.0:Group';

const holds = (filter: string) => groupFilter(parseFilter(filter))(GROUP);

describe('a filter', () => {
  it.each([
    'id eq "abc"',
    'ID eq "abc"',
    'displayName eq "admins"',
    'DISPLAYNAME sw "Adm"',
    `${CORE}:displayName eq "Admins"`,
    `${CORE.toLowerCase()}:displayName eq "Admins"`,
    `${CORE.toUpperCase()}:displayName eq "Admins"`,
    `${CUSTOM_GROUP}:name eq "ADMINS"`,
    `${CUSTOM_GROUP.toUpperCase()}:NAME eq "ADMINS"`,
    `${CUSTOM_GROUP}:description co "may"`,
    `${CUSTOM_GROUP}:groupId eq "g-1"`,
    'displayName pr and id eq "abc"',
    'displayName eq "x" or id eq "abc"',
    'not (displayName eq "x")',
    'not (displayName eq "x" or id eq "x") and id pr',
  ])('may be %s', (filter) => {
    expect(holds(filter)).toBe(true);
    expect(holds(`not (${filter})`)).toBe(false);
  });

  const OTHER = [
    ['externalId eq "x"', 'externalId'],
    ['name eq "ADMINS"', 'name'],
    ['description pr', 'description'],
    ['groupId eq "g-1"', 'groupId'],
    ['displayName.value eq "x"', 'displayName.value'],
    ['displayName[0] eq "x"', 'displayName[0]'],
    ['members[value eq "P1"]', 'members'],
    [`${CUSTOM_GROUP}:displayName eq "x"`, `${CUSTOM_GROUP}:displayName`],
    [`${CUSTOM_GROUP}:name.value eq "x"`, `${CUSTOM_GROUP}:name.value`],
    [`${CORE}:name eq "ADMINS"`, `${CORE}:name`],
    ['urn:x:Group:displayName eq "x"', 'urn:x:Group:displayName'],
  ] as const;

  it.each(OTHER)('is never %s, wherever it stands', (filter, attribute) => {
    for (const whole of [
      filter,
      `id pr and ${filter}`,
      `id pr or ${filter}`,
      `not (${filter})`,
      `not (id pr and ${filter})`,
    ]) {
      expect(() => groupFilter(parseFilter(whole)), whole).toThrow(
        expect.objectContaining({
          status: 400,
          scimType: 'invalidFilter',
          message: `Groups of Identity Authentication version 1 cannot be looked for by ${attribute}. Possible are id, displayName, and name, description and groupId of ${CUSTOM_GROUP}, such as displayName eq "Administrators". There is no delta read.`,
        }),
      );
    }
  });
});

describe('the id that a filter asks for', () => {
  it.each([
    ['id eq "abc"', 'abc'],
    ['id ne "abc"', undefined],
    ['id sw "abc"', undefined],
    ['id eq 1', undefined],
    ['id eq null', undefined],
    ['id pr', undefined],
    ['displayName eq "abc"', undefined],
    ['not (id eq "abc")', undefined],
    ['id eq "abc" and displayName pr', undefined],
  ])('of %s is %s', (filter, id) => {
    expect(idOf(parseFilter(filter))).toBe(id);
  });
});
