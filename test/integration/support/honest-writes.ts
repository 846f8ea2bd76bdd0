/**
 * Whatever goes wrong between the proxy and its backend while something is changed: the answer says that it was done, that nothing
 * was, or that this is not known; and what the backend has afterwards is not otherwise.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startCloudFoundry } from '../../../src/sandbox/cloud-foundry/index.ts';
import { startScim } from '../../../src/sandbox/scim/index.ts';
import type { JsonObject } from '../../../src/scim/json.ts';
import { until } from '../../support/until.ts';
import { startBackend } from './backends.ts';
import { adding, CHANGES, newGroup, newUser, type Stage } from './changes.ts';
import { HURRIED } from './connectors.ts';
import { claimOf } from './honesty.ts';
import { type RunningProxy, runningProxy } from './proxy.ts';
import { type SandboxControl, sandboxControl } from './sandbox.ts';

/** Seconds. */
const DEADLINE = 1;
const HOUR = 3_600;

interface Server {
  readonly type: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly control: SandboxControl;
  close(): Promise<void>;
}

const SERVERS = {
  v1: () => startBackend('v1', { users: 3, groups: 1 }),
  v2: () => startBackend('v2', { users: 3, groups: 1 }),
  cf: () => startBackend('cf', { users: 3, groups: 1 }),
  scim: async (): Promise<Server> => {
    const server = await startScim({ users: 3, groups: 1 });
    const { user, password } = server.credentials;
    const properties = { URL: server.base, User: user, Password: password };
    return { type: 'scim', properties, control: sandboxControl(server.url), close: () => server.close() };
  },
  uaa: async (): Promise<Server> => {
    const server = await startCloudFoundry({ users: 3, orgs: 1, spaces: 1 });
    const { id, secret } = server.settings.ownClient;
    const properties = {
      URL: server.url,
      OAuth2TokenServiceURL: `${server.url}/oauth/token`,
      User: id,
      Password: secret,
      'uaa.origin': server.origin,
    };
    const control = sandboxControl(server.url);
    return { type: 'cloud-foundry-uaa', properties, control, close: () => server.close() };
  },
} satisfies Record<string, () => Promise<Server>>;
type Kind = keyof typeof SERVERS;

const PAGE = '<html><body>A page of something in between</body></html>';
const OTHER = { id: 'other', userName: 'other', displayName: 'other', value: 'other', type: 'other' };
const HTML = { 'content-type': 'text/html' };

/** What meets the request that makes the change, and whether it meets its repetitions as well. */
const SILENCE = 'silence until long after the deadline';
const FAULTS: readonly (readonly [string, object])[] = [
  ['a reset before it is done', { reset: 'before', count: 1 }],
  ['resets before it is done', { reset: 'before', count: 20 }],
  ['a reset after it is done', { reset: 'after', count: 1 }],
  ['resets after it is done', { reset: 'after', count: 20 }],
  ['an answer that breaks off', { truncate: true, count: 1 }],
  ['answers that break off', { truncate: true, count: 20 }],
  [SILENCE, { delayMs: HOUR * 1000, count: 20 }],
  ['a page with 200', { status: 200, headers: HTML, body: PAGE, count: 20 }],
  ['broken JSON with 201', { status: 201, body: '{"id": ', count: 20 }],
  ['another entity with 200', { status: 200, body: OTHER, count: 20 }],
  ['500', { status: 500, count: 20 }],
  ['502 of a gateway', { status: 502, headers: HTML, body: PAGE, count: 20 }],
  ['503 of a gateway', { status: 503, headers: HTML, body: PAGE, count: 20 }],
  ['504 of a gateway', { status: 504, headers: HTML, body: PAGE, count: 20 }],
  ['silence of all that is read', { method: 'GET', path: '/', delayMs: HOUR * 1000, count: 20 }],
  ['429', { status: 429, retryAfter: 3600, count: 20 }],
];

/** @param kind of backend */
export function honestWrites(kind: Kind): void {
  let server: Server;
  let proxy: RunningProxy;
  let observer: RunningProxy;

  async function open(): Promise<void> {
    server = await SERVERS[kind]();
    const properties = {
      ...server.properties,
      'ips.failed.request.retry.attempts': '1',
      'ips.failed.request.retry.attempts.interval': '1',
    };
    const systems = [{ id: 'honest', type: server.type, properties }];
    const time = kind === 'uaa' ? {} : { time: HURRIED };
    proxy = await runningProxy({ server: { requestTimeout: DEADLINE }, systems, ...time });
    observer = await runningProxy({ systems, ...time });
  }
  async function close(): Promise<void> {
    await Promise.all([proxy.stop(), observer.stop()]);
    await server.close();
  }
  beforeAll(open);
  // Nobody waits until a backend takes more requests, or for times that have passed.
  afterEach(async ({ task }) => {
    if (!/silence|429/.test(task.name)) return;
    await close();
    await open();
  });
  afterAll(close);

  const stage: Stage = {
    user: () => made('/Users', newUser()),
    async group(member) {
      const client = observer.client('honest');
      if (kind !== 'cf') {
        return await made(
          '/Groups',
          newGroup([await stage.user(), ...(member === undefined ? [] : [member])]),
        );
      }
      const { body } = await client.get('/Groups?count=1');
      const [group = {}] = body['Resources'] as JsonObject[];
      if (member === undefined) return group;
      expect((await client.patch(`/Groups/${group['id']}`, adding(member))).status).toBeLessThan(300);
      return group;
    },
  };
  async function made(path: string, entity: JsonObject): Promise<JsonObject> {
    const { status, body, text } = await observer.client('honest').post(path, entity);
    expect(status, text).toBe(201);
    return body;
  }

  /** As somebody sees it who has no trouble. */
  async function snapshot(): Promise<string> {
    const lists: unknown[] = [];
    for (const endpoint of ['Users', 'Groups']) {
      const { status, body, text } = await observer.client('honest').get(`/${endpoint}?count=100`);
      expect(status, text).toBe(200);
      lists.push((body['Resources'] as JsonObject[]).map(({ meta: _, groups: _order, ...entity }) => entity));
    }
    return JSON.stringify(lists);
  }

  /** The backend has done all that it will do. */
  async function settled(): Promise<void> {
    await until(async () => {
      const { requests } = await server.control.requests();
      return requests.every(({ status }) => status !== null);
    });
  }

  describe.each(CHANGES[kind])('a $name', (change) => {
    // Whatever a deletion is answered with, as long as it is a success.
    const faults = FAULTS.filter(([name]) => change.method !== 'DELETE' || !name.startsWith('another'));
    it.each(faults)('meets %s', async (name, fault) => {
      const send = await change.prepare(stage);
      const before = await snapshot();
      await server.control.forget();
      await server.control.fault({ method: change.method, path: change.path, ...fault });
      const answer = await send(proxy.client('honest'));
      if (name.startsWith('silence')) await server.control.advance(2 * HOUR);
      if (!name.includes('reset')) await settled();
      await server.control.forget();
      const after = await snapshot();
      const said = `${name}: ${answer.status} ${answer.text}`;
      const claim = claimOf(answer);
      if (claim === 'done') expect(after, said).not.toBe(before);
      if (claim === 'nothing') expect(after, said).toBe(before);
    });
  });
}
