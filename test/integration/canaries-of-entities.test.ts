/**
 * Canaries as passwords of users, at every system of the demo: they are in what the backend gets, and nowhere else, whether a
 * write succeeds, is tried, is explained, or is refused by a backend that repeats what it was sent. RFC 7643 §7.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'jsonc-parser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startScim } from '../../src/sandbox/scim/index.ts';
import type { JsonObject } from '../../src/scim/json.ts';
import { type Kind, startBackend } from './support/backends.ts';
import { shownOf } from './support/canaries.ts';
import { type Answer, type Client, PATCH_OP } from './support/client.ts';
import { HURRIED } from './support/connectors.ts';
import { ENCODINGS, SHAPES } from './support/echo.ts';
import { type EchoGateway, requestIdOf, startEchoGateway } from './support/echo-gateway.ts';
import { type RunningProxy, runningProxy } from './support/proxy.ts';
import { type RecordedRequest, type SandboxControl, sandboxControl } from './support/sandbox.ts';
import {
  changed,
  defaultTransformation,
  type Mapping,
  type Transformation,
} from './support/transformations.ts';

const PREFER = { prefer: 'handling=dry-run' };
const SAP = 'urn:ietf:params:scim:schemas:extension:sap:2.0:User';
/** Members of an audit log that look like anything. */
const RANDOM = /"(?:chain|previous|signature)":"[^"]*"/g;

/** As it is, and as copies that have other names and other letters. */
const COPIES: readonly Mapping[] = [
  { sourcePath: '$.password', targetPath: '$.password', optional: true },
  { sourcePath: '$.password', targetVariable: 'word', optional: true },
  {
    sourceVariable: 'word',
    targetPath: '$.nickName',
    optional: true,
    functions: [{ function: 'replaceString', target: 'Kanarie', replacement: 'Finkenvogel' }],
  },
  {
    sourcePath: '$.password',
    targetPath: '$.title',
    optional: true,
    functions: [{ function: 'encode', algorithm: 'base64' }],
  },
];

function writeOf(kind: Kind | 'scim', mappings: readonly Mapping[]): Transformation {
  const given =
    kind === 'scim'
      ? (parse(
          readFileSync(new URL('../../transformations/scim/write.json', import.meta.url), 'utf8'),
        ) as Transformation)
      : defaultTransformation(kind, 'write');
  return changed(given, (entity, entityType) =>
    entityType === 'user' ? { ...entity, mappings: [...entity.mappings, ...mappings] } : entity,
  );
}

async function backendOf(kind: Kind | 'scim') {
  if (kind !== 'scim') {
    const { properties, type, control, close } = await startBackend(kind, { users: 3, groups: 1 });
    return { properties, type, control, close };
  }
  const { base, url, credentials, close } = await startScim({ users: 3, groups: 1 });
  const { user: User, password: Password } = credentials;
  const properties: Record<string, string> = {
    URL: base,
    Authentication: 'BasicAuthentication',
    User,
    Password,
  };
  return { properties, type: 'scim', control: sandboxControl(url), close };
}

describe.each<Kind | 'scim'>(['v2', 'v1', 'cf', 'scim'])('%s', (kind) => {
  let control: SandboxControl;
  let gateway: EchoGateway;
  let proxy: RunningProxy;
  let stop: () => Promise<void>;
  const log: string[] = [];
  const secrets: string[] = [];
  const said: string[] = [];
  let user = '';

  const canary = (): string => {
    const secret = `${randomBytes(6).toString('hex')}Kanarie-${randomBytes(9).toString('base64url')}!`;
    secrets.push(secret, secret.replace('Kanarie', 'Finkenvogel'));
    return secret;
  };
  const tell = async (sent: Promise<Answer>): Promise<Answer> => {
    const answer = await sent;
    said.push(`${answer.status} ${JSON.stringify(answer.headers)} ${answer.text}`);
    return answer;
  };
  const person = (userName: string, more: JsonObject = {}): JsonObject => ({
    userName,
    emails: [{ value: userName }],
    name: { familyName: 'L', givenName: 'A' },
    password: canary(),
    ...more,
  });
  const patchOf = (...operations: JsonObject[]) => ({ schemas: [PATCH_OP], Operations: operations });
  const writes = (name: string): [string, string, JsonObject][] => [
    ['POST', '/Users', person(`${name}@example.com`)],
    ['PUT', user, person(`${kind}-here@example.com`, { [SAP]: { sendMail: false } })],
    ['PATCH', user, patchOf({ op: 'replace', path: 'password', value: canary() })],
    ['PATCH', user, patchOf({ op: 'add', value: { PassWord: canary() } })],
  ];
  const sendAll = async (client: Client, name: string, headers: Record<string, string> = {}) => {
    const answers: Answer[] = [];
    for (const [method, path, body] of writes(name)) {
      answers.push(await tell(client.send(method, path, { body, headers })));
    }
    return answers;
  };
  const received = async (): Promise<readonly RecordedRequest[]> =>
    (await control.requests()).requests.filter(
      ({ method, path }) => method !== 'GET' && !path.startsWith('/oauth/token'),
    );
  const expectNone = async () => {
    const audit = (await readFile(join(proxy.folder, 'audit.jsonl'), 'utf8')).replaceAll(RANDOM, '');
    expect(shownOf([...said, ...log, audit].join('\n'), secrets, [])).toEqual([]);
    said.length = 0;
  };

  beforeAll(async () => {
    const backend = await backendOf(kind);
    const { URL: url = '', User: name = '', Password: password = '' } = backend.properties;
    control = backend.control;
    gateway = await startEchoGateway({ url: new URL(url).origin, user: name, password });
    const properties = { ...backend.properties, URL: url.replace(new URL(url).origin, gateway.url) };
    const files = {
      'plain.json': JSON.stringify(writeOf(kind, COPIES.slice(0, 1))),
      'copies.json': JSON.stringify(writeOf(kind, COPIES)),
    };
    proxy = await runningProxy({
      systems: ['plain', 'copies'].map((id) => ({
        id,
        type: backend.type,
        properties,
        transformations: { write: `${id}.json` },
      })),
      files,
      log,
      time: HURRIED,
      audit: { file: 'audit.jsonl' },
    });
    const { body } = await proxy.client('plain').post('/Users', person(`${kind}-here@example.com`));
    user = `/Users/${encodeURIComponent(String(body['id']))}`;
    stop = async () => {
      await proxy.stop();
      await gateway.close();
      await backend.close();
    };
  }, 60_000);
  afterAll(() => stop());

  it('are sent, and neither answered nor logged', async () => {
    await control.forget();
    const answers = await sendAll(proxy.client('plain'), 'new');
    expect(answers.map(({ status }) => status)).toEqual([201, 200, 200, 200]);
    for (const { headers } of answers) {
      expect(String(headers['x-ipsproxy-warning'] ?? '')).not.toMatch(/password/i);
    }
    const sent = JSON.stringify((await received()).map(({ body }) => body));
    // Cloud Foundry has no passwords of its own: the UAA gets users of another identity provider.
    if (kind !== 'cf') expect(sent).toContain(secrets.at(-2));
    const client = proxy.client('plain');
    for (const query of [
      '',
      '?attributes=password',
      `?attributes=${SAP}:sendMail`,
      '?excludedAttributes=name',
    ]) {
      const { body } = await tell(client.get(`${user}${query}`));
      expect(JSON.stringify(body)).not.toMatch(/"(?:password|sendMail)"/i);
    }
    await tell(client.get('/Users?count=100'));
    await expectNone();
  });

  it('are nowhere in what a dry run or an explanation shows, under whatever name they would be sent', async () => {
    await control.forget();
    const explainer = proxy.explainer('copies');
    const dry = await sendAll(explainer, 'tried', PREFER);
    expect(dry.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const id = decodeURIComponent(user.slice('/Users/'.length));
    for (const question of [
      { operation: 'create', entity: person('asked@example.com') },
      { operation: 'update', id, entity: person(`${kind}-here@example.com`) },
      { operation: 'patch', id, entity: patchOf({ op: 'replace', path: 'password', value: canary() }) },
      { id },
      {},
    ]) {
      expect((await tell(explainer.post('/Users/.explain', question))).status).toBe(200);
    }
    expect(await received()).toEqual([]);
    const shown = dry.map(({ text }) => text).join();
    if (kind !== 'cf') expect(shown).toContain('"password":"***"');
    await expectNone();
  });

  it('cannot be looked for', async () => {
    const client = proxy.client('plain');
    const secret = canary();
    await control.forget();
    for (const query of [
      `filter=${encodeURIComponent(`password eq "${secret}"`)}`,
      `filter=${encodeURIComponent(`not (userName pr or password sw "${secret}")`)}`,
      `filter=${encodeURIComponent(`password eq "${secret}`)}`,
      `sortBy=password`,
    ]) {
      const { status, body } = await tell(client.get(`/Users?${query}`));
      expect([status, body['scimType']]).toEqual([400, 'invalidFilter']);
    }
    for (const path of [`password[value eq "${secret}"]`, `password eq "${secret}"`]) {
      expect((await tell(client.patch(user, [{ op: 'replace', path, value: secret }]))).status).toBe(400);
    }
    const { requests } = await control.requests();
    expect(requests.filter(({ path }) => path.includes('Users'))).toEqual([]);
    await expectNone();
  });

  it('are not in what is said where the backend repeats them', { timeout: 60_000 }, async () => {
    const before = gateway.echoes();
    const statuses = [400, 403, 404, 409, 412, 422, 500, 502, 200, 201];
    const encodings = Object.keys(ENCODINGS);
    let turn = 0;
    for (const [row, shape] of Object.keys(SHAPES).entries()) {
      for (const encoding of encodings.filter((_, column) => (row + column) % 3 === 0)) {
        turn += 1;
        const status = statuses[turn % statuses.length] ?? 400;
        const plan = { place: 'writes', status, shape, piece: 'values', encoding };
        const [method, path, body] = writes('refused')[turn % 4] ?? ['POST', '/Users', {}];
        const headers = { 'x-request-id': requestIdOf(plan) };
        await tell(proxy.client('copies').send(method, path, { body, headers }));
      }
    }
    expect(gateway.echoes() - before).toBeGreaterThan(turn / (kind === 'cf' ? 8 : 2));
    await expectNone();
  });
});
