/**
 * What guessing costs others: requests of technical users, by Basic authentication and with access tokens, while somebody
 * sends 200 wrong secrets or tokens a second for one of the ids. Printed as ratios of the 99th percentile to that of quiet times
 * in turns with them, and as the time until users are in whom the proxy has not seen before.
 *
 * Usage: npm run bench:guessing [-- rounds], which builds first; Linux.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatSecretHash, hashSecret } from '../src/config/secret-hash.ts';
import type { BackendOrder, BackendReport } from './requests/backend/backend.ts';
import { callNamed } from './requests/calls.ts';
import { type LoadResult, runLoad } from './requests/load/load.ts';
import { launch } from './requests/process/launch.ts';
import { Servant } from './requests/process/orders.ts';
import { product } from './requests/targets/programs.ts';
import { serve } from './requests/targets/serve.ts';

const ROUNDS = Number(process.argv[2] ?? 3);
/** Of a turn. */
const SECONDS = 5;
/** Requests a second, of all users together. */
const RATE = 200;
const GUESSES = 200;
const USERS = 10;
const SECRET = 'right';
/** The one whose secret is guessed is not among those that are measured. */
const VICTIM = 'victim';
const PATH = '/ipsproxy/api/v1/scim/tenant';
const FORM = 'grant_type=client_credentials';

type Kind = 'Basic' | 'token';
const KINDS: readonly Kind[] = ['Basic', 'token'];

const basic = (id: string, secret: string) => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;

const folder = mkdtempSync(join(tmpdir(), 'ipsproxy-guessing-'));
const log = join(folder, 'log');
const backend = await launch({
  args: [fileURLToPath(new URL('./requests/backend/backend.ts', import.meta.url))],
  core: undefined,
  log,
  ipc: true,
});
const { url } = await new Servant<BackendOrder, BackendReport>(backend.child).ask({ order: 'report' });
const newcomers = Array.from({ length: ROUNDS * 4 + 1 }, (_, number) => `newcomer-${number}`);
const users = Array.from({ length: USERS }, (_, number) => `user-${number}`);
const file = join(folder, 'ipsproxy.json');
const hash = formatSecretHash(await hashSecret(SECRET));
writeFileSync(
  file,
  JSON.stringify({
    server: { drainTime: 0 },
    oauth: { issuer: 'https://proxy.example.com', keys: { file: 'keys.pem' } },
    technicalUsers: [VICTIM, ...users, ...newcomers].map((id) => ({ id, secrets: [hash] })),
    systems: [
      {
        id: 'tenant',
        type: 'identity-authentication',
        properties: { URL: url, User: 'tenant-user', Password: { env: 'PASSWORD' }, 'ias.api.version': '2' },
      },
    ],
  }),
);
const proxy = await serve(product({ file, env: { PASSWORD: 'tenant-secret' } }), { core: undefined, log });
const { port } = proxy;
const HEAD = `Host: 127.0.0.1:${port}\r\nAccept: application/scim+json\r\n`;

async function tokenOf(id: string): Promise<string> {
  const headers = { authorization: basic(id, SECRET), 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await fetch(`http://127.0.0.1:${port}/oauth2/token`, {
    method: 'POST',
    headers,
    body: FORM,
  });
  const { access_token: token } = (await answer.json()) as { access_token: string };
  return token;
}

const tokens = await Promise.all(users.map(tokenOf));
const credentials: Record<Kind, readonly string[]> = {
  Basic: users.map((id) => basic(id, SECRET)),
  token: tokens.map((token) => `Bearer ${token}`),
};

/** Requests of users who were there before. */
function normal(kind: Kind): Promise<LoadResult> {
  const { path } = callNamed('get');
  return runLoad({
    port,
    connections: USERS,
    rate: RATE / KINDS.length,
    until: { seconds: SECONDS },
    request: (number) =>
      `GET ${PATH}${path(number)} HTTP/1.1\r\n${HEAD}Authorization: ${credentials[kind][number % USERS]}\r\n\r\n`,
  });
}

/** Milliseconds until somebody is in who was not there before, with a new attempt a second after each that was turned away. */
async function newcomer(id: string): Promise<number> {
  const started = performance.now();
  const headers = { authorization: basic(id, SECRET) };
  while (true) {
    const { status } = await fetch(`http://127.0.0.1:${port}${PATH}/Users?count=1`, { headers });
    if (status === 200) return performance.now() - started;
    if (status !== 429 && status !== 503) throw new Error(`A newcomer got ${status}.`);
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

let guesses = 0;
const post = (authorization: string) =>
  `POST /oauth2/token HTTP/1.1\r\n${HEAD}Authorization: ${authorization}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${FORM.length}\r\n\r\n${FORM}`;
const get = (authorization: string) =>
  `GET ${PATH}/Users HTTP/1.1\r\n${HEAD}Authorization: ${authorization}\r\n\r\n`;
/** A good token of the victim with the signature of another one. */
const [head = '', claims = ''] = (await tokenOf(VICTIM)).split('.');
const forged = () => `${head}.${claims}.${Buffer.from(`${guesses}`.padEnd(64, '.')).toString('base64url')}`;

const ATTACKS: Readonly<Record<string, (() => string) | undefined>> = {
  quiet: undefined,
  'wrong secrets by Basic': () => get(basic(VICTIM, `wrong ${guesses}`)),
  'wrong secrets at the token endpoint': () => post(basic(VICTIM, `wrong ${guesses}`)),
  'forged tokens': () => get(`Bearer ${forged()}`),
};

interface Turn {
  readonly results: Readonly<Record<Kind, LoadResult>>;
  readonly newcomer: number;
  readonly answers: Readonly<Record<string, number>>;
}

async function turn(attack: (() => string) | undefined): Promise<Turn> {
  const attacking =
    attack === undefined
      ? undefined
      : runLoad({
          port,
          connections: 50,
          rate: GUESSES,
          // It begins before and ends behind what is measured.
          until: { seconds: SECONDS + 2 },
          request: () => {
            guesses += 1;
            return attack();
          },
        });
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const id = newcomers.pop() ?? '';
  const [byBasic, byToken, first] = await Promise.all([normal('Basic'), normal('token'), newcomer(id)]);
  const { errors = {} } = (await attacking) ?? {};
  return { results: { Basic: byBasic, token: byToken }, newcomer: first, answers: errors };
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const turns = new Map<string, Turn[]>(Object.keys(ATTACKS).map((name) => [name, []]));
try {
  // What is compiled and opened first is nobody's matter here.
  await turn(undefined);
  for (let round = 0; round < ROUNDS; round += 1) {
    // Whoever comes first is the first to guess: the attacks take turns with that.
    const all = Object.entries(ATTACKS);
    const attacks = all.slice(1);
    const from = round % attacks.length;
    const inOrder = [...all.slice(0, 1), ...attacks.slice(from), ...attacks.slice(0, from)];
    for (const [name, attack] of inOrder) turns.get(name)?.push(await turn(attack));
  }
} finally {
  await proxy.stop();
  await backend.stop();
  rmSync(folder, { recursive: true });
}

const p99 = (name: string, kind: Kind) =>
  median((turns.get(name) ?? []).map(({ results }) => results[kind].p99));
const lines = [...turns].map(([name, all]) => {
  const figures = KINDS.map((kind) => {
    const ratio = (p99(name, kind) / p99('quiet', kind)).toFixed(2);
    return `${median(all.map(({ results }) => results[kind].p50)).toFixed(1)} | ${p99(name, kind).toFixed(1)} | ${ratio}`;
  });
  const first = all.map((each) => each.newcomer);
  return `| ${name} | ${figures.join(' | ')} | ${median(first).toFixed(0)} (${Math.max(...first).toFixed(0)}) |`;
});
process.stdout.write(`${RATE} requests a second of ${USERS} users, ${GUESSES} wrong ones a second for another id; milliseconds

| meanwhile | Basic p50 | p99 | ratio | token p50 | p99 | ratio | first logon of others (longest) |
| --- | --- | --- | --- | --- | --- | --- | --- |
${lines.join('\n')}
`);
for (const [name, all] of turns) {
  const failed = all.flatMap(({ results }) => KINDS.flatMap((kind) => Object.entries(results[kind].errors)));
  for (const [what, times] of failed) {
    process.stderr.write(`FAILED: ${name}: ${what}, ${times} times\n`);
    process.exitCode = 1;
  }
  const answers = Object.groupBy(
    all.flatMap((each) => Object.entries(each.answers)),
    ([what]) => what,
  );
  const counted = Object.entries(answers).map(
    ([what, each = []]) => `${each.reduce((sum, [, times]) => sum + times, 0)} ${what}`,
  );
  if (counted.length > 0) process.stdout.write(`\n${name}: ${counted.join(', ')}\n`);
}
