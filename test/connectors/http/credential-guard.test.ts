import { describe, expect, it } from 'vitest';
import {
  CredentialGuard,
  CredentialGuards,
  CredentialsRefused,
  PROBE_INTERVAL,
} from '../../../src/connectors/http/credential-guard.ts';
import {
  abortedFailure,
  type OutboundRequest,
  type OutboundResponse,
  type Send,
  TransportFailure,
} from '../../../src/connectors/http/exchange.ts';

type Outcome = number | OutboundResponse | Error;

/** A guard in front of a backend whose answers are given one by one. */
function setUp() {
  let now = 1_000_000;
  const waiting: { path: string; settle: (outcome: Outcome) => void }[] = [];
  const send: Send = async ({ path, signal }) => {
    const { promise, resolve, reject } = Promise.withResolvers<OutboundResponse>();
    const settle = (outcome: Outcome) => {
      if (outcome instanceof Error) reject(outcome);
      else resolve(typeof outcome === 'number' ? answer(outcome) : outcome);
    };
    waiting.push({ path, settle });
    signal.addEventListener('abort', () => reject(abortedFailure(signal, { progress: 'sent' })));
    return await promise;
  };
  const guard = new CredentialGuard(() => now);
  const guarded = guard.interceptor(send);
  return {
    waiting,
    call: (path: string, signal = new AbortController().signal) => {
      const call = guarded(request(path, signal));
      call.catch(() => undefined);
      return call;
    },
    /** Answers the oldest request that reached the backend. */
    answer: async (outcome: Outcome) => {
      waiting.shift()?.settle(outcome);
      await settled();
    },
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
  };
}

function request(path: string, signal: AbortSignal): OutboundRequest {
  return { method: 'GET', path, headers: {}, signal };
}

function answer(status: number, contentType = 'application/scim+json'): OutboundResponse {
  return { status, headers: { 'content-type': contentType }, body: Buffer.alloc(0) };
}

/** Every promise that can settle has settled. */
async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

describe('CredentialGuard', () => {
  it('lets the very first request go alone, and the others once it succeeded', async () => {
    const { call, answer, waiting } = setUp();
    const calls = Array.from({ length: 50 }, (_, index) => call(`/${index}`));
    await settled();
    expect(waiting.map(({ path }) => path)).toEqual(['/0']);
    await answer(200);
    expect(waiting).toHaveLength(49);
    while (waiting.length > 0) await answer(200);
    expect(await Promise.all(calls)).toHaveLength(50);
  });

  it('sends one of fifty simultaneous first requests with wrong credentials', async () => {
    const { call, answer, waiting } = setUp();
    const calls = Array.from({ length: 50 }, (_, index) => call(`/${index}`));
    await settled();
    await answer(401);
    expect(waiting).toEqual([]);
    expect(await calls[0]).toMatchObject({ status: 401 });
    for (const later of calls.slice(1)) await expect(later).rejects.toBeInstanceOf(CredentialsRefused);
    await expect(call('/after')).rejects.toBeInstanceOf(CredentialsRefused);
  });

  it('stops when credentials that were good are refused', async () => {
    const { call, answer, waiting } = setUp();
    call('/first');
    await answer(200);
    call('/slow');
    call('/refused');
    const [, refused] = waiting.splice(0);
    refused?.settle(401);
    await settled();
    await expect(call('/after')).rejects.toBeInstanceOf(CredentialsRefused);
  });

  it('is not opened again by an answer to a request from before', async () => {
    const { call, answer, waiting } = setUp();
    call('/first');
    await answer(200);
    call('/slow');
    call('/refused');
    const [slow, refused] = waiting.splice(0);
    refused?.settle(401);
    await settled();
    slow?.settle(200);
    await settled();
    await expect(call('/after')).rejects.toBeInstanceOf(CredentialsRefused);
  });

  it('tries once more after 15 minutes, alone, and goes on if that succeeds', async () => {
    const { call, answer, waiting, pass } = setUp();
    call('/first');
    await settled();
    await answer(401);
    pass(PROBE_INTERVAL - 1);
    await expect(call('/early')).rejects.toBeInstanceOf(CredentialsRefused);
    pass(1);
    const calls = [call('/probe'), call('/b'), call('/c')];
    await settled();
    expect(waiting.map(({ path }) => path)).toEqual(['/probe']);
    await answer(200);
    expect(waiting.map(({ path }) => path)).toEqual(['/b', '/c']);
    await answer(200);
    await answer(200);
    expect(await Promise.all(calls)).toHaveLength(3);
  });

  it('waits another 15 minutes after a probe that was refused, or whose answer got lost', async () => {
    const { call, answer, waiting, pass } = setUp();
    call('/first');
    await settled();
    await answer(401);
    for (const outcome of [401, 503, new TransportFailure('ECONNRESET', { progress: 'sent' })]) {
      pass(PROBE_INTERVAL);
      call('/probe');
      const waiter = call('/waits');
      await settled();
      expect(waiting.map(({ path }) => path)).toEqual(['/probe']);
      await answer(outcome);
      await expect(waiter).rejects.toBeInstanceOf(CredentialsRefused);
      pass(PROBE_INTERVAL - 1);
      await expect(call('/early')).rejects.toBeInstanceOf(CredentialsRefused);
    }
  });

  it('does not count a probe for which there was no connection', async () => {
    const { call, answer, waiting, pass } = setUp();
    call('/first');
    await settled();
    await answer(401);
    pass(PROBE_INTERVAL);
    call('/probe');
    await settled();
    await answer(new TransportFailure('ECONNREFUSED', { progress: 'unsent' }));
    call('/again');
    await settled();
    expect(waiting.map(({ path }) => path)).toEqual(['/again']);
  });

  it.each([
    ['a role that is missing (403)', 403],
    ['an unknown entity (404)', 404],
    ['a wrong request (400)', 400],
    ['a conflict (409)', 409],
  ])('takes %s as proof that the credentials are good', async (_, status) => {
    const { call, answer, waiting } = setUp();
    call('/first');
    call('/second');
    call('/third');
    await settled();
    await answer(status);
    expect(waiting.map(({ path }) => path)).toEqual(['/second', '/third']);
    await answer(status);
    call('/fourth');
    await settled();
    expect(waiting.map(({ path }) => path)).toEqual(['/third', '/fourth']);
  });

  it.each<[string, Outcome]>([
    ['503', 503],
    ['429', 429],
    ['a redirect', 302],
    ["a router's 404", answer(404, 'text/html')],
    ['a lost answer', new TransportFailure('ECONNRESET', { progress: 'sent' })],
    ['an abort', new TransportFailure('ABORTED', { progress: 'sent' })],
  ])('lets the next one go alone after %s, which proves nothing', async (_, outcome) => {
    const { call, answer, waiting } = setUp();
    call('/first');
    call('/second');
    call('/third');
    await settled();
    await answer(outcome);
    expect(waiting.map(({ path }) => path)).toEqual(['/second']);
    await answer(200);
    expect(waiting.map(({ path }) => path)).toEqual(['/third']);
  });

  it('shares a failure to connect with those who wait', async () => {
    const { call, answer, waiting } = setUp();
    const calls = [call('/first'), call('/second'), call('/third')];
    await settled();
    await answer(new TransportFailure('UND_ERR_CONNECT_TIMEOUT', { progress: 'unsent' }));
    for (const each of calls) await expect(each).rejects.toMatchObject({ reason: 'UND_ERR_CONNECT_TIMEOUT' });
    expect(waiting).toEqual([]);
    call('/later');
    await settled();
    expect(waiting.map(({ path }) => path)).toEqual(['/later']);
  });

  it('lets a waiting request go away', async () => {
    const { call, answer, waiting } = setUp();
    const abort = new AbortController();
    call('/first');
    const second = call('/second', abort.signal);
    await settled();
    abort.abort('gone');
    await expect(second).rejects.toMatchObject({ reason: 'ABORTED', progress: 'unsent', cause: 'gone' });
    await answer(200);
    expect(waiting).toEqual([]);
  });

  it('lets the next one go when the one ahead goes away', async () => {
    const { call, answer, waiting } = setUp();
    const abort = new AbortController();
    const first = call('/first', abort.signal);
    call('/second');
    await settled();
    abort.abort();
    await expect(first).rejects.toMatchObject({ reason: 'ABORTED' });
    await settled();
    expect(waiting.map(({ path }) => path)).toEqual(['/first', '/second']);
    waiting.shift();
    await answer(200);
  });
});

describe('CredentialGuards', () => {
  const guards = new CredentialGuards();
  const guard = (origin: string, user: string, password: string) =>
    guards.guard(origin, { user, password }, Date.now);

  it('gives one guard for one pair of credentials at one host', () => {
    expect(guard('https://a', 'u', 'p')).toBe(guard('https://a', 'u', 'p'));
  });

  it.each([
    ['https://b', 'u', 'p'],
    ['https://a', 'v', 'p'],
    ['https://a', 'u', 'q'],
    ['https://a', 'u","p', ''],
  ])('has another one for %s, %s, %s', (origin, user, password) => {
    expect(guard(origin, user, password)).not.toBe(guard('https://a', 'u', 'p'));
  });
});
