/**
 * How far long work has got: a bar with rate and remaining time on a terminal, a line now and then elsewhere. It goes to
 * standard error, so that standard output has results only.
 */
import { Presets, SingleBar } from 'cli-progress';

export interface Progress {
  /** @param done all in all @param total where it is known by now */
  update(done: number, total?: number): void;
  /** The work is over, however it ended. */
  stop(): void;
}

export interface ProgressOptions {
  /** What is counted: `Users`. */
  readonly label: string;
  /** Nothing is written, as for scripts. */
  readonly silent: boolean;
  /** Default: standard error. */
  readonly stream?: NodeJS.WriteStream | undefined;
  /** Milliseconds between two lines, where there is no terminal. Default: 5 seconds. */
  readonly interval?: number | undefined;
  /** Milliseconds; replaced in tests. */
  readonly now?: (() => number) | undefined;
}

const INTERVAL = 5_000;
const SILENT: Progress = { update: () => {}, stop: () => {} };

export function startProgress(options: ProgressOptions): Progress {
  if (options.silent) return SILENT;
  const { stream = process.stderr } = options;
  return stream.isTTY ? bar(options.label, stream) : lines(options, stream);
}

/** Signals that end the process, after which the terminal has to be as it was. */
const ENDS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

function bar(label: string, stream: NodeJS.WriteStream): Progress {
  const format = `${label} {bar} {value}/{total} {rate}/s{left}`;
  const single = new SingleBar({ format, stream, hideCursor: true, clearOnComplete: true }, Presets.rect);
  const start = performance.now();
  const stop = () => {
    for (const signal of ENDS) process.off(signal, end);
    single.stop();
  };
  const end = (signal: NodeJS.Signals) => {
    stop();
    process.kill(process.pid, signal);
  };
  return {
    update: (done, total = done) => {
      const rate = rateOf(done, performance.now() - start);
      const figures = { rate, left: remaining(done, total, rate) };
      if (single.isActive) single.setTotal(total);
      else {
        for (const signal of ENDS) process.once(signal, end);
        single.start(total, done, figures);
      }
      single.update(done, figures);
    },
    stop,
  };
}

function lines(options: ProgressOptions, stream: NodeJS.WriteStream): Progress {
  const { label, interval = INTERVAL, now = () => performance.now() } = options;
  const start = now();
  let next = start + interval;
  return {
    update: (done, total) => {
      const time = now();
      if (time < next) return;
      next = time + interval;
      const rate = rateOf(done, time - start);
      const known = total !== undefined && total >= done;
      const share = known ? ` of ${total} (${Math.floor((100 * done) / Math.max(total, 1))} %)` : '';
      const left = known ? remaining(done, total, rate) : '';
      stream.write(`${label}: ${done}${share}, ${rate}/s${left}\n`);
    },
    stop: () => {},
  };
}

/** A second, rounded. */
function rateOf(done: number, milliseconds: number): number {
  return Math.round((1000 * done) / Math.max(milliseconds, 1));
}

function remaining(done: number, total: number, rate: number): string {
  return rate > 0 ? `, ${Math.ceil((total - done) / rate)} s left` : '';
}
