/** Bad tokens are answered more and more slowly, and good ones wait for nobody; in simulated time. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { TechnicalUser } from '../../../src/config/technical-users.ts';
import { TokenRefused } from '../../../src/oauth/refusal.ts';
import { bearerAuthentication } from '../../../src/server/authentication/bearer.ts';
import { SlowRefusals } from '../../../src/server/authentication/slow-refusals.ts';
import type { WayIn } from '../../../src/server/authentication/way-in.ts';

const USER: Pick<TechnicalUser, 'id'> = { id: 'client' };

/** Verified before: `known`; good, and new: `good`; anything else is bad. */
const accepted = {
  recognize: (token: string) => (token === 'known' ? USER : undefined),
  verify: async (token: string) => {
    if (token === 'good') return USER;
    throw new TokenRefused('It is bad.');
  },
};

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** @returns what became of a request, as soon as something did */
function send(way: WayIn, token: string, address = '10.0.0.1') {
  const request = {
    headers: { authorization: `Bearer ${token}` },
    raw: { socket: {} },
    trail: { address },
    scim: { lease: { runtime: { oauth: { accepted } } } },
  };
  const state: { outcome?: string } = {};
  way.check.call(undefined as never, request as unknown as FastifyRequest, {} as FastifyReply, (error) => {
    state.outcome = error === undefined ? 'in' : 'refused';
  });
  return state;
}

const turns = async () => {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
};

it('after a hundred of an address', async () => {
  const way = bearerAuthentication(new SlowRefusals());
  for (let count = 0; count < 100; count += 1) {
    const bad = send(way, 'bad');
    await turns();
    // The hundredth is the first one that waits.
    expect(bad.outcome).toBe(count < 99 ? 'refused' : undefined);
  }
  for (let count = 0; count < 10; count += 1) send(way, 'bad');
  const late = send(way, 'bad');
  const [known, good, elsewhere] = [send(way, 'known'), send(way, 'good'), send(way, 'bad', '10.0.0.2')];
  await turns();
  expect([late.outcome, known.outcome, good.outcome, elsewhere.outcome]).toEqual([
    undefined,
    'in',
    'in',
    'refused',
  ]);
  await vi.advanceTimersByTimeAsync(200);
  expect(late.outcome).toBe('refused');
});
