import { describe, expect, it } from 'vitest';
import type { ScimError } from '../../src/scim/errors.ts';
import { parseBody } from '../../src/server/scim/body.ts';
import { fc, reaching } from '../support/property.ts';
import { fakeSystem, startProxy } from './helpers.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

function refusal(text: string): { scimType: string | undefined; detail: string } | undefined {
  try {
    parseBody(Buffer.from(text), 'members');
    return undefined;
  } catch (error) {
    const { status, scimType, message } = error as ScimError;
    expect(status, String(error)).toBe(400);
    return { scimType, detail: message };
  }
}

describe('whole numbers', () => {
  it.each<[string, string]>([
    ['{"phoneNumbers":[{"value":49151123456789012345}]}', 'phoneNumbers[0].value'],
    ['{"a":[[1,2],[3,-9007199254740993]]}', 'a[1][1]'],
    [`{"${ENTERPRISE}":{"manager":{"value":\n 9007199254740993 \n}}}`, `${ENTERPRISE}:manager.value`],
    ['{"Operations":[{},{"op":"add","value":{"x":12345678901234567890}}]}', 'Operations[1].value.x'],
    [`{"a":${'9'.repeat(400)}}`, 'a'],
  ])('that lose digits are refused: %s', (text, path) => {
    expect(refusal(text)).toEqual({
      scimType: 'invalidValue',
      detail: `The number at ${path} in the request body has more digits than a JSON number keeps. Send it as text, in quotes.`,
    });
  });

  it.each([
    '{"a":9007199254740992,"b":-9007199254740991,"c":-0,"d":10000000000000000}',
    '{"a":"49151123456789012345","b":["9007199254740993"]}',
    '{"a":1.7976931348623157e308,"b":9007199254740993.5,"c":0.12345678901234567890}',
  ])('that stay as they are, and other numbers, are taken: %s', (text) => {
    expect(parseBody(Buffer.from(text), 'members')).toEqual(JSON.parse(text));
  });

  it('beyond all numbers are refused with their place', () => {
    expect(refusal('{"a":[1e999]}')).toEqual({
      scimType: 'invalidSyntax',
      detail: 'A number in the request body is too large: a[0].',
    });
  });

  /** `1.5e+21` as the number that it means. */
  function wholeNumber(text: string): bigint {
    const [digits = '', power = '0'] = text.split('e');
    const [whole = '', fraction = ''] = digits.split('.');
    return BigInt(`${whole}${fraction.padEnd(Number(power), '0')}`);
  }

  it('are refused for those that JavaScript would change, and only those', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n }),
        reaching((number) => {
          const changed = wholeNumber(String(Number(number))) !== number;
          expect(refusal(`{"a":${number}}`)?.scimType).toBe(changed ? 'invalidValue' : undefined);
          return changed;
        }),
      ),
      { numRuns: 500 },
    );
  });
});

describe('an attribute that stands twice', () => {
  it.each<[string, string, string]>([
    ['{"userName":"a","userName":"b"}', 'userName', 'userName'],
    ['{"userName":"a","user\\u004eame":"a"}', 'userName', 'userName'],
    ['{"userName" \n\t: "a", "userName"\r\n:"b"}', 'userName', 'userName'],
    ['{"emails":[{"type":"x"},{"value":"a","type":"x","value":"a"}]}', 'value', 'emails[1].value'],
    [`{"${ENTERPRISE}":{"manager":{},"manager":{"value":"1"}}}`, 'manager', `${ENTERPRISE}:manager`],
    [
      '{"name":{"familyName":"X","givenName":"Y"},"a\\":":"b","name":{"familyName":"X"},"c":":"}',
      'name',
      'name',
    ],
    ['{"":1,"":2}', '', ''],
    ['{"1":1,"1":2}', '1', '1'],
  ])('is refused: %s', (text, name, path) => {
    expect(refusal(text)).toEqual({
      scimType: 'invalidSyntax',
      detail: `The attribute "${name}" stands twice in one object of the request body, at ${path}. Send it once: only one of the two values could be kept.`,
    });
  });

  it('may do so in two objects, and its name in a value', () => {
    const text = JSON.stringify({
      value: '{"value":1,"value":2}',
      a: [{ value: ':' }, { value: '":' }, { 'value":': ' : ' }],
      b: { value: { value: 'value' } },
    });
    expect(parseBody(Buffer.from(text), 'members')).toEqual(JSON.parse(text));
  });

  it('cannot hide what is nested too deeply', () => {
    const deep = `${'['.repeat(40_000)}${']'.repeat(40_000)}`;
    expect(refusal(`{"a":${deep},"a":1}`)?.detail).toMatch(/nested more than 64 levels deep/);
  });

  it('may be nested as deeply as any, where the text itself has to be looked at', () => {
    const deep = `${'['.repeat(63)}${']'.repeat(63)}`;
    const text = `{"value":"\\":","a":${deep}}`;
    expect(parseBody(Buffer.from(text), 'members')).toEqual(JSON.parse(text));
    expect(refusal(`{"value":"\\":","a":[${deep}]}`)?.detail).toMatch(/nested more than 64 levels deep/);
  });

  it('is named in few characters', () => {
    const name = `${'x'.repeat(99)}😀${'y'.repeat(5000)}`;
    const inside = `{"${name}":1,"${name}":2}`;
    const { detail } = refusal(`{"${name}":{"${name}":${inside}}}`) ?? { detail: '' };
    expect(detail.length).toBeLessThan(500);
    expect(detail.isWellFormed()).toBe(true);
    expect(refusal(`{"\\ud800":1,"\\ud800":1}`)?.detail.isWellFormed()).toBe(true);
  });

  it('is found wherever it is, and nowhere else', () => {
    const name = fc.string({ unit: fc.constantFrom('a', 'B', '"', ':', '\\', ' ', 'é', '\n'), maxLength: 3 });
    const tree = fc.letrec<{ node: string }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        fc.oneof(
          name.map((text) => JSON.stringify(text)),
          fc.integer().map(String),
        ),
        fc.array(tie('node'), { maxLength: 3 }).map((items) => `[${items.join(' , ')}]`),
        fc
          .uniqueArray(fc.tuple(name, tie('node')), { maxLength: 4, selector: ([key]) => key })
          .map(
            (members) => `{${members.map(([key, value]) => `${JSON.stringify(key)} :${value}`).join(',')}}`,
          ),
      ),
    })).node;
    fc.assert(
      fc.property(tree, tree, name, (first, second, twice) => {
        fc.pre(twice !== 'c');
        const key = JSON.stringify(twice);
        expect(refusal(`{"c":${first},${key}:${second}}`)).toBeUndefined();
        expect(refusal(`{"c":[{${key}:${first},"c":1,${key}:${second}}]}`)?.detail).toMatch(/stands twice/);
      }),
      { numRuns: 500 },
    );
  });
});

describe('over HTTP', () => {
  it.each(['POST', 'PUT', 'PATCH'])('%s is refused before anything is asked', async (method) => {
    const system = fakeSystem();
    const proxy = await startProxy({ systems: [system] });
    const headers = { 'content-type': 'application/scim+json' };
    const path = method === 'POST' ? '/Users' : '/Users/1';
    for (const [body, scimType, named] of [
      ['{"phoneNumbers":[{"value":49151123456789012345}]}', 'invalidValue', 'phoneNumbers[0].value'],
      ['{"userName":"hunter2","userName":"hunter3"}', 'invalidSyntax', 'userName'],
    ] as const) {
      const answer = await proxy.send(path, { method, body, headers });
      expect(answer.status).toBe(400);
      expect(answer.body).toMatchObject({ scimType, detail: expect.stringContaining(named) });
      expect(answer.text).not.toMatch(/hunter|4915112345/);
    }
    expect(system.calls).toEqual([]);
  });
});
