/** Rounds that once showed something: the short form runs them each time. */
import type { SavedRound } from './shrink.ts';

/** Where a seed alone does not meet it each time, the faults that it takes stand there. */
export type RecordedRound = Pick<SavedRound, 'seed' | 'clients' | 'requests'> &
  Partial<Pick<SavedRound, 'schedule'>>;

export const RECORDED: readonly RecordedRound[] = [
  // Writes that were done and lost their answers, and whose repetitions were held back, were said not to have been sent.
  {
    seed: 104,
    clients: 16,
    requests: 600,
    schedule: (['reset after execution', '429'] as const).map((kind) => ({
      on: 'call',
      at: 100,
      kind,
      system: 'v2',
      calls: 'writes',
      count: 40,
      variant: 1,
    })),
  },
  // A DELETE that was done and repeated was 404, where errors of the server had another content type.
  {
    seed: 201,
    clients: 16,
    requests: 600,
    schedule: (['reset after execution', 'wrong content type'] as const).map((kind) => ({
      on: 'call',
      at: 100,
      kind,
      system: 'scim',
      calls: 'writes',
      count: 60,
      variant: 1,
    })),
  },
  // A clock that was set back kept everybody out of two systems for as long.
  {
    seed: 2,
    clients: 16,
    requests: 400,
    schedule: [{ on: 'process', at: 100, kind: 'clock back', instance: 0, amount: 86_400 }],
  },
  // Of a million requests, the rounds whose systems took longest to answer again: logons that hung were waited for.
  { seed: 7007, clients: 16, requests: 300 },
  { seed: 7011, clients: 16, requests: 300 },
  { seed: 7005, clients: 16, requests: 300 },
];
