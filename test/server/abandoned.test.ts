/** What was taken for a request whose client goes away is given back: soon, and not before it is free. */
import { connect, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ScimState } from '../../src/server/request-state.ts';
import { Arrivals } from '../../src/server/scim/read-body.ts';
import { receiveBody } from '../../src/server/scim/receive.ts';
import { WorkMemory } from '../../src/server/work/memory.ts';
import { createPause } from '../../src/server/work/pause.ts';
import { RequestMemory } from '../../src/server/work/request-memory.ts';
import { API, AUTHORIZATION, fakeSystem, OK, SYSTEM, startProxy } from './helpers.ts';

const MB = 1024 * 1024;
const BODY = `{"members":[${Array.from({ length: 30_000 }, (_, index) => `{"value":"user-${index}"}`).join(',')}]}`;

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a body that waits for memory', () => {
  const setUp = () => {
    const memory = new WorkMemory({ total: () => 16 * MB, systems: () => new Map([[SYSTEM, {}]]) });
    const others = new RequestMemory(memory).belongTo(SYSTEM);
    others.reserve(16 * MB);
    const arrivals = new Arrivals(() => false);
    const scim = {
      memory: new RequestMemory(memory).belongTo(SYSTEM),
      pause: createPause(),
      target: { systemId: SYSTEM },
    } as ScimState;
    const request = { headers: {}, scim } as FastifyRequest;
    const taken = vi.spyOn(memory, 'take');
    const inLine = () => expect.poll(() => taken.mock.calls.length).toBe(1);
    const received = receiveBody(request, Readable.from([Buffer.from(BODY)]), { limit: 10 * MB, arrivals });
    return { memory, others, arrivals, scim, received, inLine };
  };

  it('counts as on its way until it has some', async () => {
    const { others, arrivals, received, inLine } = setUp();
    await inLine();
    expect(() => arrivals.add(SYSTEM, 32 * MB, 0)).toThrow(/Too many large request bodies/);
    others.release();
    expect(await received).toEqual(JSON.parse(BODY));
    arrivals.add(SYSTEM, 32 * MB, 0);
  });

  it('leaves the line when its client is gone', async () => {
    const { memory, others, arrivals, scim, received, inLine } = setUp();
    await inLine();
    scim.onGone?.();
    await expect(received).rejects.toMatchObject({ status: 503 });
    arrivals.add(SYSTEM, 32 * MB, 0);
    others.release();
    expect(memory.used).toBe(0);
  });

  it('is read no further when its client is gone meanwhile', async () => {
    const { others, scim, received, inLine } = setUp();
    await inLine();
    others.release();
    scim.onGone?.();
    await expect(received).rejects.toMatchObject({ status: 400 });
  });
});

describe('a client that goes away', () => {
  const post = (port: number): Socket => {
    const head = [
      `POST ${API}/${SYSTEM}/Users HTTP/1.1`,
      'Host: x',
      `Authorization: ${AUTHORIZATION}`,
      'Content-Type: application/scim+json',
      `Content-Length: ${BODY.length}`,
    ];
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(`${head.join('\r\n')}\r\n\r\n${BODY}`);
    return socket;
  };

  it('leaves its memory taken until its body is no longer worked on', async () => {
    const { promise: admitted, resolve } = Promise.withResolvers<void>();
    const taken = vi.spyOn(WorkMemory.prototype, 'take').mockReturnValue(admitted);
    const given = vi.spyOn(RequestMemory.prototype, 'release');
    const system = fakeSystem();
    const proxy = await startProxy({ systems: [system], settings: { bodyLimit: 10 * MB } });
    const socket = post(proxy.port);
    await expect.poll(() => taken.mock.calls.length).toBe(1);
    socket.destroy();
    await expect.poll(() => proxy.log.lines.map(({ status }) => status)).toContain(499);
    expect(given).not.toHaveBeenCalled();
    resolve();
    await expect.poll(() => given.mock.calls.length).toBe(1);
    expect(system.calls).toEqual([]);
  });

  it('while its body waits behind another request, ends nothing else', async () => {
    const system = fakeSystem(
      ({ context: { signal } }) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    );
    const proxy = await startProxy({ systems: [system] });
    // Known from now on, so that the body is waited for as soon as its headers are here.
    await proxy.send('', { method: 'OPTIONS' });
    const socket = connect(proxy.port, '127.0.0.1');
    const head = `HTTP/1.1\r\nHost: x\r\nAuthorization: ${AUTHORIZATION}\r\n`;
    const body = 'Content-Type: application/json\r\nContent-Length: 9\r\n\r\n{';
    const endpoint = `${API}/${SYSTEM}/Users`;
    socket.write(`GET ${endpoint} ${head}\r\nPOST ${endpoint} ${head}${body}`);
    await expect.poll(() => system.calls.length).toBe(1);
    const uncaught = vi.fn();
    process.once('uncaughtException', uncaught);
    socket.destroy();
    await expect.poll(() => proxy.log.lines.filter(({ status }) => status === 499).length).toBe(2);
    process.off('uncaughtException', uncaught);
    expect(uncaught).not.toHaveBeenCalled();
  });

  it('or is answered before all of its body came, holds up nothing', async () => {
    const proxy = await startProxy({ settings: { bodyLimit: 10 * MB, shutdownTimeout: 0 } });
    const released = vi.spyOn(RequestMemory.prototype, 'release');
    const arriving = vi.spyOn(Arrivals.prototype, 'add');
    const socket = connect({ port: proxy.port, host: '127.0.0.1', allowHalfOpen: true });
    const head = ['Host: x', `Authorization: ${AUTHORIZATION}`, 'Content-Type: application/json'];
    socket.write(
      `POST ${API}/${SYSTEM}/Users HTTP/1.1\r\n${head.join('\r\n')}\r\nContent-Length: ${5 * MB}\r\n\r\n`,
    );
    socket.write('{'.padEnd(MB));
    await expect.poll(() => arriving.mock.calls.length).toBeGreaterThan(0);
    const answered = new Promise((resolve) => socket.once('data', (data) => resolve(data.toString())));
    const stopped = proxy.service.stop();
    expect(await answered).toMatch(/^HTTP\/1\.1 503 /);
    await expect.poll(() => released.mock.calls.length).toBe(1);
    expect(socket.readyState).toBe('open');
    socket.destroy();
    await stopped;
  });

  it('and one that does not read its large answer, holds memory no longer than a request may take', async () => {
    const memories: WorkMemory[] = [];
    const { ownerOf } = WorkMemory.prototype;
    vi.spyOn(WorkMemory.prototype, 'ownerOf').mockImplementation(function (this: WorkMemory, systemId) {
      memories.push(this);
      return ownerOf.call(this, systemId);
    });
    const members = Array.from({ length: 200 }, () => ({ value: 'x'.repeat(100_000) }));
    const system = fakeSystem(async ({ context: { memory } }) => {
      await memory?.reserve(20 * MB);
      return { ...OK, body: { members } };
    });
    const proxy = await startProxy({ systems: [system], settings: { requestTimeout: 0.5 } });
    const socket = connect(proxy.port, '127.0.0.1').pause();
    socket.on('error', () => undefined);
    socket.write(`GET ${API}/${SYSTEM}/Users HTTP/1.1\r\nHost: x\r\nAuthorization: ${AUTHORIZATION}\r\n\r\n`);
    await expect.poll(() => memories.map(({ used }) => used)).toEqual([20 * MB]);
    await expect.poll(() => memories.map(({ used }) => used), { timeout: 10_000 }).toEqual([0]);
    socket.destroy();
  });
});
