/** Makes a round with a violation smaller, as long as it still has one of that kind. */
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

/** @param fails whether a round still has it; what depends on chance is tried more than once there */
export async function shrink(
  found: SavedRound,
  fails: (smaller: SavedRound) => Promise<boolean>,
): Promise<SavedRound> {
  let smallest = found;
  let left = ATTEMPTS;
  for (let again = true; again && left > 0; ) {
    again = false;
    for (const smaller of smallerOnes(smallest)) {
      if (left === 0) break;
      left -= 1;
      if (!(await fails(smaller))) continue;
      smallest = smaller;
      again = true;
      break;
    }
  }
  return smallest;
}

export function* smallerOnes(round: SavedRound): Generator<SavedRound> {
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
