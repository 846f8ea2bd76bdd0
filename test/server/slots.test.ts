import { expect, it } from 'vitest';
import { Slots } from '../../src/server/authentication/slots.ts';

it('runs two at once, the others in turn, and sends away what is too much', async () => {
  const slots = new Slots();
  const order: number[] = [];
  const gates = Array.from({ length: 102 }, () => Promise.withResolvers<void>());
  let running = 0;
  let most = 0;
  const all = gates.map(({ promise }, index) =>
    slots.run(async () => {
      running += 1;
      most = Math.max(most, running);
      order.push(index);
      await promise;
      running -= 1;
      return index;
    }),
  );
  await expect(slots.run(async () => 0)).rejects.toMatchObject({ status: 503, retryAfter: 2 });
  for (const { resolve } of gates) resolve();
  expect(await Promise.all(all)).toEqual(gates.map((_, index) => index));
  expect(order).toEqual(gates.map((_, index) => index));
  expect(most).toBe(2);
});

it('frees the slot of work that fails', async () => {
  const slots = new Slots();
  for (let round = 0; round < 5; round++) {
    await expect(slots.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  }
  expect(await slots.run(async () => 'yes')).toBe('yes');
});
