/** Leases against instances that are stopped and killed, and a server that is killed and forgets: no change is lost. */
import { afterEach, expect, it, vi } from 'vitest';
import type { LeaseTimes } from '../../src/state/valkey/leases.ts';
import { fc, reaching } from '../support/property.ts';
import { type Mishap, play } from './support/lease-world.ts';

const TIMES: LeaseTimes = { lifetime: 150, reserve: 80, renewal: 20, patience: 40 };

const moment = fc.integer({ min: 0, max: 1500 });
const instance = fc.nat(2);
const lasting = fc.integer({ min: 10, max: 250 });
const mishap: fc.Arbitrary<Mishap[]> = fc.oneof(
  fc
    .record({ kind: fc.constantFrom('stop' as const, 'cut' as const), instance, at: moment, lasts: lasting })
    .map((one) => [one]),
  fc.record({ kind: fc.constant('kill' as const), instance, at: moment }).map((one) => [one]),
  // Some come back to the server later than others.
  fc
    .record({
      isEmpty: fc.boolean(),
      at: moment,
      lasts: fc.integer({ min: 1, max: 120 }),
      instance,
      cut: lasting,
    })
    .map(({ isEmpty, at, lasts, instance: which, cut }) => [
      { kind: 'restart' as const, isEmpty, at, lasts },
      { kind: 'cut' as const, instance: which, at, lasts: cut },
    ]),
);
const plan = fc.record({
  times: fc.constant(TIMES),
  delays: fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 3, maxLength: 9 }),
  works: fc.array(fc.integer({ min: 0, max: 150 }), { minLength: 2, maxLength: 5 }),
  flights: fc.array(fc.constantFrom(1, TIMES.reserve / 2, TIMES.reserve - 1), { minLength: 1, maxLength: 4 }),
  mishaps: fc.array(mishap, { minLength: 2, maxLength: 12 }).map((all) => all.flat()),
  instances: fc.constant(3),
  changes: fc.constant(8),
});

afterEach(() => vi.restoreAllMocks());

it('no change is lost, whatever stops, dies or forgets', async () => {
  let random = 0;
  vi.spyOn(Math, 'random').mockImplementation(() => {
    random = (random * 16_807 + 1) % 2_147_483_647;
    return random / 2_147_483_647;
  });
  const property = fc.asyncProperty(
    plan,
    reaching(async (each) => {
      random = 7;
      const { value, acknowledged, unavailable, refusedByFence } = await play(each);
      expect(value).toBe(acknowledged);
      return acknowledged > 0 && unavailable + refusedByFence > 0;
    }),
  );
  await fc.assert(property, { numRuns: 1000 });
});
