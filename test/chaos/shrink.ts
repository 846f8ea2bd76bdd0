/** Makes a round with a violation smaller, as long as it still has one of that kind. */
import { shrinkBy } from '../support/shrink.ts';
import type { ScheduledFault } from './faults/kinds.ts';

export interface SavedRound {
  readonly seed: number;
  readonly clients: number;
  readonly requests: number;
  readonly instances: number;
  readonly schedule: readonly ScheduledFault[];
}

/** So many smaller ones are tried at most. */
const ATTEMPTS = 40;
const FEWEST_CLIENTS = 4;
const FEWEST_REQUESTS = 100;

export const shrink = shrinkBy(smallerOnes, ATTEMPTS);

function* smallerOnes(round: SavedRound): Generator<SavedRound> {
  const { schedule, clients, requests } = round;
  for (let size = schedule.length >> 1; size >= 1; size >>= 1) {
    for (let from = 0; from < schedule.length; from += size)
      yield { ...round, schedule: schedule.toSpliced(from, size) };
  }
  const last = schedule.at(-1)?.at ?? 0;
  const fewer = Math.max(requests >> 1, FEWEST_REQUESTS, Math.ceil(last * 1.2));
  if (fewer < requests) yield { ...round, requests: fewer };
  if (clients > FEWEST_CLIENTS) yield { ...round, clients: Math.max(FEWEST_CLIENTS, clients >> 1) };
}
