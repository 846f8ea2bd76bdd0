/** How changes of groups are sent: as few requests as the limits allow, and none without need. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/scim/json.ts';
import { callContext, scimError } from '../../support/context.ts';
import { membersOf, patchOf, startTenant, userIds } from './tenant.ts';

const GROUP = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName: 'Everybody' };
const NOBODY = '00000000-0000-4000-8000-000000000000';
const AS_PATCH = { 'ias.support.patch.operation': 'true' };

async function setUp(properties: Readonly<Record<string, string>> = {}) {
  const tenant = await startTenant(
    { users: 60, groups: 0 },
    { 'ias.patch.group.members.above.threshold': '20', ...properties },
  );
  const ids = await userIds(tenant, 60);
  const { entity } = await tenant.groups.create(
    { ...GROUP, members: membersOf(ids.slice(0, 5)) },
    callContext(),
  );
  await tenant.forget();
  const sent = async () =>
    (await tenant.requests()).map(({ method, body }) => ({
      method,
      operations: ((body?.['Operations'] ?? []) as JsonObject[]).map(({ op, path, value }) => [
        op,
        path,
        Array.isArray(value) ? value.length : value,
      ]),
    }));
  return { ...tenant, ids, id: String(entity['id']), sent };
}

describe('a PUT that is sent as PATCH', () => {
  it('is none where nothing is another one', async () => {
    await using system = await setUp(AS_PATCH);
    const { entity } = await system.groups.get(system.id, { omit: ['members'] }, callContext());
    await system.forget();
    const { displayName = '' } = entity;
    const result = await system.groups.replace(
      system.id,
      { displayName },
      { current: entity },
      callContext(),
    );
    expect(result).toEqual({});
    expect(await system.sent()).toEqual([]);
  });

  it('is sent where nobody knows what the group is, so that one that is missing is missed', async () => {
    await using system = await setUp(AS_PATCH);
    const { schemas } = GROUP;
    const error = await scimError(system.groups.replace(NOBODY, { schemas }, {}, callContext()));
    expect(error.status).toBe(404);
    expect((await system.sent()).map(({ method }) => method)).toEqual(['PATCH']);
  });

  it('replaces the members where the body has them', async () => {
    await using system = await setUp(AS_PATCH);
    const { ids, id } = system;
    const { entity } = await system.groups.get(id, { omit: ['members'] }, callContext());
    await system.forget();
    const wanted = { displayName: 'Other', members: membersOf(ids.slice(0, 20)) };
    await system.groups.replace(id, wanted, { current: entity }, callContext());
    await system.groups.replace(id, { ...wanted, members: [] }, { current: entity }, callContext());
    expect(await system.sent()).toEqual([
      {
        method: 'PATCH',
        operations: [
          ['replace', 'displayName', 'Other'],
          ['replace', 'members', 20],
        ],
      },
      {
        method: 'PATCH',
        operations: [
          ['replace', 'displayName', 'Other'],
          ['replace', 'members', 0],
        ],
      },
    ]);
  });
});

describe('members up to the threshold', () => {
  it('go in one request, which nothing has to be read for', async () => {
    await using system = await setUp();
    const { ids, id, groups } = system;
    const value = (count: number) => membersOf(ids.slice(0, count));
    await groups.patch(id, patchOf({ op: 'replace', path: 'members', value: value(20) }), {}, callContext());
    await groups.patch(id, patchOf({ op: 'add', path: 'members', value: value(20) }), {}, callContext());
    await groups.replace(id, { ...GROUP, members: value(20) }, {}, callContext());
    expect(await system.sent()).toEqual([
      { method: 'PATCH', operations: [['replace', 'members', 20]] },
      { method: 'PATCH', operations: [['add', 'members', 20]] },
      { method: 'PUT', operations: [] },
    ]);
  });

  it('are compared, and go in several, above it', async () => {
    await using system = await setUp();
    const { ids, id, groups } = system;
    const value = membersOf(ids.slice(0, 21));
    await groups.patch(id, patchOf({ op: 'replace', path: 'members', value }), {}, callContext());
    await groups.patch(id, patchOf({ op: 'add', path: 'members', value }), {}, callContext());
    expect(await system.sent()).toEqual([
      { method: 'GET', operations: [] },
      // Five of them are there.
      { method: 'PATCH', operations: [['add', 'members', 16]] },
      { method: 'PATCH', operations: [['add', 'members', 20]] },
      { method: 'PATCH', operations: [['add', 'members', 1]] },
    ]);
  });

  it('are removed fifty at a time', async () => {
    await using system = await setUp();
    const { ids, id, groups } = system;
    const remove = async (count: number) => {
      await system.forget();
      const value = membersOf(ids.slice(0, count));
      await groups.patch(id, patchOf({ op: 'remove', path: 'members', value }), {}, callContext());
      return (await system.sent()).map(({ operations }) =>
        operations.map(([op, path]) => [op, String(path).split(' or ').length]),
      );
    };
    expect(await remove(50)).toEqual([[['remove', 50]]]);
    expect(await remove(51)).toEqual([[['remove', 50]], [['remove', 1]]]);
  });

  it('that are nobody are asked for as an addition, so that a missing group is missed', async () => {
    await using system = await setUp();
    const nothing = patchOf({ op: 'add', path: 'members', value: [] });
    expect((await scimError(system.groups.patch(NOBODY, nothing, {}, callContext()))).status).toBe(404);
    expect(await system.sent()).toEqual([{ method: 'PATCH', operations: [['add', 'members', 0]] }]);
  });
});

describe('a user that is sent as PATCH', () => {
  it('is not sent where nothing is another one, and is where nobody knows', async () => {
    await using system = await setUp(AS_PATCH);
    const [id = ''] = system.ids;
    const { entity } = await system.users.get(id, {}, callContext());
    await system.forget();
    expect(await system.users.replace(id, entity, { current: entity }, callContext())).toEqual({});
    expect(await system.sent()).toEqual([]);
    const { schemas = [] } = entity;
    expect((await scimError(system.users.replace(NOBODY, { schemas }, {}, callContext()))).status).toBe(404);
    expect((await system.sent()).map(({ method }) => method)).toEqual(['PATCH']);
  });
});
