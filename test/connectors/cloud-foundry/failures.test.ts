/** What a real landscape does wrong, each situation by its name, and what it leads to. */
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { parseFilter } from '../../../src/scim/filter-parse.ts';
import { callContext, scimError } from '../support/context.ts';
import {
  members,
  newUser,
  organization,
  readMembers,
  required,
  type System,
  setUp,
  UNKNOWN,
} from './support.ts';

const PAGE = { startIndex: 1, count: 100 };
const user = (userName: string) => ({ userName, emails: [{ value: userName, primary: true }], name: {} });
const auditors = (system: System) => `${organization(system)} organization_auditor`;
const put = (system: System, id: string, ...ids: string[]) =>
  system.groups.replace(id, { members: members(...ids) }, {}, callContext());

describe('token', () => {
  it('that is about to end is renewed by its refresh token, once for many requests', async () => {
    await using system = await setUp();
    await system.users.list(PAGE, callContext());
    system.cf.clock.advance(1_199 - 61);
    await system.users.list(PAGE, callContext());
    expect(await system.logons()).toEqual([]);
    system.cf.clock.advance(2);
    await Promise.all([1, 2, 3].map(() => system.users.list(PAGE, callContext())));
    const logons = await system.logons();
    expect(logons).toHaveLength(1);
    expect(String(logons[0]?.body)).toMatch(/^grant_type=refresh_token&refresh_token=/);
    expect(logons[0]?.path).toBe('/oauth/token');
  });

  it('is had by one password grant with the origin as login hint, for many requests at once', async () => {
    await using system = await setUp({ warm: false });
    await Promise.all([1, 2, 3, 4].map(() => system.groups.list(PAGE, callContext())));
    const logons = await system.logons();
    expect(logons).toHaveLength(1);
    expect(decodeURIComponent(logons[0]?.path ?? '')).toBe(
      '/oauth/token?login_hint={"origin":"acme-platform"}',
    );
    expect(logons[0]?.headers['authorization']).toBe('Basic Y2Y6');
    const [call] = await system.calls();
    expect(call?.headers['authorization']).toMatch(/^Bearer /);
  });

  it('of any life is used: a short one too', async () => {
    await using system = await setUp({ landscape: { tokenSeconds: 20 } });
    await system.users.list(PAGE, callContext());
    expect(await system.logons()).toEqual([]);
    system.cf.clock.advance(11);
    await system.users.list(PAGE, callContext());
    expect(await system.logons()).toHaveLength(1);
  });

  it('that expires in the middle is renewed once and the same request repeated, also a write', async () => {
    await using system = await setUp();
    const id = auditors(system);
    const ids = [newUser(system, 1), newUser(system, 2), newUser(system, 3)];
    for (const calls of [0, 1, 2, 3]) {
      system.cf.expireTokensAfter(calls);
      await system.reset();
      await put(system, id, ...ids.slice(0, (calls % 3) + 1));
      expect((await readMembers(system, id)).length).toBe((calls % 3) + 1);
      expect((await system.logons()).length).toBeGreaterThanOrEqual(1);
    }
  });

  it('is had by the password again where its refresh token is no good any more', async () => {
    await using system = await setUp();
    system.cf.expireTokens();
    system.cf.revokeRefreshTokens();
    await system.users.list(PAGE, callContext());
    expect((await system.logons()).map(({ status }) => status)).toEqual([401, 200]);
  });

  it('that is rejected again is 502, without a loop', async () => {
    await using system = await setUp();
    await system.fault({ profile: 'invalid_token', path: '/v3/', count: 100 });
    const error = await scimError(system.groups.list(PAGE, callContext()));
    expect(error).toMatchObject({
      status: 502,
      message: expect.stringContaining('properties User, Password'),
    });
    const before = (await system.logons()).length;
    for (let turn = 0; turn < 5; turn += 1) await scimError(system.groups.list(PAGE, callContext()));
    expect((await system.logons()).length - before).toBeLessThanOrEqual(1);
    await system.clearFaults();
    await system.groups.list(PAGE, callContext());
  });
});

describe('password wrong, changed or expired', () => {
  it('is 502 with the words of the identity provider, after one attempt for any number of requests', async () => {
    await using system = await setUp({ warm: false, properties: { Password: 'mistake' } });
    const errors = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        scimError(
          index % 2 === 0
            ? system.users.list(PAGE, callContext())
            : system.groups.get(auditors(system), {}, callContext()),
        ),
      ),
    );
    errors.push(await scimError(system.users.list(PAGE, callContext())));
    for (const error of errors) {
      expect(error.status).toBe(502);
      expect(error.message).toContain('User');
      expect(error.message).not.toContain('mistake');
    }
    expect(errors[0]?.message).toContain('User authentication failed');
    expect(await system.logons()).toHaveLength(1);
  });

  it('is tried again after 15 minutes, once, and is over when it is right', async () => {
    await using system = await setUp({ warm: false });
    const account = required(
      system.cf.identityProvider(system.cf.origin).account(system.cf.provisioningUser.userName),
    );
    account.password = 'rotated';
    const list = () => system.users.list(PAGE, callContext());
    await scimError(list());
    system.cf.clock.advance(15 * 60);
    await Promise.all([1, 2, 3].map(() => scimError(list())));
    expect(await system.logons()).toHaveLength(2);
    account.password = system.cf.provisioningUser.password;
    system.cf.clock.advance(15 * 60);
    await list();
    expect(await system.logons()).toHaveLength(3);
  });

  it('shows neither HTML nor the password that the identity provider sends back', async () => {
    await using system = await setUp({ warm: false, properties: { Password: 'top-secret' } });
    const provider = system.cf.identityProvider(system.cf.origin);
    provider.refusal = `{"error_description":"no logon with top-secret ${'x'.repeat(1_000)}"}`;
    const error = await scimError(system.users.list(PAGE, callContext()));
    expect(error.message).toContain('no logon with ***');
    expect(error.message).not.toContain('top-secret');
    expect(error.message.length).toBeLessThan(1_000);
  });

  it('says to check the origin where the UAA does not know it', async () => {
    await using system = await setUp({ warm: false, properties: { 'btp.cf.pm.origin': 'wrong-platform' } });
    const error = await scimError(system.users.list(PAGE, callContext()));
    expect(error).toMatchObject({
      status: 502,
      message: expect.stringContaining('Check the property btp.cf.pm.origin'),
    });
  });

  it('is not concluded from an identity provider that is down, which sees the password once', async () => {
    await using system = await setUp({ warm: false });
    const provider = system.cf.identityProvider(system.cf.origin);
    provider.state = 'down';
    const list = () => system.users.list(PAGE, callContext());
    expect(await scimError(list())).toMatchObject({ status: 503, retryAfter: 5 });
    expect(await scimError(list())).toMatchObject({ status: 503, retryAfter: 5 });
    expect(await system.logons()).toHaveLength(1);
    provider.state = 'working';
    system.cf.clock.advance(5);
    await list();
  });
});

describe('scopes missing', () => {
  it('is a configuration error that names the scope and who gives it, before anything else is sent', async () => {
    await using system = await setUp({
      warm: false,
      landscape: { scopes: ['openid', 'cloud_controller.read', 'cloud_controller.write'] },
    });
    for (const call of [system.users.list(PAGE, callContext()), system.groups.list(PAGE, callContext())]) {
      const error = await scimError(call);
      expect(error.status).toBe(502);
      for (const text of ['scim.read', 'BC-CP-CF-SEC-IAM', 'cf-user-provisioning'])
        expect(error.message).toContain(text);
    }
    expect(await system.calls()).toEqual([]);
    expect(await system.logons()).toHaveLength(1);
    system.cf.settings.scopes = ['scim.read', 'scim.write', 'cloud_controller.read'];
    system.cf.clock.advance(61);
    await system.users.list(PAGE, callContext());
  });

  it('names scim.write where only that is missing', async () => {
    await using system = await setUp({ landscape: { scopes: ['scim.read', 'cloud_controller.read'] } });
    const error = await scimError(system.users.create(user('x'), callContext()));
    expect(error).toMatchObject({
      status: 502,
      message: expect.stringContaining('lacks the scope scim.write'),
    });
  });
});

describe('too many requests', () => {
  it('with a Retry-After beyond the deadline is 429 with it, for all requests until then, without asking again', async () => {
    await using system = await setUp();
    await system.fault({ profile: 'cc_rate_limit', path: '/v3/', count: 1 });
    const id = auditors(system);
    expect(await scimError(system.groups.get(id, {}, callContext()))).toMatchObject({
      status: 429,
      retryAfter: 1800,
    });
    system.cf.clock.advance(600);
    expect(await scimError(system.groups.get(id, {}, callContext()))).toMatchObject({
      status: 429,
      retryAfter: 1200,
    });
    expect(await system.calls()).toHaveLength(1);
    await system.users.list(PAGE, callContext());
    system.cf.clock.advance(1_200);
    await system.groups.get(id, {}, callContext());
  });

  it('with a Retry-After that fits is waited for by all', async () => {
    await using system = await setUp();
    await system.fault({ profile: 'uaa_rate_limit_in_cc', path: '/v3/', count: 1 });
    await system.groups.get(auditors(system), {}, callContext());
    expect(system.waits).toEqual([12_000]);
    await system.fault({ profile: 'uaa_rate_limit_in_cc', path: '/v3/', count: 1 });
    const context = { ...callContext(), deadline: system.cf.clock.now() + 10_000 };
    expect(await scimError(system.groups.get(auditors(system), {}, context))).toMatchObject({
      status: 429,
      retryAfter: 12,
    });
  });

  it.each([
    [{}, 2],
    [{ 'ips.failed.request.retry.attempts': '3' }, 3],
    [{ 'ips.failed.request.retry.attempts': '9' }, 3],
  ])('without a Retry-After is tried again as often as %j says, then 429', async (properties, attempts) => {
    for (const profile of ['uaa_rate_limit', 'uaa_rate_limit_html']) {
      await using system = await setUp({ properties });
      await system.fault({ profile, path: '/Users', count: attempts });
      await system.users.list(PAGE, callContext());
      expect(await system.calls()).toHaveLength(attempts + 1);
      await system.fault({ profile, path: '/Users', count: 9 });
      const error = await scimError(system.users.list(PAGE, callContext()));
      expect(error).toMatchObject({ status: 429, retryAfter: 60 });
      expect(error.message).not.toContain('<');
    }
  });
});

describe('router and servers', () => {
  it.each([
    ['endpoint_failure', 502, undefined],
    ['no_endpoints', 503, 30],
    ['database_failure', 503, 30],
  ])('%s is tried again', async (profile, status, retryAfter) => {
    await using system = await setUp();
    await system.fault({ profile, path: '/v3/', count: 2 });
    await system.groups.get(auditors(system), {}, callContext());
    expect(await system.calls()).toHaveLength(3);
    await system.fault({ profile, path: '/v3/', count: 3 });
    expect(await scimError(system.groups.get(auditors(system), {}, callContext()))).toMatchObject({
      status,
      retryAfter,
    });
  });

  it('a 404 of the router is never a missing resource', async () => {
    await using system = await setUp();
    const id = newUser(system);
    for (const call of [
      () => system.users.get(id, {}, callContext()),
      () => system.users.delete(id, {}, callContext()),
      () => system.groups.get(auditors(system), {}, callContext()),
      () => put(system, auditors(system)),
    ]) {
      await system.fault({ profile: 'unknown_route', count: 1 });
      const error = await scimError(call());
      expect(error).toMatchObject({ status: 502, message: expect.stringContaining('landscape') });
    }
  });

  it('a role whose creation ended unknown is created again, which is the same', async () => {
    for (const fault of [
      { profile: 'endpoint_failure' },
      { status: 503 },
      { status: 504 },
      { reset: 'after' },
      { reset: 'before' },
    ]) {
      await using system = await setUp();
      const id = auditors(system);
      const member = newUser(system);
      await system.fault({ ...fault, method: 'POST', path: '/v3/roles', count: 1 });
      await put(system, id, member);
      expect(await readMembers(system, id)).toEqual([member]);
    }
  });

  it('a removal whose answer was lost is repeated, which is the same', async () => {
    await using system = await setUp();
    const id = auditors(system);
    await put(system, id, newUser(system));
    await system.fault({ reset: 'after', method: 'DELETE', count: 1 });
    await put(system, id);
    expect(await readMembers(system, id)).toEqual([]);
  });

  it('a user whose creation ended unknown is looked up, and is created where it is the same', async () => {
    // When a user was made is compared with the time of day.
    await using system = await setUp({ landscape: { now: Date.now } });
    await system.fault({ reset: 'after', method: 'POST', path: '/Users', count: 1 });
    const { entity } = await system.users.create(user('lost@acme.example'), callContext());
    expect(entity['userName']).toBe('lost@acme.example');
    expect((await system.calls()).filter(({ method }) => method === 'POST')).toHaveLength(1);

    await system.fault({ reset: 'before', method: 'POST', path: '/Users', count: 1 });
    expect(await scimError(system.users.create(user('none@acme.example'), callContext()))).toMatchObject({
      status: 502,
    });
    await system.fault({ profile: 'endpoint_failure', method: 'POST', path: '/Users', count: 1 });
    const other = { ...user('lost@acme.example'), emails: [{ value: 'different@acme.example' }] };
    expect(await scimError(system.users.create(other, callContext()))).toMatchObject({ status: 502 });
  });

  it('an unknown error is asked for again once, where that does no harm, and has the id of the request', async () => {
    await using system = await setUp();
    const id = auditors(system);
    const posts = async () => (await system.calls()).filter(({ method }) => method === 'POST').length;
    await system.fault({ profile: 'unknown_error', path: '/v3/', count: 1 });
    await system.groups.get(id, {}, callContext());
    await system.fault({ profile: 'unknown_error', method: 'POST', path: '/v3/roles', count: 1 });
    const member = newUser(system);
    await put(system, id, member);
    expect(await readMembers(system, id)).toEqual([member]);
    expect(await posts()).toBe(2);

    const unknown = { status: 500, headers: { 'x-vcap-request-id': 'aaaa::bbbb' } };
    await system.fault({ ...unknown, method: 'POST', path: '/v3/roles', count: 2 });
    await system.reset();
    const error = await scimError(put(system, id, newUser(system, 1)));
    expect(error).toMatchObject({
      status: 502,
      message: expect.stringMatching(/request has the id [\da-f]+::[\da-f]+/),
    });
    expect(await posts()).toBe(2);
    await system.fault({ ...unknown, method: 'POST', path: '/Users', count: 9 });
    await system.reset();
    await scimError(system.users.create(user('once@acme.example'), callContext()));
    expect(await posts()).toBe(1);
  });

  it.each(['invalid_json', 'html', 'empty'])('an answer that is %s is 502', async (profile) => {
    await using system = await setUp();
    for (const call of [
      () => system.users.list(PAGE, callContext()),
      () => system.users.get(newUser(system, system.waits.length), {}, callContext()),
      () => system.groups.get(auditors(system), {}, callContext()),
    ]) {
      await system.fault({ profile, count: 1 });
      const error = await scimError(call());
      expect(error.status).toBe(502);
      expect(error.message).not.toContain('<');
      system.waits.push(0);
    }
  });

  it('a connection that breaks off in the middle of an answer is tried again for reads', async () => {
    await using system = await setUp();
    const asked = async (part: string) =>
      (await system.calls()).filter(({ path }) => path.includes(part)).length;
    const member = newUser(system);
    const id = auditors(system);
    await put(system, id, member);
    await system.reset();
    expect(await readMembers(system, id)).toEqual([member]);
    const rolesOnce = await asked('/v3/roles');

    await system.reset();
    await system.fault({ truncate: true, path: '/v3/roles', count: 1 });
    expect(await readMembers(system, id)).toEqual([member]);
    expect(await asked('/v3/roles')).toBe(rolesOnce + 1);

    const { entities } = await system.users.list(PAGE, callContext());
    await system.reset();
    // The first attempt is on a connection that was open, which may have been closed meanwhile for no reason.
    await system.fault({ reset: 'before', path: '/Users', count: 3 });
    expect((await system.users.list(PAGE, callContext())).entities).toEqual(entities);
    expect(await asked('/Users')).toBe(4);
  });

  it('a root document that cannot be had is asked for again by the next request', async () => {
    await using system = await setUp({ warm: false });
    for (const fault of [{ profile: 'unknown_route' }, { profile: 'html' }, { status: 200, body: {} }]) {
      await system.fault({ ...fault, count: 1 });
      const error = await scimError(system.users.list(PAGE, callContext()));
      expect(error).toMatchObject({
        status: 502,
        message: expect.stringContaining('check the property URL'),
      });
    }
    await system.users.list(PAGE, callContext());
  });
});

describe('UAA down', () => {
  it('is 503, and groups are not shown without knowing whose members they are', async () => {
    await using system = await setUp();
    system.cf.settings.uaaAvailable = false;
    expect(await scimError(system.users.list(PAGE, callContext()))).toMatchObject({ status: 503 });
    expect(await scimError(system.groups.get(auditors(system), {}, callContext()))).toMatchObject({
      status: 503,
      retryAfter: 30,
    });
    await system.reset();
    await scimError(system.groups.list(PAGE, callContext()));
    const calls = await system.calls();
    // Once for organizations, once for spaces: Cloud Controller has tried for a minute itself.
    expect(calls.filter(({ path }) => path.includes('include=user'))).toHaveLength(2);
  });

  it('at the check of the token is 503', async () => {
    await using system = await setUp();
    await system.fault({ profile: 'uaa_unavailable_at_token_check', path: '/v3/', count: 1 });
    expect(await scimError(system.groups.get(auditors(system), {}, callContext()))).toMatchObject({
      status: 503,
    });
  });

  it('for a minute is 504 as soon as an answer takes too long', async () => {
    await using system = await setUp({ machinery: { answerTimeout: 50 } });
    await system.fault({ delayMs: 60_000, profile: 'uaa_unavailable', path: 'include=user', count: 1 });
    expect(await scimError(system.groups.get(auditors(system), {}, callContext()))).toMatchObject({
      status: 504,
    });
  });

  it.each([
    ['is done where it shows afterwards', true],
    ['is 504 where it does not, and nothing is left open', false],
  ])('for a minute while a role is given: the role %s', async (_, isThere) => {
    await using system = await setUp({ machinery: { answerTimeout: 50 } });
    const id = auditors(system);
    const member = newUser(system);
    await system.fault({ delayMs: 60_000, method: 'POST', path: '/v3/roles', count: 1 });
    if (isThere) {
      system.cf.before({ method: 'GET', path: '&user_guids=' }, () =>
        system.cf.addRole('organization_auditor', member, organization(system)),
      );
    }
    const change = put(system, id, member);
    if (isThere) await change;
    else {
      const error = await scimError(change);
      expect(error).toMatchObject({
        status: 504,
        message: expect.stringContaining('did not answer in time'),
      });
      expect(error.message).not.toContain('not known');
    }
    expect((await system.calls()).filter(({ method }) => method === 'POST')).toHaveLength(1);
  });

  it('is not waited for longer than the request lives', async () => {
    await using system = await setUp();
    await system.fault({ delayMs: 60_000, path: '/v3/', count: 1 });
    const context = callContext();
    system.cf.before({ path: '/never' }, () => undefined);
    const call = scimError(system.groups.get(auditors(system), {}, context));
    context.abort(new DOMException('over', 'TimeoutError'));
    expect(await call).toMatchObject({ status: 504 });
  });
});

describe('jobs', () => {
  async function withMember() {
    const system = await setUp();
    const id = auditors(system);
    const member = newUser(system);
    await put(system, id, member);
    await system.reset();
    return { system, id, member };
  }

  it('that are slow are looked at until they are done', async () => {
    const { system, id } = await withMember();
    await using _system = system;
    system.cf.settings.jobPolls = 5;
    await put(system, id);
    expect(await readMembers(system, id)).toEqual([]);
    expect(system.waits.slice(0, 4)).toEqual([250, 500, 1_000, 2_000]);
  });

  it('that fail are reported with their reason for that member', async () => {
    const { system, id, member } = await withMember();
    await using _system = system;
    system.cf.failJobs(1);
    const error = await scimError(put(system, id));
    expect(error).toMatchObject({
      status: 502,
      message: expect.stringContaining('The job execution has timed out.'),
    });
    expect(JSON.stringify(error.toBody())).toContain(`"value":"${member}","operation":"remove"`);
    await put(system, id);
    expect(await readMembers(system, id)).toEqual([]);
  });

  it('that never end are 504: accepted, not confirmed', async () => {
    const { system, id, member } = await withMember();
    await using _system = system;
    system.cf.stallJobs();
    const error = await scimError(put(system, id));
    expect(error).toMatchObject({
      status: 504,
      message: expect.stringContaining('accepted and is not confirmed'),
    });
    expect(await readMembers(system, id)).toEqual([member]);
    system.cf.resumeJobs();
    await put(system, id);
    expect(await readMembers(system, id)).toEqual([]);
  });

  it('that are not known any more are decided by reading the role', async () => {
    const { system, id } = await withMember();
    await using _system = system;
    system.cf.stallJobs();
    await system.fault({
      path: '/v3/jobs/',
      status: 404,
      body: { errors: [{ code: 10010, title: 'CF-ResourceNotFound', detail: 'Job not found' }] },
      count: 1,
    });
    const error = await scimError(put(system, id));
    expect(error).toMatchObject({
      status: 502,
      message: expect.stringContaining('does not know it any more'),
    });
  });

  it('whose confirmation fails leave nothing claimed', async () => {
    const { system, id } = await withMember();
    await using _system = system;
    await system.fault({ path: '/v3/roles?guids=', profile: 'uaa_unavailable', count: 9 });
    await system.fault({ path: '&user_guids=', profile: 'uaa_unavailable', count: 9 });
    const error = await scimError(put(system, id));
    expect(error).toMatchObject({ status: 503, message: expect.stringContaining('not confirmed') });
  });

  it('for a role that is gone already are not needed', async () => {
    const { system, id } = await withMember();
    await using _system = system;
    system.cf.before({ method: 'DELETE' }, () => {
      for (const role of system.cf.roles({ type: 'organization_auditor', target: organization(system) }))
        system.cf.removeRole(role.guid);
    });
    await put(system, id);
    expect((await system.calls()).map(({ method, status }) => [method, status])).toEqual([
      ['GET', 200],
      ['DELETE', 404],
    ]);
  });
});

describe('others change the landscape at the same time', () => {
  it('a role that exists meanwhile is what was wanted', async () => {
    await using system = await setUp();
    const id = auditors(system);
    const member = newUser(system);
    system.cf.before({ method: 'POST' }, () =>
      system.cf.addRole('organization_auditor', member, organization(system)),
    );
    await put(system, id, member);
    expect((await system.calls()).some(({ status }) => status === 422)).toBe(true);
  });

  it('a user deleted in the UAA is no member any more, and is not added again', async () => {
    await using system = await setUp();
    const id = auditors(system);
    const member = newUser(system);
    await put(system, id, member);
    system.cf.removeUser(member);
    expect(await readMembers(system, id)).toEqual([]);
    expect(await scimError(put(system, id, member))).toMatchObject({ status: 400, scimType: 'invalidValue' });
  });

  it('an organization deleted between two pages is left out, and all others are read once', async () => {
    await using system = await setUp({ landscape: { orgs: 6, spaces: 3, users: 10 } });
    const victim = organization(system, 3);
    const gone = new Set([victim, ...system.cf.spaces(victim).map(({ guid }) => guid)]);
    const ids = new Set<string>();
    let removed = false;
    for (let startIndex = 1; ; ) {
      const page = await system.groups.list({ startIndex, count: 4 }, callContext());
      if (page.entities.length === 0) break;
      for (const entity of page.entities) {
        expect(removed && gone.has(String(entity['id']).split(' ').at(-2) ?? '')).toBe(false);
        expect(ids).not.toContain(entity['id']);
        ids.add(String(entity['id']));
      }
      startIndex += page.read ?? page.entities.length;
      if (!removed) system.cf.removeOrg(victim);
      removed = true;
    }
    expect(ids.size).toBe(5 * 4 + 15 * 4);
    system.cf.clock.advance(30);
    expect((await system.groups.list({ startIndex: 1, count: 0 }, callContext())).total).toBe(80);
  });

  it('an organization deleted or being deleted while it is written to is 404, and the index is read anew', async () => {
    await using system = await setUp();
    const org = organization(system);
    await system.groups.list({ startIndex: 1, count: 0 }, callContext());
    system.cf.before({ method: 'POST' }, () => system.cf.startDeletingOrg(org));
    expect(await scimError(put(system, auditors(system), newUser(system)))).toMatchObject({ status: 404 });
    system.cf.before({ method: 'POST' }, () => system.cf.removeOrg(org));
    const id = `${org} organization_auditor`;
    expect((await scimError(put(system, id, newUser(system, 2)))).status).toBe(404);
    expect((await system.groups.list({ startIndex: 1, count: 0 }, callContext())).total).toBe(24);
  });

  it('an organization added or renamed between pages keeps earlier positions', async () => {
    await using system = await setUp({ properties: { 'btp.cf.pm.cache.seconds': '0' } });
    const first = await system.groups.list({ startIndex: 1, count: 4 }, callContext());
    system.cf.clock.advance(1);
    system.cf.addOrg('later');
    system.cf.renameOrg(organization(system), 'aaa renamed');
    const again = await system.groups.list({ startIndex: 1, count: 4 }, callContext());
    expect(again.entities.map(({ id }) => id)).toEqual(first.entities.map(({ id }) => id));
    expect(again.entities[0]?.['displayName']).toBe('cf-eu10:aaa renamed:organization_user');
  });
});

describe('permissions', () => {
  it('a suspended organization is 403 for changes in the words of Cloud Controller, and can be read', async () => {
    await using system = await setUp();
    const org = organization(system);
    system.cf.suspendOrg(org);
    const id = auditors(system);
    expect(await readMembers(system, id)).toEqual([]);
    const error = await scimError(put(system, id, newUser(system)));
    expect(error).toMatchObject({
      status: 403,
      message: expect.stringContaining('The organization is suspended'),
    });
  });

  it('a provisioning user that is not Org Manager any more is 502 naming the organization', async () => {
    await using system = await setUp();
    const org = organization(system);
    const id = `${org} organization_auditor`;
    const self = system.cf.provisioningUser.guid;
    const member = newUser(system);
    system.cf.before({ method: 'POST' }, () => {
      for (const role of system.cf.roles({ user: self, target: org }))
        if (role.type === 'organization_manager') system.cf.removeRole(role.guid);
    });
    const error = await scimError(put(system, id, member));
    expect(error).toMatchObject({ status: 502, message: expect.stringContaining('Org Manager') });
    expect(error.message).toContain(org);
    expect((await scimError(put(system, id))).message).toContain(org);
    expect(await scimError(system.groups.get(id, {}, callContext()))).toMatchObject({ status: 404 });
  });

  it('a user limit of the UAA is 400 with its words', async () => {
    await using system = await setUp({ landscape: { userLimit: 1 } });
    const error = await scimError(system.users.create(user('x'), callContext()));
    expect(error).toMatchObject({
      status: 400,
      message: expect.stringContaining('maximum allowed numbers of users'),
    });
  });
});

describe('limits of URLs', () => {
  it('are kept for many additions and many removals', async () => {
    await using system = await setUp({ landscape: { orgs: 1, spaces: 0, users: 0 } });
    const org = organization(system);
    const ids = Array.from({ length: 450 }, (_, index) => newUser(system, index));
    for (const id of ids) system.cf.addRole('organization_auditor', id, org);
    const id = `${org} organization_auditor`;
    await system.groups.patch(
      id,
      { Operations: [{ op: 'remove', path: 'members', value: members(...ids) }] },
      {},
      callContext(),
    );
    await put(system, id, ...ids.slice(0, 250));
    expect((await readMembers(system, id)).length).toBe(250);
  });

  it('are kept for long names', async () => {
    await using system = await setUp();
    const org = system.cf.addOrg('東'.repeat(250));
    system.cf.addSpace(org, `${'京:'.repeat(100)}x`);
    const space = required(system.cf.spaces(org)[0]);
    for (const [name, id] of [
      [`cf-eu10:${'東'.repeat(250)}:organization_user`, `${org} organization_user`],
      [`cf-eu10:${'東'.repeat(250)}:${space.name}:space_auditor`, `${org} ${space.guid} space_auditor`],
    ]) {
      const filter = parseFilter(`displayName eq ${JSON.stringify(name)}`);
      const { entities } = await system.groups.list({ startIndex: 1, count: 2, filter }, callContext());
      expect(entities.map((entity) => entity['id'])).toEqual([id]);
    }
  });
});

describe('logs', () => {
  it('have neither tokens nor passwords', async () => {
    const lines: string[] = [];
    const log = pino({ level: 'trace' }, { write: (line) => lines.push(line) });
    await using system = await setUp({ warm: false, environment: { log } });
    await system.fault({ profile: 'invalid_token', count: 3 });
    const context = { ...callContext(), log };
    await system.users.list(PAGE, context).catch(() => undefined);
    await system.users.get(UNKNOWN, {}, context).catch(() => undefined);
    const text = lines.join('');
    expect(text).not.toContain(system.cf.provisioningUser.password);
    expect(text).not.toMatch(/eyJ|bearer/i);
    expect(lines.length).toBeGreaterThan(0);
  });
});

describe('an initial password that the UAA repeats', () => {
  it('is masked like the credentials of the system', async () => {
    const password = 'Hush-Hush-1!';
    await using system = await setUp({ environment: { secrets: [password] } });
    const message = `the password ${password} is too easy`;
    await system.fault({
      status: 400,
      method: 'POST',
      path: '/Users',
      count: 1,
      body: { error: 'scim', message },
    });
    const body = { userName: 'ada@acme.example', emails: [{ value: 'ada@acme.example' }] };
    const error = await scimError(system.users.create(body, callContext()));
    expect(error.message).toContain('is too easy');
    expect(error.message).not.toContain(password);
  });
});
