/** Turns: each target answers a call for some seconds, one after the other, round by round. */
import { truncateSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Call } from './calls.ts';
import { errorsOf } from './figures.ts';
import type { LoadResult } from './load/load.ts';
import { cpuSeconds, residentMegabytes } from './process/resources.ts';
import type { Backend, Stage } from './stage.ts';
import { baseOf, largestPart, PRODUCT, type Target } from './targets/targets.ts';

export interface Pace {
  readonly connections: readonly number[];
  readonly seconds: number;
  readonly rounds: number;
  /** Requests per second; as many as possible where it is absent. */
  readonly rate?: number | undefined;
}

export interface Turn extends LoadResult {
  readonly call: string;
  readonly connections: number;
  readonly target: string;
  /** Seconds of processor time. */
  readonly cpu: number;
  /** Megabytes, at its end. */
  readonly resident: number;
  /** Requests to the backend; `undefined` for the backend itself. */
  readonly upstream: number | undefined;
}

interface TurnPace extends Pick<Pace, 'seconds' | 'rate'> {
  readonly connections: number;
}

/** Milliseconds after the last answer, for what was put off until then. */
const AFTERMATH = 100;
/** Before the rounds of a call, for code to become fast: as many requests as are answered. */
const WARM_UP = { connections: 32, most: 6 } as const;

export class Turns {
  readonly #stage: Stage;
  readonly #copy: Backend;
  readonly #targets: readonly Target[];
  readonly #pace: Pace;
  /** Numbers of requests are never used twice. */
  #next = 0;

  constructor(stage: Stage, copy: Backend, targets: readonly Target[], pace: Pace) {
    this.#stage = stage;
    this.#copy = copy;
    this.#targets = targets;
    this.#pace = pace;
  }

  /** All rounds of a call, by the number of connections. @throws where requests fail already while code becomes fast */
  async *of(call: Call): AsyncGenerator<readonly Turn[]> {
    const part = await this.#partFor(call);
    const { connections, rounds, seconds, rate } = this.#pace;
    const warmUp = { connections: WARM_UP.connections, seconds: Math.min(2 * seconds, WARM_UP.most) };
    for (const target of this.#targets) {
      const failures = errorsOf([await this.#turn(call, target, part, warmUp)]);
      if (failures.length > 0) throw new Error(failures.join('\n'));
    }
    for (const count of connections) {
      const turns: Turn[] = [];
      for (let round = 0; round < rounds; round += 1) {
        for (const target of this.#targets) {
          turns.push(await this.#turn(call, target, part, { connections: count, seconds, rate }));
        }
      }
      yield turns;
    }
  }

  async #partFor(call: Call): Promise<string | undefined> {
    const proxy = this.#targets.find(({ name }) => name === PRODUCT);
    if (call.system !== 'cloud-foundry' || proxy === undefined) return undefined;
    return await largestPart(this.#stage, this.#copy, proxy, call);
  }

  async #turn(
    call: Call,
    target: Target,
    part: string | undefined,
    { connections, seconds, rate }: TurnPace,
  ): Promise<Turn> {
    const { pid, port, name, speaks, log } = target;
    if (log !== undefined) truncateSync(log);
    await this.#stage.backend.ask({ order: 'reset' });
    const before = cpuSeconds(pid);
    const result = await this.#stage.load({
      port,
      at: part !== undefined && speaks !== 'SCIM' ? { path: part } : { base: baseOf(speaks, call) },
      call: call.name,
      first: this.#next,
      connections,
      until: { seconds },
      rate,
    });
    await sleep(AFTERMATH);
    this.#next += result.requests;
    const { requests } = await this.#stage.backend.ask({ order: 'report' });
    return {
      ...result,
      call: call.name,
      connections,
      target: name,
      cpu: cpuSeconds(pid) - before,
      resident: residentMegabytes(pid),
      upstream: log === undefined ? undefined : requests,
    };
  }
}
