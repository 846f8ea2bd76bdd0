/** Filters as the UAA gets them. */
import { describe, expect, it } from 'vitest';
import { propertiesSchema } from '../../../src/connectors/cloud-foundry/properties.ts';
import {
  allBut,
  conjunction,
  equals,
  isTakenForTime,
  uaaFilter,
} from '../../../src/connectors/uaa-api/uaa-filter.ts';
import { ScimError } from '../../../src/scim/errors.ts';
import { parseFilter } from '../../../src/scim/filter-parse.ts';
import { callContext } from '../support/context.ts';
import { setUp } from './support.ts';

const sent = (filter: string) => uaaFilter(parseFilter(filter));

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';

describe('an attribute', () => {
  it.each([
    ['id', 'id'],
    ['userName', 'userName'],
    ['USERNAME', 'userName'],
    ['email', 'emails.value'],
    ['emails', 'emails.value'],
    ['emails.value', 'emails.value'],
    ['emails[0].value', 'emails.value'],
    ['givenName', 'givenName'],
    ['name.givenName', 'givenName'],
    ['familyName', 'familyName'],
    ['name.familyName', 'familyName'],
    ['phoneNumber', 'phoneNumbers.value'],
    ['phoneNumbers', 'phoneNumbers.value'],
    ['phoneNumbers.value', 'phoneNumbers.value'],
    ['externalId', 'external_id'],
    ['origin', 'origin'],
    ['zoneId', 'identity_zone_id'],
    [`${CORE}:userName`, 'userName'],
    [`${CORE.toLowerCase()}:name.familyName`, 'familyName'],
    [`${CORE.toUpperCase()}:emails.value`, 'emails.value'],
  ])('%s is a text named %s', (attribute, column) => {
    for (const operator of ['eq', 'gt', 'ge', 'lt', 'le', 'co', 'sw']) {
      expect(sent(`${attribute} ${operator} "x"`)).toBe(`${column} ${operator} "x"`);
    }
    expect(sent(`${attribute} pr`)).toBe(`${column} pr`);
    for (const value of ['true', '1', 'null']) {
      expect(() => sent(`${attribute} eq ${value}`)).toThrow(
        `: ${column} is compared with text in double quotes. `,
      );
    }
  });

  it.each(['active', 'verified'])('%s is true or false', (attribute) => {
    expect(sent(`${attribute} eq true`)).toBe(`${attribute} eq true`);
    expect(sent(`${attribute} eq false`)).toBe(`${attribute} eq false`);
    for (const value of ['"true"', '1', 'null']) {
      expect(() => sent(`${attribute} eq ${value}`)).toThrow(
        `: ${attribute} is compared with true or false. `,
      );
    }
    for (const operator of ['gt', 'ge', 'lt', 'le', 'co', 'sw', 'ew', 'ne']) {
      expect(() => sent(`${attribute} ${operator} true`)).toThrow(
        `: "${operator}" is not possible for ${attribute}. `,
      );
    }
  });

  it.each([
    ['meta.created', 'meta.created'],
    ['meta.lastModified', 'meta.lastModified'],
    ['META.lastmodified', 'meta.lastModified'],
  ])('%s is a time, sent with milliseconds', (attribute, column) => {
    for (const operator of ['eq', 'gt', 'ge', 'lt', 'le']) {
      expect(sent(`${attribute} ${operator} "2024-02-14T04:42:34Z"`)).toBe(
        `${column} ${operator} "2024-02-14T04:42:34.000Z"`,
      );
    }
    for (const operator of ['co', 'sw', 'ew', 'ne']) {
      expect(() => sent(`${attribute} ${operator} "2024-02-14T04:42:34Z"`)).toThrow(
        `: "${operator}" is not possible for ${column}. `,
      );
    }
  });

  it.each([
    ['2024-02-14T04:42:34.5Z', '2024-02-14T04:42:34.500Z'],
    ['2024-02-14T04:42:34.123456789Z', '2024-02-14T04:42:34.123Z'],
    ['2024-02-14T04:42:34+02:00', '2024-02-14T02:42:34.000Z'],
    ['2024-02-14T04:42:34.001-01:30', '2024-02-14T06:12:34.001Z'],
  ])('of a time may be written as %s, which is %s', (written, told) => {
    expect(sent(`meta.created gt "${written}"`)).toBe(`meta.created gt "${told}"`);
  });

  it.each([
    '"2024-02-14"',
    '"2024-02-14T04:42:34"',
    '"2024-02-14T04:42Z"',
    '" 2024-02-14T04:42:34Z"',
    '"2024-02-14T04:42:34Z "',
    '"2024-02-14T04:42:34.1234567890Z"',
    '"2024-13-14T04:42:34Z"',
    '"yesterday"',
    '""',
    '1707885754',
    'null',
  ])('of a time is not compared with %s', (value) => {
    expect(() => sent(`meta.created gt ${value}`)).toThrow(
      ': meta.created is compared with a date and time such as "2024-02-14T04:42:34Z". ',
    );
  });

  it.each([
    ['1', '1'],
    ['-2', '-2'],
    ['0', '0'],
    ['"7"', '7'],
    ['9007199254740991', '9007199254740991'],
  ])('meta.version is a whole number, such as %s', (value, number) => {
    for (const operator of ['eq', 'gt', 'ge', 'lt', 'le']) {
      expect(sent(`meta.version ${operator} ${value}`)).toBe(`meta.version ${operator} ${number}`);
    }
  });

  it.each(['1.5', '"9007199254740992"', '"x"', '""', 'null'])('meta.version is never %s', (value) => {
    expect(() => sent(`meta.version eq ${value}`)).toThrow(
      ': meta.version is compared with a whole number. ',
    );
  });

  it.each([
    ['displayName', 'displayName'],
    ['emails.type', 'emails.type'],
    ['emails[1].value', 'emails[1].value'],
    ['meta', 'meta'],
    ['urn:ietf:params:scim:schemas:core:2.0:Group:id', 'urn:ietf:params:scim:schemas:core:2.0:Group:id'],
    [
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:userName',
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:userName',
    ],
  ])('%s is none that can be asked for', (attribute, named) => {
    expect(() => sent(`${attribute} eq "x"`)).toThrow(`: it has no attribute ${named} in filters. `);
  });
});

describe('a filter', () => {
  it('of several keeps its structure', () => {
    expect(sent('userName eq "a" or userName eq "b" and origin pr or id pr')).toBe(
      '(userName eq "a") or ((userName eq "b") and (origin pr)) or (id pr)',
    );
  });

  it.each([
    ['not (userName eq "a")', 'it knows no "not"'],
    ['emails[type eq "work"]', 'it knows no value paths with [ ]; write emails.value eq "…"'],
    ['userName ne "a"', '"ne" is not possible for userName'],
    ['userName ew "a"', '"ew" is not possible for userName'],
    [
      String.raw`userName eq "\u0000"`,
      'no userName has a character such as NUL or half of a surrogate pair, which its database cannot store',
    ],
    [
      'emails eq "2024-01-01T00:00:00.000Z"',
      'a text that begins like a time is a time to it, so that it would find no emails.value',
    ],
  ])('that cannot be asked is 400 with the reason and what is possible: %s', (filter, reason) => {
    let thrown: unknown;
    try {
      sent(filter);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({
      status: 400,
      scimType: 'invalidFilter',
      message: `The UAA cannot be asked this filter: ${reason}. Possible are eq, co, sw, pr, gt, ge, lt, le, and, or on attributes such as userName, emails.value, name.familyName, externalId, active, id and meta.lastModified.`,
    });
  });

  it('of the connector itself quotes its values', () => {
    expect(equals('userName', 'a"b\\')).toBe(String.raw`userName eq "a\"b\\"`);
    expect(allBut('x"')).toBe(String.raw`id lt "x\"" or id gt "x\""`);
    expect(conjunction(['a', undefined, 'b or c'])).toBe('(a) and (b or c)');
    expect(conjunction([undefined])).toBe('');
  });

  it.each([
    ['2024-01-01T00:00:00.000Z', true],
    [' \t2024-1-1T0:0:0.0Zx', true],
    ['2024-01-01T00:00:00Z', false],
    ['x2024-01-01T00:00:00.000Z', false],
  ])('of %j finds nobody, whoever has it: %s', (value, expected) => {
    expect(isTakenForTime(value)).toBe(expected);
  });
});

describe('wildcards of LIKE in co and sw', () => {
  it.each([
    ['userName sw "under_"', String.raw`userName sw "under\\_"`],
    ['userName co "%"', String.raw`userName co "\\%"`],
    [String.raw`userName co "back\\"`, String.raw`userName co "back\\\\"`],
    [String.raw`userName co "\\_%"`, String.raw`userName co "\\\\\\_\\%"`],
    ['emails.value co "a_b"', String.raw`emails.value co "a\\_b"`],
    ['emails co "a_b"', String.raw`emails.value co "a\\_b"`],
    ['name.givenName sw "_"', String.raw`givenName sw "\\_"`],
    ['name.familyName co "%%"', String.raw`familyName co "\\%\\%"`],
    ['phoneNumbers.value sw "+49_"', String.raw`phoneNumbers.value sw "+49\\_"`],
    ['externalId co "x_"', String.raw`external_id co "x\\_"`],
    ['id sw "0_"', String.raw`id sw "0\\_"`],
    ['origin co "a_b"', String.raw`origin co "a\\_b"`],
    [
      'active eq true and (userName sw "a_" or userName co "b%")',
      String.raw`(active eq true) and ((userName sw "a\\_") or (userName co "b\\%"))`,
    ],
  ])('have no meaning: %s', (filter, expected) => {
    expect(sent(filter)).toBe(expected);
  });

  it.each(['eq', 'gt', 'ge', 'lt', 'le'])('are characters as ever for %s', (operator) => {
    expect(sent(String.raw`userName ${operator} "a_b%c\\d"`)).toBe(
      String.raw`userName ${operator} "a_b%c\\d"`,
    );
  });

  it('have none in the configured filter either', async () => {
    await using system = await setUp({ properties: { 'btp.cf.pm.user.filter': 'userName sw "ext_"' } });
    await system.users.list({ startIndex: 1, count: 10 }, callContext());
    const [call] = await system.calls();
    expect(decodeURIComponent(call?.path ?? '')).toContain(String.raw`(userName sw "ext\\_")`);
  });
});

describe('a text that the UAA would take otherwise', () => {
  it.each([
    String.raw`userName eq "a\u0000b"`,
    String.raw`emails.value co "\u0000"`,
    String.raw`externalId sw "\ud800"`,
    'userName eq "2024-01-01T00:00:00.000Z"',
    'userName sw "2024-01-01T00:00:00.000Zulu"',
    'externalId co " 2024-1-1T0:0:0.0Z"',
    'name.familyName gt "12024-01-01T00:00:00.123456Z"',
  ])('is refused: %s', (filter) => {
    expect(() => sent(filter)).toThrow(ScimError);
    expect(() => sent(filter)).toThrow(/^The UAA cannot be asked this filter/);
  });

  it.each([
    '2024-01-01T00:00:00Z',
    '2024-01-01',
    'x2024-01-01T00:00:00.000Z',
    '2024-01-01t00:00:00.000z',
    '\u0001',
  ])('is none of these: %j', (text) => {
    expect(sent(`userName eq ${JSON.stringify(text)}`)).toBe(`userName eq ${JSON.stringify(text)}`);
  });

  it('is refused in the configuration', () => {
    const properties = {
      Type: 'HTTP',
      ProxyType: 'Internet',
      Authentication: 'BasicAuthentication',
      User: 'u',
      Password: 'p',
      'btp.cf.pm.origin': 'acme-platform',
      'btp.cf.pm.landscape': 'cf-eu10',
      'btp.cf.pm.user.filter': String.raw`userName sw "\u0000"`,
    };
    const { error } = propertiesSchema.safeParse(properties);
    expect(error?.issues.map(({ path, message }) => [path, message])).toEqual([
      [['btp.cf.pm.user.filter'], expect.stringContaining('NUL')],
    ]);
  });
});
