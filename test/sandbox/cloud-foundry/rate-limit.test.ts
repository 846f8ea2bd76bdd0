import { describe, expect, it } from 'vitest';
import { ADMIN, type Answer, expectCcError, loginAs, request, required, startSession } from './helpers.ts';

const limits = ({ headers }: Answer): (string | null)[] =>
  ['limit', 'remaining', 'reset'].map((name) => headers.get(`x-ratelimit-${name}`));

describe('the rate limiter of Cloud Controller', () => {
  it('is off and silent unless asked for', async () => {
    const { get } = await startSession();
    expect(limits(await get('/v3/organizations'))).toEqual([null, null, null]);
  });

  it('tells what remains in tenths, until the window ends', async () => {
    const { cf, get } = await startSession({ rateLimit: 20 });
    const remaining: (string | null)[] = [];
    for (let count = 0; count < 5; count += 1) {
      const [limit, left, reset] = limits(await get('/v3/organizations'));
      expect(limit).toBe('20');
      const ahead = Number(reset) - cf.clock.now() / 1000;
      expect(ahead).toBeGreaterThan(0);
      expect(ahead).toBeLessThanOrEqual(3600);
      remaining.push(left ?? null);
    }
    expect(remaining).toEqual(['18', '18', '16', '16', '14']);
  });

  it('refuses with 429 as plain text, and counts that too', async () => {
    const { cf, get } = await startSession({ rateLimit: 2 });
    await get('/v3/organizations');
    const last = await get('/v3/organizations/none');
    expect([last.status, limits(last)[1]]).toEqual([404, '0']);
    const refused = await get('/v3/roles');
    expect(expectCcError(refused, 429, 10013, 'CF-RateLimitExceeded')).toBe('Rate Limit Exceeded');
    expect(refused.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(limits(refused).slice(0, 2)).toEqual(['2', '0']);
    const wait = Number(refused.headers.get('retry-after'));
    expect(wait).toBe(Number(limits(refused)[2]) - cf.clock.now() / 1000);
    cf.clock.advance(1);
    expect((await get('/v3/roles')).headers.get('retry-after')).toBe(String(wait - 1));
  });

  it('starts again when the window has ended', async () => {
    const { cf, get } = await startSession({ rateLimit: 1, tokenSeconds: 9999 });
    await get('/v3/organizations');
    const refused = await get('/v3/organizations');
    cf.clock.advance(Number(refused.headers.get('retry-after')));
    expect((await get('/v3/organizations')).status).toBe(200);
  });

  it('has a window per user, each with its own phase', async () => {
    const { cf, get } = await startSession({ rateLimit: 1 });
    const name = required(cf.users()[0]).userName;
    cf.addAccount(cf.origin, name, 'secret');
    const other = await loginAs(cf, { username: name, password: 'secret', origin: cf.origin });
    const mine = limits(await get('/v3/organizations'));
    expect((await get('/v3/organizations')).status).toBe(429);
    const theirs = await other('GET', '/v3/organizations');
    expect(theirs.status).toBe(200);
    expect(limits(theirs)[2]).not.toBe(mine[2]);
  });

  it('does not count the root document, /v3, the UAA and administrators', async () => {
    const { get } = await startSession({ rateLimit: 1 });
    for (const path of ['/', '/v3', '/healthz', '/Users?count=1', '/', '/v3']) {
      const answer = await get(path);
      expect([answer.status, limits(answer)]).toEqual([200, [null, null, null]]);
    }
    expect((await get('/v3/info')).headers.get('x-ratelimit-remaining')).toBe('0');
    const admin = await startSession({ ...ADMIN, rateLimit: 1 });
    for (let count = 0; count < 3; count += 1) {
      expect(limits(await admin.get('/v3/roles'))).toEqual([null, null, null]);
    }
  });

  it('answers a bad token beyond the limit with 401, and nobody in particular with 10014', async () => {
    const { cf, get } = await startSession({ rateLimit: 20 });
    const anonymous = (): Promise<Answer> => request(`${cf.url}/v3/info`);
    expect((await anonymous()).status).toBe(200);
    expect(expectCcError(await anonymous(), 429, 10014, 'CF-IPBasedRateLimitExceeded')).toBe(
      'Rate Limit Exceeded: Unauthenticated requests from this IP address have exceeded the limit. Please log in.',
    );
    for (let count = 0; count < 20; count += 1) await get('/v3/organizations');
    expect((await get('/v3/organizations')).status).toBe(429);
    cf.expireTokens();
    expect((await get('/v3/organizations')).status).toBe(401);
  });
});
