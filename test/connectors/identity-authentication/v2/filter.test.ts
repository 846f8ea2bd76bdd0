import { describe, expect, it } from 'vitest';
import { upstreamFilter } from '../../../../src/connectors/identity-authentication/v2/filter.ts';
import type { EntityKind } from '../../../../src/connectors/scim-api/entity-kind.ts';
import { ScimError } from '../../../../src/scim/errors.ts';
import { parseFilter } from '../../../../src/scim/filter-parse.ts';
import { printFilter } from '../../../../src/scim/filter-print.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';

function asked(kind: EntityKind, requested: string | undefined, property?: string): string | undefined {
  const parse = (text: string | undefined) => (text === undefined ? undefined : parseFilter(text));
  const { filter } = upstreamFilter(kind, parse(requested), parse(property));
  return filter === undefined ? undefined : printFilter(filter);
}

describe('upstreamFilter', () => {
  it.each<[EntityKind, string, string]>([
    ['user', 'userName eq "ada"', 'userName eq "ada"'],
    ['user', 'active eq true', 'active eq true'],
    ['user', 'id eq "0d6f3a44"', 'id eq "0d6f3a44"'],
    ['user', 'emails.value eq "a@x"', 'emails.value eq "a@x"'],
    ['user', 'emails eq "a@x"', 'emails.value eq "a@x"'],
    ['user', 'email eq "a@x"', 'emails.value eq "a@x"'],
    ['user', 'emails[0].value eq "a@x"', 'emails.value eq "a@x"'],
    ['user', 'phoneNumbers[0].value eq "1"', 'phoneNumbers.value eq "1"'],
    ['user', `${ENTERPRISE}:employeeNumber eq "1"`, `${ENTERPRISE}:employeeNumber eq "1"`],
    ['user', 'meta.lastModified gt "2024-02-14T04:42:34Z"', 'meta.lastModified gt "2024-02-14T04:42:34Z"'],
    ['group', 'displayName eq "My \\"Group\\" \\\\ ü"', 'displayName eq "My \\"Group\\" \\\\ ü"'],
    ['group', 'externalId eq "x"', 'externalId eq "x"'],
  ])('asks for %s %s', (kind, requested, expected) => {
    expect(asked(kind, requested)).toBe(expected);
  });

  it.each([
    [undefined, undefined, undefined],
    [undefined, 'userType eq "employee"', 'userType eq "employee"'],
    ['userName eq "j"', 'timezone eq "US"', 'timezone eq "US" and userName eq "j"'],
    ['userName eq "j"', 'a eq 1 or b eq 2', '(a eq 1 or b eq 2) and userName eq "j"'],
    ['userName eq "j"', 'a eq 1 and b co "2"', 'a eq 1 and b co "2" and userName eq "j"'],
    [
      'meta.lastModified gt "2024-02-14T04:42:34Z"',
      'a eq 1',
      'a eq 1 and meta.lastModified gt "2024-02-14T04:42:34Z"',
    ],
  ])("joins %s to the system's own filter %s", (requested, property, expected) => {
    expect(asked('user', requested, property)).toBe(expected);
  });

  it.each<[EntityKind, string, string]>([
    ['user', 'userName co "a"', '"co" is not possible for userName'],
    ['user', 'userName gt "a"', '"gt" is not possible for userName'],
    ['user', 'meta.lastModified ge "2024-02-14T04:42:34Z"', '"ge" is not possible for meta.lastModified'],
    ['user', 'meta.lastModified gt "yesterday"', 'date and time'],
    ['user', 'meta.lastModified gt "2024-02-30T99:00:00Z"', 'date and time'],
    ['user', 'meta.lastModified gt 5', 'date and time'],
    ['group', 'meta.lastModified gt "2024-02-14T04:42:34Z"', 'groups have no delta read'],
    ['user', `${ENTERPRISE}:manager.displayName eq "Ada"`, 'manager.displayName is of another user'],
    ['user', 'userName eq "a" and active eq true', '"and" is not possible'],
    ['user', 'userName eq "a" or userName eq "b"', '"or" is not possible'],
    ['user', 'not (userName eq "a")', '"not" is not possible'],
    ['user', 'userName pr', '"present" is not possible'],
    ['user', 'emails[type eq "work"]', '"valuePath" is not possible'],
    ['user', 'title eq null', 'null'],
    ['user', 'emails[1].value eq "a"', 'only the first entry'],
  ])('cannot ask for %s %s', (kind, requested, reason) => {
    const ask = () => asked(kind, requested, 'a eq 1');
    expect(ask).toThrow(ScimError);
    expect(ask).toThrow(reason);
    expect(ask).toThrow(kind === 'user' ? 'userName eq "ada"' : 'displayName eq "Administrators"');
    expect(ask).toThrow(expect.objectContaining({ status: 400, scimType: 'invalidFilter' }));
  });

  it('does not put into a filter what is no attribute name', () => {
    const path = { attribute: 'a pr or b' };
    const ask = () => upstreamFilter('user', { kind: 'compare', path, operator: 'eq', value: 1 }, undefined);
    expect(ask).toThrow('no name in filters');
  });

  it.each([
    ['emails[0].value eq "ADA@x"', { emails: [{ value: 'ada@X' }, { value: 'b@x' }] }, true],
    ['emails[0].value eq "b@x"', { emails: [{ value: 'ada@X' }, { value: 'b@x' }] }, false],
    ['emails[0].value eq "b@x"', { emails: [] }, false],
    ['emails[0].value eq "b@x"', {}, false],
    ['emails[0].value eq "b@x"', { emails: { value: 'b@x' } }, false],
    ['emails[0].value eq "b@x"', { emails: [null] }, false],
    [`${CORE}:emails[0].value eq "b@x"`, { emails: [{ value: 'b@x' }] }, true],
    [`${ENTERPRISE}:list[0].value eq 5`, { [ENTERPRISE]: { list: [{ value: 5 }] } }, true],
    [`${ENTERPRISE}:list[0].value eq 5`, { list: [{ value: 5 }] }, false],
    ['tags[0] eq "x"', { tags: ['x'] }, true],
    ['constructor[0].name eq "Object"', {}, false],
  ])('keeps for %s of %j: %s', (requested, entity, kept) => {
    const { keep } = upstreamFilter('user', parseFilter(requested), undefined);
    expect(keep?.(entity)).toBe(kept);
  });
});

describe('a filter that cannot be asked', () => {
  const USER =
    'userName eq "ada", emails[0].value eq "ada@example.com" or meta.lastModified gt "2024-02-14T04:42:34Z"';
  const GROUP = 'displayName eq "Administrators"';
  const TIME = 'meta.lastModified is compared with a date and time such as "2024-02-14T04:42:34Z"';

  it.each<[EntityKind, string, string]>([
    ['user', 'userName pr', '"present" is not possible'],
    ['user', 'userName eq "a" and id eq "b"', '"and" is not possible'],
    ['group', 'not (id eq "b")', '"not" is not possible'],
    ['user', 'emails[type eq "work"]', '"valuePath" is not possible'],
    ['user', 'userName sw "a"', '"sw" is not possible for userName'],
    ['user', 'emails gt "a"', '"gt" is not possible for emails.value'],
    ['user', 'meta.created gt "2024-02-14T04:42:34Z"', '"gt" is not possible for meta.created'],
    ['user', 'META.created eq "x"', 'META.created can only be compared as meta.lastModified gt'],
    ['user', 'meta.lastModified eq "x"', 'meta.lastModified can only be compared as meta.lastModified gt'],
    ['user', 'userName eq null', 'null is not possible as a value'],
    ['user', 'emails[1].value eq "x"', 'of a list, only the first entry can be asked for ([0], not [1])'],
    ['group', 'meta.lastModified gt "2024-02-14T04:42:34Z"', 'groups have no delta read'],
    ['user', 'meta.lastModified gt "2024-02-14"', TIME],
    ['user', 'meta.lastModified gt "2024-02-14T04:42:34"', TIME],
    ['user', 'meta.lastModified gt "x2024-02-14T04:42:34Z"', TIME],
    ['user', 'meta.lastModified gt "2024-02-14T04:42:34Zx"', TIME],
    ['user', 'meta.lastModified gt "2024-02-14T04:42:34.1234567890Z"', TIME],
    ['user', 'meta.lastModified gt "2024-13-14T04:42:34Z"', TIME],
    ['user', 'meta.lastModified gt 5', TIME],
  ])('%s: %s is refused, because %s', (kind, filter, reason) => {
    expect(() => asked(kind, filter)).toThrow(
      expect.objectContaining({
        status: 400,
        scimType: 'invalidFilter',
        message: `Identity Authentication cannot be asked this filter: ${reason}. Possible is one comparison such as ${kind === 'user' ? USER : GROUP}.`,
      }),
    );
  });
});
