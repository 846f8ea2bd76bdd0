import { describe, expect, it } from 'vitest';
import {
  createRandom,
  mixSeed,
  pick,
  randomHex,
  randomInteger,
  randomUuid,
} from '../../../src/sandbox/kit/random.ts';
import { fc } from '../../support/property.ts';

describe('reproducible random values', () => {
  it('gives the same sequence for the same seed', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const [one, other] = [createRandom(seed), createRandom(seed)];
        for (let step = 0; step < 20; step += 1) expect(one()).toBe(other());
      }),
    );
  });

  it('stays within its bounds', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 1_000 }), (seed, below) => {
        const random = createRandom(seed);
        const value = randomInteger(random, below);
        expect(Number.isInteger(value) && value >= 0 && value < below).toBe(true);
        expect(['a', 'b']).toContain(pick(random, ['a', 'b']));
        expect(randomHex(random, 24)).toMatch(/^[0-9a-f]{24}$/);
        expect(randomUuid(random)).toMatch(
          /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
        );
      }),
    );
  });

  it('gives a hundred thousand neighbours different ids', () => {
    const ids = new Set<string>();
    for (let index = 0; index < 100_000; index += 1) ids.add(randomUuid(createRandom(mixSeed(7, index))));
    expect(ids.size).toBe(100_000);
  });

  it('refuses to pick from nothing', () => {
    expect(() => pick(createRandom(1), [])).toThrow(RangeError);
  });
});
