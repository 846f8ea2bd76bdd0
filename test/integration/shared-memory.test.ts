/** A system whose backend hangs fills its part of the memory that all share, and takes no room from the others. */
import { afterEach, expect, it, vi } from 'vitest';
import { startScim } from '../../src/sandbox/scim/index.ts';
import type { JsonObject } from '../../src/scim/json.ts';
import { WorkMemory } from '../../src/server/work/memory.ts';
import { until } from '../support/until.ts';
import type { Answer, Client } from './support/client.ts';
import { runningProxy } from './support/proxy.ts';
import { sandboxControl } from './support/sandbox.ts';

const HOUR = 3600;
/** Of 1.3 MB: some 14 MB of heap. */
const MEMBERS = 28_000;
const stops: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  vi.restoreAllMocks();
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function backend(id: string) {
  const server = await startScim({ users: 2, groups: 2 });
  stops.push(() => server.close());
  const { user: User, password: Password } = server.credentials;
  const properties = { URL: server.base, Authentication: 'BasicAuthentication', User, Password };
  return { system: { id, type: 'scim', properties }, control: sandboxControl(server.url) };
}

/** One whose body is large. */
async function group(client: Client) {
  const firstOf = async (path: string) => {
    const { Resources } = (await client.get(path)).body;
    return (Resources as JsonObject[])[0] ?? {};
  };
  const { id: value } = await firstOf('/Users');
  const { id, displayName } = await firstOf('/Groups');
  // The same one again and again, as the server wants to know them.
  const members = Array.from({ length: MEMBERS }, () => ({ value }));
  return { path: `/Groups/${id}`, large: JSON.stringify({ displayName, members }) };
}

it('while a system hangs with 40 large groups, those of another one are written at once', async () => {
  const [hanging, sound] = [await backend('hanging'), await backend('sound')];
  const proxy = await runningProxy({ systems: [hanging.system, sound.system] });
  stops.push(proxy.stop);
  const taken = vi.spyOn(WorkMemory.prototype, 'take');
  const client = proxy.client('hanging');
  const { path, large } = await group(client);
  await hanging.control.fault({ method: 'PUT', delayMs: HOUR * 1000, count: 40 });
  const ended: Answer[] = [];
  const hung = Array.from({ length: 40 }, async () => ended.push(await client.put(path, large)));
  await until(() => taken.mock.calls.length + ended.length >= 40);
  for (const { status, body } of ended) {
    expect(status).toBe(503);
    expect(body['detail']).toMatch(/ on their way to system hanging at once; /);
  }

  const other = proxy.client('sound');
  const its = await group(other);
  const put = () => other.put(its.path, its.large);
  for (const writes of [[put()], [put(), put()], [put()]]) {
    for (const { status, text } of await Promise.all(writes)) expect(status, text).toBe(200);
  }

  let isOver = false;
  const all = Promise.all(hung).then(() => {
    isOver = true;
  });
  await until(async () => {
    await hanging.control.advance(HOUR);
    return isOver;
  });
  await all;
  expect(ended.filter(({ status }) => status === 200).length).toBeGreaterThan(3);
  expect(new Set(ended.map(({ status }) => status))).toEqual(new Set([200, 503]));
});
