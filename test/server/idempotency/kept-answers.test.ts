import { beforeEach, describe, expect, it } from 'vitest';
import { KeptAnswers, LIFETIME } from '../../../src/server/idempotency/kept-answers.ts';
import { Seal } from '../../../src/server/idempotency/seal.ts';
import { MemoryState } from '../../../src/state/memory-state.ts';

const TIME = 120_000;
const sealOf = (key: string, body = '{}') => new Seal({ user: 'u', system: 's', key, parts: [body] });
const seal = sealOf('k');
const other = sealOf('k', '{"other":true}');

let clock: number;
let kept: KeptAnswers;
let state: MemoryState;
beforeEach(() => {
  clock = 1000;
  state = new MemoryState(() => clock);
  kept = new KeptAnswers(state, () => clock);
});

const claim = (which = seal) => kept.claim(which, TIME);

describe('a key', () => {
  it('belongs to the first one that comes', async () => {
    expect(await claim()).toEqual({ kind: 'mine', begunAt: undefined });
    expect(await claim()).toEqual({ kind: 'busy' });
    expect(await claim(other)).toEqual({ kind: 'other' });
  });

  it('has its answer for a day', async () => {
    await claim();
    await kept.keep(seal, 'the answer');
    clock += LIFETIME - 1;
    expect(await claim()).toEqual({ kind: 'answered', text: 'the answer' });
    expect(await claim(other)).toEqual({ kind: 'other' });
    clock += 1;
    expect(await claim(other)).toEqual({ kind: 'mine', begunAt: undefined });
  });

  it('is free again where nothing was done, for other requests too', async () => {
    await claim();
    await kept.drop(seal, true);
    expect(await claim(other)).toEqual({ kind: 'mine', begunAt: undefined });
  });

  it('is free for the same request alone where something may have been done', async () => {
    await claim();
    await kept.drop(seal, false);
    clock += 10;
    expect(await claim(other)).toEqual({ kind: 'other' });
    expect(await claim()).toEqual({ kind: 'mine', begunAt: 1000 });
  });

  it('of somebody who died is free after the time, and known to have been begun', async () => {
    await claim();
    clock += TIME - 1;
    expect(await claim()).toEqual({ kind: 'busy' });
    clock += 1;
    expect(await claim(other)).toEqual({ kind: 'other' });
    expect(await claim()).toEqual({ kind: 'mine', begunAt: 1000 });
    expect(await claim()).toEqual({ kind: 'busy' });
  });
});

it('what was begun and has no answer is bounded in the process, too', async () => {
  const first = sealOf('first');
  await claim(first);
  await kept.drop(first, false);
  expect(await claim(first)).toMatchObject({ begunAt: 1000 });
  await kept.drop(first, false);
  const answer = 'x'.repeat(256 * 1024);
  for (let index = 0; index < 100; index += 1) {
    const each = sealOf(`key ${index}`);
    await claim(each);
    await kept.keep(each, answer);
  }
  expect(await claim(first)).toEqual({ kind: 'mine', begunAt: undefined });
});

it('what is kept in the process is bounded: the oldest go', async () => {
  const answer = 'x'.repeat(256 * 1024);
  const keys = Array.from({ length: 150 }, (_, index) => sealOf(`key ${index}`));
  for (const each of keys) {
    await claim(each);
    await kept.keep(each, answer);
  }
  const kinds: string[] = [];
  for (const each of keys) kinds.push((await claim(each)).kind);
  const first = kinds.indexOf('answered');
  expect(first).toBeGreaterThan(0);
  expect(kinds.slice(first)).toEqual(Array.from({ length: 150 - first }, () => 'answered'));
  // 32 MB, in base64.
  expect(150 - first).toBe(95);
});

it('that something was begun is bounded as well', async () => {
  await claim();
  await kept.drop(seal, false);
  for (let index = 0; index < 100; index += 1)
    await kept.keep(sealOf(`key ${index}`), 'x'.repeat(256 * 1024));
  expect(await claim(other)).toEqual({ kind: 'mine', begunAt: undefined });
});
