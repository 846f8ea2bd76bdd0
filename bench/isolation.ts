/**
 * What a system that hangs costs the others: requests to two systems in order, while 32 connections ask a third one, whose backend takes
 * every request and answers none. Two proxies serve the same at the same time, and only one of them is asked for the third system, so
 * that whatever else the machine does troubles both. Printed as ratios of the one to the other; they change places after each round.
 *
 * Usage: npm run bench:isolation [-- --seconds 60] [--rounds 3] [--short] [--against FOLDER]; Linux. `--short` is for seeing that it
 * runs, and judges nothing; FOLDER is another state of the project, built. Exit code 1: requests to the others failed.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import {
  Agent,
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { BackendOrder, BackendReport } from './requests/backend/backend.ts';
import { callNamed } from './requests/calls.ts';
import { type LoadResult, runLoad } from './requests/load/load.ts';
import { findCores, holdOwnProcess } from './requests/process/cores.ts';
import { launch } from './requests/process/launch.ts';
import { Servant } from './requests/process/orders.ts';
import { AUTHORIZATION, CLIENT } from './requests/targets/client.ts';
import { product, ROOT } from './requests/targets/programs.ts';
import { serve } from './requests/targets/serve.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string' },
    rounds: { type: 'string' },
    short: { type: 'boolean', default: false },
    against: { type: 'string' },
  },
});
const { short } = values;
/** That the system hangs for, of each round. */
const SECONDS = Number(values.seconds ?? (short ? 3 : 60));
const ROUNDS = Number(values.rounds ?? (short ? 1 : 3));
const HANGING_CONNECTIONS = 32;
/** The others: connections and requests a second of each. */
const CONNECTIONS = 16;
const RATE = 125;
const SOUND = ['one', 'other'] as const;
const BASE = '/ipsproxy/api/v1/scim';
const call = callNamed('get');

const cores = findCores();
holdOwnProcess(cores.others);
const folder = mkdtempSync(join(tmpdir(), 'ipsproxy-isolation-'));
const log = join(folder, 'log');
const backend = await launch({
  args: [fileURLToPath(new URL('./requests/backend/backend.ts', import.meta.url))],
  core: cores.others,
  log,
  ipc: true,
});
const { url } = await new Servant<BackendOrder, BackendReport>(backend.child).ask({ order: 'report' });
/** Of the third system: it knows nobody, so that the proxy is logged on, or does not answer. */
const unanswered: ServerResponse[] = [];
let hangs = false;
function answerNobody(response: ServerResponse): void {
  response.writeHead(404, { 'content-type': 'application/scim+json' });
  response.end(JSON.stringify({ schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '404' }));
}
const third = createServer((_, response) => {
  if (hangs) unanswered.push(response);
  else answerNobody(response);
}).listen(0, '127.0.0.1');
await new Promise((resolve) => third.once('listening', resolve));
const { port: thirdPort } = third.address() as AddressInfo;
const systems = [...SOUND.map((id) => [id, url]), ['hanging', `http://127.0.0.1:${thirdPort}`]];
const file = join(folder, 'ipsproxy.json');
writeFileSync(
  file,
  JSON.stringify({
    server: { drainTime: 0, ...(short ? { requestTimeout: 1 } : {}) },
    technicalUsers: [{ id: CLIENT.id, secrets: [{ env: 'SECRET' }] }],
    systems: systems.map(([id, address]) => ({
      id,
      type: 'identity-authentication',
      properties: {
        URL: address,
        User: 'tenant-user',
        Password: { env: 'PASSWORD' },
        'ias.api.version': '2',
      },
    })),
  }),
);
const program = product(
  { file, env: { PASSWORD: 'tenant-secret', SECRET: CLIENT.secret } },
  values.against ?? ROOT,
);

/** Statuses of the system that hangs. */
const answers = new Map<string, number>();

/** A client that asks again when it has its answer, or when it was told to. */
async function askHanging(port: number, agent: Agent, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const answer = await new Promise<IncomingMessage | undefined>((resolve) => {
      const path = `${BASE}/hanging${call.path(0)}`;
      const headers = { authorization: AUTHORIZATION };
      const asked = httpRequest({ port, host: '127.0.0.1', path, agent, headers, signal }, resolve);
      asked.on('error', () => resolve(undefined));
      asked.end();
    });
    if (answer === undefined) continue;
    answer.resume();
    const status = String(answer.statusCode);
    answers.set(status, (answers.get(status) ?? 0) + 1);
    await sleep(Number(answer.headers['retry-after'] ?? 0) * 1000, undefined, { signal }).catch(
      () => undefined,
    );
  }
}

/** Resolves once the third system answers. */
async function recovered(port: number): Promise<void> {
  const headers = { authorization: AUTHORIZATION };
  const target = `http://127.0.0.1:${port}${BASE}/hanging${call.path(0)}`;
  while ((await fetch(target, { headers })).status !== 404) await sleep(500);
}

function askOthers(port: number, seconds: number): Promise<LoadResult[]> {
  const head = `Host: 127.0.0.1:${port}\r\nAccept: application/scim+json\r\nAuthorization: ${AUTHORIZATION}\r\n\r\n`;
  return Promise.all(
    SOUND.map((id) =>
      runLoad({
        port,
        connections: CONNECTIONS,
        rate: RATE,
        until: { seconds },
        request: (number) => `GET ${BASE}/${id}${call.path(number)} HTTP/1.1\r\n${head}`,
      }),
    ),
  );
}

const place = { core: cores.measured, log };
const proxies = [await serve(program, place), await serve(program, place)] as const;
const turns: { readonly quiet: LoadResult[]; readonly hanging: LoadResult[] }[] = [];
try {
  for (const { port } of proxies) {
    // What is compiled and opened first is nobody's matter here.
    await askOthers(port, Math.min(5, SECONDS));
    await recovered(port);
  }
  for (let round = 0; round < ROUNDS; round += 1) {
    const [one, other] = proxies;
    const [sparedPort, port] = round % 2 === 0 ? [one.port, other.port] : [other.port, one.port];
    const end = new AbortController();
    hangs = true;
    const agent = new Agent({ keepAlive: true, maxSockets: HANGING_CONNECTIONS });
    const asking = Array.from({ length: HANGING_CONNECTIONS }, () => askHanging(port, agent, end.signal));
    const [quiet, hanging] = await Promise.all([askOthers(sparedPort, SECONDS), askOthers(port, SECONDS)]);
    end.abort();
    await Promise.all(asking);
    agent.destroy();
    hangs = false;
    for (const response of unanswered.splice(0)) answerNobody(response);
    await recovered(port);
    turns.push({ quiet, hanging });
  }
} finally {
  await Promise.all(proxies.map((proxy) => proxy.stop()));
  await backend.stop();
  third.close();
  third.closeAllConnections();
  rmSync(folder, { recursive: true });
}

function median(figures: readonly number[]): number {
  return figures.toSorted((one, other) => one - other)[Math.floor(figures.length / 2)] ?? Number.NaN;
}

const row = (name: string, kind: 'quiet' | 'hanging') => {
  const results = turns.flatMap((turn) => turn[kind]);
  const figure = (of: (result: LoadResult) => number) => median(results.map(of));
  const ratio = (of: (result: LoadResult) => number) =>
    (figure(of) / median(turns.flatMap(({ quiet }) => quiet).map(of))).toFixed(2);
  const rate = (result: LoadResult) => result.requests / result.seconds;
  return `| ${name} | ${figure(rate).toFixed(0)} | ${figure(({ p50 }) => p50).toFixed(2)} | ${ratio(({ p50 }) => p50)} | ${figure(({ p99 }) => p99).toFixed(2)} | ${ratio(({ p99 }) => p99)} |`;
};
process.stdout.write(`${SOUND.length} systems with ${RATE} requests a second each; ${cores.note}; medians of ${ROUNDS} rounds, milliseconds

| meanwhile | requests/s | p50 | ratio | p99 | ratio |
| --- | --- | --- | --- | --- | --- |
${row('nothing', 'quiet')}
${row(`a third one hangs for ${SECONDS} s, with ${HANGING_CONNECTIONS} connections`, 'hanging')}

The one that hangs answered: ${[...answers].map(([status, count]) => `${count} × ${status}`).join(', ') || 'nothing'}.
`);
for (const { quiet, hanging } of turns) {
  for (const [what, times] of [...quiet, ...hanging].flatMap(({ errors }) => Object.entries(errors))) {
    process.stderr.write(`FAILED: ${what}, ${times} times\n`);
    process.exitCode = 1;
  }
}
