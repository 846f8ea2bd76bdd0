/** Does the steps of a plan, several at once, until all are done or something ends it before. */
import type { Step } from '../../../scim/bulk/plan.ts';
import type { ScimError } from '../../../scim/errors.ts';
import { steadyNow } from '../../../steady-clock.ts';

/**
 * Why nothing more is begun.
 * - `errors`: there were as many as the client takes.
 * - `time`: what is left of the request's time is needed to say what was done.
 * - `busy`: the backend, or a limit of the proxy (`isLimit`), takes nothing more within that time.
 * - `ended`: the client has gone, or the proxy stops.
 */
export type Stop =
  | { readonly why: 'errors' | 'time' | 'ended' }
  | { readonly why: 'busy'; readonly isLimit: boolean; readonly error: ScimError };

/** What came of a step. */
export interface StepEnd {
  /** Absent: it, and with it its operation, did not fail. */
  readonly error?: ScimError | undefined;
}

export interface ScheduleOptions {
  readonly steps: readonly Step[];
  /** Steps at once. */
  readonly concurrency: number;
  /** After so many errors nothing more is begun. */
  readonly failOnErrors: number | undefined;
  /** Milliseconds since the epoch, from when on nothing more is begun. */
  readonly startUntil: number;
  /** Nothing more is begun once it aborts. */
  readonly signal: AbortSignal;
}

/** Seconds without anything new, where whoever is busy does not say how long. */
const DEFAULT_REST = 1;

export class Schedule {
  readonly #options: ScheduleOptions;
  /** Of each step, how many have to end before. */
  readonly #open: number[];
  readonly #followers: readonly number[][];
  /** In the order of the plan. */
  readonly #ready: number[];
  #atOnce: number;
  #running = 0;
  #errors = 0;
  /** Milliseconds since the epoch. */
  #restsUntil = 0;
  #stop: Stop | undefined;
  #changed = Promise.withResolvers<void>();

  constructor(options: ScheduleOptions) {
    const { steps, concurrency, signal } = options;
    this.#options = options;
    this.#atOnce = concurrency;
    this.#open = steps.map(({ after }) => after.length);
    this.#followers = steps.map(() => []);
    steps.forEach(({ after }, index) => {
      for (const before of after) this.#followers[before]?.push(index);
    });
    this.#ready = this.#open.flatMap((open, index) => (open === 0 ? [index] : []));
    signal.addEventListener('abort', () => this.#wake(), { once: true });
  }

  /** Absent: everything was begun. */
  get stop(): Stop | undefined {
    return this.#stop;
  }

  /** @param perform does a step; never rejects */
  async run(perform: (step: Step) => Promise<StepEnd>): Promise<void> {
    const workers = Array.from({ length: this.#atOnce }, (_, index) => this.#work(index, perform));
    await Promise.all(workers);
  }

  /** The backend asks for fewer requests: nothing is begun for the time that the error says, and then half as much at once. */
  slowDown(error: ScimError): void {
    this.#atOnce = Math.max(1, Math.floor(this.#atOnce / 2));
    this.#rest(error, false);
  }

  /** A limit is reached: nothing is begun for the time that the error says. */
  waitFor(error: ScimError): void {
    this.#rest(error, true);
  }

  #rest(error: ScimError, isLimit: boolean): void {
    const until = steadyNow() + (error.retryAfter ?? DEFAULT_REST) * 1000;
    this.#restsUntil = Math.max(this.#restsUntil, until);
    if (this.#restsUntil >= this.#options.startUntil) this.#stop ??= { why: 'busy', isLimit, error };
    this.#wake();
  }

  /** Waits while there is rest. @returns whether something may be begun then */
  async mayBegin(): Promise<boolean> {
    for (;;) {
      const left = this.#restsUntil - steadyNow();
      if (this.#isStopped()) return false;
      if (left <= 0) return true;
      await this.#change(left);
    }
  }

  async #work(index: number, perform: (step: Step) => Promise<StepEnd>): Promise<void> {
    for (;;) {
      const next = await this.#next(index);
      if (next === undefined) return;
      const step = this.#options.steps[next];
      if (step === undefined) return;
      const { error } = await perform(step);
      this.#running -= 1;
      if (error !== undefined) this.#count();
      this.#release(next);
      this.#wake();
    }
  }

  /** @returns `undefined` where there is nothing more for this worker */
  async #next(worker: number): Promise<number | undefined> {
    while (worker < this.#atOnce && (await this.mayBegin())) {
      // While this one waited, the backend may have asked for less once more.
      if (worker >= this.#atOnce) return undefined;
      const next = this.#ready.shift();
      if (next !== undefined) {
        this.#running += 1;
        return next;
      }
      // What is not ready waits for what is running.
      if (this.#running === 0) return undefined;
      await this.#change();
    }
    return undefined;
  }

  #isStopped(): boolean {
    if (this.#options.signal.aborted) this.#stop ??= { why: 'ended' };
    else if (steadyNow() >= this.#options.startUntil) this.#stop ??= { why: 'time' };
    return this.#stop !== undefined;
  }

  #count(): void {
    this.#errors += 1;
    const { failOnErrors } = this.#options;
    if (failOnErrors !== undefined && this.#errors >= failOnErrors) this.#stop ??= { why: 'errors' };
  }

  #release(step: number): void {
    for (const follower of this.#followers[step] ?? []) {
      const open = (this.#open[follower] ?? 0) - 1;
      this.#open[follower] = open;
      if (open === 0) this.#insert(follower);
    }
  }

  #insert(step: number): void {
    let [low, high] = [0, this.#ready.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#ready[middle] ?? 0) < step) low = middle + 1;
      else high = middle;
    }
    this.#ready.splice(low, 0, step);
  }

  #wake(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }

  /** Resolves when something has changed, or after so many milliseconds. */
  async #change(milliseconds?: number): Promise<void> {
    const { promise } = this.#changed;
    if (milliseconds === undefined) return promise;
    const time = Promise.withResolvers<void>();
    const timer = setTimeout(time.resolve, milliseconds);
    await Promise.race([promise, time.promise]);
    clearTimeout(timer);
  }
}
