/** Starts processes on their core and ends them. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { onCore } from './cores.ts';

export interface Program {
  /** Of Node.js. */
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Whether it is sent messages. */
  readonly ipc?: boolean | undefined;
}

export interface Launch extends Program {
  readonly core: number | undefined;
  /** File that standard output is appended to. */
  readonly log: string;
}

export interface Launched {
  readonly child: ChildProcess;
  readonly pid: number;
  /** @throws where it has ended */
  check(): void;
  stop(): Promise<void>;
}

/** Runs this Node.js with the arguments. @throws where it cannot be started at all */
export async function launch({ args, core, env, log, ipc = false }: Launch): Promise<Launched> {
  const [program = '', ...rest] = onCore(core, [process.execPath, ...args]);
  const output = openSync(log, 'a');
  const child = spawn(program, rest, {
    env: { ...process.env, ...env },
    stdio: ['ignore', output, 'inherit', ...(ipc ? (['ipc'] as const) : [])],
  });
  closeSync(output);
  // Also where the benchmark ends early: because nobody reads what it prints any longer, for one.
  const end = () => void child.kill();
  process.once('exit', end);
  child.once('exit', () => process.off('exit', end));
  await once(child, 'spawn');
  const { pid } = child;
  if (pid === undefined) throw new Error(`${args.join(' ')}: no process`);
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  return {
    child,
    pid,
    check() {
      if (!hasEnded()) return;
      const how = child.signalCode ?? `exit code ${child.exitCode}`;
      throw new Error(`${args.join(' ')} has ended: ${how}\n${readFileSync(log, 'utf8').slice(-2_000)}`);
    },
    async stop() {
      if (hasEnded()) return;
      const ended = once(child, 'exit');
      child.kill();
      const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await ended;
      clearTimeout(timer);
    },
  };
}
