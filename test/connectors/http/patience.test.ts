/** Tokens, repetitions and waiting: each by itself. */
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { bearerToken, type TokenSource } from '../../../src/connectors/http/bearer-token.ts';
import {
  abortedFailure,
  type OutboundRequest,
  type OutboundResponse,
  type Send,
  TransportFailure,
} from '../../../src/connectors/http/exchange.ts';
import { RateLimitPause } from '../../../src/connectors/http/rate-limit-pause.ts';
import { backoff, retry } from '../../../src/connectors/http/retry.ts';
import { untilAborted, wait } from '../../../src/connectors/http/waiting.ts';

const request: OutboundRequest = {
  method: 'GET',
  path: '/',
  headers: {},
  signal: new AbortController().signal,
};

function answer(status: number, headers: OutboundResponse['headers'] = {}): OutboundResponse {
  return { status, headers, body: Buffer.alloc(0) };
}

/** Gives these outcomes one after the other, the last one for ever. */
function backend(...outcomes: readonly (OutboundResponse | Error)[]) {
  const received: OutboundRequest[] = [];
  const send: Send = async (sent) => {
    const outcome = outcomes[Math.min(received.length, outcomes.length - 1)];
    received.push(sent);
    if (outcome instanceof Error) throw outcome;
    return outcome ?? answer(500);
  };
  return { received, send };
}

describe('retry', () => {
  const waits: number[] = [];
  const policy = (_: OutboundRequest, outcome: OutboundResponse | TransportFailure, repeats: number) =>
    repeats < 2 && (outcome instanceof TransportFailure || outcome.status === 503) ? repeats + 1 : undefined;
  const interceptor = retry(policy, async (milliseconds) => {
    waits.push(milliseconds);
  });

  it('repeats as the policy says and gives the last outcome', async () => {
    const broken = new TransportFailure('ECONNRESET', { progress: 'sent' });
    const healing = backend(broken, answer(503), answer(200));
    expect((await interceptor(healing.send)(request)).status).toBe(200);
    expect(waits).toEqual([1, 2]);
    expect((await interceptor(backend(answer(503)).send)(request)).status).toBe(503);
    await expect(interceptor(backend(broken).send)(request)).rejects.toBe(broken);
    const other = new Error('other');
    await expect(interceptor(backend(other).send)(request)).rejects.toBe(other);
  });

  it('does not repeat what was aborted', async () => {
    const signal = AbortSignal.abort();
    const { received, send } = backend(abortedFailure(signal, { progress: 'sent' }));
    await expect(interceptor(send)({ ...request, signal })).rejects.toMatchObject({ reason: 'ABORTED' });
    expect(received).toHaveLength(1);
  });

  it.each([
    [0, 125, 375],
    [1, 500, 1_500],
    [2, 2_000, 6_000],
  ])('waits longer each time, after %i repetitions from %i to %i milliseconds', (repeats, least, most) => {
    const random = vi.spyOn(Math, 'random');
    onTestFinished(() => random.mockRestore());
    const waits = [0, 0.5, 1 - Number.EPSILON].map((chance) => {
      random.mockReturnValue(chance);
      return backoff(repeats);
    });
    expect(waits).toEqual([least, (least + most) / 2, expect.closeTo(most)]);
  });
});

describe('RateLimitPause', () => {
  function setUp(...outcomes: readonly OutboundResponse[]) {
    let now = 1_000_000;
    const waits: number[] = [];
    const pause = new RateLimitPause(
      {
        now: () => now,
        wait: async (milliseconds) => {
          waits.push(milliseconds);
          now += milliseconds;
        },
      },
      3,
    );
    const { received, send } = backend(...outcomes);
    const call = (more: Partial<OutboundRequest> = {}) => pause.interceptor(send)({ ...request, ...more });
    return { call, waits, received, now: () => now, pass: (milliseconds: number) => (now += milliseconds) };
  }

  it('waits as long as the backend says where that fits', async () => {
    const { call, waits } = setUp(answer(429, { 'retry-after': '7' }), answer(200));
    expect((await call()).status).toBe(200);
    expect(waits).toEqual([7_000]);
  });

  it('answers 429 where it does not, to everybody, and asks again afterwards', async () => {
    const { call, received, pass } = setUp(answer(429, { 'retry-after': '100' }), answer(200));
    expect((await call()).status).toBe(429);
    pass(40_500);
    expect(await call()).toMatchObject({ status: 429, headers: { 'retry-after': '60' } });
    expect(received).toHaveLength(1);
    pass(59_500);
    expect((await call()).status).toBe(200);
  });

  it('keeps to the deadline of the request', async () => {
    const { call, now } = setUp(answer(429, { 'retry-after': '10' }), answer(200));
    expect((await call({ deadline: now() + 14_000 })).status).toBe(429);
    expect((await call({ deadline: now() + 15_000 })).status).toBe(200);
  });

  it('gives up after three repetitions', async () => {
    const { call, received } = setUp(answer(429));
    expect((await call()).status).toBe(429);
    expect(received).toHaveLength(4);
  });
});

describe('bearerToken', () => {
  function source(...renewals: readonly (string | undefined)[]) {
    const accepted: string[] = [];
    const refused: string[] = [];
    const tokens: TokenSource = {
      current: async () => 'first',
      renewed: async (token) => {
        refused.push(token);
        return renewals[refused.length - 1];
      },
      accepted: (token) => accepted.push(token),
    };
    return { tokens, accepted, refused };
  }

  it('sends the token, and once more with another after a 401, whatever the method', async () => {
    const { tokens, accepted, refused } = source('second');
    const { received, send } = backend(answer(401), answer(201));
    const response = await bearerToken(tokens)(send)({ ...request, method: 'POST', body: '{}' });
    expect(response.status).toBe(201);
    expect(received.map(({ headers }) => headers['authorization'])).toEqual([
      'Bearer first',
      'Bearer second',
    ]);
    expect(received.map(({ body }) => body)).toEqual(['{}', '{}']);
    expect([refused, accepted]).toEqual([['first'], ['second']]);
  });

  it('stops after a second 401, and where there is no other token', async () => {
    for (const renewal of ['second', undefined]) {
      const { tokens, accepted } = source(renewal);
      const { received, send } = backend(answer(401));
      expect((await bearerToken(tokens)(send)(request)).status).toBe(401);
      expect(received).toHaveLength(renewal === undefined ? 1 : 2);
      expect(accepted).toEqual([]);
    }
  });
});

describe('waiting', () => {
  it('ends with the request', async () => {
    const controller = new AbortController();
    const waiting = wait(3_600_000, controller.signal);
    const sharing = untilAborted(new Promise(() => undefined), controller.signal);
    controller.abort(new Error('gone'));
    await expect(waiting).rejects.toMatchObject({ reason: 'ABORTED' });
    await expect(sharing).rejects.toMatchObject({ reason: 'ABORTED' });
    await expect(wait(0, new AbortController().signal)).resolves.toBeUndefined();
  });
});
