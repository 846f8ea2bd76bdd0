/** One instance of the proxy as it is served, in a process of its own, that can be killed and comes again at the same port. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { NumberedOrder, PreloadAnswer, PreloadOrder, Sample } from './preload-messages.ts';

const PRELOAD = fileURLToPath(new URL('./preload.ts', import.meta.url));
const CACHE = fileURLToPath(new URL('../../../node_modules/.cache/compiled', import.meta.url));

/** Megabytes that an instance has to live in. */
const HEAP = 400;

/** Of its log. */
const LOADED = /"msg":"(?:configuration reloaded|reload refused|reload given up)/;

export interface InstanceOptions {
  /** What `node` runs. */
  readonly entry: string;
  readonly file: string;
  readonly port: number;
  readonly env: Readonly<Record<string, string>>;
  /** Called with each line of its log. */
  readonly onLine: (line: string) => void;
}

export class Instance {
  readonly #options: InstanceOptions;
  #child: ChildProcess | undefined;
  #orders = 0;
  readonly #waiting = new Map<number, (sample: Sample | undefined) => void>();
  #loading: (() => void)[] = [];
  /** Kills and stops so far: a request that was under way then may have no answer. */
  ends = 0;
  up = false;
  /** How it ended, where nobody had told it to. */
  crash: string | undefined;
  #words = '';
  #missing: readonly string[] = [];

  constructor(options: InstanceOptions) {
    this.#options = options;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#options.port}`;
  }

  async start(): Promise<void> {
    const { entry, file, port, env } = this.#options;
    const child = spawn(
      process.execPath,
      [`--max-old-space-size=${HEAP}`, '--import', PRELOAD, entry, 'serve', '--config', file],
      {
        env: { NODE_COMPILE_CACHE: CACHE, ...process.env, ...env, PORT: String(port) },
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      },
    );
    this.#child = child;
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#words = (this.#words + text).slice(-5_000);
    });
    child.on('message', ({ id, sample }: PreloadAnswer) => {
      this.#waiting.get(id)?.(sample);
      this.#waiting.delete(id);
    });
    child.on('exit', (code, signal) => {
      if (this.#child !== child) return;
      this.crash = `${signal ?? `exit code ${code}`} ${this.#words}`;
      this.#gone();
    });
    await new Promise<void>((resolve, reject) => {
      child.on('exit', (code, signal) => {
        reject(
          new Error(
            `An instance did not start, but ended with ${signal ?? `exit code ${code}`}: ${this.#words}`,
          ),
        );
      });
      let rest = '';
      child.stdout?.setEncoding('utf8').on('data', (text: string) => {
        const lines = (rest + text).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) {
          if (line.includes('"url":"http://')) resolve();
          if (LOADED.test(line)) for (const loaded of this.#loading.splice(0)) loaded();
          this.#options.onLine(line);
        }
      });
    });
    this.up = true;
    if (this.#missing.length > 0) await this.tell({ order: 'addresses', missing: this.#missing });
  }

  /** Without a word to anybody. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    this.#gone();
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }

  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  /** Resolves when it has loaded the configuration, or refused it, or is gone. */
  async reload(): Promise<void> {
    // Nobody listens for the signal before: the process would end.
    if (!this.up) return;
    await new Promise<void>((resolve) => {
      this.#loading.push(resolve);
      this.signal('SIGHUP');
    });
  }

  /** Of all hosts that have no address. */
  async miss(hosts: readonly string[]): Promise<void> {
    this.#missing = hosts;
    await this.tell({ order: 'addresses', missing: hosts });
  }

  /** @returns `undefined` where there is nothing to tell, or nobody */
  async tell(order: PreloadOrder): Promise<Sample | undefined> {
    const child = this.#child;
    if (child?.connected !== true) return undefined;
    this.#orders += 1;
    const id = this.#orders;
    return await new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      child.send({ ...order, id } satisfies NumberedOrder, (error) => {
        if (error !== null) resolve(undefined);
      });
    });
  }

  #gone(): void {
    this.#child = undefined;
    this.up = false;
    this.ends += 1;
    for (const answer of this.#waiting.values()) answer(undefined);
    this.#waiting.clear();
    for (const loaded of this.#loading.splice(0)) loaded();
  }
}
