/**
 * Canaries in every credential of every connector, and in the bodies of requests, against gateways that repeat all of
 * it: none is in any answer (status, headers, body) or any log line, all levels on.
 */
import { generateKeyPairSync } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/scim/json.ts';
import { type Backend, type Kind, startBackend } from './support/backends.ts';
import { type Canaries, canaries, shownOf } from './support/canaries.ts';
import type { Answer, Client } from './support/client.ts';
import { HURRIED } from './support/connectors.ts';
import { ENCODINGS, PIECES, SHAPES } from './support/echo.ts';
import { type EchoGateway, type Plan, requestIdOf, startEchoGateway } from './support/echo-gateway.ts';
import { type RunningProxy, runningProxy } from './support/proxy.ts';

const KINDS: readonly Kind[] = ['v1', 'v2', 'cf'];
const SHAPE_NAMES = Object.keys(SHAPES);
/** 401 and 429 make a system send nothing more: each of their shapes gets a system of its own. */
const REPEATABLE = [200, 201, 202, 302, 400, 403, 404, 409, 412, 413, 422, 500, 502, 503];
const FINAL = [401, 429];
/** In bodies of requests. */
const PERSONAL = 'Personenkanarie-4711';
const AT_ONCE = 16;

interface System {
  readonly kind: Kind;
  readonly canaries: Canaries;
  readonly gateway: EchoGateway;
}

const systems = new Map<string, System>();
const backends = new Map<Kind, Backend>();
const log: string[] = [];
/** How many lines of it were looked at. */
let seen = 0;
let seenOfAudit = 0;
/** Members of an audit log that look like anything, sooner or later like a piece of a secret in hexadecimal digits. */
const RANDOM = /"(?:chain|previous|signature)":"[^"]*"/g;
let proxy: RunningProxy;
const auditKey = generateKeyPairSync('ed25519')
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();
/** So that every piece meets every encoding. */
let turn = 0;

function planned(place: string, status: number, shape: string): Plan {
  turn += 1;
  // What people are called is no secret, and a backend may say it.
  const pieces = Object.keys(PIECES).filter((piece) => piece !== 'values');
  const encodings = Object.keys(ENCODINGS);
  return {
    place,
    status,
    shape,
    piece: pieces[turn % pieces.length] ?? '',
    encoding: encodings[turn % encodings.length] ?? '',
  };
}

async function addSystem(id: string, kind: Kind, tokenLife?: number): Promise<object> {
  const backend = backends.get(kind) ?? (await startBackend(kind, { users: 5, groups: 3 }));
  backends.set(kind, backend);
  const { URL: url = '', User: user = '', Password: password = '' } = backend.properties;
  const gateway = await startEchoGateway({ url, user, password }, tokenLife);
  const own = canaries(id);
  systems.set(id, { kind, canaries: own, gateway });
  return {
    id,
    type: backend.type,
    properties: {
      ...backend.properties,
      URL: gateway.url,
      User: own.user,
      Password: own.password,
      ...Object.fromEntries(
        Object.entries(own.headers).map(([name, value]) => [`ips.http.header.${name}`, value]),
      ),
      ...(kind === 'cf' ? {} : { 'ipsproxy.upstream.requests.per.minute': 'off' }),
    },
  };
}

function logonAttempts() {
  return SHAPE_NAMES.flatMap((shape, index) =>
    REPEATABLE.filter((_, row) => (row + index) % 2 === 0).map((status) => ({ status, shape, index })),
  );
}

beforeAll(async () => {
  const configured: object[] = [];
  for (const kind of KINDS) {
    configured.push(await addSystem(`${kind}-main`, kind));
    for (const status of FINAL) {
      for (const index of SHAPE_NAMES.keys())
        configured.push(await addSystem(`${kind}-${status}-${index}`, kind));
    }
  }
  configured.push(await addSystem('cf-root', 'cf'));
  // After a logon that failed, a system waits: one for each.
  for (const { status, index } of logonAttempts()) {
    configured.push(
      await addSystem(`cf-logon-${status}-${index}`, 'cf'),
      await addSystem(`cf-refresh-${status}-${index}`, 'cf', 0.001),
    );
  }
  for (const index of SHAPE_NAMES.keys()) configured.push(await addSystem(`cf-logon-${index}`, 'cf'));
  proxy = await runningProxy({
    systems: configured,
    log,
    time: HURRIED,
    audit: { file: 'audit.jsonl', chain: true, key: { file: 'audit-key.pem' } },
    files: { 'audit-key.pem': auditKey },
  });
}, 60_000);

afterAll(async () => {
  await proxy.stop();
  for (const { gateway } of systems.values()) await gateway.close();
  for (const backend of backends.values()) await backend.close();
});

type Operation = (client: Client, requestId: string) => Promise<Answer>;

async function operationsOf(kind: Kind, client: Client): Promise<Operation[]> {
  const idOf = async (endpoint: string, wanted = '') => {
    const { body } = await client.get(`/${endpoint}?count=50`);
    const found = (body['Resources'] as JsonObject[]).find(({ id }) => String(id).endsWith(wanted));
    return encodeURIComponent(String(found?.['id']));
  };
  const user = `/Users/${await idOf('Users')}`;
  const group = `/Groups/${await idOf('Groups', kind === 'cf' ? 'organization_auditor' : '')}`;
  const member = { value: decodeURIComponent(user.slice('/Users/'.length)) };
  const person = {
    userName: 'a@example.com',
    emails: [{ value: 'a@example.com' }],
    name: { familyName: PERSONAL },
  };
  const call =
    (method: string, path: string, body?: object): Operation =>
    (by, requestId) =>
      by.send(method, path, {
        ...(body === undefined ? {} : { body }),
        headers: { 'x-request-id': requestId },
      });
  const patch = (path: string, ...operations: object[]) =>
    call('PATCH', path, {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: operations,
    });
  return [
    call('GET', '/Users?count=3'),
    call('GET', `/Users?filter=${encodeURIComponent(`userName eq "${PERSONAL}"`)}`),
    call('GET', user),
    call('POST', '/Users', person),
    call('PUT', user, person),
    patch(user, { op: 'replace', path: 'name.familyName', value: PERSONAL }),
    call('DELETE', user),
    call('GET', '/Groups?count=3'),
    call('GET', group),
    patch(group, { op: 'add', path: 'members', value: [member] }),
    patch(group, { op: 'remove', path: `members[value eq "${member.value}"]` }),
  ];
}

interface Attempt {
  readonly system: string;
  readonly operation: Operation;
  readonly plan: Plan;
}

/** All of them, with more than so many echoes. */
async function run(attempts: readonly Attempt[], leastEchoes: number): Promise<void> {
  const before = echoes();
  const answers: string[] = [];
  const queue = [...attempts];
  const worker = async () => {
    for (let attempt = queue.shift(); attempt !== undefined; attempt = queue.shift()) {
      const { system, operation, plan } = attempt;
      const { status, headers, text } = await operation(proxy.client(system), requestIdOf(plan));
      answers.push(`${status} ${JSON.stringify(headers)} ${text}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  expect(echoes() - before).toBeGreaterThan(leastEchoes);
  const all = (await readFile(join(proxy.folder, 'audit.jsonl'), 'utf8')).split('\n');
  const audit = all.slice(seenOfAudit).map((line) => line.replaceAll(RANDOM, ''));
  seenOfAudit = all.length;
  // The first operations that are tried have changes among them.
  expect(seenOfAudit).toBeGreaterThan(100);
  expectNoneShown(answers, [...log.slice(seen), ...audit]);
  seen = log.length;
}

const echoes = () => [...systems.values()].reduce((sum, { gateway }) => sum + gateway.echoes(), 0);

function expectNoneShown(answers: readonly string[], lines: readonly string[]): void {
  const secrets: string[] = [];
  const names: string[] = [];
  for (const { canaries: own, gateway } of systems.values()) {
    names.push(own.user);
    const keys = Object.values(own.headers).map((value) => value.replace('Key ', ''));
    // What a token says is no secret (its issuer is in other texts, too): its signature is.
    const tokens = [...gateway.tokens].map((token) => token.split('.').at(-1) ?? token);
    secrets.push(
      auditKey.split('\n')[1] ?? '',
      own.password,
      `${own.user}:${own.password}`,
      ...keys,
      ...tokens,
    );
  }
  const counted = `${secrets.length + names.length} canaries, ${answers.length} answers, ${lines.length} log lines`;
  expect(shownOf([...answers, ...lines].join('\n'), secrets, names), counted).toEqual([]);
  // What was asked for is shown; what is repeated is not.
  const failures = answers.filter((answer) => Number(answer.slice(0, 3)) >= 400);
  expect(shownOf([...failures, ...lines].join('\n'), [], [PERSONAL])).toEqual([]);
}

describe('a backend that repeats what it gets', () => {
  const attempts = async (kind: Kind): Promise<Attempt[]> => {
    const operations = await operationsOf(kind, proxy.client(`${kind}-main`));
    const pick = (index: number) => operations[index % operations.length] as Operation;
    return [
      ...REPEATABLE.flatMap((status, row) =>
        SHAPE_NAMES.flatMap((shape, column) => [
          ...[0, 1].map((part) => ({
            system: `${kind}-main`,
            operation: pick(row + column * 2 + part),
            plan: planned('calls', status, shape),
          })),
          {
            system: `${kind}-main`,
            operation: pick([3, 4, 5, 9, 10][(row + column) % 5] ?? 3),
            plan: planned(row % 3 === 0 ? 'reads' : 'writes', status, shape),
          },
        ]),
      ),
      ...FINAL.flatMap((status) =>
        SHAPE_NAMES.flatMap((shape, index) =>
          [0, 1].map((part) => ({
            system: `${kind}-${status}-${index}`,
            operation: pick(index + part),
            plan: planned('calls', status, shape),
          })),
        ),
      ),
    ];
  };

  it.each(KINDS)(
    '%s: answers of the API',
    async (kind) => {
      const all = await attempts(kind);
      await run(all, all.length / 2);
    },
    120_000,
  );

  it('cf: root document, logon and refresh', async () => {
    const [operation] = await operationsOf('cf', proxy.client('cf-main'));
    if (operation === undefined) throw new Error('no operation');
    const all: Attempt[] = [
      ...logonAttempts().flatMap(({ status, shape, index }) => [
        { system: 'cf-root', operation, plan: planned('root', status, shape) },
        { system: `cf-logon-${status}-${index}`, operation, plan: planned('logon', status, shape) },
        { system: `cf-refresh-${status}-${index}`, operation, plan: planned('refresh', status, shape) },
        { system: `cf-refresh-${status}-${index}`, operation, plan: planned('tokens', status, shape) },
      ]),
      ...SHAPE_NAMES.map((shape, index) => ({
        system: `cf-logon-${index}`,
        operation,
        plan: planned('logon', 401, shape),
      })),
    ];
    await run(all, SHAPE_NAMES.length * 5);
  }, 120_000);
});
