/**
 * Initial loads through the proxy as it is built: all users are listed page by page, by index and by cursor, and as many are
 * created, in front of stand-ins that have as many. Prints what it took, and how much the resident memory of the proxy grew.
 *
 * Usage: see `initial-load/options.ts`. Exit code 0: everybody exactly once, one request to the backend for each page or user; 1: otherwise; 2: called in a
 * wrong way, or not on Linux.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { type Resident, residentDuring } from './initial-load/memory.ts';
import { type Options, readOptions, USAGE } from './initial-load/options.ts';
import { type Paging, walk } from './initial-load/walks.ts';
import { runLoad } from './requests/load/load.ts';
import { type Launched, launch } from './requests/process/launch.ts';
import { OPTIONS, ROOT } from './requests/targets/programs.ts';
import { type Served, serve } from './requests/targets/serve.ts';
import { AUTHORIZATION, post } from './scaling/create.ts';

/** Of all users, those that make the proxy warm before its memory is looked at. */
const WARM = 0.05;
const CONNECTIONS = 32;
const IPSPROXY = ['--require', join(ROOT, 'src/cli/installation.cjs'), join(ROOT, 'src/cli/ipsproxy.ts')];

type System = 'scim' | 'identity-authentication';

/** What `ipsproxy sandbox --json` prints. */
interface Sandbox {
  readonly sandbox: Readonly<
    Record<string, { readonly url: string; readonly user: string; readonly password: string }>
  >;
  readonly configuration: object;
  readonly environment: Readonly<Record<string, string>>;
}

interface Row {
  readonly what: string;
  readonly entities: number;
  readonly requests: number;
  readonly upstream: number;
  readonly seconds: number;
  readonly resident: Resident;
  /** What is wrong, as sentences. */
  readonly problems: readonly string[];
}

class Stage {
  readonly folder = mkdtempSync(join(tmpdir(), 'ipsproxy-load-'));
  readonly #running: Launched[] = [];
  #sandbox: Sandbox | undefined;

  get sandbox(): Sandbox {
    if (this.#sandbox === undefined) throw new Error('It has not been started.');
    return this.#sandbox;
  }

  /** Backends with so many users. */
  async start(users: number): Promise<void> {
    const log = join(this.folder, 'sandbox.json');
    const backends = ['scim', 'identity-authentication'];
    const args = [...IPSPROXY, 'sandbox', ...backends, '--json', '--port', '0', '--users', String(users)];
    const launched = await launch({ args, core: undefined, log });
    this.#running.push(launched);
    while (!readFileSync(log, 'utf8').endsWith('}\n')) {
      launched.check();
      await sleep(50);
    }
    this.#sandbox = JSON.parse(readFileSync(log, 'utf8')) as Sandbox;
  }

  /** A proxy that has just been started. */
  async proxy(): Promise<Served> {
    const file = join(this.folder, 'c.json');
    writeFileSync(file, JSON.stringify(this.sandbox.configuration));
    const args = [...OPTIONS, join(ROOT, 'dist/cli/ipsproxy.js'), 'serve', '--config', file];
    const served = await serve(
      { args, env: this.sandbox.environment },
      { core: undefined, log: join(this.folder, 'proxy.log') },
    );
    this.#running.push(served);
    return served;
  }

  url(system: System): string {
    return this.sandbox.sandbox[system]?.url ?? '';
  }

  /** Requests that the backend has had since it was last asked. */
  async upstream(system: System): Promise<number> {
    const url = `${this.url(system)}/__sandbox/requests`;
    const { count } = (await (await request(url)).body.json()) as { count: number };
    await (await request(url, { method: 'DELETE' })).body.dump();
    return count;
  }

  async end(): Promise<void> {
    await Promise.all(this.#running.map((each) => each.stop()));
    rmSync(this.folder, { recursive: true });
  }
}

async function list(
  stage: Stage,
  system: System,
  paging: Paging,
  users: number,
  count: number,
): Promise<Row> {
  const proxy = await stage.proxy();
  const url = `http://127.0.0.1:${proxy.port}/ipsproxy/api/v1/scim/${system}/Users`;
  await walk(url, AUTHORIZATION, paging, count, Math.ceil((WARM * users) / count));
  await stage.upstream(system);
  let walked = { pages: 0, seen: 0, twice: 0, seconds: 0 };
  const resident = await residentDuring(proxy.pid, async () => {
    walked = await walk(url, AUTHORIZATION, paging, count);
  });
  const upstream = await stage.upstream(system);
  await proxy.stop();
  const { pages, seen, twice, seconds } = walked;
  const problems = [
    ...(seen === users && twice === 0
      ? []
      : [`${seen} of ${users} users came, ${twice} of them more than once`]),
    ...(upstream === pages ? [] : [`${upstream} requests to the backend for ${pages} pages`]),
  ];
  return {
    what: `list ${system} by ${paging}`,
    entities: seen,
    requests: pages,
    upstream,
    seconds,
    resident,
    problems,
  };
}

async function create(stage: Stage, users: number): Promise<Row> {
  const proxy = await stage.proxy();
  const { url, user, password } = stage.sandbox.sandbox['scim'] ?? { url: '', user: '', password: '' };
  const load = (first: number, requests: number) =>
    runLoad({
      port: proxy.port,
      connections: CONNECTIONS,
      request: (number) => post(first + number),
      until: { requests },
    });
  const warm = Math.ceil(WARM * users);
  const before = await load(0, warm);
  await stage.upstream('scim');
  let errors = {};
  let seconds = 0;
  const resident = await residentDuring(proxy.pid, async () => {
    ({ errors, seconds } = await load(warm, users - warm));
  });
  const upstream = await stage.upstream('scim');
  await proxy.stop();
  // What is there now, without the proxy in between.
  const direct = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const { seen, twice } = await walk(`${url}/scim/v2/Users`, direct, 'index', 1000);
  const problems = [
    ...Object.entries({ ...before.errors, ...errors }).map(([what, times]) => `${what}, ${times} times`),
    // As many as were there already; names are unique there, so that a second one would have been refused.
    ...(seen === 2 * users && twice === 0 ? [] : [`there are ${seen} users instead of ${2 * users}`]),
    ...(upstream === users - warm ? [] : [`${upstream} requests to the backend for ${users - warm} users`]),
  ];
  return {
    what: 'create scim',
    entities: users - warm,
    requests: users - warm,
    upstream,
    seconds,
    resident,
    problems,
  };
}

function table(rows: readonly Row[]): string {
  const cells = rows.map(({ what, entities, requests, upstream, seconds, resident: { before, most } }) =>
    [
      what,
      entities,
      requests,
      upstream,
      seconds.toFixed(1),
      Math.round(entities / seconds),
      `${before.toFixed(0)} → ${most.toFixed(0)}`,
      (most - before).toFixed(0),
    ].join(' | '),
  );
  const head =
    'what | users | requests | upstream | seconds | users/s | resident, MB: warm → most | growth, MB';
  return [head, '--- | --: | --: | --: | --: | --: | --: | --:', ...cells]
    .map((line) => `| ${line} |\n`)
    .join('');
}

async function main(): Promise<void> {
  let options: Options | undefined;
  try {
    options = readOptions(process.argv.slice(2));
    if (process.platform !== 'linux')
      throw new Error('What is resident is taken from /proc, which only Linux has.');
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
    process.exitCode = 2;
    return;
  }
  if (options === undefined) {
    process.stdout.write(USAGE);
    return;
  }
  const { users, count } = options;
  const stage = new Stage();
  try {
    await stage.start(users);
    const rows = [
      await list(stage, 'scim', 'index', users, count),
      await list(stage, 'scim', 'cursor', users, count),
      await list(stage, 'identity-authentication', 'index', users, count),
      await list(stage, 'identity-authentication', 'cursor', users, count),
      await create(stage, users),
    ];
    process.stdout.write(table(rows));
    for (const { what, problems } of rows) {
      for (const problem of problems) process.stderr.write(`FAILED: ${what}: ${problem}\n`);
      if (problems.length > 0) process.exitCode = 1;
    }
  } finally {
    await stage.end();
  }
}

await main();
