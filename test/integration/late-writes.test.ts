/** Writes that the backend does after their client was told 504 take back nothing that was acknowledged meanwhile. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/scim/json.ts';
import { until } from '../support/until.ts';
import { type Backend, startBackend } from './support/backends.ts';
import type { Answer, Client } from './support/client.ts';
import { type RunningProxy, runningProxy } from './support/proxy.ts';

const DEADLINE = 0.3;
/** Milliseconds that a write takes: beyond the deadline of whoever sent it, each another time. */
const delay = (index: number): number => 350 + ((index * 137) % 300);
/** Pairs at once: below the number of exchanges that may run on. */
const AT_ONCE = 10;

type Method = 'PUT' | 'PATCH';
interface Pair {
  readonly kind: 'Users' | 'Groups';
  readonly first: Method;
  readonly second: Method;
  readonly id: string;
  readonly delayMs: number;
}

/** As clients see it; on a busy machine, the time for a read may be over as well. */
async function shown(client: Client, path: string): Promise<JsonObject> {
  let found: JsonObject = {};
  await until(async () => {
    const { status, body } = await client.get(path);
    found = body;
    return status === 200;
  });
  return found;
}

describe.each(['v1', 'v2'] as const)('a write that is done late, %s', (version) => {
  let backend: Backend;
  let proxy: RunningProxy;
  let client: Client;
  let pairs: Pair[];

  beforeAll(async () => {
    const each = version === 'v1' ? 15 : 3;
    backend = await startBackend(version, { users: 4 * each, groups: 4 * each });
    const properties = { ...backend.properties, 'ipsproxy.upstream.connections': '50' };
    proxy = await runningProxy({
      server: { requestTimeout: DEADLINE },
      systems: [{ id: 'late', type: backend.type, properties }],
    });
    client = proxy.client('late');
    const ids = { Users: await idsOf('Users'), Groups: await idsOf('Groups') };
    const methods: readonly Method[] = ['PUT', 'PATCH'];
    pairs = (['Users', 'Groups'] as const).flatMap((kind) =>
      methods.flatMap((first, one) =>
        methods.flatMap((second, two) =>
          Array.from({ length: each }, (_, index) => ({
            kind,
            first,
            second,
            id: ids[kind][(one * 2 + two) * each + index] ?? '',
            delayMs: delay(index),
          })),
        ),
      ),
    );
  });
  afterAll(async () => {
    await proxy.stop();
    await backend.close();
  });

  it('is over before another change of the entity begins, or is not sent', async () => {
    const results: { first: number; second: number; tries: number }[] = [];
    for (let start = 0; start < pairs.length; start += AT_ONCE) {
      results.push(...(await Promise.all(pairs.slice(start, start + AT_ONCE).map(play))));
    }
    expect(results).toHaveLength(version === 'v1' ? 120 : 24);
    // Else nothing was late, or nothing was acknowledged after it.
    expect(results.filter(({ first, second }) => first === 504 && second < 300).length).toBeGreaterThan(
      results.length / 2,
    );
    expect(results.filter(({ tries }) => tries > 1).length).toBeGreaterThan(0);
  });

  async function idsOf(kind: 'Users' | 'Groups'): Promise<string[]> {
    const { Resources } = await backend.entity(kind);
    return (Resources as JsonObject[]).map(({ id }) => String(id));
  }

  async function play({ kind, first, second, id, delayMs }: Pair) {
    const path = `/${kind}/${id}`;
    const before = await shown(client, path);
    // Only where the backend itself has PATCH, a PATCH is one there.
    const method = version === 'v2' && first === 'PATCH' ? 'PATCH' : 'PUT';
    await backend.control.fault({ count: 1, method, path, delayMs });
    const late = await change(first, path, before, 'externalId', 'first');
    let answer: Answer;
    let tries = 0;
    do {
      answer = await change(second, path, before, 'displayName', `second ${id}`);
      tries += 1;
      if (answer.status >= 300) {
        expect(answer.status, answer.text).toBe(504);
        expect(answer.body['detail']).toMatch(/Nothing was sent|may still take effect|not known/);
      }
    } while (answer.status >= 300 && tries < 20);
    await settled(path);
    const found = await backend.entity(path.slice(1));
    if (answer.status < 300) expect(found['displayName'], `${first} ${second} ${path}`).toBe(`second ${id}`);
    return { first: late.status, second: answer.status, tries };
  }

  async function change(method: Method, path: string, before: JsonObject, name: string, value: string) {
    return method === 'PUT'
      ? await client.put(path, { ...before, [name]: value })
      : await client.patch(path, [{ op: 'replace', path: name, value }]);
  }

  /** The backend has done all that it was sent about the entity. */
  async function settled(path: string): Promise<void> {
    await until(async () => {
      const { requests } = await backend.control.requests();
      return !requests.some((request) => request.path.includes(path) && request.status === null);
    });
  }
});

it.each(['v1', 'v2'] as const)(
  'a reload does not let another change in before it is over, %s',
  async (version) => {
    const backend = await startBackend(version, { users: 1, groups: 1 });
    const proxy = await runningProxy({
      server: { requestTimeout: 1 },
      systems: [{ id: 'late', type: backend.type, properties: backend.properties }],
    });
    const client = proxy.client('late');
    const { Resources } = await backend.entity('Users');
    const path = `/Users/${(Resources as JsonObject[])[0]?.['id']}`;
    const before = await shown(client, path);
    await backend.control.fault({ count: 1, method: 'PUT', path, delayMs: 3_600_000 });
    expect((await client.put(path, { ...before, displayName: 'late' })).status).toBe(504);
    await proxy.reload();
    const { status, body } = await client.put(path, { ...before, displayName: 'next' });
    expect([status, body['detail']]).toEqual([504, expect.stringContaining('Nothing was sent')]);
    await proxy.stop();
    await backend.close();
  },
);
