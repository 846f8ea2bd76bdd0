/** Medians of turns. */
import { median } from '../measure.ts';
import { PARSING, PRODUCT } from './targets/targets.ts';
import type { Turn } from './turns.ts';

export interface Figures {
  readonly call: string;
  readonly connections: number;
  readonly target: string;
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Seconds of processor time per 1,000 requests. */
  readonly cpu: number;
  /** Megabytes. */
  readonly resident: number;
  /** Requests to the backend for one of a client. */
  readonly upstream: number | undefined;
}

/** One for each target, in the order of their turns. @param turns of one call and number of connections */
export function figuresOf(turns: readonly Turn[]): readonly Figures[] {
  return [...Map.groupBy(turns, ({ target }) => target)].map(([target, own]) => {
    const [{ call, connections } = { call: '', connections: 0 }] = own;
    const of = (value: (turn: Turn) => number): number => median(own.map(value));
    return {
      call,
      connections,
      target,
      perSecond: of(({ requests, seconds }) => requests / seconds),
      p50: of(({ p50 }) => p50),
      p99: of(({ p99 }) => p99),
      cpu: of(({ cpu, requests }) => (1000 * cpu) / requests),
      resident: of(({ resident }) => resident),
      upstream: own.some(({ upstream }) => upstream === undefined)
        ? undefined
        : of(({ upstream = 0, requests }) => upstream / requests),
    };
  });
}

/** How many times the cost of a parsing pass-through. */
export function ratioOf(all: readonly Figures[], target = PRODUCT): number {
  return cpuOf(all, target) / cpuOf(all, PARSING);
}

function cpuOf(all: readonly Figures[], name: string): number {
  return all.find(({ target }) => target === name)?.cpu ?? Number.NaN;
}

/** What went wrong, as sentences. */
export function errorsOf(turns: readonly Turn[]): string[] {
  return turns.flatMap(({ call, target, connections, errors }) =>
    Object.entries(errors).map(
      ([what, times]) => `${call}, ${connections} connections, ${target}: ${what}, ${times} times`,
    ),
  );
}
