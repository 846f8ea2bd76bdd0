import { expect, it } from 'vitest';
import { until } from './until.ts';

it('waits until it is so, however often it has to look', async () => {
  let looks = 0;
  await until(async () => {
    looks += 1;
    return looks === 150;
  });
  expect(looks).toBe(150);
});

it('gives up, and says what was missing', async () => {
  const arrived: string[] = [];
  await expect(until(() => arrived.length === 1, { longest: 10 })).rejects.toThrow(
    'still not so after 10 ms: () => arrived.length === 1',
  );
});

it('leaves the processor to others while it waits for long', async () => {
  let looks = 0;
  const never = () => {
    looks += 1;
    return false;
  };
  await expect(until(never, { longest: 300 })).rejects.toThrow('300 ms');
  expect(looks).toBeLessThan(100 + 300 / 2 + 10);
});

it('fails with what the condition fails with', async () => {
  await expect(until(() => Promise.reject(new Error('no backend')))).rejects.toThrow('no backend');
});
