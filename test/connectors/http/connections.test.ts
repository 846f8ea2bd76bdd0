import { describe, expect, it } from 'vitest';
import { ConnectionPools } from '../../../src/connectors/http/connections.ts';
import { SharedState } from '../../../src/connectors/shared-state.ts';
import { json, startBackend } from '../support/backend.ts';

const get = { method: 'GET', path: '/', headers: {}, signal: new AbortController().signal } as const;

describe('ConnectionPools', () => {
  it('shares connections per origin until the last user closes', async () => {
    await using backend = await startBackend((_, response) => json(response, 200, {}));
    const pools = new ConnectionPools();
    const one = pools.acquire(backend.origin, { connectTimeout: 5_000, connections: 1 });
    const two = pools.acquire(backend.origin, { connectTimeout: 5_000 });
    await Promise.all([one.send(get), two.send(get), two.send(get)]);
    expect(backend.connections()).toBe(1);
    await one.close();
    await one.close();
    expect(await two.send(get)).toMatchObject({ status: 200 });
    await two.close();
    await expect(two.send(get)).rejects.toMatchObject({ progress: 'unsent' });
  });

  it('opens a closed origin anew', async () => {
    await using backend = await startBackend((_, response) => json(response, 200, {}));
    const pools = new ConnectionPools();
    await pools.acquire(backend.origin, { connectTimeout: 5_000 }).close();
    const again = pools.acquire(backend.origin, { connectTimeout: 5_000 });
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
