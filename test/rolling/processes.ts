/** Instances of the proxy, and the balancer in front of them, with the files that an administrator has. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Agent, request } from 'undici';
import { until } from '../support/until.ts';

const ROOT = join(import.meta.dirname, '../..');

export const BALANCERS = {
  haproxy: { file: 'haproxy.cfg', args: (file: string) => ['-db', '-f', file] },
  nginx: { file: 'nginx.conf', args: (file: string) => ['-c', file] },
} as const;
export type Balancer = keyof typeof BALANCERS;

/** Debian has them where only root looks. */
const FOLDERS = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];

export function binaryOf(name: string): string | undefined {
  return FOLDERS.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

export interface Running {
  readonly child: ChildProcess;
  /** Standard output and error, the last of it. */
  output(): string;
  /** @returns the exit code, after SIGTERM */
  stop(): Promise<number | null>;
}

/** What was started, to be ended together. */
export class Stage {
  readonly #ends: (() => unknown)[] = [];

  atEnd(end: () => unknown): void {
    this.#ends.unshift(end);
  }

  async folder(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'ipsproxy-rolling-'));
    this.atEnd(() => rm(folder, { recursive: true, force: true }));
    return folder;
  }

  spawn(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Running {
    const child = spawn(program, args, { env: { ...process.env, ...env }, cwd: ROOT });
    let text = '';
    const hear = (more: string) => {
      text = (text + more).slice(-20_000);
    };
    child.stdout.setEncoding('utf8').on('data', hear);
    child.stderr.setEncoding('utf8').on('data', hear);
    const ended = new Promise<number | null>((resolve, reject) => {
      child.once('error', reject).once('exit', resolve);
    });
    ended.catch(() => undefined);
    this.atEnd(() => child.kill('SIGKILL'));
    return {
      child,
      output: () => text,
      stop: () => {
        child.kill('SIGTERM');
        return ended;
      },
    };
  }

  async end(): Promise<void> {
    for (const end of this.#ends.splice(0)) await end();
  }
}

export interface InstanceOptions {
  readonly port: number;
  readonly configuration: string;
  readonly env: Readonly<Record<string, string>>;
  /** It serves TLS, with a certificate that this authority signed, PEM. */
  readonly ca?: string | undefined;
}

/** Resolves when it is ready. @throws with what it printed, where it ends before */
export async function startInstance(stage: Stage, options: InstanceOptions): Promise<Running> {
  const { port, configuration, env, ca } = options;
  const compiled = join(ROOT, 'node_modules/.cache/compiled');
  const running = stage.spawn(process.execPath, ['src/cli/ipsproxy.ts', 'serve', '--config', configuration], {
    ...env,
    PORT: String(port),
    HOST: '127.0.0.1',
    NODE_COMPILE_CACHE: compiled,
  });
  await until(async () => {
    if (running.child.exitCode !== null) throw new Error(`the proxy ended: ${running.output()}`);
    return (await statusOf(`http${ca === undefined ? '' : 's'}://127.0.0.1:${port}/readyz`, ca)) === 200;
  });
  return running;
}

export interface Places {
  readonly balancer: number;
  readonly instances: readonly [number, number];
}

/** With the file of `deploy/balancer`, on other ports. Resolves when it hands requests on to both. */
export async function startBalancer(stage: Stage, balancer: Balancer, places: Places): Promise<Running> {
  const { file, args } = BALANCERS[balancer];
  const [one, two] = places.instances;
  const text = readFileSync(join(ROOT, 'deploy/balancer', file), 'utf8')
    .replace(/^( *(?:bind|listen)) :?8090/m, `$1 127.0.0.1:${places.balancer}`)
    .replaceAll('127.0.0.1:8081', `127.0.0.1:${one}`)
    .replaceAll('127.0.0.1:8082', `127.0.0.1:${two}`)
    .replaceAll('/tmp/ipsproxy-nginx.pid', join(await stage.folder(), 'nginx.pid'));
  const path = join(await stage.folder(), file);
  await writeFile(path, text);
  const binary = binaryOf(balancer);
  if (binary === undefined) throw new Error(`There is no ${balancer}.`);
  const running = stage.spawn(binary, args(path));
  // A master of nginx that is killed leaves its workers, and these keep whoever reads their output from ending.
  stage.atEnd(() => running.stop());
  await until(async () => {
    if (running.child.exitCode !== null) throw new Error(`${balancer} ended: ${running.output()}`);
    return (await statusOf(`http://127.0.0.1:${places.balancer}/ipsproxy/`)) !== undefined;
  });
  return running;
}

export async function freePorts<const Count extends number>(count: Count): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

async function statusOf(url: string, ca?: string): Promise<number | undefined> {
  const dispatcher = new Agent({ connect: ca === undefined ? {} : { ca } });
  try {
    const { statusCode, body } = await request(url, { dispatcher, signal: AbortSignal.timeout(2000) });
    await body.dump();
    return statusCode;
  } catch {
    return undefined;
  } finally {
    await dispatcher.destroy();
  }
}
