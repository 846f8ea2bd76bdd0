/** Filters as the UAA gets them. */
import { describe, expect, it } from 'vitest';
import { propertiesSchema } from '../../../src/connectors/cloud-foundry/properties.ts';
import { uaaFilter } from '../../../src/connectors/cloud-foundry/uaa/uaa-filter.ts';
import { ScimError } from '../../../src/scim/errors.ts';
import { parseFilter } from '../../../src/scim/filter-parse.ts';
import { callContext } from '../support/context.ts';
import { setUp } from './support.ts';

const sent = (filter: string) => uaaFilter(parseFilter(filter));

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
