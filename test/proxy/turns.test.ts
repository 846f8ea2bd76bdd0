/** Changes of one entity take turns; the order is that of the steps that are written down. */

import { describe, expect, it } from 'vitest';
import { Turns, turnsAt } from '../../src/proxy/turns.ts';
import { ScimError } from '../../src/scim/errors.ts';
import { RequestEnded } from '../../src/scim/request-ended.ts';
import { fc, reaching } from '../support/property.ts';

const never = new AbortController().signal;
const idle = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Work that goes on until it is let go, and what has begun and ended so far. */
function workshop() {
  const turns = new Turns();
  const steps: string[] = [];
  const ends = new Map<string, () => void>();
  const start = (name: string, alone: boolean, id = 'x', signal: AbortSignal = never) =>
    turns.take(id, alone, signal, async () => {
      steps.push(`${name} begins`);
      await new Promise<void>((resolve) => ends.set(name, resolve));
      steps.push(`${name} ends`);
      return name;
    });
  const end = async (name: string) => {
    ends.get(name)?.();
    await idle();
  };
  return { turns, steps, start, end };
}

describe('work on one entity', () => {
  it('that is alone is done one after the other, in the order in which it was asked for', async () => {
    const { turns, steps, start, end } = workshop();
    const all = ['a', 'b', 'c'].map((name) => start(name, true));
    await idle();
    expect(steps).toEqual(['a begins']);
    await end('a');
    await end('b');
    await end('c');
    expect(steps).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
    expect(await Promise.all(all)).toEqual(['a', 'b', 'c']);
    expect(turns.size).toBe(0);
  });

  it('that need not be alone goes side by side', async () => {
    const { turns, steps, start, end } = workshop();
    const all = [start('a', false), start('b', false)];
    await idle();
    expect(steps).toEqual(['a begins', 'b begins']);
    await end('b');
    expect(turns.size).toBe(1);
    await end('a');
    expect(steps).toEqual(['a begins', 'b begins', 'b ends', 'a ends']);
    await Promise.all(all);
    expect(turns.size).toBe(0);
  });

  it('that is alone waits for all others, and nobody overtakes it', async () => {
    const { steps, start, end } = workshop();
    const all = [
      start('a', false),
      start('b', false),
      start('alone', true),
      start('c', false),
      start('d', false),
    ];
    await idle();
    await end('a');
    expect(steps.slice(2)).toEqual(['a ends']);
    await end('b');
    expect(steps.slice(3)).toEqual(['b ends', 'alone begins']);
    await end('alone');
    expect(steps.slice(5)).toEqual(['alone ends', 'c begins', 'd begins']);
    await end('c');
    await end('d');
    expect(await Promise.all(all)).toEqual(['a', 'b', 'alone', 'c', 'd']);
  });

  it('is no matter of other entities', async () => {
    const { turns, steps, start, end } = workshop();
    const all = [start('a', true, 'x'), start('b', true, 'y')];
    await idle();
    expect(steps).toEqual(['a begins', 'b begins']);
    expect(turns.size).toBe(2);
    await end('a');
    await end('b');
    await Promise.all(all);
    expect(turns.size).toBe(0);
  });

  it('that fails lets the next one begin', async () => {
    const { turns, steps, start, end } = workshop();
    const failing = turns.take('x', true, never, () => Promise.reject(new Error('broken')));
    const next = start('next', true);
    await expect(failing).rejects.toThrow('broken');
    await idle();
    await end('next');
    expect(steps).toEqual(['next begins', 'next ends']);
    expect(await next).toBe('next');
    expect(turns.size).toBe(0);
  });
});

it('work at one place takes turns whoever asks, and at another place goes beside it', () => {
  expect(turnsAt('https://tenant/scim user')).toBe(turnsAt('https://tenant/scim user'));
  expect(turnsAt('https://tenant/scim group')).not.toBe(turnsAt('https://tenant/scim user'));
});

describe('waiting', () => {
  it('ends with the signal, and the work is never done', async () => {
    const { turns, steps, start, end } = workshop();
    const first = start('a', true);
    const stop = new AbortController();
    const second = start('b', true, 'x', stop.signal);
    const third = start('c', true);
    await idle();
    stop.abort(new Error('gone'));
    await expect(second).rejects.toMatchObject({
      status: 504,
      message: 'Other changes of the same entity took too long. Nothing was sent; repeat the request.',
    });
    await end('a');
    await end('c');
    expect(await Promise.all([first, third])).toEqual(['a', 'c']);
    expect(steps).toEqual(['a begins', 'a ends', 'c begins', 'c ends']);
    expect(turns.size).toBe(0);
  });

  it('ends with what the signal says', async () => {
    const { start, end } = workshop();
    const first = start('a', true);
    const stop = new AbortController();
    const second = start('b', true, 'x', stop.signal);
    const draining = new ScimError(503, 'draining');
    stop.abort(draining);
    await expect(second).rejects.toBe(draining);
    await end('a');
    await first;
  });

  it('is not begun with a signal that was aborted before', async () => {
    const { turns, start, end } = workshop();
    const first = start('a', true);
    await idle();
    await expect(start('b', true, 'x', AbortSignal.abort())).rejects.toMatchObject({ status: 504 });
    await end('a');
    expect(await first).toBe('a');
    expect(turns.size).toBe(0);
  });

  it('of one that gives up lets those behind begin', async () => {
    const { steps, start, end } = workshop();
    const stop = new AbortController();
    const first = start('a', false);
    const second = start('alone', true, 'x', stop.signal);
    const third = start('b', false);
    await idle();
    expect(steps).toEqual(['a begins']);
    stop.abort();
    await expect(second).rejects.toMatchObject({ status: 504 });
    await idle();
    expect(steps).toEqual(['a begins', 'b begins']);
    await end('a');
    await end('b');
    await Promise.all([first, third]);
  });

  it('goes on until what the work left is over', async () => {
    const { turns, steps, start, end } = workshop();
    const left = Promise.withResolvers<void>();
    const gone = turns.take('x', true, never, async (hold) => {
      hold(left.promise);
      throw new Error('given up');
    });
    await expect(gone).rejects.toThrow('given up');
    const beside = [start('alone', true), start('other', false, 'y')];
    await idle();
    expect(steps).toEqual(['other begins']);
    left.resolve();
    await idle();
    expect(steps).toEqual(['other begins', 'alone begins']);
    await end('alone');
    await end('other');
    await Promise.all(beside);
    expect(turns.size).toBe(0);
  });

  it('of a request whose time is over says so, and that nothing was sent', async () => {
    const { start, end } = workshop();
    const first = start('a', true);
    const stop = new AbortController();
    const second = start('b', true, 'x', stop.signal);
    stop.abort(new RequestEnded(504, 'It took too long.', 'It may still take effect.'));
    await expect(second).rejects.toMatchObject({
      status: 504,
      message:
        'It took too long. Other changes of the same entity took too long. Nothing was sent, so nothing was changed; repeat the request.',
    });
    await end('a');
    await first;
  });

  it('does not end work that has begun', async () => {
    const { start, end } = workshop();
    const stop = new AbortController();
    const work = start('a', true, 'x', stop.signal);
    await idle();
    stop.abort();
    await end('a');
    expect(await work).toBe('a');
  });
});

it('nobody is ever beside one that is alone, and everybody has a turn', async () => {
  const task = fc.record({
    id: fc.constantFrom('x', 'y'),
    alone: fc.boolean(),
    stops: fc.boolean(),
    length: fc.nat(3),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(task, { minLength: 4, maxLength: 12 }),
      reaching(async (tasks) => {
        const turns = new Turns();
        const working = new Map<string, { alone: number; beside: number }>();
        const outcomes = tasks.map(async ({ id, alone, stops, length }) => {
          const stop = new AbortController();
          const work = turns.take(id, alone, stop.signal, async () => {
            const at = working.get(id) ?? { alone: 0, beside: 0 };
            working.set(id, at);
            at[alone ? 'alone' : 'beside'] += 1;
            for (let step = 0; step <= length; step += 1) {
              expect(at.alone === 0 ? 0 : at.alone + at.beside).toBeLessThanOrEqual(1);
              await Promise.resolve();
            }
            at[alone ? 'alone' : 'beside'] -= 1;
            return 'done';
          });
          if (stops) stop.abort();
          return await work.catch((error: ScimError) => error.status);
        });
        const ended = await Promise.all(outcomes);
        for (const [index, outcome] of ended.entries()) {
          expect(tasks[index]?.stops === true ? ['done', 504] : ['done']).toContain(outcome);
        }
        expect(turns.size).toBe(0);
        return ['x', 'y'].some((id) => {
          const same = tasks.filter((task) => task.id === id);
          return same.length > 1 && same.some(({ alone }) => alone);
        });
      }),
    ),
  );
});
