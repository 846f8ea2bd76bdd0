/** A client that takes away more than it ever should: what the deletion guard of its system leaves of that. */
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { verifyFiles } from '../../src/audit/verify/verify.ts';
import type { JsonObject } from '../../src/scim/json.ts';
import { release } from '../../src/server/deletion-guard/records.ts';
import { FolderState } from '../../src/state/folder/folder-state.ts';
import { MemoryState } from '../../src/state/memory-state.ts';
import { FILE, linesIn } from './audit/support.ts';
import { type Kind, startBackend } from './support/backends.ts';
import { HURRIED } from './support/connectors.ts';
import {
  GUARDED,
  type Guarded,
  type GuardedSetup,
  rememberedForTest,
  startGuarded,
} from './support/guarded.ts';
import { runningProxy } from './support/proxy.ts';
import { sandboxControl } from './support/sandbox.ts';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';

async function started(guard: object, setup?: GuardedSetup): Promise<Guarded> {
  const stage = await startGuarded(guard, setup);
  onTestFinished(stage.stop);
  return stage;
}

it('of 10,000 users that a job deletes over 8 connections, what is allowed is gone, and nothing else is hurt', {
  timeout: 120_000,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ipsproxy-state-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const state = await FolderState.open(folder);
  const guard = { period: 3600, deletions: { atMost: 20, share: 0.5 } };
  const stage = await started(guard, { users: 10_000, groups: 5, state });
  const { client, free } = stage;
  const before = await stage.ids('Users');
  expect(before).toHaveLength(10_000);
  const statuses = new Map<number, number>();
  const queue = before.values();
  const connection = async () => {
    for (const id of queue) {
      const { status } = await client.delete(`/Users/${id}`);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: 8 }, connection));
  expect(Object.fromEntries(statuses)).toEqual({ 204: 20, 503: 9_980 });
  const left = await stage.ids('Users');
  expect(left).toHaveLength(9_980);

  // Nothing else is hurt.
  const [id = ''] = left;
  expect((await client.get(`/Users/${id}`)).status).toBe(200);
  const created = await client.post('/Users', { schemas: [USER], userName: 'new.joiner' });
  expect(created.status).toBe(201);
  const renamed = await client.patch(`/Users/${id}`, [{ op: 'replace', path: 'displayName', value: 'X' }]);
  expect(renamed.status).toBe(200);
  expect((await free.delete(`/Users/${created.body['id']}`)).status).toBe(204);

  // The alert.
  const tripped = stage.log.filter(({ level, msg }) => level === 50 && /deletion guard/.test(String(msg)));
  expect(tripped).toHaveLength(1);
  expect(tripped[0]).toMatchObject({
    system: GUARDED,
    code: 'DELETION_GUARD',
    kind: 'deletions',
    counted: 20,
  });
  expect(await stage.metric('ipsproxy_deletion_guard_tripped')).toBe(1);
  expect(await stage.metric('ipsproxy_deletion_guard_refusals_total')).toBe(9_980);

  // A reload forgets nothing.
  await stage.proxy.reload();
  const refused = await client.delete(`/Users/${id}`);
  expect(refused.status).toBe(503);
  expect(refused.body['detail']).toMatch(
    /^System guarded: .* since 20.*: 20 Users were deleted, .* allows at most 20 in a period\. .*"ipsproxy release guarded"/,
  );
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);

  expect(await stage.metric('ipsproxy_deletion_guard_refusals_total')).toBe(9_981);
  await stage.proxy.reload();
  expect(await stage.metric('ipsproxy_deletion_guard_refusals_total')).toBe(9_981);

  // Nobody has looked at the guard since.
  await stage.proxy.reload();
  const opened = () => stage.log.filter(({ msg }) => /is open again/.test(String(msg)));
  expect(opened()).toEqual([]);
  await release(state, GUARDED);
  expect(await stage.metric('ipsproxy_deletion_guard_tripped')).toBe(0);
  expect(opened()).toMatchObject([{ level: 40, system: GUARDED }]);
  expect((await client.delete(`/Users/${id}`)).status).toBe(204);
});

describe('a share', () => {
  it('is of all that there are, rounded up, and the smaller bound counts', async () => {
    const { client, ids } = await started({ deletions: { atMost: 10, share: 0.07 } }, { users: 30 });
    const [one, two, three, four] = await ids('Users');
    for (const id of [one, two, three]) expect((await client.delete(`/Users/${id}`)).status).toBe(204);
    const { status, body } = await client.delete(`/Users/${four}`);
    expect([status, body['detail']]).toEqual([503, expect.stringContaining('at most 3, which is 7 % of 30')]);
  });

  it('of members is one of each group, while "atMost" is for all groups together', async () => {
    const stage = await started({ membershipRemovals: { atMost: 3, share: 0.5 } });
    const members = (await stage.ids('Users')).slice(0, 4);
    const [first, second] = [await stage.group('first', members), await stage.group('second', members)];
    const without = (count: number) => [
      { op: 'remove', path: 'members', value: members.slice(0, count).map((value) => ({ value })) },
    ];
    expect((await stage.client.patch(`/Groups/${first}`, without(2))).status).toBe(204);
    const dryRun = { headers: { prefer: 'handling=dry-run' } };
    const tried = await stage.explainer.patch(`/Groups/${second}`, without(3), dryRun);
    expect(tried.body['summary']).toContain('would stop this');
    expect(tried.body['summary']).toContain('at most 2, which is 50 % of the 4 members of a group');
    expect((await stage.client.patch(`/Groups/${second}`, without(1))).status).toBe(204);
    const { status, body } = await stage.client.patch(`/Groups/${second}`, without(2));
    expect([status, body['detail']]).toEqual([503, expect.stringContaining('allows at most 3 in a period')]);
  });

  it('cannot be had of a backend that gives no totals, unless "atMost" is there as well', async () => {
    const setup: GuardedSetup = { switches: { totals: 'none' } };
    const alone = await started({ deletions: { share: 0.5 } }, setup);
    const [id] = await alone.ids('Users');
    const { status, body } = await alone.client.delete(`/Users/${id}`);
    expect([status, body['detail']]).toEqual([
      503,
      expect.stringContaining('does not say how many there are'),
    ]);
    const both = await started({ deletions: { atMost: 1, share: 0.0001 } }, setup);
    const [one, two] = await both.ids('Users');
    expect((await both.client.delete(`/Users/${one}`)).status).toBe(204);
    expect((await both.client.delete(`/Users/${two}`)).status).toBe(503);
  });
});

it('one kind that trips stops the others that are watched, and no others', async () => {
  const stage = await started({ deletions: { atMost: 0 }, deactivations: { atMost: 5 } });
  const [one, two] = await stage.users(2);
  const off = [{ op: 'replace', path: 'active', value: false }];
  expect((await stage.client.patch(`/Users/${one?.['id']}`, off)).status).toBe(200);
  expect((await stage.client.delete(`/Users/${one?.['id']}`)).status).toBe(503);
  expect((await stage.client.patch(`/Users/${two?.['id']}`, off)).status).toBe(503);
  const group = await stage.group('g', [String(two?.['id'])]);
  expect((await stage.client.patch(`/Groups/${group}`, [{ op: 'remove', path: 'members' }])).status).toBe(
    204,
  );
});

it('a job that goes on with its deletions costs the backend nothing once the guard has tripped', async () => {
  const { client, backend, ids } = await started({ deletions: { atMost: 0 } });
  const [one, two] = await ids('Users');
  expect((await client.delete(`/Users/${one}`)).status).toBe(503);
  const control = sandboxControl(backend.url);
  await control.forget();
  expect((await client.delete(`/Users/${two}`)).status).toBe(503);
  expect((await control.requests()).count).toBe(0);
});

it('a guard that would count in what a restart forgets keeps its system out, as after a reload that brings "state"', async () => {
  const { client, free, ids } = await started({ deletions: { atMost: 5 } }, { state: new MemoryState() });
  const [id] = await ids('Users');
  const { status, body } = await client.get(`/Users/${id}`);
  expect([status, body['detail']]).toEqual([
    503,
    expect.stringContaining('takes effect with the next start'),
  ]);
  expect((await free.get(`/Users/${id}`)).status).toBe(200);
});

it('a system that is append-only takes nothing away, for good', async () => {
  const stage = await started({ appendOnly: true });
  const [{ id } = {}] = await stage.users(1);
  const group = await stage.group('g', [String(id)]);
  const answers = [
    await stage.client.delete(`/Users/${id}`),
    await stage.client.delete(`/Groups/${group}`),
    await stage.client.patch(`/Users/${id}`, [{ op: 'replace', value: { active: false } }]),
    await stage.client.patch(`/Groups/${group}`, [{ op: 'remove', path: 'members' }]),
    await stage.client.put(`/Groups/${group}`, { displayName: 'g', members: [] }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403]);
  expect(answers[0]?.body['detail']).toContain('appendOnly');
  const added = [{ op: 'add', path: 'members', value: [{ value: (await stage.users(2))[1]?.['id'] }] }];
  expect((await stage.client.patch(`/Groups/${group}`, added)).status).toBe(204);
  expect(await stage.membersOf(group)).toHaveLength(2);
  expect(await stage.metric('ipsproxy_deletion_guard_tripped')).toBe(0);
});

it('a dry run says that the guard would stop it, and counts nothing', async () => {
  const stage = await started({ deletions: { atMost: 1 } });
  const [one, two] = await stage.ids('Users');
  const dryRun = { headers: { prefer: 'handling=dry-run' } };
  for (const id of [one, two, one]) {
    expect((await stage.explainer.delete(`/Users/${id}`, dryRun)).body['summary']).toContain('1 request');
  }
  expect((await stage.client.delete(`/Users/${one}`)).status).toBe(204);
  const { body } = await stage.explainer.delete(`/Users/${two}`, dryRun);
  expect(body['summary']).toMatch(/Nothing would be changed: the client would get 503\. .*would stop this/);
  expect(await stage.metric('ipsproxy_deletion_guard_tripped')).toBe(0);
  expect(await stage.metric('ipsproxy_deletion_guard_refusals_total')).toBe(0);
});

describe.each<Kind>(['v1', 'v2', 'cf'])('in front of %s', (kind) => {
  async function guarded(deletionGuard: object) {
    const backend = await startBackend(kind, { users: 12, groups: 3 });
    const system = { type: backend.type, properties: backend.properties };
    const proxy = await runningProxy({
      state: { folder: 'state' },
      remembers: rememberedForTest(),
      time: HURRIED,
      systems: [
        { ...system, id: 'guarded', deletionGuard },
        { ...system, id: 'free' },
      ],
    });
    onTestFinished(async () => {
      await proxy.stop();
      await backend.close();
    });
    const free = proxy.client('free');
    const list = async (endpoint: string) =>
      (await free.get(`/${endpoint}?count=100`)).body['Resources'] as JsonObject[];
    return { client: proxy.client('guarded'), free, list };
  }
  const membersIn = ({ members = [] }: JsonObject) => members as JsonObject[];

  it('users are neither deleted nor disabled', async () => {
    const { client, free, list } = await guarded({ deletions: { atMost: 0 }, deactivations: { atMost: 0 } });
    const user = (await list('Users')).find(({ active }) => active === true) ?? {};
    const path = `/Users/${user['id']}`;
    const answers = [
      await client.delete(path),
      await client.patch(path, [{ op: 'replace', path: 'active', value: false }]),
      await client.put(path, { ...user, active: false }),
    ];
    // In Cloud Foundry, nothing that clients send changes "active".
    const change = kind === 'cf' ? 200 : 503;
    expect(answers.map(({ status }) => status)).toEqual([503, change, change]);
    expect((await free.get(path)).body['active']).toBe(true);
  });

  it('groups keep their members', async () => {
    const { client, free, list } = await guarded({ membershipRemovals: { atMost: 0 } });
    const groups = await Promise.all(
      (await list('Groups')).map(
        async ({ id }) => (await free.get(`/Groups/${encodeURIComponent(String(id))}`)).body,
      ),
    );
    const group = groups.find((each) => membersIn(each).length > 0) ?? {};
    const path = `/Groups/${encodeURIComponent(String(group['id']))}`;
    const [first] = membersIn(group);
    const answers = [
      await client.patch(path, [{ op: 'remove', path: `members[value eq "${first?.['value']}"]` }]),
      await client.patch(path, [{ op: 'replace', path: 'members', value: [] }]),
      await client.put(path, { ...group, members: [] }),
      await client.delete(path),
    ];
    expect(answers.map(({ status }) => status)).toEqual([503, 503, 503, 503]);
    expect(membersIn((await free.get(path)).body)).toHaveLength(membersIn(group).length);
  });
});

it('of Cloud Foundry counts a user who has lost all roles, though the UAA refuses to delete it', async () => {
  const backend = await startBackend('cf', { users: 12, groups: 3 });
  const system = { type: backend.type, properties: backend.properties };
  const proxy = await runningProxy({
    state: { folder: 'state' },
    remembers: rememberedForTest(),
    time: HURRIED,
    systems: [
      { ...system, id: 'guarded', deletionGuard: { deletions: { atMost: 2 } } },
      { ...system, id: 'free' },
    ],
  });
  onTestFinished(async () => {
    await proxy.stop();
    await backend.close();
  });
  const [client, free] = [proxy.client('guarded'), proxy.client('free')];
  const { body } = await free.get('/Groups?count=100');
  const ids = (body['Resources'] as JsonObject[]).map(({ id }) => String(id));
  const group = `/Groups/${encodeURIComponent(ids.find((id) => id.endsWith('organization_auditor')) ?? '')}`;
  const users: string[] = [];
  for (const userName of ['a@example.com', 'b@example.com', 'c@example.com']) {
    const created = await free.post('/Users', { userName, emails: [{ value: userName }] });
    users.push(String(created.body['id']));
  }
  const value = users.map((id) => ({ value: id }));
  expect((await free.patch(group, [{ op: 'add', path: 'members', value }])).status).toBe(204);
  const members = async () => {
    const found = (await free.get(group)).body['members'] as JsonObject[];
    return users.filter((id) => found.some((member) => member['value'] === id));
  };
  expect(await members()).toEqual(users);

  const refusal = { status: 400, body: { error: 'scim', message: 'not now' } };
  await backend.control.fault({ method: 'DELETE', path: '/Users', count: 100, ...refusal });
  const statuses: number[] = [];
  for (const id of users) statuses.push((await client.delete(`/Users/${id}`)).status);
  expect(statuses).toEqual([400, 400, 503]);
  expect(await members()).toEqual(users.slice(2));
});

it('that trips, and opens again, stands in the audit log, signed', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const audit = { file: FILE, chain: true, key: { file: 'key.pem' } };
  const files = { 'key.pem': privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
  const stage = await startGuarded({ period: 3600, deletions: { atMost: 1 } }, { audit, files });
  onTestFinished(stage.stop);
  const [one, two] = await stage.ids('Users');
  expect((await stage.client.delete(`/Users/${one}`)).status).toBe(204);
  expect((await stage.client.delete(`/Users/${two}`)).status).toBe(503);
  await release(stage.state, GUARDED);
  expect((await stage.client.delete(`/Users/${two}`)).status).toBe(204);
  const lines = await linesIn(stage.proxy.folder);
  const what = lines.map(({ event, operation, status }) => event ?? `${operation} ${status}`);
  expect(what).toEqual([
    'start',
    'delete 204',
    'deletion guard tripped',
    'delete 503',
    'deletion guard open again',
    'delete 204',
  ]);
  const common = { system: GUARDED, kind: 'deletions', endpoint: 'Users', limit: 'at most 1', counted: 1 };
  const since = expect.stringMatching(/^20.*Z$/);
  expect(lines[2]).toMatchObject({ ...common, asked: 1, since, signature: expect.any(String) });
  expect(lines[4]).toMatchObject({ ...common, asked: 1, since: lines[2]?.['since'] });
  const { problems } = await verifyFiles([join(stage.proxy.folder, FILE)], [publicKey]);
  expect(problems).toEqual([]);
});
