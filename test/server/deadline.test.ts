import { connect } from 'node:net';
import { expect, it, onTestFinished, vi } from 'vitest';
import { RequestEnded } from '../../src/scim/request-ended.ts';
import type { EarlyEnds } from '../../src/server/request-state.ts';
import { withinDeadline } from '../../src/server/scim/deadline.ts';
import { API, AUTHORIZATION, type Call, fakeSystem, SYSTEM, startProxy } from './helpers.ts';

const never = () => new Promise<never>(() => {});

it('answers 504 in time, even if nobody looks at the signal', async () => {
  const system = fakeSystem(never);
  const proxy = await startProxy({
    systems: [system],
    settings: { requestTimeout: 0.5, shutdownTimeout: 0 },
  });
  const answer = await proxy.send('/Users');
  expect(answer.status).toBe(504);
  expect(answer.body.detail).toMatch(/longer than server\.requestTimeout \(0\.5 s\)/);
  expect(system.calls[0]?.context.signal.aborted).toBe(true);
  expect(system.calls[0]?.context.signal.reason).toMatchObject({ status: 504 });
});

it('leaves the last word to whoever looks at the signal', async () => {
  const system = fakeSystem(
    ({ context: { signal } }) =>
      new Promise((resolve) =>
        signal.addEventListener('abort', () =>
          resolve({ status: 200, body: { done: true }, warnings: ['late'] }),
        ),
      ),
  );
  const proxy = await startProxy({ systems: [system], settings: { requestTimeout: 0.5 } });
  const answer = await proxy.send('/Users');
  expect([answer.status, answer.body]).toEqual([200, { done: true }]);
});

it('does not fall over an operation that fails after its deadline', async () => {
  const { promise, reject } = Promise.withResolvers<never>();
  const proxy = await startProxy({ systems: [fakeSystem(() => promise)], settings: { requestTimeout: 0.5 } });
  expect((await proxy.send('/Users')).status).toBe(504);
  reject(new Error('late'));
  expect((await proxy.send('/healthz', { absolute: true })).status).toBe(200);
});

it('aborts when the client goes away', async () => {
  const { promise: started, resolve: start } = Promise.withResolvers<Call>();
  const { promise: aborted, resolve: abort } = Promise.withResolvers<unknown>();
  const system = fakeSystem((call) => {
    call.context.signal.addEventListener('abort', () => abort(call.context.signal.reason));
    start(call);
    return new Promise((_, reject) =>
      call.context.signal.addEventListener('abort', () => reject(new Error('aborted'))),
    );
  });
  const proxy = await startProxy({ systems: [system] });
  const socket = connect(proxy.port, '127.0.0.1');
  socket.write(`GET ${API}/${SYSTEM}/Users HTTP/1.1\r\nHost: x\r\nAuthorization: ${AUTHORIZATION}\r\n\r\n`);
  await started;
  socket.destroy();
  expect(await aborted).toMatchObject({ message: expect.stringContaining('client closed the connection') });
  await proxy.holder.idle();
  expect(proxy.log.lines).toContainEqual(expect.objectContaining({ msg: 'request', status: 499 }));
  expect(proxy.log.lines.filter(({ level }) => Number(level) >= 40)).toEqual([]);
});

it('keeps the systems of a request open until its operation is over', async () => {
  const { promise, resolve } = Promise.withResolvers<never>();
  const system = fakeSystem(() => promise);
  const proxy = await startProxy({ systems: [system], settings: { requestTimeout: 0.5 } });
  expect((await proxy.send('/Users')).status).toBe(504);
  let idle = false;
  const waiting = proxy.holder.idle().then(() => {
    idle = true;
  });
  await proxy.send('/healthz', { absolute: true });
  expect(idle).toBe(false);
  resolve(undefined as never);
  await waiting;
});

it.each<[string, () => Promise<unknown>]>([
  ['is done', async () => 'done'],
  ['fails', async () => Promise.reject(new Error('failed'))],
  [
    'fails before it is begun',
    () => {
      throw new Error('failed');
    },
  ],
])('leaves nothing behind once an operation %s', async (_, work) => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const ends: EarlyEnds = {};
  await withinDeadline(work, { timeout: 60_000, changes: true, ends }).catch(() => undefined);
  expect(ends).toEqual({ onGone: undefined, onStop: undefined });
  expect(vi.getTimerCount()).toBe(0);
});

it.each([true, false])('says that what was sent may take effect where that can be: %s', async (changes) => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const ends: EarlyEnds = {};
  const reasons: unknown[] = [];
  const work = (signal: AbortSignal) =>
    new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => {
        reasons.push(signal.reason);
        reject(signal.reason);
      });
    });
  const late = withinDeadline(work, { timeout: 1000, changes, ends }).catch((error: Error) => error.message);
  await vi.advanceTimersByTimeAsync(1000);
  expect((await late).includes('may still take effect')).toBe(changes);
  const stopped = withinDeadline(work, { timeout: 1000, changes, ends }).catch((error: unknown) => error);
  ends.onStop?.(new RequestEnded(503, 'It stops.', 'It may have been done.', { retryAfter: 5 }));
  expect(await stopped).toMatchObject({ status: 503, retryAfter: 5 });
  expect(await stopped).toHaveProperty('message', changes ? 'It stops. It may have been done.' : 'It stops.');
  expect(reasons).toHaveLength(2);
});
