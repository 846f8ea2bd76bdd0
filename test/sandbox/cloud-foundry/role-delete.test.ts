import { describe, expect, it } from 'vitest';
import {
  ADMIN,
  type Answer,
  expectCcError,
  NOW,
  required,
  type Session,
  startSession,
  unprocessableDetail,
} from './helpers.ts';

interface Scene extends Session {
  readonly org: string;
  readonly space: string;
  /** A user with `organization_user` and, in the space, `space_developer`. */
  readonly user: string;
  readonly orgRole: string;
  readonly spaceRole: string;
  readonly remove: (role: string) => Promise<Answer>;
  /** Reads the job behind a 202. */
  readonly job: (accepted: Answer) => Promise<Answer>;
}

async function scene(options = {}): Promise<Scene> {
  const session = await startSession(options);
  const { cf, send, get } = session;
  const org = required(cf.organizations()[0]).guid;
  const space = required(cf.spaces(org)[0]).guid;
  const user = cf.addUser({ userName: 'alice@acme.example' });
  const orgRole = cf.addRole('organization_user', user, org);
  const spaceRole = cf.addRole('space_developer', user, space);
  return {
    ...session,
    org,
    space,
    user,
    orgRole,
    spaceRole,
    remove: (role) => send('DELETE', `/v3/roles/${role}`),
    job: (accepted) => get(new URL(accepted.headers.get('location') ?? '').pathname),
  };
}

describe('DELETE /v3/roles/{guid}', () => {
  it('accepts, and the role stays until the job has run', async () => {
    const { cf, spaceRole, remove, job, get } = await scene();
    const accepted = await remove(spaceRole);
    expect(accepted.status).toBe(202);
    expect(accepted.text).toBe('');
    expect(accepted.headers.get('location')).toMatch(`${cf.url}/v3/jobs/`);
    expect((await job(accepted)).json).toEqual({
      guid: expect.any(String),
      created_at: '2026-03-01T12:00:00Z',
      updated_at: '2026-03-01T12:00:00Z',
      operation: 'role.delete',
      state: 'PROCESSING',
      errors: [],
      warnings: [],
      links: {
        self: { href: accepted.headers.get('location') },
        role: { href: `${cf.url}/v3/roles/${spaceRole}` },
      },
    });
    const done = (await job(accepted)).json;
    expect(done.state).toBe('COMPLETE');
    expect(Object.keys(done.links)).toEqual(['self']);
    expect((await get(`/v3/roles/${spaceRole}`)).status).toBe(404);
  });

  it('twice, one after the other, is complete both times', async () => {
    const { cf, spaceRole, remove, job } = await scene({ jobPolls: Number.POSITIVE_INFINITY, jobSeconds: 4 });
    const first = await remove(spaceRole);
    cf.clock.advance(2);
    const second = await remove(spaceRole);
    cf.clock.advance(2);
    expect((await job(first)).json.state).toBe('COMPLETE');
    cf.clock.advance(2);
    expect((await job(second)).json.state).toBe('COMPLETE');
  });

  it('counts looks at the role, by list or alone, as looks at the job', async () => {
    const { spaceRole, space, remove, get } = await scene({ jobPolls: 3 });
    await remove(spaceRole);
    expect((await get(`/v3/roles?guids=${spaceRole}`)).json.resources).toHaveLength(1);
    expect((await get(`/v3/roles/${spaceRole}`)).status).toBe(200);
    const before = (await get(`/v3/roles?space_guids=${space}&per_page=5000`)).json.resources.length;
    expect((await get(`/v3/roles?guids=${spaceRole}`)).json.resources).toEqual([]);
    expect((await get(`/v3/roles?space_guids=${space}&per_page=5000`)).json.resources).toHaveLength(
      before - 1,
    );
  });

  it('is done by time too, on the clock of the stand-in', async () => {
    const { cf, spaceRole, remove, job } = await scene({ jobPolls: Number.POSITIVE_INFINITY, jobSeconds: 4 });
    const accepted = await remove(spaceRole);
    cf.clock.advance(3.9);
    expect((await job(accepted)).json.state).toBe('PROCESSING');
    cf.clock.advance(0.1);
    expect((await job(accepted)).json).toMatchObject({
      state: 'COMPLETE',
      updated_at: '2026-03-01T12:00:04Z',
    });
  });

  it('is over before the next request when no look is asked for', async () => {
    const { spaceRole, remove, get } = await scene({ jobPolls: 0 });
    await remove(spaceRole);
    expect((await get(`/v3/roles/${spaceRole}`)).status).toBe(404);
  });

  it('accepted twice gives two jobs, and the second one fails: nothing is left for it', async () => {
    const { spaceRole, remove, job } = await scene();
    const [first, second] = [await remove(spaceRole), await remove(spaceRole)];
    expect(first.headers.get('location')).not.toBe(second.headers.get('location'));
    await job(first);
    expect((await job(first)).json.state).toBe('COMPLETE');
    expect((await job(second)).json).toMatchObject({
      state: 'FAILED',
      errors: [{ code: 10001, title: 'UnknownError', detail: 'An unknown error occurred.' }],
    });
    expect(expectCcError(await remove(spaceRole), 404, 10010, 'CF-ResourceNotFound')).toBe('Role not found');
  });

  it('of organization_user counts space roles whose job still waits', async () => {
    const { cf, orgRole, spaceRole, remove } = await scene();
    cf.stallJobs();
    await remove(spaceRole);
    expect(unprocessableDetail(await remove(orgRole))).toMatch(/^Cannot delete organization_user role/);
    cf.resumeJobs();
    cf.settings.jobPolls = 0;
    expect((await remove(orgRole)).status).toBe(202);
  });

  it('of organization_user does not mind roles in other organizations or other roles of this one', async () => {
    const { cf, org, user, orgRole, spaceRole, remove } = await scene();
    cf.removeRole(spaceRole);
    cf.addRole('organization_manager', user, org);
    const other = required(cf.organizations()[1]).guid;
    cf.addRole('space_developer', user, required(cf.spaces(other)[0]).guid);
    expect((await remove(orgRole)).status).toBe(202);
  });

  it('protects neither the last manager nor the caller', async () => {
    const { cf, org, remove, get } = await scene({ jobPolls: 0 });
    const own = required(
      cf.roles({ user: cf.provisioningUser.guid, target: org, type: 'organization_manager' })[0],
    );
    expect((await remove(own.guid)).status).toBe(202);
    expect((await get(`/v3/spaces?organization_guids=${org}`)).json.resources).toEqual([]);
  });

  it('is 403 where the role is seen and not managed, or the organization is suspended', async () => {
    const { cf, org, spaceRole, orgRole, remove } = await scene();
    const foreign = cf.addOrg('not mine', { managed: false });
    cf.addRole('organization_user', cf.provisioningUser.guid, foreign);
    const role = cf.addRole('organization_auditor', required(cf.users()[0]).id, foreign);
    expectCcError(await remove(role), 403, 10003, 'CF-NotAuthorized');
    cf.suspendOrg(org);
    for (const suspended of [spaceRole, orgRole]) {
      expectCcError(await remove(suspended), 403, 10017, 'CF-OrgSuspended');
    }
  });
});

describe('jobs', () => {
  it('that fail are 200 with errors, and leave the role where it is', async () => {
    const { cf, spaceRole, remove, job, get } = await scene();
    cf.failJobs(1);
    const accepted = await remove(spaceRole);
    await job(accepted);
    expect(await job(accepted)).toMatchObject({
      status: 200,
      json: {
        state: 'FAILED',
        errors: [{ detail: 'The job execution has timed out.', title: 'CF-JobTimeout', code: 290006 }],
      },
    });
    expect((await get(`/v3/roles/${spaceRole}`)).status).toBe(200);
    const again = await remove(spaceRole);
    await job(again);
    expect((await job(again)).json.state).toBe('COMPLETE');
  });

  it('fail with the error a test wants', async () => {
    const { cf, spaceRole, remove, job } = await scene({ jobPolls: 0 });
    const error = { detail: 'boom', title: 'UnknownError', code: 10001 };
    cf.failJobs(1, error);
    expect((await job(await remove(spaceRole))).json.errors).toEqual([error]);
  });

  it('never finish while they are stalled', async () => {
    const { cf, spaceRole, remove, job } = await scene({ jobSeconds: 2 });
    cf.stallJobs();
    const accepted = await remove(spaceRole);
    for (let look = 0; look < 10; look += 1) {
      cf.clock.advance(60);
      expect((await job(accepted)).json.state).toBe('PROCESSING');
    }
    cf.resumeJobs();
    expect((await job(accepted)).json.state).toBe('COMPLETE');
  });

  it('are seen by every user, are unknown by another name, and are forgotten after 90 days', async () => {
    const { cf, spaceRole, remove, job, get } = await scene({ jobPolls: 0, tokenSeconds: 100 * 24 * 3600 });
    const accepted = await remove(spaceRole);
    expect((await job(accepted)).status).toBe(200);
    expect(expectCcError(await get('/v3/jobs/nothing'), 404, 10010, 'CF-ResourceNotFound')).toBe(
      'Job not found',
    );
    cf.clock.advance(90 * 24 * 3600);
    expect((await job(accepted)).status).toBe(404);
  });

  it('of a deleted user take its roles along', async () => {
    const { cf, user, send, job, get } = await scene({ ...ADMIN, jobPolls: 0 });
    const accepted = await send('DELETE', `/v3/users/${user}`);
    expect([accepted.status, accepted.text]).toEqual([202, '']);
    expect((await job(accepted)).json).toMatchObject({ operation: 'user.delete', state: 'COMPLETE' });
    expect(cf.roles({ user })).toEqual([]);
    expect((await get(`/v3/users/${user}`)).status).toBe(404);
    expect((await get(`/Users/${user}`)).status).toBe(200);
    expect(cf.clock.now()).toBe(NOW);
  });
});
