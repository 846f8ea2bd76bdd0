/** Cursors at another instance, after a restart and after a reload. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type ScimStandIn, startScim } from '../../../src/sandbox/scim/index.ts';
import { startValkey, VALKEY_BINARY, type ValkeyServer } from '../../support/valkey-server.ts';
import { type RunningProxy, runningProxy } from '../support/proxy.ts';
import { idsOf, withCursor } from './walk.ts';

async function backendOf(): Promise<ScimStandIn> {
  const backend = await startScim({ users: 12 });
  onTestFinished(() => backend.close());
  return backend;
}

interface Remembering {
  readonly state: object;
  readonly environment?: Readonly<Record<string, string>>;
}

function atServer({ port }: ValkeyServer): Remembering {
  return {
    state: { url: { env: 'VALKEY_URL' } },
    environment: { VALKEY_URL: `redis://127.0.0.1:${port}` },
  };
}

async function instance({ base, credentials }: ScimStandIn, remembering?: Remembering) {
  const { user, password } = credentials;
  const properties = {
    Type: 'HTTP',
    URL: base,
    Authentication: 'BasicAuthentication',
    User: user,
    Password: password,
  };
  const proxy = await runningProxy({
    systems: [{ id: 'one', type: 'scim', properties }],
    ...remembering,
  });
  let isRunning = true;
  const stop = async () => {
    if (isRunning) await proxy.stop();
    isRunning = false;
  };
  onTestFinished(stop);
  return { ...proxy, stop };
}

async function firstCursor(proxy: RunningProxy): Promise<string> {
  const { body } = await proxy.client('one').get('/Users?cursor=&count=5');
  return String(body['nextCursor']);
}

const go = (proxy: RunningProxy, cursor: string) =>
  proxy.client('one').get(withCursor('/Users?count=5', cursor));

async function expectGood(proxy: RunningProxy, cursor: string): Promise<void> {
  const { status, body } = await go(proxy, cursor);
  expect([status, idsOf(body).length]).toEqual([200, 5]);
}

async function expectUnknown(proxy: RunningProxy, cursor: string): Promise<void> {
  const { status, body } = await go(proxy, cursor);
  expect([status, body['scimType']]).toEqual([400, 'invalidCursor']);
  expect(body['detail']).toMatch(
    /by a process of the proxy that has ended.*Start again with an empty cursor\.$/,
  );
}

it('a reload leaves cursors as they are', async () => {
  const proxy = await instance(await backendOf());
  const cursor = await firstCursor(proxy);
  await proxy.reload();
  await expectGood(proxy, cursor);
});

describe('without shared state', () => {
  it('a cursor ends with its process, and is unknown to others', async () => {
    const backend = await backendOf();
    const [one, two] = [await instance(backend), await instance(backend)];
    const cursor = await firstCursor(one);
    await expectUnknown(two, cursor);
    await one.stop();
    await expectUnknown(await instance(backend), cursor);
  });
});

it('with a folder, a restart leaves cursors as they are', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ipsproxy-state-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const backend = await backendOf();
  const one = await instance(backend, { state: { folder } });
  const cursor = await firstCursor(one);
  await one.stop();
  await expectGood(await instance(backend, { state: { folder } }), cursor);
});

describe.skipIf(VALKEY_BINARY === undefined)('with a server', () => {
  it('instances share cursors, and a new one knows those of one that has ended', async () => {
    const server = await startValkey();
    const state = atServer(server);
    const backend = await backendOf();
    const [one, two] = [await instance(backend, state), await instance(backend, state)];
    const [ofOne, ofTwo] = await Promise.all([firstCursor(one), firstCursor(two)]);
    await expectGood(two, ofOne);
    await expectGood(one, ofTwo);
    await one.stop();
    await expectGood(await instance(backend, state), ofOne);
  });

  it('a server that goes away ends no walk, and one that never came leaves each with its own', async () => {
    const server = await startValkey();
    const state = atServer(server);
    const backend = await backendOf();
    const [one, two] = [await instance(backend, state), await instance(backend, state)];
    const cursor = await firstCursor(one);
    await expectGood(two, cursor);
    await server.kill();
    await expectGood(two, cursor);
    await expectGood(one, await firstCursor(two));
    const late = await instance(backend, state);
    const own = await firstCursor(late);
    await expectGood(late, own);
    await expectUnknown(one, own);
    await expectUnknown(late, cursor);
  });
});
