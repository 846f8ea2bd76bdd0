/** Ways to take more away than a deletion guard allows, and ways to make it stop somebody else. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { JsonObject } from '../../src/scim/json.ts';
import { FolderState } from '../../src/state/folder/folder-state.ts';
import { StateUnavailable } from '../../src/state/state.ts';
import { scimClient } from '../integration/support/client.ts';
import {
  GUARDED,
  type Guarded,
  type GuardedSetup,
  rememberedForTest,
  startGuarded,
} from '../integration/support/guarded.ts';
import { sandboxControl } from '../integration/support/sandbox.ts';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const SAP = 'urn:ietf:params:scim:schemas:extension:sap:2.0:User';

async function started(guard: object, setup?: GuardedSetup): Promise<Guarded> {
  const stage = await startGuarded(guard, setup);
  onTestFinished(stage.stop);
  return stage;
}

/** The operations, and what they do where there is no guard. */
type Case = readonly [attack: string, operations: readonly object[], effect: 'disables' | 'nothing'];

const many = Array.from({ length: 100 }, (_, at) => ({ op: 'replace', path: 'title', value: `t${at}` }));

describe('disabling a user by PATCH, where nobody may be', () => {
  let stage: Guarded;
  let people: JsonObject[] = [];
  beforeAll(async () => {
    stage = await startGuarded({ deactivations: { atMost: 0 } }, { users: 60 });
    people = await stage.users(60);
  });
  afterAll(() => stage.stop());

  it.each<Case>([
    ['plainly', [{ op: 'replace', path: 'active', value: false }], 'disables'],
    ['by a name in other letters', [{ op: 'Replace', path: 'ACTIVE', value: false }], 'disables'],
    ['by "False", as Entra writes it', [{ op: 'Replace', path: 'active', value: 'False' }], 'disables'],
    ['by "fAlSe" between blanks', [{ op: 'replace', path: 'active', value: ' fAlSe ' }], 'disables'],
    ['by a path between blanks', [{ op: 'replace', path: ' active ', value: false }], 'disables'],
    ['without a path', [{ op: 'replace', value: { active: false } }], 'disables'],
    [
      'without a path, in other letters, as text',
      [{ op: 'replace', value: { Active: 'FALSE' } }],
      'disables',
    ],
    ['by a path that is null', [{ op: 'replace', path: null, value: { active: false } }], 'disables'],
    ['by add', [{ op: 'add', path: 'active', value: false }], 'disables'],
    ['by add without a path', [{ op: 'add', value: { active: false } }], 'disables'],
    ['by the URN of the schema', [{ op: 'replace', path: `${USER}:active`, value: false }], 'disables'],
    [
      'by the URN in other letters',
      [{ op: 'replace', path: `${USER.toUpperCase()}:Active`, value: false }],
      'disables',
    ],
    [
      'by the URN with a dot behind it',
      [{ op: 'replace', path: `${USER}.active`, value: false }],
      'disables',
    ],
    ['by the URN as a name', [{ op: 'replace', value: { [`${USER}:active`]: false } }], 'disables'],
    ['by the schema as a path', [{ op: 'replace', path: USER, value: { active: false } }], 'disables'],
    ['by the schema as a name', [{ op: 'replace', value: { [USER]: { active: false } } }], 'disables'],
    ['in a list of one object', [{ op: 'replace', value: [{ active: false }] }], 'disables'],
    [
      'behind a hundred other operations',
      [...many, { op: 'replace', path: 'active', value: false }],
      'disables',
    ],
    [
      'after enabling them in the same request',
      [
        { op: 'replace', path: 'active', value: true },
        { op: 'replace', path: 'active', value: false },
      ],
      'disables',
    ],
    [
      'beside an attribute of an extension',
      [{ op: 'replace', value: { [`${ENTERPRISE}:department`]: 'x', active: false } }],
      'disables',
    ],
    ['by 0', [{ op: 'replace', path: 'active', value: 0 }], 'nothing'],
    ['by null', [{ op: 'replace', path: 'active', value: null }], 'nothing'],
    ['by an empty text', [{ op: 'replace', path: 'active', value: '' }], 'nothing'],
    ['by taking "active" away', [{ op: 'remove', path: 'active' }], 'nothing'],
    ['by a filter on it', [{ op: 'replace', path: 'active[value eq true]', value: false }], 'nothing'],
    ['by a part of it', [{ op: 'replace', path: 'active.value', value: false }], 'nothing'],
  ])('%s', async (_, operations, effect) => {
    const { client, free } = stage;
    const { id } = people.pop() ?? {};
    const { status, text } = await client.patch(`/Users/${id}`, operations);
    expect(status, text).toBe(effect === 'nothing' ? 400 : 503);
    expect((await free.get(`/Users/${id}`)).body['active']).toBe(true);
    // It would do so without the guard.
    await free.patch(`/Users/${id}`, operations);
    expect((await free.get(`/Users/${id}`)).body['active']).toBe(effect === 'nothing');
  });

  it.each<readonly [string, (user: JsonObject) => JsonObject]>([
    ['plainly', (user) => ({ ...user, active: false })],
    ['by a text', (user) => ({ ...user, active: 'False' })],
    ['by a name in other letters', ({ active: _, ...user }) => ({ ...user, ACTIVE: false })],
    ['by the URN as a name', ({ active: _, ...user }) => ({ ...user, [`${USER}:active`]: false })],
    ['by the schema as a name', ({ active: _, ...user }) => ({ ...user, [USER]: { active: false } })],
    [
      'with nothing else in it',
      ({ userName }) => ({ schemas: [USER], userName: userName ?? '', active: false }),
    ],
  ])('and by PUT, %s', async (_, change) => {
    const { client, free } = stage;
    const user = people.pop() ?? {};
    const { status, text } = await client.put(`/Users/${user['id']}`, change(user));
    expect(status, text).toBe(503);
    expect((await free.get(`/Users/${user['id']}`)).body['active']).toBe(true);
    await free.put(`/Users/${user['id']}`, change(user));
    expect((await free.get(`/Users/${user['id']}`)).body['active']).toBe(false);
  });

  it('by the status of Identity Authentication, which "active" follows there', async () => {
    const { id } = people.pop() ?? {};
    const operations = [{ op: 'replace', path: `${SAP}:status`, value: 'Inactive' }];
    expect((await stage.client.patch(`/Users/${id}`, operations)).status).toBe(503);
    expect((await stage.free.get(`/Users/${id}`)).body[SAP]).toBeUndefined();
  });

  it('by a PUT that does not say whether: the user stays as they are', async () => {
    const { active: _, ...user } = people.pop() ?? {};
    expect((await stage.client.put(`/Users/${user['id']}`, user)).status).toBe(200);
    expect((await stage.free.get(`/Users/${user['id']}`)).body['active']).toBe(true);
  });

  it('who is disabled already, which takes nothing away', async () => {
    const { id } = people.pop() ?? {};
    const off = [{ op: 'replace', path: 'active', value: false }];
    await stage.free.patch(`/Users/${id}`, off);
    expect((await stage.client.patch(`/Users/${id}`, off)).status).toBe(200);
  });
});

describe('disabling a user whose "active" is another attribute of the backend', () => {
  const read = {
    user: {
      scimEntityEndpoint: 'Users',
      mappings: [
        { sourcePath: '$.id', targetPath: '$.id' },
        { sourcePath: '$.id', targetVariable: 'entityIdSourceSystem' },
        { sourcePath: '$.userName', targetPath: '$.userName' },
        { condition: "$.userType == 'left'", constant: false, targetPath: '$.active' },
        { condition: "$.userType != 'left'", constant: true, targetPath: '$.active' },
      ],
    },
  };
  const write = {
    user: {
      scimEntityEndpoint: 'Users',
      mappings: [
        { sourceVariable: 'entityIdTargetSystem', targetPath: '$.id' },
        { sourcePath: '$.userName', targetPath: '$.userName' },
        { condition: '$.active == false', constant: 'left', targetPath: '$.userType' },
        { condition: '$.active == true', constant: 'here', targetPath: '$.userType' },
      ],
    },
  };

  it.each([
    [
      'PATCH',
      (id: string) => [
        'PATCH',
        `/Users/${id}`,
        { Operations: [{ op: 'replace', path: 'active', value: false }] },
      ],
    ],
    ['PUT', (id: string) => ['PUT', `/Users/${id}`, { userName: 'somebody', active: false }]],
  ] as const)('by %s', async (_, call) => {
    const stage = await started({ deactivations: { atMost: 0 } }, { transformations: { read, write } });
    const [{ id } = {}] = await stage.users(1);
    const [method, path, body] = call(String(id)) as [string, string, object];
    const { status, text } = await stage.client.send(method, path, { body });
    expect(status, text).toBe(503);
    expect((await stage.free.get(`/Users/${id}`)).body['userType']).not.toBe('left');
    expect((await stage.client.send(method, path, { body: { ...body, x: 1 } })).status).toBe(503);
  });
});

describe('emptying a group, where two members may be removed', () => {
  let stage: Guarded;
  let everybody: string[] = [];
  let members: string[] = [];
  beforeAll(async () => {
    stage = await startGuarded({ membershipRemovals: { atMost: 2 } }, { users: 10 });
    everybody = (await stage.ids('Users')).sort();
    members = everybody.slice(0, 5);
  });
  afterAll(() => stage.stop());

  const remove = (path: string, value?: unknown) => ({ op: 'remove', path, value });
  it.each<readonly [string, (ids: readonly string[]) => readonly object[]]>([
    ['remove without a value', () => [remove('members')]],
    ['remove in other letters', () => [{ op: 'ReMoVe', path: 'MEMBERS' }]],
    ['remove by the URN', () => [remove(`${GROUP}:members`)]],
    [
      'remove with a list of them',
      (ids) => [
        remove(
          'members',
          ids.map((value) => ({ value })),
        ),
      ],
    ],
    ['remove with ids alone', (ids) => [remove('members', ids)]],
    ['remove with a filter for each', (ids) => ids.map((id) => remove(`members[value eq "${id}"]`))],
    [
      'remove with one filter for all',
      (ids) => [remove(`members[${ids.map((id) => `value eq "${id}"`).join(' or ')}]`)],
    ],
    ['remove with a filter for all that are there', () => [remove('members[value pr]')]],
    ['remove with a filter for all but one that is not there', () => [remove('members[value ne "x"]')]],
    ['remove with a negation', () => [remove('members[not (value eq "x")]')]],
    ['replace by nobody', () => [{ op: 'replace', path: 'members', value: [] }]],
    ['replace by one of them', ([id]) => [{ op: 'replace', path: 'members', value: [{ value: id }] }]],
    ['replace without a path', () => [{ op: 'replace', value: { members: [] } }]],
    ['replace without a path, by the URN', () => [{ op: 'replace', value: { [`${GROUP}:members`]: [] } }]],
    ['replace by null', () => [{ op: 'replace', path: 'members', value: null }]],
    [
      'one operation for each, beside others',
      (ids) => [
        ...many.slice(0, 5).map((one) => ({ ...one, path: 'displayName' })),
        ...ids.map((id) => remove('members', [{ value: id }])),
      ],
    ],
    [
      'remove all, then add two',
      (ids) => [
        remove('members'),
        { op: 'add', path: 'members', value: ids.slice(0, 2).map((value) => ({ value })) },
      ],
    ],
    [
      'add all, then replace by one',
      (ids) => [
        { op: 'add', path: 'members', value: ids.map((value) => ({ value })) },
        { op: 'replace', path: 'members', value: [{ value: ids[0] }] },
      ],
    ],
    [
      'replace the id of each by that of another',
      (ids) =>
        ids.map((id) => ({ op: 'replace', path: `members[value eq "${id}"].value`, value: everybody[9] })),
    ],
  ])('PATCH: %s', async (attack, operations) => {
    const group = await stage.group(attack, members);
    const { status, text } = await stage.client.patch(`/Groups/${group}`, operations(members));
    expect([400, 503], text).toContain(status);
    expect(await stage.membersOf(group)).toEqual(members);
    if (status !== 503) return;
    // It would do so without the guard.
    await stage.free.patch(`/Groups/${group}`, operations(members));
    const left = await stage.membersOf(group);
    expect(members.filter((id) => !left.includes(id)).length).toBeGreaterThan(2);
  });

  it.each<readonly [string, (group: JsonObject) => JsonObject]>([
    ['nobody', (group) => ({ ...group, members: [] })],
    ['one of them', (group) => ({ ...group, members: (group['members'] as JsonObject[]).slice(0, 1) })],
    [
      'one of them, without brackets',
      (group) => ({ ...group, members: (group['members'] as JsonObject[])[0] ?? null }),
    ],
    ['others', (group) => ({ ...group, members: everybody.slice(5).map((value) => ({ value })) })],
    ['no word about them', ({ members: _, ...group }) => group],
    ['nobody, in other letters', ({ members: _, ...group }) => ({ ...group, MEMBERS: [] })],
    ['nobody, by the URN', ({ members: _, ...group }) => ({ ...group, [`${GROUP}:members`]: [] })],
  ])('PUT with %s', async (attack, change) => {
    const group = await stage.group(`put ${attack}`, members);
    const { body } = await stage.free.get(`/Groups/${group}`);
    const { status, text } = await stage.client.put(`/Groups/${group}`, change(body));
    expect(status, text).toBe(503);
    expect(await stage.membersOf(group)).toEqual(members);
  });

  it.each<readonly [string, (ids: readonly string[]) => readonly object[]]>([
    ['filters', (ids) => ids.map((id) => remove(`members[value eq "${id}"]`))],
    [
      'a list',
      (ids) => [
        remove(
          'members',
          ids.map((value) => ({ value })),
        ),
      ],
    ],
  ])(
    'PATCH: remove with %s of ids in other letters, whatever the backend thinks of them',
    async (attack, operations) => {
      const group = await stage.group(`letters ${attack}`, members);
      const ids = members.map((id) => id.toUpperCase());
      expect((await stage.client.patch(`/Groups/${group}`, operations(ids))).status).toBe(503);
      expect(await stage.membersOf(group)).toEqual(members);
    },
  );

  it('DELETE of the group', async () => {
    const group = await stage.group('deleted', members);
    expect((await stage.client.delete(`/Groups/${group}`)).status).toBe(503);
    expect(await stage.membersOf(group)).toEqual(members);
  });

  it('taking out nobody, or putting back whom one takes out: that takes nothing away', async () => {
    const group = await stage.group('harmless', members);
    const value = members.map((id) => ({ value: id }));
    const add = { op: 'add', path: 'members', value };
    for (const operations of [[remove('members[value eq "nobody"]')], [remove('members'), add], [add]]) {
      const { status, text } = await stage.client.patch(`/Groups/${group}`, operations);
      expect([200, 204], text).toContain(status);
    }
    expect(await stage.membersOf(group)).toEqual(members);
  });
});

describe('deleting more users than the three that may be', () => {
  const GUARD = { deletions: { atMost: 3 } };
  const statusesOf = (answers: readonly { readonly status: number }[]) =>
    answers.map(({ status }) => status).toSorted();

  it('over eight connections at once', async () => {
    const { client, ids } = await started(GUARD);
    const all = await ids('Users');
    const answers = await Promise.all(all.slice(0, 16).map((id) => client.delete(`/Users/${id}`)));
    expect(statusesOf(answers)).toEqual([...Array(3).fill(204), ...Array(13).fill(503)]);
    expect(await ids('Users')).toHaveLength(all.length - 3);
  });

  it('through both families of URLs', async () => {
    const { client, proxy, ids } = await started(GUARD);
    const [first = '', second = '', third = '', ...others] = await ids('Users');
    for (const id of [first, second, third]) expect((await client.delete(`/Users/${id}`)).status).toBe(204);
    const service = `${proxy.url}/ipsproxy/service/api/v1/scim/${GUARDED}`;
    const { status } = await scimClient(service).delete(`/Users/${others[0]}`);
    expect(status).toBe(503);
    expect(await ids('Users')).toEqual(others);
  });

  it.each<
    readonly [
      string,
      (id: string) => readonly [method: string, path: string, headers?: Record<string, string>],
    ]
  >([
    [
      'by another method in a header',
      (id) => ['POST', `/Users/${id}`, { 'x-http-method-override': 'DELETE' }],
    ],
    [
      'by another method in a header of a GET',
      (id) => ['GET', `/Users/${id}`, { 'x-http-method-override': 'DELETE' }],
    ],
    ['by HEAD', (id) => ['HEAD', `/Users/${id}`]],
    [
      'by an id that is percent-encoded',
      (id) => ['DELETE', `/Users/%${id.charCodeAt(0).toString(16)}${id.slice(1)}`],
    ],
    ['by an id in other letters', (id) => ['DELETE', `/Users/${id.toUpperCase()}`]],
    ['with a slash at the end', (id) => ['DELETE', `/Users/${id}/`]],
    ['with a query', (id) => ['DELETE', `/Users/${id}?attributes=id`]],
    ['with a body', (id) => ['DELETE', `/Users/${id}`, { 'content-length': '0' }]],
    ['of whatever version', (id) => ['DELETE', `/Users/${id}`, { 'if-match': '*' }]],
    [
      'with a wish for a dry run that is none',
      (id) => ['DELETE', `/Users/${id}`, { prefer: 'return=minimal' }],
    ],
    ['by an endpoint in other letters', (id) => ['DELETE', `/users/${id}`]],
    ['all at once', () => ['DELETE', '/Users']],
    ['by a bulk request', () => ['POST', '/Bulk']],
  ])('%s', async (_, attack) => {
    const { client, ids } = await started({ deletions: { atMost: 0 } });
    const before = await ids('Users');
    const [method, path, headers = {}] = attack(before[0] ?? '');
    await client.send(method, path, { headers, ...(method === 'POST' ? { body: {} } : {}) });
    expect(await ids('Users')).toEqual(before);
  });

  it('after a restart of the proxy', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ipsproxy-state-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const backend = { users: 10 };
    const first = await started(GUARD, { ...backend, state: await FolderState.open(folder) });
    const [one, two, three, four] = await first.ids('Users');
    for (const id of [one, two, three]) await first.client.delete(`/Users/${id}`);
    // Before it has tripped: the count itself is not forgotten.
    const second = await started(GUARD, { ...backend, state: await FolderState.open(folder) });
    expect((await second.client.delete(`/Users/${four}`)).status).toBe(503);
    expect(await second.ids('Users')).toContain(four);
  });

  it('through two instances at once', async () => {
    const state = rememberedForTest();
    const stages = await Promise.all([started(GUARD, { state }), started(GUARD, { state })]);
    const all = await stages[0].ids('Users');
    const answers = await Promise.all(
      all.slice(0, 10).flatMap((id) => stages.map(({ client }) => client.delete(`/Users/${id}`))),
    );
    expect(statusesOf(answers).filter((status) => status === 204)).toHaveLength(3);
  });

  it('by making the proxy forget how many there were: the share is of those at the beginning', async () => {
    const { client, free, ids } = await started({ deletions: { share: 0.1 } }, { users: 20 });
    const [first, second, third] = await ids('Users');
    await client.delete(`/Users/${first}`);
    await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        free.post('/Users', { schemas: [USER], userName: `blown-up-${at}` }),
      ),
    );
    expect((await client.delete(`/Users/${second}`)).status).toBe(204);
    expect((await client.delete(`/Users/${third}`)).status).toBe(503);
  });

  it('while what counts cannot be reached', async () => {
    const state = rememberedForTest();
    const { client, free, ids } = await started(GUARD, { state });
    const away = () => Promise.reject(new StateUnavailable('The server of "state" is away.'));
    for (const call of ['add', 'addWithin', 'get', 'set'] as const) Object.assign(state, { [call]: away });
    const before = await ids('Users');
    const { status, body } = await client.delete(`/Users/${before[0]}`);
    expect([status, body['detail']]).toEqual([
      503,
      expect.stringContaining('The server of "state" is away.'),
    ]);
    expect(await ids('Users')).toEqual(before);
    // The rest goes on.
    expect((await client.get(`/Users/${before[0]}`)).status).toBe(200);
    expect((await client.post('/Users', { schemas: [USER], userName: 'x' })).status).toBe(201);
    const renamed = [{ op: 'replace', path: 'displayName', value: 'x' }];
    expect((await client.patch(`/Users/${before[0]}`, renamed)).status).toBe(200);
    expect((await free.delete(`/Users/${before[0]}`)).status).toBe(204);
  });

  it('by dying in between: what may have been done stays counted', async () => {
    const { client, ids, backend } = await started({ deletions: { atMost: 1 } });
    const [first, second] = await ids('Users');
    await sandboxControl(backend.url).fault({ method: 'DELETE', count: 1, reset: 'after' });
    expect((await client.delete(`/Users/${first}`)).status).toBe(502);
    expect((await client.delete(`/Users/${second}`)).status).toBe(503);
  });
});

describe('deleting what becomes an update', () => {
  const properties = { 'scim.user.update.instead.delete': 'true' };
  const both = (deletes: readonly object[]) => ({
    read: {
      user: {
        scimEntityEndpoint: 'Users',
        mappings: [
          { sourcePath: '$', targetPath: '$' },
          { sourcePath: '$.id', targetVariable: 'entityIdSourceSystem' },
        ],
      },
    },
    write: {
      user: {
        scimEntityEndpoint: 'Users',
        mappings: [
          { sourcePath: '$', targetPath: '$' },
          { sourceVariable: 'entityIdTargetSystem', targetPath: '$.id' },
          {
            sourcePath: '$.Operations',
            targetPath: '$.Operations',
            preserveArrayWithSingleElement: true,
            scope: 'patchEntity',
          },
          ...deletes,
        ],
      },
    },
  });
  const setting = (path: string, value: unknown) => [
    { constant: 'replace', targetPath: '$.Operations[0].op', scope: 'deleteEntity' },
    { constant: path, targetPath: '$.Operations[0].path', scope: 'deleteEntity' },
    { constant: value, targetPath: '$.Operations[0].value', scope: 'deleteEntity' },
  ];

  it.each([
    ['where deletions are counted', { deletions: { atMost: 0 } }, setting('title', 'gone')],
    ['where deactivations are counted', { deactivations: { atMost: 0 } }, setting('active', false)],
  ])('%s', async (_, guard, deletes) => {
    const stage = await started(guard, { properties, transformations: both(deletes) });
    const [{ id } = {}] = await stage.users(1);
    expect((await stage.client.delete(`/Users/${id}`)).status).toBe(503);
    expect((await stage.free.get(`/Users/${id}`)).body).toMatchObject({ active: true });
    expect(await stage.writes()).toEqual([]);
  });
});

describe('making the guard stop somebody else', () => {
  const GUARD = { deletions: { atMost: 2 }, deactivations: { atMost: 2 }, membershipRemovals: { atMost: 2 } };
  const off = [{ op: 'replace', path: 'active', value: false }];

  it.each<readonly [string, (stage: Guarded, id: string) => Promise<readonly number[]>]>([
    [
      'by ids that there are not',
      async ({ client }) => {
        const answers = Array.from({ length: 20 }, (_, at) => client.delete(`/Users/nobody-${at}`));
        return (await Promise.all(answers)).map(({ status }) => status);
      },
    ],
    [
      'by versions that are not the present one',
      async ({ client }, id) => {
        const headers = { 'if-match': 'W/"old"' };
        const answers = [];
        for (let at = 0; at < 5; at += 1) answers.push(await client.delete(`/Users/${id}`, { headers }));
        return answers.map(({ status }) => status);
      },
    ],
    [
      'by requests that the backend refuses',
      async ({ client, backend }, id) => {
        await sandboxControl(backend.url).fault({ method: 'DELETE', count: 5, status: 400 });
        const answers = [];
        for (let at = 0; at < 5; at += 1) answers.push(await client.delete(`/Users/${id}`));
        return answers.map(({ status }) => status);
      },
    ],
    [
      'by requests for which the proxy itself may not delete',
      async ({ client, backend }, id) => {
        await sandboxControl(backend.url).fault({ method: 'DELETE', count: 5, status: 403 });
        const answers = [];
        for (let at = 0; at < 5; at += 1) answers.push(await client.delete(`/Users/${id}`));
        return answers.map(({ status }) => status);
      },
    ],
    [
      'by dry runs',
      async ({ explainer, client, ids }) => {
        const headers = { prefer: 'handling=dry-run' };
        const all = await ids('Users');
        const answers = await Promise.all(
          all.slice(0, 5).map((id) => explainer.delete(`/Users/${id}`, { headers })),
        );
        expect((await client.delete(`/Users/${all[0]}`, { headers })).status).toBe(403);
        return answers.map(({ status }) => status);
      },
    ],
    [
      'by disabling one user again and again',
      async ({ client }, id) => {
        const answers = [];
        for (let at = 0; at < 5; at += 1) answers.push(await client.patch(`/Users/${id}`, off));
        return answers.map(({ status }) => status);
      },
    ],
    [
      'by removing somebody who is no member, again and again',
      async (stage) => {
        const [member = ''] = await stage.ids('Users');
        const group = await stage.group('small', [member]);
        const operations = [{ op: 'remove', path: 'members[value eq "somebody else"]' }];
        const answers = [];
        for (let at = 0; at < 5; at += 1)
          answers.push(await stage.client.patch(`/Groups/${group}`, operations));
        return answers.map(({ status }) => status);
      },
    ],
    [
      'by requests without credentials',
      async ({ client, ids }) => {
        const all = await ids('Users');
        const answers = all.slice(0, 5).map((id) => client.delete(`/Users/${id}`, { credentials: false }));
        return (await Promise.all(answers)).map(({ status }) => status);
      },
    ],
  ])('%s', async (_, attack) => {
    const stage = await started(GUARD);
    const [{ id: mine } = {}, { id: others } = {}] = await stage.users(2);
    const statuses = await attack(stage, String(mine));
    expect(statuses.length).toBeGreaterThan(4);
    expect(statuses).not.toContain(503);
    expect(await stage.metric('ipsproxy_deletion_guard_tripped')).toBe(0);
    expect((await stage.client.delete(`/Users/${others}`)).status).toBe(204);
  });

  it('of another system', async () => {
    const { client, free, ids } = await started({ deletions: { atMost: 0 } });
    const [first, second] = await ids('Users');
    expect((await client.delete(`/Users/${first}`)).status).toBe(503);
    expect((await free.delete(`/Users/${second}`)).status).toBe(204);
  });
});

describe('a backend without PATCH, with numbers as ids, or whose PUT erases', () => {
  it.each<readonly [string, GuardedSetup]>([
    ['without PATCH', { switches: { patch: 'not-implemented' } }],
    ['with numbers as ids', { switches: { ids: 'number' } }],
    ['with numbers as ids and without PATCH', { switches: { ids: 'number', patch: 'not-allowed' } }],
    ['with booleans as texts', { switches: { booleans: 'capitalized' } }],
    ['whose PUT erases what it does not name', { properties: { 'ipsproxy.scim.put.carry.over': 'false' } }],
    ['that is sloppy', { sloppy: true }],
  ])('is guarded as well: %s', async (_, setup) => {
    const stage = await started({ deactivations: { atMost: 0 }, membershipRemovals: { atMost: 1 } }, setup);
    const [one = '', two = '', three = ''] = await stage.ids('Users');
    const group = await stage.group('guarded', [one, two, three]);
    const members = await stage.membersOf(group);
    const { client } = stage;
    const schemas = [GROUP];
    const attempts = [
      await client.patch(`/Groups/${group}`, [{ op: 'remove', path: 'members' }]),
      await client.patch(
        `/Groups/${group}`,
        members.map((id) => ({ op: 'remove', path: `members[value eq "${id}"]` })),
      ),
      await client.put(`/Groups/${group}`, { schemas, displayName: 'guarded', members: [] }),
      await client.put(`/Groups/${group}`, { schemas, displayName: 'guarded' }),
      await client.patch(`/Users/${one}`, [{ op: 'replace', path: 'active', value: 'False' }]),
      await client.put(`/Users/${one}`, { schemas: [USER], userName: 'x', active: false }),
    ];
    expect(attempts.map(({ status }) => status)).toEqual(attempts.map(() => 503));
    expect(await stage.membersOf(group)).toEqual(members);
    expect(String((await stage.free.get(`/Users/${one}`)).body['active']).toLowerCase()).toBe('true');
  });
});
