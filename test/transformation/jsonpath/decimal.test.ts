import { describe, expect, it } from 'vitest';
import {
  compareDecimals,
  type Decimal,
  decimalOf,
  javaDouble,
  numberText,
  parseDecimal,
  printDecimal,
} from '../../../src/transformation/jsonpath/decimal.ts';
import { fc } from '../../support/property.ts';

function decimal(text: string): Decimal {
  const parsed = parseDecimal(text);
  if (parsed === undefined) throw new Error(`${text} is no decimal`);
  return parsed;
}

/** As `new BigDecimal(text).toString()` of Java 17 gives them. */
it.each([
  ['5', '5'],
  ['+5', '5'],
  ['05', '5'],
  ['5.0', '5.0'],
  ['-0', '0'],
  ['-0.0', '0.0'],
  ['.5', '0.5'],
  ['5.', '5'],
  ['1E3', '1E+3'],
  ['1.5E10', '1.5E+10'],
  ['1.0E-4', '0.00010'],
  ['1.0E-7', '1.0E-7'],
  ['0.0000001', '1E-7'],
  ['123456789012345678901234567890.5', '123456789012345678901234567890.5'],
])('BigDecimal %s reads %s', (text, printed) => {
  expect(printDecimal(decimal(text))).toBe(printed);
});

it.each(['', ' 5', '5 ', '.', '-', 'e5', '1e', '1e99999999999', '0x1', 'NaN', '1,5'])(
  '%j is no number',
  (text) => {
    expect(parseDecimal(text)).toBeUndefined();
  },
);

it.each([
  [0.001, '0.001'],
  [0.0001, '1.0E-4'],
  [12345678.9, '1.23456789E7'],
  [1234567.5, '1234567.5'],
  [100, '100.0'],
  [-2.5, '-2.5'],
  [0, '0.0'],
  [5e-324, '5.0E-324'],
])('the double %d reads %s', (value, text) => {
  expect(javaDouble(value)).toBe(text);
});

describe('comparing', () => {
  it.each([
    ['9007199254740993', '9007199254740992', 1],
    ['1e400', '1e401', -1],
    ['-1e400', '1e-400', -1],
    ['0.10', '1E-1', 0],
    ['0', '-0.0', 0],
    ['100000000000000000001', '1e20', 1],
    ['-12345678901234567891', '-12345678901234567890', -1],
  ])('%s with %s', (left, right, sign) => {
    expect(Math.sign(compareDecimals(decimal(left), decimal(right)))).toBe(sign);
    expect(Math.sign(compareDecimals(decimal(right), decimal(left))) + 0).toBe(sign === 0 ? 0 : -sign);
  });

  it('orders integers of any length as BigInt does', () => {
    const integers = fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n });
    fc.assert(
      fc.property(integers, integers, (left, right) => {
        const expected = left < right ? -1 : left > right ? 1 : 0;
        // Of two equal negative numbers the sign is -0.
        expect(Math.sign(compareDecimals(decimal(String(left)), decimal(String(right)))) + 0).toBe(expected);
      }),
    );
  });

  it('orders doubles as JavaScript does', () => {
    const doubles = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(doubles, doubles, (left, right) => {
        expect(Math.sign(compareDecimals(decimalOf(left), decimalOf(right))) + 0).toBe(
          Math.sign(left - right) + 0,
        );
      }),
    );
  });
});

it('writes numbers of a document as the library would', () => {
  expect([5, 2.5, 0.0001, 1e-7, 1e10, 9007199254740991, 1e21].map(numberText)).toEqual([
    '5',
    '2.5',
    '0.00010',
    '1.0E-7',
    '10000000000',
    '9007199254740991',
    '1.0E+21',
  ]);
});
