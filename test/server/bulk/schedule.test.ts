/** How many steps are done at once when the backend asks for less. */
import { expect, it } from 'vitest';
import { ScimError } from '../../../src/scim/errors.ts';
import { Schedule } from '../../../src/server/scim/bulk/schedule.ts';

const steps = (count: number) =>
  Array.from({ length: count }, (_, operation) => ({ kind: 'do' as const, operation, after: [] }));

it('half as much, also by those that waited already when it asked', async () => {
  const schedule = new Schedule({
    steps: steps(40),
    concurrency: 8,
    failOnErrors: undefined,
    startUntil: Date.now() + 30_000,
    signal: new AbortController().signal,
  });
  const asksForLess = new ScimError(429, 'Too many.', { retryAfter: 0.1 });
  let running = 0;
  let mostAfter = 0;
  let begun = 0;
  await schedule.run(async () => {
    begun += 1;
    running += 1;
    const turn = begun;
    if (turn > 8) mostAfter = Math.max(mostAfter, running);
    for (let wait = 0; wait < 3; wait += 1) await new Promise((resolve) => setImmediate(resolve));
    // When the last one asks, four wait already for the end of the rest that the first one asked for.
    if (turn === 1 || turn === 8) schedule.slowDown(asksForLess);
    running -= 1;
    return {};
  });
  expect(begun).toBe(40);
  expect(mostAfter).toBeLessThanOrEqual(2);
});
