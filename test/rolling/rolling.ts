/** Two instances behind a balancer, restarted one after the other while clients go on; and what became of each request. */
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from '../support/until.ts';
import { type Backend, SEEDED, startBackend } from './backend.ts';
import { type Balancer, freePorts, type Running, Stage, startBalancer, startInstance } from './processes.ts';
import { type Failed, Traffic } from './traffic.ts';

const ROOT = join(import.meta.dirname, '../..');
export const AUTHORIZATION = `Basic ${Buffer.from('sandbox-client:sandbox-secret').toString('base64')}`;
export const ENVIRONMENT = {
  SANDBOX_CLIENT_SECRET: 'sandbox-secret',
  SANDBOX_IDENTITY_AUTHENTICATION_PASSWORD: 'sandbox-secret',
  SANDBOX_SCIM_PASSWORD: 'sandbox-secret',
};
const PATH = '/ipsproxy/api/v1/scim/scim/';

export interface RollingOptions {
  readonly balancer: Balancer;
  /** At least so many, and as long as restarts go on. */
  readonly requests: number;
  /** Each of the instances, so many times at least. */
  readonly rounds: number;
  /** Per second. */
  readonly rate: number;
  /** Of the server of state; absent: instances share nothing. */
  readonly valkeyUrl?: string | undefined;
  readonly seed?: number | undefined;
}

export interface RollingReport {
  readonly requests: number;
  readonly restarts: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly writes: number;
  readonly failed: readonly Failed[];
  /** What backend and clients do not agree about, as sentences. */
  readonly differences: readonly string[];
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly longest: number;
  /** Exit codes of instances that were not 0, with what they printed. */
  readonly unclean: readonly string[];
}

export async function rollingRestart(options: RollingOptions): Promise<RollingReport> {
  const stage = new Stage();
  try {
    const backend = await startBackend();
    stage.atEnd(() => backend.close());
    const [balancer = 0, one = 0, two = 0] = await freePorts(3);
    const configuration = join(await stage.folder(), 'several.jsonc');
    await writeFile(configuration, configurationFor(backend, options.valkeyUrl));
    const env = { ...ENVIRONMENT, VALKEY_URL: options.valkeyUrl ?? '' };
    const start = (port: number) => startInstance(stage, { port, configuration, env });
    const instances = new Map<number, Running>();
    for (const port of [one, two]) instances.set(port, await start(port));
    await startBalancer(stage, options.balancer, { balancer, instances: [one, two] });

    const traffic = new Traffic({
      origin: `http://127.0.0.1:${balancer}`,
      path: PATH,
      authorization: AUTHORIZATION,
      rate: options.rate,
      seed: options.seed,
    });
    traffic.start();
    // An instance that nobody has asked anything has nobody to tell, and stops at once.
    await until(() => traffic.answered >= options.rate);
    const unclean: string[] = [];
    let restarts = 0;
    while (restarts < 2 * options.rounds || traffic.answered < options.requests) {
      for (const [port, running] of instances) {
        const code = await running.stop();
        if (code !== 0) unclean.push(`exit code ${code}: ${running.output().slice(-2000)}`);
        instances.set(port, await start(port));
        restarts += 1;
        await takenIn();
      }
    }
    await traffic.stop();
    return { ...reportOf(traffic), restarts, unclean, differences: differencesOf(traffic, backend) };
  } finally {
    await stage.end();
  }
}

/** A balancer takes an instance for good a second after it is ready: whoever restarts several waits for that, as orchestrators do. */
function takenIn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 2500));
}

/** config/several.jsonc, with this backend. */
function configurationFor(backend: Backend, valkeyUrl: string | undefined): string {
  const text = readFileSync(join(ROOT, 'config/several.jsonc'), 'utf8')
    .replaceAll('http://127.0.0.1:9004/scim/v2', backend.url)
    .replace('"./ipsproxy.schema.json"', JSON.stringify(join(ROOT, 'config/ipsproxy.schema.json')));
  return valkeyUrl === undefined ? text.replace(/^ *"state": .*\n/m, '') : text;
}

function reportOf({ latencies, counts, failed, acknowledged }: Traffic) {
  const sorted = Float64Array.from(latencies).sort();
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  const requests = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const writes = acknowledged.length;
  return { requests, counts, failed, writes, p50: at(0.5), p99: at(0.99), longest: at(1) };
}

/** Each write exactly once, and everybody as the clients were told. */
export function differencesOf({ acknowledged, expected }: Traffic, backend: Backend): string[] {
  const told = new Set(acknowledged);
  const users = backend.users();
  const there = [...expected].filter(([id, name]) => users.get(id) !== name);
  const count = expected.size + SEEDED;
  return [
    ...acknowledged
      .filter((mark) => backend.effects.get(mark) !== 1)
      .map((mark) => `${mark} took effect ${backend.effects.get(mark) ?? 0} times`),
    ...[...backend.effects.keys()]
      .filter((mark) => !told.has(mark))
      .map((mark) => `${mark} took effect, and nobody was told so`),
    ...there.map(([id, name]) => `${id} should be called ${name}, and is called ${users.get(id)}`),
    ...(users.size === count ? [] : [`there are ${users.size} users instead of ${count}`]),
  ];
}
