/** Limits of several instances that share their state: together, and each for itself while the server is away. */
import { beforeEach, describe, expect, it } from 'vitest';
import { openState } from '../../../src/state/open-state.ts';
import type { State } from '../../../src/state/state.ts';
import { basic, fakeSystem, SYSTEM, startProxy, technicalUser } from '../../server/helpers.ts';
import { until } from '../../support/until.ts';
import { startValkey, VALKEY_BINARY, type ValkeyServer } from '../../support/valkey-server.ts';
import { runningProxy } from '../support/proxy.ts';

const AT_ONCE = 8;

type Proxy = Awaited<ReturnType<typeof startProxy>>;

describe.skipIf(VALKEY_BINARY === undefined)('two instances', () => {
  let server: ValkeyServer;
  let lines: string[];
  beforeEach(async () => {
    server = await startValkey();
    lines = [];
  });

  async function instance(limits: object, most?: number): Promise<{ proxy: Proxy; state: State }> {
    const log = {
      warn: (line: string) => void lines.push(line),
      info: (line: string) => void lines.push(line),
    };
    const address = { host: '127.0.0.1', port: server.port, tls: false, database: 0 };
    const state = await openState({ kind: 'valkey', address, prefix: 'p:', authorities: [] }, log);
    const user = await technicalUser(
      'client',
      ['secret'],
      most ? { limits: { requestsPerMinute: most } } : {},
    );
    const proxy = await startProxy({
      systems: [fakeSystem()],
      users: [user],
      limits: { [SYSTEM]: limits },
      state,
    });
    return { proxy, state };
  }

  /** Sends to both in turn, some at once, until told to end. */
  async function load(proxies: readonly Proxy[], goesOn: (sent: number) => boolean): Promise<number[]> {
    const statuses: number[] = [];
    let sent = 0;
    const one = async () => {
      while (goesOn(sent)) {
        sent += 1;
        const proxy = proxies[sent % proxies.length];
        statuses.push((await proxy?.send('/Users'))?.status ?? 0);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, one));
    return statuses;
  }

  it.each([
    ['a system', { requestsPerMinute: 60 }, undefined],
    ['a technical user', {}, 60],
  ])('the limit of %s holds over both', async (_, limits, most) => {
    const proxies = [(await instance(limits, most)).proxy, (await instance(limits, most)).proxy];
    const statuses = await load(proxies, (sent) => sent < 150);
    expect(statuses.filter((status) => status === 200)).toHaveLength(60);
    expect(new Set(statuses)).toEqual(new Set([200, 429]));
  });

  it('the server is killed and started again under load: no request fails, and the log says so once', async () => {
    const limits = { requestsPerMinute: 1_000_000 };
    const instances = [await instance(limits), await instance(limits)];
    let going = true;
    let done = 0;
    const statuses = load(
      instances.map(({ proxy }) => proxy),
      (sent) => {
        done = sent;
        return going;
      },
    );
    const some = async () => {
      const before = done;
      await until(() => done > before + 50);
    };
    await some();
    await server.kill();
    await until(() => instances.every(({ state }) => !state.isAvailable));
    await some();
    const metrics = await instances[0]?.proxy.send('/metrics', { absolute: true });
    expect(metrics?.text).toContain('\nipsproxy_state_available 0\n');
    await server.start();
    await until(() => instances.every(({ state }) => state.isAvailable));
    await some();
    going = false;
    expect(new Set(await statuses)).toEqual(new Set([200]));
    expect(lines.map((line) => /cannot be used|is there again/.exec(line)?.[0]).sort()).toEqual([
      'cannot be used',
      'cannot be used',
      'is there again',
      'is there again',
    ]);
  });

  it('while the server is away, each has its own limit, and what it counted before stands', async () => {
    const { proxy, state } = await instance({ requestsPerMinute: 10 });
    for (let sent = 1; sent <= 6; sent += 1) expect((await proxy.send('/Users')).status).toBe(200);
    await server.kill();
    await until(() => !state.isAvailable);
    const statuses = await load([proxy], (sent) => sent < 20);
    expect(statuses.filter((status) => status === 200)).toHaveLength(4);
  });

  it('a server that hangs costs the first requests a little, and fails none', async () => {
    const { proxy, state } = await instance({ requestsPerMinute: 1000 });
    await proxy.send('/Users');
    server.pause();
    const statuses = await load([proxy], (sent) => sent < 40);
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(state.isAvailable).toBe(false);
    server.resume();
    await until(() => state.isAvailable);
  });

  it('by a configuration, with the URL from the environment', async () => {
    const setup = {
      systems: [
        {
          id: 'one',
          type: 'scim',
          properties: { URL: 'http://127.0.0.1:9', Authentication: 'NoAuthentication' },
        },
      ],
      state: { url: { env: 'VALKEY_URL' }, prefix: 'other:' },
      environment: { VALKEY_URL: `valkey://127.0.0.1:${server.port}` },
      technicalUsers: [{ id: 'limited', limits: { requestsPerMinute: 3 } }],
    };
    const statuses: number[] = [];
    const proxies = [await runningProxy(setup), await runningProxy(setup)];
    for (const { url } of [...proxies, ...proxies]) {
      const answer = await fetch(`${url}/ipsproxy/api/v1/scim/one/Users`, {
        method: 'OPTIONS',
        headers: { authorization: basic('limited', 'demo-secret') },
      });
      statuses.push(answer.status);
    }
    expect(statuses).toEqual([204, 204, 204, 429]);
    await Promise.all(proxies.map(({ stop }) => stop()));
  });
});
