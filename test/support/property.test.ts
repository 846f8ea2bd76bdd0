import { describe, expect, it } from 'vitest';
import { fc, reaching } from './property.ts';

/** What a property is given, in order. */
function cases(): number[] {
  const given: number[] = [];
  fc.assert(
    fc.property(fc.nat(), (number) => {
      given.push(number);
    }),
  );
  return given;
}

it('cases are the same every time', () => {
  expect(cases()).toEqual(cases());
});

it('a property that does not hold tells its seed, and the path to its smallest case', () => {
  const below5 = (number: number) => {
    expect(number).toBeLessThan(5);
  };
  const broken = () => fc.assert(fc.property(fc.nat(), below5));
  expect(broken).toThrow(/\{ seed: \d+, path: "[\d:]+", endOnFailure: true \}\nCounterexample: \[5\]/);
});

describe('a check that tells what it reached', () => {
  const even = (number: number) => number % 2 === 0;

  it('passes where half of the cases reach the point', () => {
    const check = reaching(even);
    for (const number of [1, 2, 3, 4]) expect(check(number)).toBeUndefined();
  });

  it.fails('fails where fewer do', () => {
    const check = reaching(even);
    for (const number of [1, 2, 3]) check(number);
  });

  it.fails('fails where fewer do, also when it takes time', async () => {
    const check = reaching(async (number: number) => even(number));
    for (const number of [1, 2, 3]) await check(number);
  });

  it('lets through what it throws, which is no case', () => {
    const check = reaching((number: number): boolean => {
      if (number > 2) throw new Error('broken');
      return even(number);
    });
    check(2);
    for (const number of [3, 4, 5]) expect(() => check(number)).toThrow('broken');
  });
});
