/** Connections that break (complaint 10 of the field: creates that collide with themselves). */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/scim/json.ts';
import { callContext, scimError } from '../../support/context.ts';
import { startTenant } from './tenant.ts';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const PAGE = { startIndex: 1, count: 100 };

function newUser(name: string): JsonObject {
  return {
    schemas: [CORE],
    userName: name,
    active: true,
    name: { familyName: 'Vale' },
    emails: [{ value: `${name}@example.com`, primary: true }],
  };
}

describe('pain 10: a tenant that drops every third connection', () => {
  it.each(['before', 'after'])('%s it acts: reads succeed, no write is doubled', async (reset) => {
    await using system = await startTenant({ users: 0, groups: 0 });
    for (let after = 2; after < 200; after += 3) await system.fault({ count: 1, after, reset });
    const names = Array.from({ length: 12 }, (_, index) => `user${index}`);
    const ids: string[] = [];
    for (const name of names) {
      const { entity } = await system.users.create(newUser(name), callContext());
      ids.push(String(entity['id']));
      await system.users.get(String(entity['id']), {}, callContext());
    }
    for (const [index, id] of ids.entries()) {
      await system.users.replace(id, { ...newUser(`user${index}`), displayName: 'x' }, {}, callContext());
    }
    const { entities, total } = await system.users.list(PAGE, callContext());
    expect(total).toBe(names.length);
    expect(entities.map((entity) => entity['userName']).sort()).toEqual([...names].sort());
    for (const id of ids) await system.users.delete(id, {}, callContext());
    expect((await system.users.list(PAGE, callContext())).total).toBe(0);
  });

  it('answers 409 where somebody else has the name', async () => {
    await using system = await startTenant({ users: 0, groups: 0 });
    await system.users.create({ ...newUser('ada'), displayName: 'Another' }, callContext());
    await system.fault({ count: 1, method: 'POST', reset: 'before' });
    const create = system.users.create({ ...newUser('ada'), displayName: 'Ada' }, callContext());
    expect(await scimError(create)).toMatchObject({ status: 409, scimType: 'uniqueness' });
  });

  it('does not repeat a change that a version is the condition of', async () => {
    await using system = await startTenant({ users: 1, groups: 0 });
    const { entities } = await system.users.list(PAGE, callContext());
    const id = String(entities[0]?.['id']);
    await system.fault({ count: 1, method: 'DELETE', reset: 'before' });
    const error = await scimError(system.users.delete(id, { ifMatch: '"1"' }, callContext()));
    expect(error).toMatchObject({ status: 502, message: expect.stringContaining('is not known') });
  });

  it('never waits past the deadline, nor repeats more often than told', async () => {
    const waits: number[] = [];
    const wait = async (milliseconds: number) => {
      waits.push(milliseconds);
    };
    const attempts = { 'ips.failed.request.retry.attempts': '1' };
    await using system = await startTenant({ users: 1 }, attempts, { now: () => 1_000_000 }, { wait });
    await system.fault({ count: 10, reset: 'before' });
    const context = { ...callContext(), deadline: 1_000_000 + 1_000 };
    expect(await scimError(system.users.delete('x', {}, context))).toMatchObject({ status: 502 });
    expect(await system.requests()).toHaveLength(1);
    expect(waits).toEqual([]);
    await system.forget();
    expect(await scimError(system.users.delete('x', {}, callContext()))).toMatchObject({ status: 502 });
    expect(await system.requests()).toHaveLength(2);
    expect(waits).toHaveLength(1);
  });

  it.each([401, 403])('never repeats a %i', async (status) => {
    await using system = await startTenant({ users: 1 });
    await system.fault({ count: 3, status });
    expect(await scimError(system.users.list(PAGE, callContext()))).toMatchObject({ status: 502 });
    expect(await system.requests()).toHaveLength(1);
  });
});
