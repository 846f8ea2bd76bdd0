import { expect, it } from 'vitest';
import { Unhurried } from '../../../src/server/telemetry/unhurried.ts';
import { until } from '../../support/until.ts';

/** Work that ends when the test says so, with how often it was begun. */
function stage() {
  const ends: ((error?: Error) => void)[] = [];
  const work = new Unhurried(
    () =>
      new Promise<number>((resolve, reject) => {
        const count = ends.length + 1;
        ends.push((error) => (error === undefined ? resolve(count) : reject(error)));
      }),
  );
  return { ends, work };
}

it('is done once for all who wait, and once more for those who ask while it is done', async () => {
  const { ends, work } = stage();
  const first = [work.ask(), work.ask()];
  await until(() => ends.length === 1);
  const second = [work.ask(), work.ask()];
  ends[0]?.();
  expect(await Promise.all(first)).toEqual([1, 1]);
  await until(() => ends.length === 2);
  ends[1]?.();
  expect(await Promise.all(second)).toEqual([2, 2]);
});

it('rests nine times as long as it took, and five seconds at most', async () => {
  const rests: number[] = [];
  let [now, took] = [0, 100];
  const wait = async (milliseconds: number) => {
    rests.push(milliseconds);
    now += milliseconds;
  };
  const work = new Unhurried(
    async () => {
      now += took;
    },
    { now: () => now, wait },
  );
  await work.ask();
  took = 2_000;
  await work.ask();
  await work.ask();
  now += 10_000;
  await work.ask();
  expect(rests).toEqual([900, 5_000]);
});

it('a failure is told to those who waited for it, and to nobody else', async () => {
  const { ends, work } = stage();
  const first = work.ask();
  await until(() => ends.length === 1);
  const second = work.ask();
  ends[0]?.(new Error('made up'));
  await expect(first).rejects.toThrow('made up');
  await until(() => ends.length === 2);
  ends[1]?.();
  expect(await second).toBe(2);
});
