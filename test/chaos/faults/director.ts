/** Lets the faults of a schedule happen when their time has come, and ends them. */
import { setTimeout } from 'node:timers/promises';
import type { Withheld } from '../model/withheld.ts';
import { forget } from '../stage/forget.ts';
import { hostOf } from '../stage/hosts.ts';
import type { Stage } from '../stage/stage.ts';
import type { ProcessFault, ScheduledFault, SystemKey, WayFault } from './kinds.ts';

/** Milliseconds that an instance stands still. */
const STANDSTILL = 700;
/** Milliseconds until a broken configuration is in order again: a signal takes a moment to arrive. */
const BROKEN = 500;
const MEGABYTES = 120;
/** Instances that share state try refused credentials with a load, and with the next one after five minutes: these are over. */
const TRIED_LATELY = '*credentials:*:again';

/** After these, instances may try refused credentials once more. */
const RENEWING = /^(?:killed|reload|bad reload|state .+)$/;

interface Ending {
  /** Requests of clients. */
  readonly at: number;
  readonly end: () => Promise<void>;
}

export class Director {
  readonly #stage: Stage;
  readonly #schedule: ScheduledFault[];
  readonly #withheld: Withheld;
  readonly #working = new Set<Promise<void>>();
  #endings: Ending[] = [];
  readonly #missing = new Set<SystemKey>();
  /** Whoever writes the configuration, one after the other. */
  #writing: Promise<unknown> = Promise.resolve();
  #wereRefused = false;
  /** Faults of instances and of state, by kind. */
  readonly injected = new Map<string, number>();
  /** Of what went wrong here, and not in the product. */
  failure: Error | undefined;

  constructor(stage: Stage, schedule: readonly ScheduledFault[], withheld: Withheld) {
    this.#stage = stage;
    this.#withheld = withheld;
    this.#schedule = [...schedule];
  }

  /** @param requests that clients have an answer to */
  advance(requests: number): void {
    while ((this.#schedule[0]?.at ?? Number.POSITIVE_INFINITY) <= requests) {
      const fault = this.#schedule.shift();
      if (fault !== undefined) this.#work(this.#begin(fault, requests));
    }
    const due = this.#endings.filter(({ at }) => at <= requests);
    if (due.length === 0) return;
    this.#endings = this.#endings.filter(({ at }) => at > requests);
    for (const { end } of due) this.#work(end());
  }

  /** All that was begun is over. */
  async end(): Promise<void> {
    for (const { end } of this.#endings) this.#work(end());
    this.#endings = [];
    while (this.#working.size > 0) await Promise.all(this.#working);
    await this.#stage.backends.tell({ order: 'settle' });
    // The load before may have come to nothing, as somebody was killed or had a broken configuration.
    if (this.#wereRefused) await this.#load();
    if (this.failure !== undefined) throw this.failure;
  }

  #work(work: Promise<void>): void {
    const done = work.catch((error: Error) => {
      this.failure = error;
    });
    this.#working.add(done);
    void done.then(() => this.#working.delete(done));
  }

  async #begin(fault: ScheduledFault, requests: number): Promise<void> {
    switch (fault.on) {
      case 'call':
        return await this.#stage.backends.tell({ order: 'arm', fault });
      case 'way':
        return await this.#beginWay(fault, requests);
      case 'process':
        if (fault.kind.startsWith('state') && this.#stage.state === undefined) return;
        this.injected.set(fault.kind, (this.injected.get(fault.kind) ?? 0) + 1);
        return await this.#beginProcess(fault, requests);
    }
  }

  async #beginWay({ kind, system, span }: WayFault, requests: number): Promise<void> {
    this.#endings.push({
      at: requests + span,
      end: async () => {
        if (kind === 'credentials refused') this.#withheld.change(system, false);
        await this.#stage.backends.tell({ order: 'way', system, kind, on: false });
        if (kind === 'no address') await this.#miss(system, false);
        if (kind === 'credentials refused') await this.#load();
      },
    });
    if (kind === 'no address') await this.#miss(system, true);
    await this.#stage.backends.tell({ order: 'way', system, kind, on: true });
    if (kind !== 'credentials refused') return;
    this.#wereRefused = true;
    this.#withheld.change(system, true);
  }

  /** What an administrator does when credentials are right again. */
  async #load(): Promise<void> {
    const { instances, configuration, state } = this.#stage;
    if (state !== undefined) await forget(state.port, TRIED_LATELY);
    // Of other systems, whose credentials are refused still.
    this.#withheld.occasion();
    await this.#inTurn(async () => {
      configuration.writeGood();
      await Promise.all(instances.map((instance) => instance.reload()));
    });
    this.#withheld.occasion();
  }

  async #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#writing.then(work);
    this.#writing = done.catch(() => {});
    await done;
  }

  async #miss(system: SystemKey, isMissing: boolean): Promise<void> {
    if (isMissing) this.#missing.add(system);
    else this.#missing.delete(system);
    const hosts = [...this.#missing].map(hostOf);
    await Promise.all(this.#stage.instances.map((instance) => instance.miss(hosts)));
  }

  async #beginProcess({ kind, instance: index, amount }: ProcessFault, requests: number): Promise<void> {
    const { instances, configuration, state } = this.#stage;
    const instance = instances[index % instances.length];
    if (instance === undefined) return;
    const later = (end: () => Promise<void>) => this.#endings.push({ at: requests + amount, end });
    if (RENEWING.test(kind)) this.#withheld.occasion();
    switch (kind) {
      case 'killed':
        // Another kill may be under way.
        if (!instance.up) return;
        await instance.kill();
        configuration.writeGood();
        await instance.start();
        return this.#withheld.occasion();
      case 'stopped for a moment':
        instance.signal('SIGSTOP');
        await setTimeout(STANDSTILL);
        instance.signal('SIGCONT');
        return;
      case 'clock forward':
        return void (await instance.tell({ order: 'clock', seconds: amount }));
      case 'clock back':
        return void (await instance.tell({ order: 'clock', seconds: -amount }));
      case 'reload':
        configuration.writeGood();
        await instance.reload();
        return this.#withheld.occasion();
      case 'bad reload':
        // The file is that of all: whoever starts meanwhile would not.
        if (!instances.every(({ up }) => up)) return;
        return await this.#inTurn(async () => {
          configuration.writeBad();
          instance.signal('SIGHUP');
          await setTimeout(BROKEN);
          configuration.writeGood();
        });
      case 'memory taken':
        later(async () => void (await instance.tell({ order: 'memory', megabytes: 0 })));
        return void (await instance.tell({ order: 'memory', megabytes: MEGABYTES }));
      case 'state killed':
        await state?.kill();
        later(async () => {
          await state?.kill();
          await state?.start();
          this.#withheld.occasion();
        });
        return;
      case 'state paused':
        state?.pause();
        later(async () => {
          state?.resume();
          this.#withheld.occasion();
        });
        return;
    }
  }
}
