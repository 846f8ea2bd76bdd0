/** A real server for shared state, a process of its own on a free port; only where one is installed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { freePort } from './free-port.ts';

/** Absent: there is none to start. */
export const VALKEY_BINARY = ['valkey-server', 'redis-server']
  .flatMap((name) => (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name)))
  .find((path) => existsSync(path));

export interface ValkeyServer {
  readonly port: number;
  /** Starts again what was killed, on the same port and with nothing in it. */
  start(): Promise<void>;
  /** Without a word to anybody. */
  kill(): Promise<void>;
  /** Does not answer any more, connections stay open; `resume` lets it go on. */
  pause(): void;
  resume(): void;
}

export interface ValkeyProcess extends ValkeyServer {
  /** Kills it, and leaves nothing behind. */
  end(): Promise<void>;
}

/** Runs. @param options such as `--requirepass`, and its value */
export async function launchValkey(...options: readonly string[]): Promise<ValkeyProcess> {
  if (VALKEY_BINARY === undefined) throw new Error('There is neither valkey-server nor redis-server.');
  const folder = await mkdtemp(join(tmpdir(), 'ipsproxy-valkey-'));
  const port = await freePort();
  let child: ChildProcess | undefined;
  const server: ValkeyProcess = {
    port,
    async start() {
      child = await running(VALKEY_BINARY ?? '', [
        ...['--port', String(port), '--bind', '127.0.0.1', '--dir', folder],
        ...['--save', '', '--appendonly', 'no'],
        ...options,
      ]);
    },
    async kill() {
      await killed(child);
      child = undefined;
    },
    pause: () => void child?.kill('SIGSTOP'),
    resume: () => void child?.kill('SIGCONT'),
    async end() {
      await killed(child);
      await rm(folder, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}

function running(program: string, args: readonly string[]): Promise<ChildProcess> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  return new Promise((resolve, reject) => {
    let output = '';
    const listen = (text: string) => {
      output += text;
      if (/ready to accept connections/i.test(output)) resolve(child);
    };
    child.stdout.setEncoding('utf8').on('data', listen);
    child.stderr.setEncoding('utf8').on('data', listen);
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`${program} ended: ${output}`)));
  });
}

function killed(child: ChildProcess | undefined): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}
