/** Many small writes, a few at a time. */
import { describe, expect, it } from 'vitest';
import { batches, inParallel } from '../../../src/connectors/membership/bounded.ts';
import { ScimError } from '../../../src/scim/errors.ts';

const ITEMS = Array.from({ length: 20 }, (_, index) => index);
const always = () => undefined;
const outcomesOf = async (...work: Parameters<typeof inParallel<number>>) =>
  [...(await inParallel(...work))].sort(([one], [other]) => one - other);

describe('inParallel', () => {
  it('does all of them, six at a time', async () => {
    let open = 0;
    let most = 0;
    const outcomes = await outcomesOf(ITEMS, always, async () => {
      open += 1;
      most = Math.max(most, open);
      await Promise.resolve();
      open -= 1;
      return undefined;
    });
    expect(most).toBe(6);
    expect(outcomes).toEqual(ITEMS.map((item) => [item, { status: 'done' }]));
  });

  it('goes on where one alone is refused', async () => {
    const error = new ScimError(409, 'No.');
    const outcomes = await outcomesOf(ITEMS, always, async (item) => (item === 3 ? error : undefined));
    expect(outcomes).toEqual(
      ITEMS.map((item) => [item, item === 3 ? { status: 'refused', error } : { status: 'done' }]),
    );
  });

  it('begins nothing more after a failure, and ends what has begun', async () => {
    const error = new ScimError(502, 'Down.');
    const began: number[] = [];
    const outcomes = await outcomesOf(ITEMS, always, async (item) => {
      began.push(item);
      await Promise.resolve();
      if (item === 2) throw error;
      return undefined;
    });
    expect(began.length).toBeGreaterThanOrEqual(6);
    expect(began.length).toBeLessThanOrEqual(8);
    expect(outcomes).toEqual(
      ITEMS.map((item) => [
        item,
        item === 2
          ? { status: 'failed', error }
          : began.includes(item)
            ? { status: 'done' }
            : { status: 'not-started', error },
      ]),
    );
  });

  it('keeps what nobody expected to itself', async () => {
    const cause = new TypeError('secret of ada');
    const [[, outcome] = []] = await outcomesOf([1], always, async () => {
      throw cause;
    });
    expect(outcome).toEqual({
      status: 'failed',
      error: new ScimError(500, 'An unexpected error stopped the change.', { cause }),
    });
  });

  it('begins nothing where it must not, for the first reason that there was', async () => {
    const reasons = [new ScimError(504, 'First.'), new ScimError(504, 'Second.')];
    const [error] = reasons;
    const outcomes = await outcomesOf(
      [1, 2],
      () => reasons.shift(),
      async () => expect.unreachable(),
    );
    expect(outcomes).toEqual([1, 2].map((item) => [item, { status: 'not-started', error }]));
  });
});

it.each([
  [[], []],
  [
    [1, 2, 3, 4],
    [
      [1, 2],
      [3, 4],
    ],
  ],
  [
    [1, 2, 3, 4, 5],
    [[1, 2], [3, 4], [5]],
  ],
])('%j makes the batches %j', (items, expected) => {
  expect(batches(new Set<number>(items), 2)).toEqual(expected);
});
