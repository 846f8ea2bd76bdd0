/** A child process with the probe in it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ProbeOrder, ProbeReport, Stall } from './probe-messages.ts';

const PROBE = fileURLToPath(new URL('./probe.ts', import.meta.url));

/** Milliseconds until a process that does not answer hangs. */
const PATIENCE = 60_000;

export interface WatchedOptions {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>> | undefined;
}

export class Watched {
  readonly child: ChildProcess;
  /** Resolves with how it ended. */
  readonly ended: Promise<string>;
  readonly stalls: Stall[] = [];
  /** Called with each line of standard output. */
  onLine: (line: string) => void = () => {};
  /** The end of standard error: why it crashed. */
  lastWords = '';
  /** The highest since the last reset. */
  rss = 0;
  alive = true;
  latest: ProbeReport | undefined;
  readonly #waiting = new Map<number, (report: ProbeReport | undefined) => void>();
  #orders = 0;

  constructor({ args, env }: WatchedOptions) {
    this.child = spawn(process.execPath, ['--import', PROBE, ...args], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    let rest = '';
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) this.onLine(line);
    });
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.lastWords = (this.lastWords + text).slice(-20_000);
    });
    this.child.on('message', (report: ProbeReport) => this.#hear(report));
    this.ended = new Promise((resolve) => {
      this.child.on('error', (error) => resolve(String(error)));
      this.child.on('close', (code, signal) => resolve(signal ?? `exit code ${code}`));
    });
    void this.ended.then(() => {
      this.alive = false;
      for (const answer of this.#waiting.values()) answer(undefined);
    });
  }

  /** @returns `undefined` where the process is gone; one that does not answer is killed */
  async ask(order: ProbeOrder['order']): Promise<ProbeReport | undefined> {
    if (!this.child.connected) return undefined;
    this.#orders += 1;
    const id = this.#orders;
    if (order === 'reset') this.rss = 0;
    const hangs = setTimeout(() => {
      this.lastWords += `No sign of life for ${PATIENCE / 1000} seconds.`;
      this.child.kill('SIGKILL');
    }, PATIENCE);
    const report = await new Promise<ProbeReport | undefined>((resolve) => {
      this.#waiting.set(id, resolve);
      this.child.send({ id, order } satisfies ProbeOrder, () => {});
    });
    clearTimeout(hangs);
    return report;
  }

  /** @param grace milliseconds until it is killed */
  async stop(grace = 5_000): Promise<void> {
    const timer = setTimeout(() => this.child.kill('SIGKILL'), grace);
    this.child.kill('SIGTERM');
    await this.ended;
    clearTimeout(timer);
  }

  #hear(report: ProbeReport): void {
    this.latest = report;
    this.rss = Math.max(this.rss, report.rss);
    this.stalls.push(...report.stalls);
    if (report.answerTo === undefined) return;
    this.#waiting.get(report.answerTo)?.(report);
    this.#waiting.delete(report.answerTo);
  }
}
