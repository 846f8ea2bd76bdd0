/**
 * Writes the lines. Whoever appends one waits until it is written, together with those that came meanwhile; where lines cannot be
 * written nobody waits, they are kept for later, and {@link AuditLog.isWorking} says so.
 */
import type { KeyObject } from 'node:crypto';
import { IpsProxyError } from '../errors.ts';
import { Chain, hashOf, readChained } from './chain.ts';
import type { AuditOutput, Change, Tail } from './output.ts';
import { printLine } from './print.ts';
import type { AuditEvent, AuditLine, AuditRecord, GuardEvent } from './record.ts';

/** Lines that wait at most; what comes then is counted only. */
const MOST_WAITING = 10_000;
/** Lines of one write. */
const MOST_AT_ONCE = 500;
/** Milliseconds after which a write is taken for one that hangs. */
const LATE = 5_000;
/** Milliseconds until it is tried again. */
const RETRY = 1_000;
/** Lines, and milliseconds, after which there is a signature. */
const UNSIGNED_LINES = 1_000;
const UNSIGNED_TIME = 60_000;

/** The audit log cannot be written where it begins. */
export class AuditError extends IpsProxyError {
  constructor(message: string, cause?: unknown) {
    super('AUDIT_UNWRITABLE', message, { cause });
  }
}

export interface AuditLogOptions {
  readonly output: AuditOutput;
  /** Absent: lines are no chain. */
  readonly chain?: { readonly key?: KeyObject | undefined } | undefined;
  /** In front of each line. */
  readonly mark?: object | undefined;
  /** Of the proxy. */
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly onFailure: (reason: string) => void;
  /** @param kept lines that had to wait @param lost lines that are missing */
  readonly onRecovery: (kept: number, lost: number) => void;
  readonly onChange: (change: Change) => void;
  /** Told of each line that is missing when the log is closed, and that somebody may have been told of. */
  readonly onLoss: (line: string) => void;
}

export interface AuditCounters {
  /** Written. */
  lines: number;
  /** Attempts to write that failed. */
  failures: number;
}

interface Waiting {
  /** A line without what belongs to the chain. */
  readonly text: string;
  readonly isSigned: boolean;
  readonly done: () => void;
}

const AT_ONCE = Promise.resolve();
const nobody = (): void => {};

export class AuditLog {
  readonly counters: AuditCounters = { lines: 0, failures: 0 };
  readonly #options: AuditLogOptions;
  #chain: Chain | undefined;
  readonly #waiting: Waiting[] = [];
  /** Nothing has to be written, but it has to be looked whether it could be. */
  #isDue = false;
  #running: Promise<void> | undefined;
  /** Who waits for the end of the attempt that is under way. */
  #onAttempt: (() => void)[] = [];
  #failing = false;
  /** A write is under way and does not end. */
  #late = false;
  #isOver = false;
  #lost = 0;
  #retryTimer: NodeJS.Timeout | undefined;
  #signTimer: NodeJS.Timeout | undefined;

  /**
   * Opens the output and writes the first line.
   *
   * @throws AuditError
   */
  static async start(options: AuditLogOptions): Promise<AuditLog> {
    const log = new AuditLog(options);
    try {
      await log.#start();
    } catch (error) {
      await options.output.close();
      if (error instanceof AuditError) throw error;
      throw new AuditError(
        `The audit log cannot be written to ${options.output.name}: ${told(error)}.`,
        error,
      );
    }
    return log;
  }

  private constructor(options: AuditLogOptions) {
    this.#options = options;
  }

  /** Resolves when the line is written, or has to wait until lines can be written again. */
  append(record: AuditRecord): Promise<void> {
    return this.#push(record, false);
  }

  /** The same of what is no request; signed, as every line with an event is. */
  note(event: GuardEvent): Promise<void> {
    return this.#push(event, true);
  }

  /** Whether lines can be written; where they could not be, this is tried again. */
  async isWorking(): Promise<boolean> {
    if (!this.#failing) return true;
    if (this.#late) return false;
    await this.#retry();
    return !this.#failing;
  }

  /** Looks whether the file has another name now, as after it was rotated. */
  async reopen(): Promise<void> {
    await this.#retry();
  }

  /** Writes the last line; what is appended later is not written. */
  async stop(): Promise<void> {
    const written = this.#push({ event: 'stop' }, true);
    this.#isOver = true;
    await written;
    if (this.#failing && !this.#late) await this.#retry();
    for (const { text } of this.#waiting) this.#options.onLoss(text);
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#signTimer);
    if (!this.#late) await this.#options.output.close();
  }

  #push(line: AuditLine, isSigned: boolean): Promise<void> {
    if (this.#isOver) return AT_ONCE;
    if (this.#waiting.length >= MOST_WAITING) {
      this.#lost += 1;
      return AT_ONCE;
    }
    const text = this.#print(line);
    if (this.#failing) {
      this.#waiting.push({ text, isSigned, done: nobody });
      return AT_ONCE;
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push({ text, isSigned, done: resolve });
    this.#run();
    return promise;
  }

  #print(line: AuditLine): string {
    const { mark, now } = this.#options;
    return printLine({ ...mark, time: new Date(now()).toISOString(), ...line });
  }

  #retry(): Promise<void> {
    this.#isDue = true;
    this.#run();
    if (this.#late) return AT_ONCE;
    return new Promise((resolve) => this.#onAttempt.push(resolve));
  }

  /** Nobody waits longer: the attempt has ended, or hangs. */
  #release(batch: readonly Waiting[]): void {
    for (const { done } of batch) done();
    for (const resolve of this.#onAttempt.splice(0)) resolve();
  }

  #run(): void {
    this.#running ??= this.#writeAll();
  }

  async #writeAll(): Promise<void> {
    // Whoever comes in this turn of the event loop comes along.
    await AT_ONCE;
    while (this.#waiting.length > 0 || this.#isDue) {
      this.#isDue = false;
      const batch = this.#waiting.splice(0, MOST_AT_ONCE);
      const isWritten = await this.#attempt(batch);
      this.#release(batch);
      if (!isWritten) break;
    }
    // At once: whoever was just told may come with the next line.
    this.#running = undefined;
  }

  async #attempt(batch: readonly Waiting[]): Promise<boolean> {
    const timer = setTimeout(() => {
      this.#late = true;
      this.#fail(new Error(`a write has not ended for ${LATE / 1000} seconds`));
      this.#release([...batch, ...this.#waiting]);
    }, LATE);
    try {
      await this.#write(batch);
      this.#late = false;
      if (this.#failing) this.#recover(batch.length + this.#waiting.length);
      return true;
    } catch (error) {
      this.#late = false;
      this.#waiting.unshift(...batch.map((waiting) => ({ ...waiting, done: nobody })));
      for (const { done } of this.#waiting) done();
      this.#fail(error);
      return false;
    } finally {
      clearTimeout(timer);
    }
  }

  async #write(batch: readonly Waiting[]): Promise<void> {
    const { output } = this.#options;
    const change = this.#failing ? 'failure' : await output.look();
    const lines: Omit<Waiting, 'done'>[] = [];
    if (change !== undefined) lines.push(await this.#goOn(change));
    for (const line of batch) lines.push(line);
    if (lines.length === 0) return;
    if ((this.#chain?.state.unsigned ?? 0) + lines.length >= UNSIGNED_LINES) lines.push(this.#checkpoint());
    await this.#writeLines(lines);
    if (change !== undefined && change !== 'failure') this.#options.onChange(change);
  }

  async #writeLines(lines: readonly Omit<Waiting, 'done'>[]): Promise<void> {
    const chain = this.#chain;
    const before = chain?.state;
    const texts = lines.map(({ text, isSigned }) => chain?.add(text, isSigned) ?? text);
    try {
      await this.#options.output.write(`${texts.join('\n')}\n`);
    } catch (error) {
      if (before !== undefined) chain?.moveTo(before);
      throw error;
    }
    this.counters.lines += lines.length;
    this.#signLater();
  }

  /** @returns the line with which it goes on */
  async #goOn(reason: Change): Promise<Omit<Waiting, 'done'>> {
    const tail = reason === 'truncated' ? NOTHING : await this.#options.output.open();
    const chain = this.#chain;
    const torn = chain === undefined ? tail.torn : this.#adopt(tail, chain);
    const event: AuditEvent = {
      event: 'opened',
      reason,
      lost: this.#lost || undefined,
      torn: torn === undefined ? undefined : hashOf(torn),
    };
    return { text: this.#print(event), isSigned: true };
  }

  /** Of what was written when it failed, some lines may be there. @returns what stands behind the last one */
  #adopt(tail: Tail, chain: Chain): Buffer | undefined {
    for (const line of [tail.line, tail.torn]) {
      const found = line === undefined ? undefined : readChained(line);
      if (found?.chain !== chain.id || found.seq <= chain.state.seq) continue;
      chain.moveTo({ ...found, unsigned: chain.state.unsigned });
      if (line === tail.torn) return undefined;
    }
    return tail.torn;
  }

  async #start(): Promise<void> {
    const { output, chain, version } = this.#options;
    const { line, torn } = await output.open();
    let unread = torn;
    if (chain !== undefined) {
      const found = [torn, line].map((bytes) => (bytes === undefined ? undefined : readChained(bytes)));
      const [cut, whole] = found;
      if (line !== undefined && whole === undefined) {
        throw new AuditError(
          `The audit log cannot be a chain in ${output.name}: its last line is none of a chain. Move the file away, or name another one.`,
        );
      }
      // A whole line that only lacks its line break is one like any other.
      const isWhole = cut !== undefined && cut.seq === (whole?.seq ?? 0) + 1;
      if (isWhole) unread = undefined;
      this.#chain = new Chain({ key: chain.key, start: (isWhole ? cut : whole) ?? { seq: 0, hash: null } });
    }
    const event: AuditEvent = {
      event: 'start',
      version,
      pid: process.pid,
      torn: unread === undefined ? undefined : hashOf(unread),
    };
    await this.#writeLines([{ text: this.#print(event), isSigned: true }]);
  }

  #checkpoint(): Omit<Waiting, 'done'> {
    return { text: this.#print({ event: 'checkpoint' }), isSigned: true };
  }

  #signLater(): void {
    if (this.#signTimer !== undefined || (this.#chain?.state.unsigned ?? 0) === 0) return;
    this.#signTimer = setTimeout(() => {
      this.#signTimer = undefined;
      if ((this.#chain?.state.unsigned ?? 0) > 0) void this.#push({ event: 'checkpoint' }, true);
    }, UNSIGNED_TIME).unref();
  }

  #fail(error: unknown): void {
    this.counters.failures += 1;
    if (!this.#failing) this.#options.onFailure(told(error));
    this.#failing = true;
    clearTimeout(this.#retryTimer);
    this.#retryTimer = setTimeout(() => void this.#retry(), RETRY).unref();
  }

  #recover(kept: number): void {
    this.#failing = false;
    clearTimeout(this.#retryTimer);
    this.#options.onRecovery(kept, this.#lost);
    this.#lost = 0;
  }
}

const NOTHING: Tail = { line: undefined, torn: undefined };

/** What the operating system says: `ENOSPC: no space left on device`. */
function told(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/\.$/, '');
}
