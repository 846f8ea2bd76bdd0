/** Whose user name it is, and whose it is not. */
import { describe, expect, it } from 'vitest';
import { parseFilter } from '../../../src/scim/filter-parse.ts';
import { callContext, scimError } from '../support/context.ts';
import { newUser, type System, setUp } from './support.ts';

const NEW = { userName: 'ada@acme.example', emails: [{ value: 'ada@acme.example' }], name: {} };
const DUPLICATE = {
  status: 400,
  body: {
    error: 'scim',
    message: 'PreparedStatementCallback; ERROR: duplicate key value violates unique constraint "k"',
  },
  path: '/Users',
  count: 1,
};
const find = (system: System, filter: string) =>
  system.users.list({ startIndex: 1, count: 100, filter: parseFilter(filter) }, callContext());

describe('a refused duplicate', () => {
  it('on update names the other user, in one more call', async () => {
    await using system = await setUp();
    const other = system.cf.addUser({ userName: 'ADA@acme.example' });
    const id = newUser(system);
    const { entity: current } = await system.users.get(id, {}, callContext());
    await system.reset();
    const error = await scimError(system.users.replace(id, NEW, { current }, callContext()));
    expect(error).toMatchObject({ status: 409, scimType: 'uniqueness' });
    expect(error.message).toContain(`It is the user with the id ${other}.`);
    expect((await system.calls()).map(({ method }) => method)).toEqual(['PUT', 'GET']);
  });

  it('on update is not the user itself', async () => {
    await using system = await setUp();
    const id = system.cf.addUser({ userName: 'ada@acme.example' });
    const { entity: current } = await system.users.get(id, {}, callContext());
    await system.fault({ ...DUPLICATE, method: 'PUT' });
    const error = await scimError(system.users.replace(id, NEW, { current }, callContext()));
    expect(error.status).toBe(409);
    expect(error.message).not.toContain(`with the id ${id}`);
    expect(error.message).toContain('Now no user of this origin has this userName');
  });

  it('of somebody in another case of the origin says why nobody sees the user', async () => {
    await using system = await setUp();
    const hidden = system.cf.addUser({ userName: 'ada@acme.example', origin: 'ACME-Platform' });
    await system.fault({ ...DUPLICATE, method: 'POST' });
    const error = await scimError(system.users.create(NEW, callContext()));
    expect(error).toMatchObject({ status: 409, scimType: 'uniqueness' });
    expect(error.message).toContain(`the user with the id ${hidden} of the origin ACME-Platform`);
    expect(error.message).toContain('btp.cf.pm.origin');
  });

  it('stays one where nobody can say whose it is', async () => {
    await using system = await setUp();
    await system.fault({ ...DUPLICATE, method: 'POST' });
    await system.fault({ status: 403, path: '/Users', method: 'GET', count: 1 });
    const error = await scimError(system.users.create(NEW, callContext()));
    expect(error).toMatchObject({ status: 409, scimType: 'uniqueness' });
    expect(error.message).not.toMatch(/It is|Now no/);
  });

  it('says nothing about a userName that the UAA takes for a time, which finds nobody', async () => {
    await using system = await setUp();
    const timely = { ...NEW, userName: '2024-01-01T00:00:00.000Z@acme.example' };
    system.cf.addUser(timely);
    await system.reset();
    const error = await scimError(system.users.create(timely, callContext()));
    expect(error).toMatchObject({ status: 409, scimType: 'uniqueness' });
    expect(error.message).not.toMatch(/It is|Now no/);
    expect((await system.calls()).map(({ method }) => method)).toEqual(['POST']);
  });

  it('is not concluded from another refusal, although the name is taken', async () => {
    await using system = await setUp();
    system.cf.addUser({ ...NEW, email: 'ada@acme.example' });
    for (const message of ['ERROR: value too long for type character varying(255)', 'Only this.']) {
      await system.reset();
      await system.fault({ ...DUPLICATE, method: 'POST', body: { error: 'scim', message } });
      expect(await scimError(system.users.create(NEW, callContext()))).toMatchObject({
        status: 400,
        scimType: 'invalidValue',
      });
      expect((await system.calls()).map(({ method }) => method)).toEqual(['POST']);
    }
  });
});

describe('userName eq', () => {
  it('finds whom case alone makes another, and nobody whom the database folds further', async () => {
    await using system = await setUp();
    const list = '/Users?filter';
    const person = (userName: string) => ({ id: 'x', userName, origin: system.cf.origin });
    const found = async (stored: string, asked: string) => {
      const body = { resources: [person(stored)], startIndex: 1, itemsPerPage: 1, totalResults: 1 };
      await system.fault({ status: 200, body, path: list, count: 1 });
      const { entities, total } = await find(system, `userName eq ${JSON.stringify(asked)}`);
      return [entities.length, total];
    };
    expect(await found('İstanbul@x', 'ISTANBUL@x')).toEqual([0, 0]);
    expect(await found('istanbul@x', 'ISTANBUL@X')).toEqual([1, 1]);
    expect(await found('οδοσ@x', 'ΟΔΟΣ@x')).toEqual([1, 1]);
    expect(await found('große@x', 'GROßE@x')).toEqual([1, 1]);
  });
});

describe('a version that a client wants to delete', () => {
  it('is held against the user as it is when the deletion begins', async () => {
    await using system = await setUp();
    const id = newUser(system);
    await system.users.replace(id, NEW, {}, callContext());
    await system.reset();
    for (const ifMatch of ['"0"', 'W/"0"', '"2", "3"']) {
      expect(await scimError(system.users.delete(id, { ifMatch }, callContext()))).toMatchObject({
        status: 412,
      });
    }
    expect((await system.calls()).map(({ method }) => method)).toEqual(['GET', 'GET', 'GET']);
    await system.users.delete(id, { ifMatch: '"0", W/"1"' }, callContext());
    const deletion = (await system.calls()).find(({ method }) => method === 'DELETE');
    expect(deletion?.headers['if-match']).toBe('"1"');
  });
});
