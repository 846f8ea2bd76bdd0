import { describe, expect, it } from 'vitest';
import { ConnectionPools } from '../../../src/connectors/http/connection-pools.ts';
import { SharedState } from '../../../src/connectors/shared-state.ts';
import { until } from '../../support/until.ts';
import { json, startBackend } from '../support/backend.ts';

const get = { method: 'GET', path: '/', headers: {}, signal: new AbortController().signal } as const;
const limits = { connectTimeout: 5_000 };

describe('ConnectionPools', () => {
  it('shares the connections of one owner until its last client closes', async () => {
    await using backend = await startBackend((_, response) => json(response, 200, {}));
    const { origin } = backend;
    const pools = new ConnectionPools();
    const one = pools.acquire({ owner: 'a', origin, limits: { ...limits, connections: 1 } });
    const two = pools.acquire({ owner: 'a', origin, limits });
    await Promise.all([one.send(get), two.send(get), two.send(get)]);
    expect(backend.connections()).toBe(1);
    await one.close();
    await one.close();
    expect(await two.send(get)).toMatchObject({ status: 200 });
    await two.close();
    await expect(two.send(get)).rejects.toMatchObject({ progress: 'unsent' });
  });

  it('gives each owner its own, so that one that hangs takes none from another', async () => {
    const hanging: (() => void)[] = [];
    await using backend = await startBackend((request, response) => {
      if (request.target === '/hangs') hanging.push(() => json(response, 200, {}));
      else json(response, 200, {});
    });
    const { origin } = backend;
    const pools = new ConnectionPools();
    const of = (owner: string) => pools.acquire({ owner, origin, limits: { ...limits, connections: 1 } });
    const [one, two] = [of('a'), of('b')];
    const hangs = [one.send({ ...get, path: '/hangs' }), one.send({ ...get, path: '/hangs' })];
    expect(await two.send(get)).toMatchObject({ status: 200 });
    await until(() => one.load.underWay === 1);
    expect([one.load, two.load]).toEqual([
      { underWay: 1, waiting: 1 },
      { underWay: 0, waiting: 0 },
    ]);
    for (const _ of hangs) {
      await until(() => hanging.length === 1);
      hanging.pop()?.();
    }
    await Promise.all(hangs);
    await Promise.all([one.close(), two.close()]);
  });

  it.each([
    { most: 10, wishes: [20], opened: [10] },
    { most: 50, wishes: [20, 20], opened: [20, 20] },
    { most: 12, wishes: [20, 20, 8], opened: [5, 5, 2] },
    { most: 4, wishes: [20, 20, 1], opened: [2, 2, 1] },
  ])(
    'shares $most connections that a host takes among wishes of $wishes',
    async ({ most, wishes, opened }) => {
      const waiting: (() => void)[] = [];
      await using backend = await startBackend((_, response) => {
        waiting.push(() => json(response, 200, {}));
      });
      const { origin } = backend;
      const pools = new ConnectionPools();
      const all = wishes.map((connections, owner) =>
        pools.acquire({
          owner: String(owner),
          origin,
          limits: { ...limits, connections },
          hostConnections: owner === 0 ? most : undefined,
        }),
      );
      const answers = all.flatMap(({ send }) => Array.from({ length: 25 }, () => send(get)));
      await until(() => all.every(({ load }, at) => load.underWay === opened[at]));
      expect(all.map(({ load }) => load.waiting)).toEqual(opened.map((count) => 25 - count));
      const release = setInterval(() => waiting.splice(0).map((end) => end()), 1);
      await Promise.all(answers);
      clearInterval(release);
      await Promise.all(all.map((pool) => pool.close()));
    },
  );

  it('opens what is closed anew', async () => {
    await using backend = await startBackend((_, response) => json(response, 200, {}));
    const pools = new ConnectionPools();
    const wishes = { owner: 'a', origin: backend.origin, limits };
    await pools.acquire(wishes).close();
    const again = pools.acquire(wishes);
    expect(await again.send(get)).toMatchObject({ status: 200 });
    await again.close();
  });
});

describe('SharedState', () => {
  it('has one instance of each class', () => {
    const shared = new SharedState();
    expect(shared.get(ConnectionPools)).toBe(shared.get(ConnectionPools));
    expect(shared.get(ConnectionPools)).toBeInstanceOf(ConnectionPools);
    expect(new SharedState().get(ConnectionPools)).not.toBe(shared.get(ConnectionPools));
  });
});
