import { describe, expect, it } from 'vitest';
import { losesDigits, parseKeepingDigits } from '../../src/scim/exact-json.ts';
import { fc, reaching } from '../support/property.ts';

describe('losesDigits', () => {
  it.each([
    '9007199254740993',
    '-9007199254740993',
    '49151123456789012345',
    '1152921504606846976',
    '9'.repeat(400),
    '9007199254740993.0',
    '9007199254740993e0',
    '4.9151123456789012345e19',
  ])('%s', (source) => expect(losesDigits(source)).toBe(true));

  it.each([
    '0',
    '-0',
    '999999999999999',
    '9007199254740992',
    '-9007199254740991',
    '10000000000000000',
    '1e400',
    '0.12345678901234567',
    '9007199254740992.0',
    '1e22',
  ])('not %s', (source) => expect(losesDigits(source)).toBe(false));
});

describe('parseKeepingDigits', () => {
  it('turns what would lose digits into text, and nothing else', () => {
    const text = `{"a":49151123456789012345,"b":[-9007199254740993, 9007199254740992,1.5e300],
      "c":"9007199254740993","d":"x 9007199254740993","__proto__":{"e":9007199254740993},"f":null}`;
    const expected = `{"a":"49151123456789012345","b":["-9007199254740993",9007199254740992,1.5e+300],
      "c":"9007199254740993","d":"x 9007199254740993","__proto__":{"e":"9007199254740993"},"f":null}`;
    expect(JSON.stringify(parseKeepingDigits(text))).toBe(JSON.stringify(JSON.parse(expected)));
    expect(parseKeepingDigits('9007199254740993')).toBe('9007199254740993');
  });

  it('finds such a number wherever it stands, whatever is around it', () => {
    const padding = fc.string({ unit: fc.constantFrom('1', '2', ' ', 'a', ':', ','), maxLength: 40 });
    fc.assert(
      fc.property(
        padding,
        fc.bigInt({ min: 0n, max: 10n ** 30n }),
        padding,
        reaching((before, number, after) => {
          const digits = String(number);
          const kept = losesDigits(digits) ? digits : Number(digits);
          const text = `{${JSON.stringify(before)}:[${digits},${digits}],"after":${JSON.stringify(after)}}`;
          expect(parseKeepingDigits(text)).toEqual({ [before]: [kept, kept], after });
          return losesDigits(digits);
        }),
      ),
      { numRuns: 1000 },
    );
  });

  it('is JSON.parse for everything else', () => {
    const number = fc.oneof(fc.maxSafeInteger(), fc.double({ noNaN: true, min: -1e15, max: 1e15 }));
    fc.assert(
      fc.property(
        fc.json({ maxDepth: 5 }),
        fc.array(number, { minLength: 1, maxLength: 4 }),
        (text, numbers) => {
          const whole = `{"text":${JSON.stringify(text)},"json":${text},"numbers":${JSON.stringify(numbers)}}`;
          expect(parseKeepingDigits(whole)).toEqual(JSON.parse(whole));
        },
      ),
    );
    expect(() => parseKeepingDigits('{"a":49151123456789012345')).toThrow(SyntaxError);
    expect(() => parseKeepingDigits('[00000000000000001]')).toThrow(SyntaxError);
  });

  // Whoever goes back to the first digit from each of them takes longer than a test may.
  it('takes no longer for digits that never end', () => {
    const text = JSON.stringify({ digits: '1'.repeat(1_000_000), more: '1 '.repeat(500_000) });
    expect(parseKeepingDigits(text)).toEqual(JSON.parse(text));
  });
});

it('a number with a long row of zeros inside is read in one pass', () => {
  const digits = `1${'0'.repeat(200_000)}1`;
  expect(parseKeepingDigits(`[${digits}]`)).toEqual([digits]);
});
