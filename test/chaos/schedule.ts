/** The faults of a round, made of its seed. They come by counts of requests, so that another machine has the same ones. */
import { createRandom, mixSeed, pick, type Random, randomInteger } from '../../src/sandbox/kit/random.ts';
import {
  CALL_FAULTS,
  type CallFault,
  type CallFaultKind,
  PROCESS_FAULTS,
  type ProcessFault,
  type ProcessFaultKind,
  type ScheduledFault,
  SYSTEMS,
  WAY_FAULTS,
  type WayFault,
} from './faults/kinds.ts';

/** Faults that make a request take all the time that it has: few of them, or clients do nothing but wait. */
const HANGING: ReadonlySet<CallFaultKind> = new Set([
  'late execution',
  'late answer',
  'no answer',
  'no answer after execution',
]);

/** Of faults of calls, those that come with another one, for the same system: repetitions that meet something else. */
const TOGETHER = 0.4;

export interface ScheduleOptions {
  /** Requests of clients in the round. */
  readonly requests: number;
  readonly instances: number;
}

/** In order of `at`. */
export function makeSchedule(seed: number, { requests, instances }: ScheduleOptions): ScheduledFault[] {
  const random = createRandom(mixSeed(seed, 0));
  /** The last part of a round is for what is left of faults to end. */
  const at = () => randomInteger(random, Math.floor(requests * 0.85));
  const faults: ScheduledFault[] = [];
  let last: CallFault | undefined;
  for (let left = Math.ceil(requests / 100); left > 0; left -= 1) {
    const fault = callFault(random, at());
    last = last !== undefined && random() < TOGETHER ? { ...fault, at: last.at, system: last.system } : fault;
    faults.push(last);
  }
  for (let left = Math.ceil(requests / 1_000); left > 0; left -= 1)
    faults.push(wayFault(random, at(), requests));
  for (let left = Math.ceil(requests / 1_000); left > 0; left -= 1)
    faults.push(processFault(random, at(), pick(random, PROCESS_FAULTS), instances, requests));
  return faults.sort((left, right) => left.at - right.at);
}

function callFault(random: Random, at: number): CallFault {
  const kind = pick(random, CALL_FAULTS);
  const storm = random() < 0.15;
  return {
    on: 'call',
    at,
    kind,
    system: pick(random, SYSTEMS),
    calls: pick(random, ['reads', 'writes', 'writes', 'any'] as const),
    count: HANGING.has(kind) ? 1 + randomInteger(random, 2) : 1 + randomInteger(random, storm ? 60 : 6),
    variant: randomInteger(random, 2 ** 30),
  };
}

function wayFault(random: Random, at: number, requests: number): WayFault {
  const kind = pick(random, WAY_FAULTS);
  const system = kind.endsWith('certificate') ? 'scim' : pick(random, SYSTEMS);
  return { on: 'way', at, kind, system, span: 1 + randomInteger(random, Math.ceil(requests / 10)) };
}

function processFault(
  random: Random,
  at: number,
  kind: ProcessFaultKind,
  instances: number,
  requests: number,
): ProcessFault {
  const amount = kind.startsWith('clock')
    ? pick(random, [2, 60, 1_800, 86_400])
    : 1 + randomInteger(random, Math.ceil(requests / 10));
  return { on: 'process', at, kind, instance: randomInteger(random, instances), amount };
}
