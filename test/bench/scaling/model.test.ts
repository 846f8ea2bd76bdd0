/** The model where the answer is known without it. */
import { describe, expect, it } from 'vitest';
import { bottleneck, type Landscape, simulate } from '../../../bench/scaling/model.ts';
import { Simulation, Station } from '../../../bench/scaling/simulation.ts';

const usual: Landscape = { instances: 1, clientsEach: 32, cpu: 0, connections: 20, backend: 100, calls: 1 };

describe('what takes most decides', () => {
  it.each<[string, Partial<Landscape>, number, string]>([
    ['connections: 20 at 100 ms', {}, 200, 'connections'],
    ['of several instances', { instances: 3 }, 600, 'connections'],
    ['a core: 10 ms each', { cpu: 10, backend: 1 }, 100, 'proxy CPU'],
    ['a rate of 600 a minute', { perMinute: 600 }, 10, 'tenant'],
    ['a rate, of which each request takes two', { perMinute: 600, calls: 2 }, 5, 'tenant'],
    ['a rate that counts the second call only', { perMinute: 600, calls: 2, counted: 1 }, 10, 'tenant'],
    ['Valkey: 5 ms each', { backend: 1, valkey: { roundTrip: 1, cpu: 5, commands: 1 } }, 200, 'Valkey'],
    ['a group that one writes at a time', { groups: 1 }, 10, 'groups'],
    ['clients: 4 of them', { clientsEach: 4 }, 40, 'clients'],
  ])('%s', (_, changes, rate, part) => {
    const outcome = simulate({ ...usual, ...changes }, 4000);
    expect(outcome.rate / rate).toBeGreaterThan(0.93);
    expect(outcome.rate / rate).toBeLessThan(1.07);
    expect(bottleneck(outcome)).toBe(part);
  });
});

it('lets so many pass at once, and the rest in turn', () => {
  // 66 of 600 a minute at once, then 10 a second.
  const { seconds } = simulate(
    { ...usual, clientsEach: 100, connections: 100, backend: 0, perMinute: 600 },
    166,
  );
  expect(seconds).toBeCloseTo(10, 1);
});

it('does what is planned in the order of time, and of planning', () => {
  const simulation = new Simulation();
  const seen: string[] = [];
  for (const [delay, name] of [
    [3, 'c'],
    [1, 'a'],
    [2, 'b'],
    [1, 'also a'],
    [0, 'first'],
  ] as const) {
    simulation.after(delay, () => seen.push(`${simulation.now} ${name}`));
  }
  simulation.run();
  expect(seen).toEqual(['0 first', '1 a', '1 also a', '2 b', '3 c']);
});

it('serves in the order of the line, and counts who was busy', () => {
  const simulation = new Simulation();
  const station = new Station(simulation, 2);
  const ends: string[] = [];
  for (let number = 1; number <= 5; number += 1) {
    station.serve(10, () => ends.push(`${number} at ${simulation.now}`));
  }
  simulation.run();
  expect(ends).toEqual(['1 at 10', '2 at 10', '3 at 20', '4 at 20', '5 at 30']);
  expect(station.utilisation).toBeCloseTo(5 / 6);
});
