import { afterEach, describe, expect, it } from 'vitest';
import { type StandIn, type StandInService, startStandIn } from '../../../src/sandbox/kit/stand-in.ts';

const running: StandIn[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((standIn) => standIn.close()));
});

async function start(extra: Partial<StandInService> = {}): Promise<StandIn> {
  const standIn = await startStandIn(() => ({ handle: () => ({ status: 200, body: 'fine' }), ...extra }));
  running.push(standIn);
  return standIn;
}

const queue = (standIn: StandIn, fault: unknown): Promise<Response> =>
  fetch(`${standIn.url}/__sandbox/faults`, { method: 'POST', body: JSON.stringify(fault) });

const profiles: StandInService['faultProfiles'] = {
  storm: ({ path }) => ({ status: 503, headers: { 'x-storm': 'yes' }, body: `storm at ${path}` }),
};

describe('faults with an answer of their own', () => {
  it('send headers and body beside the status', async () => {
    const standIn = await start({
      faultAnswer: (status) => ({ status, headers: { 'x-own': '1' }, body: 'own' }),
    });
    const headers = { 'X-Router': 'no_endpoints', 'x-own': '2' };
    await queue(standIn, { count: 1, status: 503, headers, body: { errors: [] } });
    await queue(standIn, { count: 1, status: 502, body: '{"half":' });
    const first = await fetch(standIn.url);
    expect([
      first.status,
      first.headers.get('x-router'),
      first.headers.get('x-own'),
      await first.text(),
    ]).toEqual([503, 'no_endpoints', '2', '{"errors":[]}']);
    const second = await fetch(standIn.url);
    expect([second.status, second.headers.get('x-own'), await second.text()]).toEqual([502, '1', '{"half":']);
  });

  it('know what was asked for', async () => {
    const standIn = await start({ faultAnswer: (status, { path }) => ({ status, body: path }) });
    await queue(standIn, { count: 1, status: 500 });
    expect(await (await fetch(`${standIn.url}/a/b`)).text()).toBe('/a/b');
  });

  it('act out a situation by name', async () => {
    const standIn = await start({ faultProfiles: profiles });
    await queue(standIn, { count: 1, profile: 'storm', retryAfter: 3 });
    const answer = await fetch(`${standIn.url}/sea`);
    expect([
      answer.status,
      answer.headers.get('x-storm'),
      answer.headers.get('retry-after'),
      await answer.text(),
    ]).toEqual([503, 'yes', '3', 'storm at /sea']);
    expect((await fetch(standIn.url)).status).toBe(200);
  });
});

describe('faults that let some requests pass', () => {
  it('count the matching ones only, each fault for itself', async () => {
    const standIn = await start();
    await queue(standIn, { count: 1, after: 2, path: '/a', status: 500 });
    await queue(standIn, { count: 1, after: 1, status: 501 });
    const statuses: number[] = [];
    for (const path of ['/a', '/b', '/a', '/a', '/a'])
      statuses.push((await fetch(standIn.url + path)).status);
    expect(statuses).toEqual([200, 501, 200, 500, 200]);
  });
});

describe('faults that make no sense', () => {
  it.each([
    ['an unknown profile', { count: 1, profile: 'calm' }, /one of storm/],
    ['profile and status', { count: 1, profile: 'storm', status: 500 }, /status of its own/],
    ['profile and reset', { count: 1, profile: 'storm', reset: 'after' }, /reset leaves no answer/],
    ['a body alone', { count: 1, delayMs: 1, body: 'x' }, /need status/],
    ['headers for a profile', { count: 1, profile: 'storm', headers: { a: 'b' } }, /need status/],
    ['a header with a line break', { count: 1, status: 500, headers: { a: 'b\r\nc: d' } }, /headers/],
    ['a header that is no name', { count: 1, status: 500, headers: { 'a b': 'c' } }, /headers/],
    ['a negative wait', { count: 1, status: 500, after: -1 }, /after/],
  ])('%s is a 400 that says why', async (_, fault, reason) => {
    const answer = await queue(await start({ faultProfiles: profiles }), fault);
    expect([answer.status, ((await answer.json()) as { error: string }).error]).toEqual([
      400,
      expect.stringMatching(reason),
    ]);
  });

  it('say so where the stand-in has no profiles', async () => {
    const answer = await queue(await start(), { count: 1, profile: 'storm' });
    expect(await answer.text()).toContain('this stand-in has no profiles');
  });
});
