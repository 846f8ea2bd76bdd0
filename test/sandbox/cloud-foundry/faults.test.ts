import { describe, expect, it } from 'vitest';
import { until } from '../../support/until.ts';
import {
  expectCcError,
  fault,
  query,
  request,
  required,
  roleBody,
  startSession,
  unprocessableDetail,
} from './helpers.ts';

describe('named faults', () => {
  it.each([
    ['cc_rate_limit', 429, 10013, 'CF-RateLimitExceeded'],
    ['uaa_rate_limit_in_cc', 429, 20008, 'CF-UaaRateLimited'],
    ['uaa_unavailable', 503, 20004, 'CF-UaaUnavailable'],
    ['uaa_unavailable_at_token_check', 502, 20004, 'CF-UaaUnavailable'],
    ['database_failure', 503, 10015, 'CF-ServiceUnavailable'],
    ['unknown_error', 500, 10001, 'UnknownError'],
    ['invalid_token', 401, 1000, 'CF-InvalidAuthToken'],
  ])('%s has the envelope of Cloud Controller', async (profile, status, code, title) => {
    const { cf, get } = await startSession();
    await fault(cf, { count: 1, path: '/v3/roles', profile });
    expectCcError(await get('/v3/roles'), status, code, title);
    expect((await get('/v3/roles')).status).toBe(200);
  });

  it('cc_rate_limit and uaa_rate_limit_in_cc say when to come back', async () => {
    const { cf, get } = await startSession();
    await fault(cf, { count: 1, profile: 'cc_rate_limit' });
    const limited = await get('/v3/roles');
    expect(limited.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(limited.headers.get('retry-after')).toBe('1800');
    expect(limited.headers.get('x-ratelimit-remaining')).toBe('0');
    await fault(cf, { count: 1, profile: 'cc_rate_limit', retryAfter: 1 });
    expect((await get('/v3/roles')).headers.get('retry-after')).toBe('1');
    await fault(cf, { count: 1, profile: 'uaa_rate_limit_in_cc' });
    expect((await get('/v3/roles')).headers.get('retry-after')).toBe('12');
  });

  it.each([
    ['endpoint_failure', 502, 'endpoint_failure (EOF)', '502 Bad Gateway: '],
    ['no_endpoints', 503, 'no_endpoints', '503 Service Unavailable: '],
    ['unknown_route', 404, 'unknown_route', "') does not exist."],
  ])('%s is the plain text of the router with its header', async (profile, status, reason, text) => {
    const { cf, get } = await startSession();
    for (const path of ['/v3/roles', '/Users']) {
      await fault(cf, { count: 1, profile });
      const answer = await get(path);
      expect([answer.status, answer.headers.get('x-cf-routererror'), answer.json]).toEqual([
        status,
        reason,
        undefined,
      ]);
      expect(answer.text).toContain(text);
      expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    }
  });

  it('of the UAA have its shapes', async () => {
    const { cf, get } = await startSession();
    await fault(cf, { count: 1, profile: 'uaa_rate_limit' });
    const limited = await get('/Users');
    expect([limited.status, limited.json.error]).toEqual([
      429,
      expect.stringMatching(/^429 - Too Many Request - Request limited by Rate Limiter configuration/),
    ]);
    expect(limited.headers.has('retry-after')).toBe(false);
    await fault(cf, { count: 1, profile: 'uaa_rate_limit_html' });
    expect((await get('/Users')).headers.get('content-type')).toMatch(/^text\/html/);
    await fault(cf, { count: 1, profile: 'invalid_token' });
    expect((await get('/Users')).json.error).toBe('invalid_token');
    await fault(cf, { count: 1, profile: 'insufficient_scope' });
    expect((await get('/Users')).json).toMatchObject({
      error: 'insufficient_scope',
      scope: expect.any(String),
    });
  });

  it("of the database behind the UAA are a driver's text, or a page where the token is checked", async () => {
    const { cf, get } = await startSession();
    await fault(cf, { count: 1, profile: 'uaa_database_failure' });
    expect(await get('/Users')).toMatchObject({
      status: 422,
      json: {
        error: 'scim',
        message: expect.stringMatching(/^Could not get JDBC Connection; nested exception is /),
      },
    });
    await fault(cf, { count: 2, profile: 'uaa_database_away' });
    expect((await get('/Users')).headers.get('content-type')).toBe('text/html;charset=UTF-8');
    const json = await request(`${cf.url}/Users`, { headers: { accept: 'application/json' } });
    expect([json.status, json.text]).toEqual([503, '{}']);
  });

  it.each([
    ['invalid_json', 'application/json'],
    ['html', 'text/html;charset=utf-8'],
    ['empty', 'application/json'],
  ])('%s is a 200 that nobody can read', async (profile, type) => {
    const { cf, get } = await startSession();
    await fault(cf, { count: 1, profile });
    const answer = await get('/v3/roles');
    expect([answer.status, answer.headers.get('content-type'), answer.json]).toEqual([200, type, undefined]);
  });

  it('are listed when one is unknown', async () => {
    const { cf } = await startSession();
    const body = JSON.stringify({ count: 1, profile: 'bad_weather' });
    const answer = await request(`${cf.url}/__sandbox/faults`, { method: 'POST', body });
    expect([answer.status, answer.json.error]).toEqual([400, expect.stringContaining('unknown_route')]);
  });
});

describe('faults by status', () => {
  it.each([
    ['/v3/roles', 401, 'CF-InvalidAuthToken'],
    ['/v3/jobs/x', 404, 'CF-ResourceNotFound'],
    ['/v3/roles', 404, 'CF-NotFound'],
    ['/v3/roles', 429, 'CF-RateLimitExceeded'],
    ['/v3/roles', 500, 'UnknownError'],
    ['/v3/roles', 503, 'CF-ServiceUnavailable'],
  ])('%s %i speaks as Cloud Controller', async (path, status, title) => {
    const { cf, get } = await startSession();
    await fault(cf, { count: 1, status });
    const answer = await get(path);
    expect([answer.status, answer.json.errors[0]?.title]).toEqual([status, title]);
  });

  it.each([
    [401, 'invalid_token'],
    [500, 'scim'],
    [429, 'scim'],
  ])('/Users %i speaks as the UAA', async (status, error) => {
    const { cf, get } = await startSession();
    await fault(cf, { count: 1, status });
    const answer = await get('/Users');
    expect([answer.status, answer.json.error]).toEqual([status, error]);
  });

  it('502 everywhere and 503 at the UAA speak as the router', async () => {
    const { cf, get } = await startSession();
    for (const [path, status] of [
      ['/v3/roles', 502],
      ['/Users', 502],
      ['/Users', 503],
    ] as const) {
      await fault(cf, { count: 1, status });
      const answer = await get(path);
      expect([answer.status, answer.headers.has('x-cf-routererror')]).toEqual([status, true]);
    }
  });
});

describe('what changes between two requests', () => {
  it('a connection reset after the request leaves the role behind, before it leaves nothing', async () => {
    const { cf, send } = await startSession();
    const org = required(cf.organizations()[0]).guid;
    for (const [reset, count] of [
      ['before', 0],
      ['after', 1],
    ] as const) {
      await fault(cf, { count: 1, method: 'POST', path: '/v3/roles', reset });
      const body = roleBody('organization_user', { guid: `user ${reset}` }, { organization: org });
      await expect(send('POST', '/v3/roles', body)).rejects.toThrow();
      expect(cf.roles({ user: `user ${reset}` })).toHaveLength(count);
    }
  });

  it('the UAA is away: the router says so, and Cloud Controller once it has to ask', async () => {
    const { cf, get, send } = await startSession();
    cf.settings.uaaAvailable = false;
    const answer = await get('/Users');
    expect([answer.status, answer.headers.get('x-cf-routererror')]).toEqual([503, 'no_endpoints']);
    const org = required(cf.organizations()[0]).guid;
    const body = roleBody('organization_user', { guid: 'x' }, { organization: org });
    const { status, json } = await send('POST', '/v3/roles', body);
    expect(status).toBe(201);
    expect((await send('DELETE', `/v3/roles/${json.guid}`)).status).toBe(202);
    cf.settings.uaaAvailable = true;
    expect((await get('/Users')).status).toBe(200);
  });

  it('the 60 seconds Cloud Controller waits for the UAA pass on the clock of the stand-in', async () => {
    const { cf, get } = await startSession();
    await fault(cf, { count: 1, path: 'include=user', delayMs: 60_000, profile: 'uaa_unavailable' });
    let status: number | undefined;
    const waiting = get('/v3/roles?include=user').then((answer) => {
      status = answer.status;
    });
    expect((await get('/v3/roles')).status).toBe(200);
    await until(async () => {
      await request(`${cf.url}/__sandbox/clock`, { method: 'POST', body: '{"advanceSeconds":60}' });
      return status !== undefined;
    });
    await waiting;
    expect(status).toBe(503);
  });

  it('an organization goes between two pages', async () => {
    const { cf, get } = await startSession({ orgs: 4 });
    const gone = required(cf.organizations()[0]).guid;
    cf.before({ method: 'GET', path: '/v3/organizations', after: 1 }, () => cf.removeOrg(gone));
    const page = async (number: number): Promise<string[]> =>
      (await get(`/v3/organizations?order_by=created_at&per_page=3&page=${number}`)).json.resources.map(
        ({ guid }) => guid,
      );
    expect(await page(1)).toContain(gone);
    expect(await page(2)).toHaveLength(6 - 1 - 3);
    expect(await page(1)).not.toContain(gone);
  });

  it('a user goes between verification and role, which then belongs to a ghost', async () => {
    const { cf, get, send } = await startSession();
    const org = required(cf.organizations()[0]).guid;
    const user = cf.addUser({ userName: 'alice@acme.example' });
    cf.before({ method: 'POST', path: '/v3/roles' }, () => cf.removeUser(user));
    expect((await get(`/Users${query({ filter: `id eq "${user}"` })}`)).json.totalResults).toBe(1);
    const body = roleBody('organization_user', { guid: user }, { organization: org });
    expect((await send('POST', '/v3/roles', body)).status).toBe(201);
    expect((await get(`/v3/roles?user_guids=${user}&include=user`)).json.included.users).toMatchObject([
      { guid: user, username: null, origin: null },
    ]);
  });

  it('a backend fails on the n-th call', async () => {
    const { cf, send } = await startSession();
    const org = required(cf.organizations()[0]).guid;
    await fault(cf, { count: 1, after: 3, method: 'POST', path: '/v3/roles', status: 500 });
    const statuses: number[] = [];
    for (let index = 0; index < 5; index += 1) {
      const body = roleBody('organization_user', { guid: `user-${index}` }, { organization: org });
      statuses.push((await send('POST', '/v3/roles', body)).status);
    }
    expect(statuses).toEqual([201, 201, 201, 500, 201]);
  });

  it('handles refuse what does not exist', async () => {
    const { cf } = await startSession();
    expect(() => cf.suspendOrg('none')).toThrow('The sandbox has no organization none.');
    expect(() => cf.removeUser('none')).toThrow('no user none');
    expect(() => cf.addSpace('none', 'dev')).toThrow('no organization none');
    expect(() => cf.addRole('space_auditor', 'x', 'none')).toThrow('space_auditor target none');
    expect(() => cf.suspendSpace('none')).toThrow('no space none');
  });

  it('a removed space takes its roles along, so that organization_user can go', async () => {
    const { cf, send } = await startSession();
    const org = required(cf.organizations()[0]).guid;
    const space = cf.addSpace(org, 'temporary');
    const role = cf.addRole('organization_user', 'x', org);
    cf.addRole('space_auditor', 'x', space);
    unprocessableDetail(await send('DELETE', `/v3/roles/${role}`));
    cf.removeSpace(space);
    expect((await send('DELETE', `/v3/roles/${role}`)).status).toBe(202);
  });
});
