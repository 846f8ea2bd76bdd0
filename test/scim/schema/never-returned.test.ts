/** RFC 7643 §7: what is `writeOnly`, or returned never. */
import { describe, expect, it } from 'vitest';
import { parseFilter } from '../../../src/scim/filter-parse.ts';
import {
  isNeverReturned,
  neverCarried,
  refuseNeverReturned,
  refuseSortingBy,
  withholding,
} from '../../../src/scim/schema/never-returned.ts';
import { fc } from '../../support/property.ts';

const SAP = 'urn:ietf:params:scim:schemas:extension:sap:2.0:User';
const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';

describe('places that are never returned', () => {
  it.each([
    [['password']],
    [['PassWord', 'value']],
    [[CORE, 'password']],
    [[`${CORE}:password`]],
    [['urn:acme:Person', 'PASSWORD']],
    [[SAP, 'sendMail']],
    [[SAP.toLowerCase(), 'SENDMAIL']],
    [[SAP, 'emailTemplateSetId']],
    [[SAP, 'applicationId']],
    [[`${SAP}:sendMail`]],
  ])('%j', (place) => {
    expect(isNeverReturned(place)).toBe(true);
  });

  it.each([
    [[]],
    [['userName']],
    [['passwordStatus']],
    [['sendMail']],
    [[SAP]],
    [[SAP, 'passwordDetails']],
    [[SAP, 'passwordDetails', 'password']],
    [['urn:acme:Person', 'sendMail']],
    [['urn:ietf:params:scim:schemas:extension:sap:2.0:Group', 'applicationId']],
    [['emails', 0, 'value']],
    [[0, 'password']],
  ])('%j is shown', (place) => {
    expect(isNeverReturned(place)).toBe(false);
  });
});

describe('filters', () => {
  it.each([
    'password pr',
    'PASSWORD eq "Kanarie-4711"',
    'not (password eq "Kanarie-4711")',
    'userName eq "ada" and (active eq true or password sw "Kanarie-4711")',
    'password[value eq "Kanarie-4711"]',
    'password.value eq "Kanarie-4711"',
    'password[0].value eq "Kanarie-4711"',
    `${CORE}:password eq "Kanarie-4711"`,
    `${CORE}.password eq "Kanarie-4711"`,
    `${SAP}:sendMail eq true`,
    `${SAP}.sendMail eq true`,
    `${SAP}[sendmail eq true]`,
    `urn:acme:Person:Password eq "Kanarie-4711"`,
    'emails[type eq "work" and not (password eq "Kanarie-4711")]',
  ])('%s is refused by name', (text) => {
    const refused = () => refuseNeverReturned(parseFilter(text));
    expect(refused).toThrow(expect.objectContaining({ status: 400, scimType: 'invalidFilter' }));
    expect(refused).toThrow(/password|sendmail/i);
    expect(refused).not.toThrow(/Kanarie/);
  });

  it.each(['userName eq "password"', 'passwordStatus pr', 'emails[type eq "password"]', 'sendMail eq true'])(
    '%s is for others to look at',
    (text) => {
      expect(() => refuseNeverReturned(parseFilter(text))).not.toThrow();
    },
  );

  it('find it wherever it stands', () => {
    const leaf = fc.constantFrom('userName eq "a"', 'active pr', 'emails[type eq "work"]');
    const hidden = fc.constantFrom('password eq "x"', 'passWord pr', 'emails[password eq "x"]');
    const around = (inner: fc.Arbitrary<string>) =>
      fc.tuple(inner, leaf, fc.integer({ min: 0, max: 4 })).map(([filter, other, how]) => {
        const shapes = [
          `not (${filter})`,
          `(${filter}) and ${other}`,
          `${other} or ${filter}`,
          `(${filter})`,
          `${other} and (${other} or (${filter}))`,
        ];
        return shapes[how] ?? filter;
      });
    fc.assert(
      fc.property(around(around(around(hidden))), around(around(leaf)), (found, other) => {
        expect(() => refuseNeverReturned(parseFilter(found))).toThrow('never returned');
        expect(() => refuseNeverReturned(parseFilter(other))).not.toThrow();
      }),
      { numRuns: 200 },
    );
  });

  it('and sortBy', () => {
    for (const text of ['password', ' Password.value ', `${SAP}:sendMail`]) {
      expect(() => refuseSortingBy(text)).toThrow(
        expect.objectContaining({ status: 400, scimType: 'invalidFilter' }),
      );
    }
    for (const text of ['userName', 'password eq', '']) expect(() => refuseSortingBy(text)).not.toThrow();
  });
});

describe('resources', () => {
  const resource = {
    schemas: [CORE],
    userName: 'ada',
    PassWord: 'Kanarie',
    [`${CORE}:password`]: 'Kanarie',
    [SAP]: { sendMail: true, applicationId: '1', status: 'active' },
    'URN:acme:Person': { password: { hash: 'Kanarie' } },
    name: { familyName: 'L' },
  };

  it('lose what is never returned, and an extension of which nothing is left', () => {
    const before = JSON.stringify(resource);
    expect(withholding([[]])?.(resource)).toEqual({
      schemas: [CORE],
      userName: 'ada',
      [SAP]: { status: 'active' },
      name: { familyName: 'L' },
    });
    expect(JSON.stringify(resource)).toBe(before);
  });

  it('are looked at where something of the kind may be, and nowhere else', () => {
    expect(withholding([['userName'], [SAP, 'status'], ['emails', 'value'], ['urn:acme:X', 'a']])).toBe(
      undefined,
    );
    for (const place of [['PassWord'], ['PassWord', 'hash']]) {
      expect(withholding([['userName'], place])?.(resource)).not.toHaveProperty('PassWord');
    }
    const own = withholding([[SAP, 'sendMail']])?.(resource);
    expect(own?.[SAP]).toEqual({ status: 'active' });
    const fine = { userName: 'ada', [SAP]: { status: 'active' }, 'urn:acme:list': [{ password: 1 }] };
    expect(withholding([[]])?.(fine)).toBe(fine);
  });

  it('have members that are not written without a look', () => {
    expect(neverCarried([['password'], [SAP], [SAP, 'sendMail'], ['urn:acme:X'], ['userName'], []])).toEqual([
      'password',
      SAP,
      SAP,
    ]);
  });
});
