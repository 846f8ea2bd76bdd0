/** What is sent to one system takes no room from the others. */
import { connect } from 'node:net';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { LARGEST_BODY } from '../../src/config/largest-body.ts';
import { Arrivals } from '../../src/server/scim/read-body.ts';
import {
  API,
  AUTHORIZATION,
  expectScimError,
  fakeSystem,
  OK,
  SYSTEM,
  startProxy,
  type TestProxy,
} from './helpers.ts';

const MB = 1024 * 1024;
const OTHER = '22222222-2222-4222-8222-000000000002';
const JSON_TYPE = { 'content-type': 'application/scim+json' };

afterEach(() => {
  vi.restoreAllMocks();
});

async function setUp(settings: object) {
  const { promise, resolve } = Promise.withResolvers<void>();
  const hanging = fakeSystem(() => promise.then(() => OK));
  const other = fakeSystem(() => OK, { id: OTHER });
  const proxy = await startProxy({ systems: [hanging, other], settings });
  return { hanging, proxy, goOn: resolve };
}

const post = (proxy: TestProxy, system: string, body: string) =>
  proxy.send(`${API}/${system}/Users`, { absolute: true, method: 'POST', body, headers: JSON_TYPE });

it('small requests in work at a system that hangs leave room for those of another one', async () => {
  // 8 MB for small ones.
  const { hanging, proxy, goOn } = await setUp({ workMemory: 16 });
  const body = JSON.stringify({ userName: 'ada', nickName: 'x'.repeat(20_000) });
  const most = 6;
  const held = Array.from({ length: most }, () => post(proxy, SYSTEM, body));
  await expect.poll(() => hanging.calls.length).toBe(most);
  expectScimError(
    await post(proxy, SYSTEM, body),
    503,
    new RegExp(`^System ${SYSTEM} has as many requests in work as one system may have .*server\\.workMemory`),
  );
  for (let count = 0; count < most; count += 1) expect((await post(proxy, OTHER, body)).status).toBe(200);
  goOn();
  for (const answer of await Promise.all(held)) expect(answer.status).toBe(200);
  expect((await post(proxy, SYSTEM, body)).status).toBe(200);
});

it('large bodies that never arrive leave room for those of another system', async () => {
  const { proxy } = await setUp({ bodyLimit: 10 * MB });
  const added = vi.spyOn(Arrivals.prototype, 'add');
  const bytesOf = (systemId: string) =>
    added.mock.calls.reduce((sum, [id, bytes]) => sum + (id === systemId ? bytes : 0), 0);
  const head = [
    `POST ${API}/${SYSTEM}/Users HTTP/1.1`,
    'Host: x',
    `Authorization: ${AUTHORIZATION}`,
    'Content-Type: application/json',
    `Content-Length: ${6 * MB}`,
  ];
  const sockets = Array.from({ length: 5 }, () => {
    const socket = connect(proxy.port, '127.0.0.1');
    let answer = '';
    socket
      .on('error', () => undefined)
      .on('data', (data) => {
        answer += data.toString();
      });
    onTestFinished(() => void socket.destroy());
    socket.write(`${head.join('\r\n')}\r\n\r\n`);
    socket.write('{'.padEnd(5 * MB));
    return { socket, answer: () => answer };
  });
  const answers = () => sockets.map(({ answer }) => answer()).filter((text) => text !== '');
  await expect.poll(() => bytesOf(SYSTEM), { timeout: 10_000 }).toBeGreaterThan(20 * MB);
  await expect.poll(() => answers().length, { timeout: 10_000 }).toBeGreaterThan(0);
  for (const text of answers())
    expect(text).toMatch(new RegExp(`503 [^]*are on their way to system ${SYSTEM} at once; the rest`));
  const body = JSON.stringify({ userName: 'ada', nickName: 'x'.repeat(MB) });
  expect((await post(proxy, OTHER, body)).status).toBe(200);
});

it('a single body may be as large as any may be, and so larger than the part of its system of those on their way', async () => {
  const { proxy } = await setUp({ bodyLimit: LARGEST_BODY });
  const empty = JSON.stringify({ userName: 'ada', nickName: '' });
  const body = empty.replace('""', `"${'x'.repeat(LARGEST_BODY - empty.length)}"`);
  expect(body).toHaveLength(LARGEST_BODY);
  expect((await post(proxy, OTHER, body)).status).toBe(200);
  expectScimError(await post(proxy, OTHER, `${body} `), 413, /server\.bodyLimit/);
});

describe('room for bodies on their way', () => {
  const addTo =
    (arrivals: Arrivals) =>
    (systemId: string, size: number, before = 0) =>
      arrivals.add(systemId, size * MB, before * MB);

  it('is shared by systems, and none has all of it', () => {
    const add = addTo(new Arrivals(() => true));
    add('a', 20);
    expect(() => add('a', 2)).toThrow(/on their way to system a at once; .*other systems/);
    add('b', 6);
    expect(() => add('c', 7)).toThrow(/no room for this one of system c/);
    add('c', 6);
  });

  it('is not kept from a single body, nor where there is one system', () => {
    const arrivals = new Arrivals(() => true);
    const add = addTo(arrivals);
    for (let size = 0; size < 32; size += 1) add('a', 1, size);
    expect(() => add('a', 1, 32)).toThrow(/no room for this one of system a/);
    arrivals.remove('a', 30 * MB);
    add('a', 4);
    arrivals.remove('a', 1 * MB);
    add('b', 8);
    // It still has some, and is no single body.
    expect(() => add('a', 13)).toThrow(/on their way to system a at once/);
    arrivals.remove('b', 8 * MB);
    arrivals.remove('a', 5 * MB);
    add('b', 32);
    const alone = addTo(new Arrivals(() => false));
    for (let size = 0; size < 32; size += 1) alone('a', 1);
  });
});
