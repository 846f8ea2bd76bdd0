import { describe, expect, it } from 'vitest';
import type { Body } from '../shapes.ts';
import { createUser, scimError, startTenant, type Tenant, userBody } from '../tenant.ts';

const LIST_RESPONSE = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
const idsOf = (body: Body): string[] => body.Resources.map(({ id }) => id);

async function allIds(tenant: Tenant, endpoint: 'Users' | 'Groups'): Promise<string[]> {
  const ids: string[] = [];
  for (let startId = 'initial'; startId !== 'end'; ) {
    const { body } = await tenant.list(endpoint, { startId, count: 100 });
    ids.push(...idsOf(body));
    startId = body.nextId;
  }
  return ids;
}

describe('paging by index', () => {
  it('answers a list response in ascending order of id', async () => {
    const { body } = await (await startTenant({ users: 30 })).list('Users');
    expect(body).toMatchObject({
      schemas: [LIST_RESPONSE],
      totalResults: 30,
      itemsPerPage: 100,
      startIndex: 1,
    });
    expect(Object.keys(body)).toEqual(['schemas', 'totalResults', 'itemsPerPage', 'startIndex', 'Resources']);
    expect(idsOf(body)).toEqual(idsOf(body).toSorted());
  });

  it.each([
    [{}, 1, 100, 100],
    [{ count: 7 }, 1, 7, 7],
    [{ count: 101 }, 1, 100, 100],
    [{ count: 0 }, 1, 0, 0],
    [{ count: -3 }, 1, 0, 0],
    [{ startIndex: 0, count: 5 }, 1, 5, 5],
    [{ startIndex: -9, count: 5 }, 1, 5, 5],
    [{ startIndex: 118, count: 10 }, 118, 10, 3],
    [{ startIndex: 121 }, 121, 100, 0],
  ])('%j', async (parameters, startIndex, itemsPerPage, resources) => {
    const { body } = await (await startTenant({ users: 120 })).list('Users', parameters);
    expect(body).toMatchObject({ totalResults: 120, startIndex, itemsPerPage });
    expect(body.Resources.length).toBe(resources);
  });

  it.each([
    ['startIndex', 'abc', 'StartIndex is not a numeric value or is out of range.'],
    ['count', '1.5', 'Count is not a numeric value or is out of range.'],
    ['count', '', 'Count is not a numeric value or is out of range.'],
    ['startIndex', '2147483648', 'StartIndex is not a numeric value or is out of range.'],
    ['count', '99999999999999999999', 'Count is not a numeric value or is out of range.'],
  ])('%s=%s is a 400', async (name, value, detail) => {
    const { status, body } = await (await startTenant()).list('Users', { [name]: value });
    expect([status, body]).toEqual([400, scimError(400, detail, 'invalidValue')]);
  });

  it.each([7, 100])('shows every user once in pages of %i', async (count) => {
    const tenant = await startTenant({ users: 250 });
    const seen: string[] = [];
    for (let startIndex = 1; startIndex <= 250; startIndex += count) {
      seen.push(...idsOf((await tenant.list('Users', { startIndex, count })).body));
    }
    expect(seen).toEqual(await allIds(tenant, 'Users'));
    expect(new Set(seen).size).toBe(250);
  });
});

describe('paging by cursor', () => {
  it('goes from initial to end', async () => {
    const tenant = await startTenant({ users: 25 });
    const { body: first } = await tenant.list('Users', { startId: 'initial', count: 10 });
    expect(first).toMatchObject({ totalResults: 25, itemsPerPage: 10, startId: 'initial' });
    expect(first).not.toHaveProperty('startIndex');
    const { body: second } = await tenant.list('Users', { startId: first.nextId, count: 10 });
    expect(second).toMatchObject({ startId: first.nextId });
    expect(second.Resources[0]?.id).toBe(first.nextId);
    const { body: third } = await tenant.list('Users', { startId: second.nextId, count: 10 });
    expect([third.Resources.length, third.nextId]).toEqual([5, 'end']);
    expect((await tenant.list('Users', { startId: 'end' })).body).toMatchObject({
      Resources: [],
      nextId: 'end',
    });
  });

  it('gives no nextId unless startId was sent', async () => {
    const { body } = await (await startTenant({ users: 5 })).list('Users', { count: 2 });
    expect(body).not.toHaveProperty('nextId');
    expect(body).not.toHaveProperty('startId');
  });

  it('survives that its first row, and rows before it, are deleted and inserted', async () => {
    const tenant = await startTenant({ users: 30 });
    const before = await allIds(tenant, 'Users');
    const { body: first } = await tenant.list('Users', { startId: 'initial', count: 10 });
    await tenant.call('DELETE', `/scim/Users/${before[0]}`);
    await tenant.call('DELETE', `/scim/Users/${first.nextId}`);
    await createUser(tenant, 'newcomer');
    const now = await allIds(tenant, 'Users');
    const { body: second } = await tenant.list('Users', { startId: first.nextId, count: 100 });
    expect(idsOf(second)).toEqual(now.filter((id) => id >= first.nextId));
  });

  it('combines with a filter', async () => {
    const tenant = await startTenant({ users: 60 });
    const { body } = await tenant.list('Users', { startId: 'initial', count: 2, filter: 'active eq false' });
    const { body: next } = await tenant.list('Users', {
      startId: body.nextId,
      count: 100,
      filter: 'active eq false',
    });
    expect(body.totalResults).toBe(next.totalResults);
    expect(body.Resources.length + next.Resources.length).toBe(body.totalResults);
    expect([...body.Resources, ...next.Resources].every(({ active }) => active === false)).toBe(true);
  });

  it.each(['nonsense', 'P000001', '../x'])('startId=%s is a 400', async (startId) => {
    const { status, body } = await (await startTenant()).list('Users', { startId });
    expect([status, body]).toEqual([
      400,
      scimError(400, `"${startId}" is not a valid startId!`, 'invalidValue'),
    ]);
  });
});

describe('ten thousand users', () => {
  it('are exactly that many, each seen once', async () => {
    const tenant = await startTenant({ users: 10_000, groups: 3 });
    const ids = await allIds(tenant, 'Users');
    expect([ids.length, new Set(ids).size]).toEqual([10_000, 10_000]);
    expect((await allIds(tenant, 'Groups')).length).toBe(3);
  });
});

describe('searching by POST', () => {
  const SEARCH = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';

  it('takes the same parameters in a body', async () => {
    const tenant = await startTenant({ users: 40 });
    const request = {
      schemas: [SEARCH],
      filter: 'active eq true',
      count: 3,
      startIndex: 2,
      attributes: ['userName', 'active'],
    };
    const { status, body } = await tenant.call('POST', '/scim/Users/.search', request);
    const { body: expected } = await tenant.list('Users', {
      filter: 'active eq true',
      count: 3,
      startIndex: 2,
      attributes: 'userName,active',
    });
    expect([status, body]).toEqual([200, expected]);
    expect(body.Resources.length).toBe(3);
  });

  it('needs its schema', async () => {
    const { status, body } = await (await startTenant()).call('POST', '/scim/Groups/.search', { count: 1 });
    expect([status, body.scimType, body.detail]).toEqual([
      400,
      'invalidSyntax',
      `Schema with name: ${SEARCH} is required!`,
    ]);
  });

  it('creates nothing', async () => {
    const tenant = await startTenant();
    await tenant.call('POST', '/scim/Users/.search', { ...userBody('ada'), schemas: [SEARCH] });
    expect((await tenant.list('Users')).body.totalResults).toBe(0);
  });
});
