/** One copy of the project with a worker in it, in which one mutation after the other is tried. */
import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyProject, removeCopy } from '../copy.ts';
import { applied, type Mutation } from '../mutations/find.ts';
import type { Order, Report } from './messages.ts';
import { killGroup, killLeftBehind } from './processes.ts';

/** Milliseconds until a worker runs its first test file; sources have to be read and transformed. */
const PREPARATION = 120_000;

export interface Test {
  readonly name: string;
  /** That it usually takes, in milliseconds. */
  readonly usual: number;
}

export type Outcome = Survived | Caught;

interface Survived {
  readonly kind: 'survived';
}

interface Caught {
  readonly kind: 'caught';
  /** A test failed; one never came to its end; the process did not survive it. */
  readonly how: 'failed' | 'hung' | 'crashed';
  readonly by: string;
  /** Milliseconds from its beginning. */
  readonly after: number;
}

/** Milliseconds from which on a failure may be that of a busy machine. */
const SLOW = 5_000;

export class Lane {
  readonly #copy: string;
  #worker: ChildProcess | undefined;

  /** @param copy of the project; gone after `close` */
  constructor(copy = copyProject()) {
    this.#copy = copy;
  }

  async try(mutation: Mutation, tests: readonly Test[]): Promise<Outcome> {
    const outcome = await this.#tryOnce(mutation, tests);
    if (outcome.kind === 'survived' || outcome.after < SLOW) return outcome;
    const index = tests.findIndex(({ name }) => name === outcome.by);
    const suspect = tests[index];
    if (suspect === undefined || (await this.run(mutation.file, [suspect])).kind === 'survived')
      return outcome;
    const others = tests.slice(index + 1);
    return others.length === 0 ? { kind: 'survived' } : this.try(mutation, others);
  }

  async #tryOnce(mutation: Mutation, tests: readonly Test[]): Promise<Outcome> {
    const file = join(this.#copy, mutation.file);
    const source = readFileSync(file, 'utf8');
    writeFileSync(file, applied(source, mutation));
    try {
      return await this.run(mutation.file, tests);
    } finally {
      writeFileSync(file, source);
    }
  }

  /** @param file that is another one than before */
  async run(file: string, tests: readonly Test[]): Promise<Outcome> {
    this.#worker ??= await this.#start();
    const worker = this.#worker;
    const outcome = await answered(worker, { file, tests: tests.map(({ name }) => name) }, tests);
    if (outcome.kind === 'caught' && outcome.how !== 'failed') this.#end();
    else killLeftBehind(this.#copy, worker.pid);
    return outcome;
  }

  close(): void {
    this.#end();
    removeCopy(this.#copy);
  }

  async #start(): Promise<ChildProcess> {
    const worker = fork(join(import.meta.dirname, 'worker.ts'), {
      cwd: this.#copy,
      detached: true,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    await new Promise<void>((resolve, reject) => {
      worker.once('message', () => resolve());
      worker.once('exit', (code) => reject(new Error(`A worker ended with ${code} before it began.`)));
    });
    return worker;
  }

  #end(): void {
    if (this.#worker?.pid !== undefined) killGroup(this.#worker.pid);
    killLeftBehind(this.#copy, undefined);
    this.#worker = undefined;
  }
}

function answered(worker: ChildProcess, order: Order, tests: readonly Test[]): Promise<Outcome> {
  return new Promise((resolve) => {
    let running = 'no test yet';
    let began = performance.now();
    let timer = setTimeout(() => caught('hung'), PREPARATION);
    const listen = (report: Report) => {
      if (report.kind === 'begins') {
        running = report.test;
        began = performance.now();
        const usual = tests.find(({ name }) => name === running)?.usual ?? 0;
        clearTimeout(timer);
        timer = setTimeout(() => caught('hung'), longest(usual));
      } else if (report.kind === 'ended') {
        if (report.failed === undefined) end({ kind: 'survived' });
        else caught('failed', report.failed);
      }
    };
    const exited = () => caught('crashed');
    const caught = (how: Caught['how'], by = running) =>
      end({ kind: 'caught', how, by, after: performance.now() - began });
    const end = (outcome: Outcome) => {
      clearTimeout(timer);
      worker.off('message', listen).off('exit', exited);
      resolve(outcome);
    };
    worker.on('message', listen).on('exit', exited);
    worker.send(order);
  });
}

/** More than one test of it that hangs until the limit of Vitest. */
function longest(usual: number): number {
  return 30_000 + 4 * usual;
}
