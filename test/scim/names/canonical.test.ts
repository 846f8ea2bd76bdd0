import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../../src/scim/json.ts';
import { canonicalNames } from '../../../src/scim/names/canonical.ts';
import { fc, reaching } from '../../support/property.ts';
import { refusal } from '../patch/helpers.ts';
import { canonicalEntity, capitals, deepFreeze, ENTERPRISE, NAMES, respelled } from './spelling.ts';

const canonical = (value: JsonValue, at?: string) => canonicalNames(value, NAMES, at);
const json = (text: string) => JSON.parse(text) as JsonObject;

describe('canonical names', () => {
  it.each<[string, JsonValue, JsonValue]>([
    ['of the transformation, not of the schema', { username: 'a' }, { UserName: 'a' }],
    [
      'of the schema where the transformation has none',
      { NICKNAME: 'a', Active: true },
      { nickName: 'a', active: true },
    ],
    ['in objects', { NAME: { GivenName: 'a', x: 1 } }, { name: { givenName: 'a', x: 1 } }],
    [
      'in the values of lists, simple ones among them',
      { Emails: [{ VALUE: 'a' }, 'b', null, { Value: 'c', TYPE: 'work' }] },
      { emails: [{ Value: 'a' }, 'b', null, { Value: 'c', type: 'work' }] },
    ],
    ['in a single object for a list', { emails: { value: 'a' } }, { emails: { Value: 'a' } }],
    [
      'of extensions and in them',
      { [ENTERPRISE]: { DEPARTMENT: 'x', manager: { $REF: 'r' } } },
      { [ENTERPRISE.toLowerCase()]: { department: 'x', Manager: { $ref: 'r' } } },
    ],
    [
      'but not below names that nobody knows',
      { mine: { USERNAME: 'a', emails: [{ VALUE: 1 }] } },
      { mine: { USERNAME: 'a', emails: [{ VALUE: 1 }] } },
    ],
    ['and those of the transformation alone', { ALIAS: { INNER: 1 } }, { Alias: { inner: 1 } }],
    ['where the transformation has two spellings, the one that is there', { Mail: 1 }, { Mail: 1 }],
    ['or the first one', { MAIL: 1 }, { mail: 1 }],
    ['in the order of the names', { b: 1, USERNAME: 2, a: 3 }, { b: 1, UserName: 2, a: 3 }],
    ['of a list alone', [{ USERNAME: 'a' }], [{ UserName: 'a' }]],
  ])('are those %s', (_, given, expected) => {
    expect(canonical(given)).toEqual(expected);
    expect(JSON.stringify(canonical(given))).toBe(JSON.stringify(expected));
  });

  it.each<JsonValue>(['a', 1, true, null, [], {}])('%j has none', (value) => {
    expect(canonical(value)).toBe(value);
  });

  it('are the same whatever the spelling, twice as well as once, and change nothing that was given', () => {
    fc.assert(
      fc.property(
        canonicalEntity,
        capitals,
        reaching((entity, letters) => {
          const given = deepFreeze(respelled(entity, letters));
          const once = canonical(given);
          expect(JSON.stringify(once)).toBe(JSON.stringify(entity));
          expect(canonical(once)).toBe(once);
          return once !== given;
        }),
      ),
      { numRuns: 500 },
    );
  });

  it('share all that needs no change', () => {
    const address = { streetAddress: 'a' };
    const [good, second] = [{ Value: 'a' }, { Value: 'b' }];
    const given = { addresses: address, emails: [good, { value: 'x' }, second], x: [good] };
    const result = canonical(given) as typeof given;
    expect(result.addresses).toBe(address);
    expect(result.x).toBe(given.x);
    expect(result.emails[0]).toBe(good);
    expect(result.emails[2]).toBe(second);
    expect(result.emails[1]).toEqual({ Value: 'x' });
    expect(given.emails[1]).toEqual({ value: 'x' });
  });

  it.each(['__proto__', 'constructor', 'toString'])('leave %s as data, on both sides', (name) => {
    const given = json(`{"USERNAME":"a","${name}":{"USERNAME":1},"emails":[{"VALUE":1,"${name}":2}]}`);
    const result = canonical(given);
    expect(JSON.stringify(result)).toBe(
      `{"UserName":"a","${name}":{"USERNAME":1},"emails":[{"Value":1,"${name}":2}]}`,
    );
    expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
  });
});

describe('the same attribute twice', () => {
  const told = (place: string, one: string, other: string) =>
    `400 invalidSyntax The same attribute is there twice${place}: ${one} and ${other}. ` +
    'Names are compared without regard to case (RFC 7643 section 2.1); send one of them.';

  it.each<[string, JsonValue, string, string, string]>([
    ['a known name', { userName: 'a', USERNAME: 'b' }, '', 'userName', 'USERNAME'],
    ['its own spelling first', { UserName: 'a', username: 'a' }, '', 'UserName', 'username'],
    ['with others between', { active: 1, x: 2, Active: 1 }, '', 'active', 'Active'],
    ['a name that nobody knows', { mine: 1, MINE: 1 }, '', 'mine', 'MINE'],
    ['a name that the transformation reads in both', { Mail: 1, mail: 1 }, '', 'Mail', 'mail'],
    [
      'an extension',
      { [ENTERPRISE]: {}, [ENTERPRISE.toLowerCase()]: {} },
      '',
      ENTERPRISE,
      ENTERPRISE.toLowerCase(),
    ],
    ['in an object', { name: { givenName: 1, GIVENNAME: 2 } }, ' in name', 'givenName', 'GIVENNAME'],
    ['in a list', { EMAILS: [{}, { Value: 1, value: 2 }] }, ' in emails', 'Value', 'value'],
    ['below unknown names', { x: { y: [{ a: 1, A: 2 }] } }, ' in x.y', 'a', 'A'],
  ])('is refused: %s', (_, given, place, one, other) => {
    expect(refusal(() => canonical(given))).toBe(told(place, one, other));
  });

  it('is refused with what leads there, as far as it is not too long', () => {
    const twice = { ['n'.repeat(201)]: 1, ['N'.repeat(201)]: 1 };
    const cut = (letter: string) => `${letter.repeat(200)}…`;
    expect(refusal(() => canonical(twice, 'emails[type eq "work"]'))).toBe(
      told(' in emails[type eq "work"]', cut('n'), cut('N')),
    );
    expect(refusal(() => canonical({ a: 1, A: 1 }, 'p'.repeat(201)))).toBe(told(` in ${cut('p')}`, 'a', 'A'));
    expect(refusal(() => canonical({ a: { b: 1, B: 1 } }, 'p'.repeat(198)))).toBe(
      told(` in ${'p'.repeat(198)}.a`, 'b', 'B'),
    );
  });

  it('is refused wherever it is, and nothing else is', () => {
    fc.assert(
      fc.property(
        canonicalEntity,
        fc.nat(),
        fc.boolean(),
        reaching((entity, at, upper) => {
          const holders: JsonObject[] = [];
          const collect = (value: JsonValue) => {
            if (typeof value !== 'object' || value === null) return;
            if (!Array.isArray(value) && Object.keys(value).length > 0) holders.push(value);
            Object.values(value).forEach(collect);
          };
          const planted = structuredClone(entity);
          collect(planted);
          canonical(planted);
          const holder = holders[at % Math.max(1, holders.length)];
          const name = Object.keys(holder ?? {})[at % Object.keys(holder ?? {}).length];
          if (holder === undefined || name === undefined) return false;
          const twin = upper ? name.toUpperCase() : name.toLowerCase();
          if (twin === name) return false;
          holder[twin] = 'twin';
          expect(refusal(() => canonical(planted))).toContain(`: ${name} and ${twin}.`);
          return true;
        }),
      ),
      { numRuns: 500 },
    );
  });
});
