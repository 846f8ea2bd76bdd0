/**
 * Where log lines go, without ever waiting for whoever reads them: requests are served, and the process ends, also while
 * the reader of a pipe is stuck or gone. What it does not take is kept up to a limit; beyond that, lines are dropped
 * and counted.
 */

/** Characters that wait for the reader, beside those that are being written. */
const LIMIT = 1024 * 1024;
/** Milliseconds from one write to the next: a write per line would cost a busy proxy more than the line itself. */
const INTERVAL = 50;
/** Characters that do not wait for that. */
const ENOUGH = 64 * 1024;

export interface LogOutputOptions {
  /** Standard output or error: of these two, Node takes further writes after a failed one. */
  readonly stream: { write(text: string, done: (error?: Error | null) => void): unknown };
  /** @returns the line that tells how many are missing in this place */
  readonly lossLine: (lines: number) => string;
  /** Called once when lines cannot be written at all, and again only after some could be. */
  readonly onFailure: (error: Error) => void;
}

export class LogOutput {
  readonly #options: LogOutputOptions;
  #waiting = '';
  #lines = 0;
  #full = false;
  /** Lines that nobody will see, not yet told. */
  #lost = 0;
  #timer: NodeJS.Timeout | undefined;
  /** Milliseconds of the clock that never goes back. */
  #lastSent = Number.NEGATIVE_INFINITY;
  #writing = false;
  #failing = false;
  #onIdle: (() => void)[] = [];

  constructor(options: LogOutputOptions) {
    this.#options = options;
  }

  /** One line, with its line break. The first one after a silence goes out soon, those behind it together. */
  write(line: string): void {
    // A single line of any length has its chance, and after a gap nothing comes before the line that tells of it.
    this.#full ||= this.#waiting !== '' && this.#waiting.length + line.length > LIMIT;
    if (this.#full) {
      this.#lost += 1;
      return;
    }
    this.#waiting += line;
    this.#lines += 1;
    if (this.#waiting.length < ENOUGH) this.#schedule();
    else this.flushSync();
  }

  /** Hands over what waits, now; pino calls this after a `fatal` line. What the reader does not take at once stays. */
  flushSync(): void {
    if (!this.#writing) this.#send();
  }

  /** Resolves when everything is written, or cannot be, and after `milliseconds` in any case. */
  async end(milliseconds: number): Promise<void> {
    this.flushSync();
    if (!this.#writing) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, milliseconds);
    this.#onIdle.push(resolve);
    await promise;
    clearTimeout(timer);
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#writing) return;
    const left = this.#lastSent + INTERVAL - performance.now();
    this.#timer = setTimeout(() => this.flushSync(), Math.max(0, left));
  }

  #send(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#waiting === '') return;
    this.#lastSent = performance.now();
    const lost = this.#lost;
    const lines = this.#lines;
    const text = lost === 0 ? this.#waiting : `${this.#waiting}${this.#options.lossLine(lost)}`;
    this.#waiting = '';
    this.#lines = 0;
    this.#lost = 0;
    this.#full = false;
    this.#writing = true;
    this.#options.stream.write(text, (error) => {
      this.#writing = false;
      // A pipe may get another reader, and a disk space: the next line is the next attempt.
      if (error) this.#lost += lost + lines;
      if (error && !this.#failing) this.#options.onFailure(error);
      this.#failing = Boolean(error);
      if (this.#waiting !== '') this.#schedule();
      else for (const resolve of this.#onIdle.splice(0)) resolve();
    });
  }
}
