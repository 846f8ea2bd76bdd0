/** Facts recorded on real landscapes that differ from the documentation, or add to it. */
import { describe, expect, it } from 'vitest';
import {
  ADMIN,
  CF_CLIENT,
  fault,
  login,
  postForm,
  provisionerCredentials,
  query,
  request,
  required,
  roleBody,
  SCHEMA,
  start,
  startSession,
} from './helpers.ts';

describe('recorded facts', () => {
  it('1: links of role pages carry order_by=%2Bcreated_at unasked, sorted, with \\u0026 for &', async () => {
    const { cf, get } = await startSession();
    const space = required(cf.spaces(required(cf.organizations()[0]).guid)[0]).guid;
    const { text, json } = await get(`/v3/roles?space_guids=${space}&per_page=2`);
    const href = `${cf.url}/v3/roles?order_by=%2Bcreated_at&page=1&per_page=2&space_guids=${space}`;
    expect(json.pagination.first.href).toBe(href);
    expect(text).toContain(href.replaceAll('&', '\\u0026'));
  });

  it('2: error objects come as detail, title, code, the catch-all as title, detail, code without CF-', async () => {
    const { cf, get } = await startSession();
    expect((await get('/v3/roles/none')).text).toBe(
      '{"errors":[{"detail":"Role not found","title":"CF-ResourceNotFound","code":10010}]}',
    );
    await fault(cf, { count: 1, profile: 'unknown_error' });
    expect((await get('/v3/roles')).text).toBe(
      '{"errors":[{"title":"UnknownError","detail":"An unknown error occurred.","code":10001}]}',
    );
  });

  it('3: the 202 of a deletion is text/html with length 0', async () => {
    const { cf, send } = await startSession(ADMIN);
    const role = required(cf.roles({ type: 'space_developer' })[0]);
    for (const path of [`/v3/roles/${role.guid}`, `/v3/users/${role.user}`]) {
      const { status, headers, text } = await send('DELETE', path);
      expect([status, headers.get('content-type'), headers.get('content-length'), text]).toEqual([
        202,
        'text/html',
        '0',
        '',
      ]);
    }
  });

  it('4: a job has errors and warnings before links, and no link to the role once it is complete', async () => {
    const { cf, send, get } = await startSession({ jobPolls: 1 });
    const role = required(
      cf.roles({
        type: 'space_developer',
        target: required(cf.spaces(required(cf.organizations()[0]).guid)[0]).guid,
      })[0],
    );
    const job = new URL(
      required((await send('DELETE', `/v3/roles/${role.guid}`)).headers.get('location') ?? undefined),
    );
    const running = (await get(job.pathname)).json;
    expect(Object.keys(running)).toEqual([
      'guid',
      'created_at',
      'updated_at',
      'operation',
      'state',
      'errors',
      'warnings',
      'links',
    ]);
    expect(Object.keys(running.links)).toEqual(['self', 'role']);
    const done = (await get(job.pathname)).json;
    expect([done.state, Object.keys(done.links)]).toEqual(['COMPLETE', ['self']]);
  });

  it('5: a user deletion is PROCESSING at 2 s and COMPLETE at 4 s, a role deletion COMPLETE at the first look', async () => {
    const { cf, send, get } = await startSession({
      ...ADMIN,
      jobPolls: Number.POSITIVE_INFINITY,
      jobSeconds: 4,
    });
    const user = required(cf.users()[0]).id;
    const job = new URL((await send('DELETE', `/v3/users/${user}`)).headers.get('location') ?? '').pathname;
    const states: string[] = [];
    for (let look = 0; look < 2; look += 1) {
      cf.clock.advance(2);
      states.push((await get(job)).json.state);
    }
    expect(states).toEqual(['PROCESSING', 'COMPLETE']);
    cf.settings.jobSeconds = 2;
    const role = required(cf.roles({ type: 'space_manager' })[0]).guid;
    const other = new URL((await send('DELETE', `/v3/roles/${role}`)).headers.get('location') ?? '').pathname;
    cf.clock.advance(2);
    expect((await get(other)).json.state).toBe('COMPLETE');
  });

  it('6: 18000 of 20000 requests remain whatever was consumed, and administrators see no such headers', async () => {
    const { get } = await startSession({ rateLimit: 20_000 });
    for (let count = 0; count < 10; count += 1) {
      const { headers } = await get('/v3/organizations');
      expect([headers.get('x-ratelimit-limit'), headers.get('x-ratelimit-remaining')]).toEqual([
        '20000',
        '18000',
      ]);
    }
    const admin = await startSession({ ...ADMIN, rateLimit: 20_000 });
    expect((await admin.get('/v3/organizations')).headers.has('x-ratelimit-limit')).toBe(false);
  });

  it('7: users come back with primary false, an empty name, 15 groups in changing order, and without nulls', async () => {
    const { send, get } = await startSession();
    const body = {
      userName: 'bare@acme.example',
      origin: 'acme-platform',
      name: {},
      emails: [{ value: 'bare@acme.example', primary: true }],
    };
    const { status, json } = await send('POST', '/Users', body);
    expect(status).toBe(201);
    expect(json).toMatchObject({
      name: {},
      emails: [{ value: 'bare@acme.example', primary: false }],
      approvals: [],
      active: true,
      verified: true,
      zoneId: 'uaa',
    });
    for (const absent of ['externalId', 'lastLogonTime', 'previousLogonTime', 'phoneNumbers']) {
      expect(json).not.toHaveProperty(absent);
    }
    const [first, second] = [await get(`/Users/${json.id}`), await get(`/Users/${json.id}`)].map(
      (answer) => answer.json.groups,
    );
    expect(first).toHaveLength(15);
    expect(first).not.toEqual(second);
    const names = (groups: typeof first): string[] => (groups ?? []).map(({ display }) => display).sort();
    expect(names(first)).toEqual(names(second));
  });

  it('8: UAA DELETE answers 200 with the user; the platform user may go first', async () => {
    const { cf, send } = await startSession({ ...ADMIN, jobPolls: 0 });
    const user = required(cf.users()[0]);
    expect((await send('DELETE', `/v3/users/${user.id}`)).status).toBe(202);
    const { status, json } = await send('DELETE', `/Users/${user.id}`);
    expect(status).toBe(200);
    expect(json).toMatchObject({
      id: user.id,
      userName: user.userName,
      schemas: [SCHEMA],
      groups: expect.any(Array),
    });
  });

  it('9: UAA PUT onto a name that is taken answers 400 with the text of the database', async () => {
    const { cf, send } = await startSession();
    const [one, two] = [required(cf.users()[0]), required(cf.users()[1])];
    const body = {
      schemas: [SCHEMA],
      userName: two.userName.toUpperCase(),
      origin: one.origin,
      name: {},
      emails: [{ value: one.email }],
    };
    const { status, json } = await send('PUT', `/Users/${one.id}`, body, { 'if-match': '*' });
    expect([status, json.error]).toEqual([400, 'scim']);
    expect(json.message).toMatch(/SQL \[update users set .*duplicate key value violates unique constraint/);
    expect(cf.users()[0]?.userName).toBe(one.userName);
  });

  it('10: UAA POST without origin and password complains about the password', async () => {
    const { send } = await startSession();
    const { status, json } = await send('POST', '/Users', { userName: 'a', emails: [{ value: 'a@b.c' }] });
    expect([status, json.error, json.message]).toEqual([
      400,
      'invalid_password',
      'Password must be at least 1 characters in length.',
    ]);
  });

  it('11: the refresh token is 32 hex digits and -r, comes back unchanged, id_token is always there', async () => {
    const cf = await start();
    const first = await login(cf, provisionerCredentials(cf));
    expect(first.json.refresh_token).toMatch(/^[0-9a-f]{32}-r$/);
    const second = await postForm(cf, '/oauth/token', {
      grant_type: 'refresh_token',
      refresh_token: first.json.refresh_token,
    });
    for (const { json, headers } of [first, second]) {
      expect(json.refresh_token).toBe(first.json.refresh_token);
      expect([json.expires_in, typeof json['id_token']]).toEqual([1199, 'string']);
      expect(headers.get('content-type')).toBe('application/json;charset=UTF-8');
    }
  });

  it('12: a password grant for a -platform origin works with the hint in the query and Basic cf:', async () => {
    const cf = await start();
    const { username, password, origin } = provisionerCredentials(cf);
    const answer = await request(
      `${cf.url}/oauth/token${query({ login_hint: JSON.stringify({ origin }) })}`,
      {
        method: 'POST',
        headers: { authorization: CF_CLIENT, accept: 'application/json' },
        body: new URLSearchParams({ grant_type: 'password', username, password }),
      },
    );
    expect(answer.status).toBe(200);
  });

  it('13: organizations have suspended, spaces have not', async () => {
    const { get } = await startSession();
    expect((await get('/v3/organizations')).json.resources.every((row) => 'suspended' in row)).toBe(true);
    expect((await get('/v3/spaces')).json.resources.some((row) => 'suspended' in row)).toBe(false);
  });

  it('14: the root document lists cloud_controller_v2 last, credhub and routing null', async () => {
    const cf = await start();
    const { links } = (await request(cf.url)).json;
    expect(Object.keys(links).at(-1)).toBe('cloud_controller_v2');
    expect([links['credhub'], links['routing']]).toEqual([null, null]);
  });

  it('15: a user fresh in the UAA is 404 at Cloud Controller until it has its own record', async () => {
    const { cf, send, get } = await startSession();
    const { id } = (
      await send('POST', '/Users', {
        userName: 'a@b.c',
        origin: 'acme-platform',
        emails: [{ value: 'a@b.c' }],
      })
    ).json;
    expect((await get(`/v3/users/${id}`)).json.errors).toEqual([
      { detail: 'User not found', title: 'CF-ResourceNotFound', code: 10010 },
    ]);
    const org = required(cf.organizations()[0]).guid;
    await send('POST', '/v3/roles', roleBody('organization_user', { guid: id }, { organization: org }));
    expect((await get(`/v3/users/${id}`)).json.username).toBe('a@b.c');
  });

  it('16: POST /v3/users with an empty origin is 500, with a GUID nobody has 201', async () => {
    const { send } = await startSession(ADMIN);
    const empty = await send('POST', '/v3/users', { username: 'a@b.c', origin: '' });
    expect([empty.status, empty.json.errors[0]?.title]).toEqual([500, 'UnknownError']);
    const ghost = await send('POST', '/v3/users', { guid: 'nobody' });
    expect(ghost.status).toBe(201);
    expect(ghost.json).toMatchObject({
      guid: 'nobody',
      username: null,
      presentation_name: 'nobody',
      origin: null,
    });
  });
});
