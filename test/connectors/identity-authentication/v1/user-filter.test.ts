/** Why version 1 cannot be asked a filter. */
import { describe, expect, it } from 'vitest';
import {
  userFilter,
  userPropertyFilter,
} from '../../../../src/connectors/identity-authentication/v1/user-filter.ts';
import { parseFilter } from '../../../../src/scim/filter-parse.ts';
import { printFilter } from '../../../../src/scim/filter-print.ts';

const HOME = 'addresses[type eq "home"].country eq "US"';
const BRACKETS = `the only filter in brackets is ${HOME}`;

describe('a filter of a client', () => {
  it.each([
    ['userName sw "x"', '"sw" is not possible'],
    ['userName pr', '"pr" is not possible'],
    ['not (userName eq "x")', '"not" is not possible'],
    ['userName eq "x" or userName eq "y"', '"or" is not possible'],
    ['userName eq 1', 'values must be texts in double quotes'],
    ['userName eq "x" and userName eq null', 'values must be texts in double quotes'],
    ['emails[type eq "work"]', BRACKETS],
    ['addresses[type eq "work"].country eq "US"', BRACKETS],
    ['addresses.country eq "US"', `it compares the country of the home address only, so ask for ${HOME}`],
    ['displayName eq "x"', 'displayName is not among its attributes'],
    ['emails[1].value eq "x"', 'emails[1].value is not among its attributes'],
    ['urn:x:User:userName eq "x"', 'urn:x:User:userName is not among its attributes'],
  ])('%s is refused: %s', (filter, reason) => {
    expect(() => userFilter(parseFilter(filter))).toThrow(
      expect.objectContaining({
        status: 400,
        scimType: 'invalidFilter',
        message: `Identity Authentication version 1 cannot be asked this filter: ${reason}. Possible are eq and and with id, userUuid, emails.value, userName, name.familyName, groups and ${HOME}, such as userName eq "ada". There is no delta read.`,
      }),
    );
  });

  const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
  it.each([
    ['id', 'id'],
    ['USERUUID', 'userUuid'],
    ['emails', 'emails'],
    ['emails.value', 'emails'],
    ['email', 'emails'],
    ['username', 'userName'],
    ['name.FamilyName', 'name.familyName'],
    ['groups', 'groups'],
    ['groups.value', 'groups'],
    ['emails[0].value', 'emails'],
    [`${CORE.toUpperCase()}:userName`, 'userName'],
  ])('may ask for %s, which is %s', (attribute, sent) => {
    expect(printFilter(userFilter(parseFilter(`${attribute} eq "x"`)))).toBe(`${sent} eq "x"`);
  });
});

it('a filter of a property may ask for the country as version 1 means it', () => {
  const filter = parseFilter('ADDRESSES.country eq "DE"');
  expect(printFilter(userPropertyFilter(filter))).toBe('addresses.country eq "DE"');
  expect(printFilter(userPropertyFilter(parseFilter(HOME)))).toBe('addresses.country eq "US"');
});
