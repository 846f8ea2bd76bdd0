import { beforeEach, describe, expect, it } from 'vitest';
import { CORE_GROUP, CUSTOM_GROUP, PATCH_OP } from '../shapes.ts';
import { createUser, scimError, startTenant, type Tenant, userBody } from '../tenant.ts';

const BULK_REQUEST = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
const BULK_RESPONSE = 'urn:ietf:params:scim:api:messages:2.0:BulkResponse';

let tenant: Tenant;
beforeEach(async () => {
  tenant = await startTenant();
});

const bulk = (Operations: unknown[], more: object = {}) =>
  tenant.call('POST', '/scim/Bulk', { schemas: [BULK_REQUEST], Operations, ...more });
const create = (name: string, bulkId = name): object => ({
  method: 'POST',
  path: '/Users',
  bulkId,
  data: userBody(name),
});

describe('a bulk request', () => {
  it('does each operation and reports on each', async () => {
    const ada = await createUser(tenant, 'ada');
    const bo = await createUser(tenant, 'bo');
    const { status, body } = await bulk([
      create('new', 'b1'),
      { method: 'PUT', path: `/Users/${ada.id}`, data: userBody('ada', { title: 'x' }) },
      {
        method: 'PATCH',
        path: `/Users/${ada.id}`,
        data: { schemas: [PATCH_OP], Operations: [{ op: 'add', path: 'nickName', value: 'n' }] },
      },
      { method: 'DELETE', path: `/Users/${bo.id}` },
      {
        method: 'POST',
        path: '/Groups',
        bulkId: 'b2',
        data: { schemas: [CORE_GROUP], displayName: 'Ulm', members: [{ value: ada.id }] },
      },
      create('ada', 'b3'),
      { method: 'DELETE', path: `/Users/${bo.id}` },
    ]);
    expect([status, body.schemas]).toEqual([200, [BULK_RESPONSE]]);
    expect(body.Operations).toMatchObject([
      {
        method: 'POST',
        bulkId: 'b1',
        status: '201',
        location: expect.stringContaining('/scim/Users/'),
        version: expect.any(String),
      },
      { method: 'PUT', status: '200', location: ada.meta.location },
      { method: 'PATCH', status: '204', location: ada.meta.location },
      { method: 'DELETE', status: '204', location: bo.meta.location },
      { method: 'POST', bulkId: 'b2', status: '201', location: expect.stringContaining('/scim/Groups/') },
      {
        method: 'POST',
        bulkId: 'b3',
        status: '409',
        response: scimError(409, 'A user with the same userName already exists!', 'uniqueness'),
      },
      { method: 'DELETE', status: '404', response: scimError(404, `User ${bo.id} not found`) },
    ]);
    expect((await tenant.get(`/scim/Users/${ada.id}`)).body).toMatchObject({
      title: 'x',
      nickName: 'n',
      groups: [{ display: 'Ulm' }],
    });
    expect((await tenant.list('Users')).body.totalResults).toBe(2);
  });

  it.each([
    ['an unknown method', { method: 'GET', path: '/Users' }, 'Invalid method name!'],
    [
      'POST without bulkId',
      { method: 'POST', path: '/Users', data: {} },
      'bulkId is required for method: POST',
    ],
    ['another endpoint', { method: 'DELETE', path: '/Schemas/x' }, 'Path should start with'],
    ['no path', { method: 'DELETE' }, 'Path should start with'],
    ['PUT without id', { method: 'PUT', path: '/Users', data: {} }, 'Path should point to resource id'],
    ['no data', { method: 'PATCH', path: '/Users/x' }, 'The attribute data is required'],
  ])('reports %s', async (_, operation, reason) => {
    const { body } = await bulk([operation]);
    expect(body.Operations).toMatchObject([
      { status: '400', response: { scimType: 'invalidValue', detail: expect.stringContaining(reason) } },
    ]);
  });

  it('knows no references between operations (API description)', async () => {
    const { body } = await bulk([
      create('ada', 'u'),
      {
        method: 'POST',
        path: '/Groups',
        bulkId: 'g',
        data: { displayName: 'x', members: [{ value: 'bulkId:u' }] },
      },
    ]);
    expect(body.Operations).toMatchObject([{ status: '201' }, { status: '400' }]);
  });

  it('has at most a hundred operations', async () => {
    const operations = Array.from({ length: 101 }, (_, index) => create(`u${index}`));
    const { status, body } = await bulk(operations);
    expect([status, body]).toEqual([
      413,
      scimError(413, 'Bulk operations count exceeded the maximum value supported.', 'tooMany'),
    ]);
    expect((await bulk(operations.slice(1))).status).toBe(200);
    expect((await tenant.list('Users')).body.totalResults).toBe(100);
  });

  it('is at most a mebibyte', async () => {
    const { status } = await bulk([{ ...create('ada'), comment: 'x'.repeat(1_048_576) }]);
    expect(status).toBe(413);
  });

  it('needs its schema, and different bulkIds', async () => {
    expect((await tenant.call('POST', '/scim/Bulk', { Operations: [] })).body.detail).toBe(
      `The schema ${BULK_REQUEST} is required!`,
    );
    expect((await bulk([create('a', 'same'), create('b', 'same')])).body.detail).toContain(
      'BulkId should be unique',
    );
    expect((await tenant.list('Users')).body.totalResults).toBe(0);
  });

  it('does only what the roles allow', async () => {
    tenant = await startTenant({ roles: ['Manage Users'] });
    const { body } = await bulk([
      create('ada'),
      {
        method: 'POST',
        path: '/Groups',
        bulkId: 'g',
        data: { displayName: 'x', [CUSTOM_GROUP]: { name: 'x' } },
      },
    ]);
    expect(body.Operations).toMatchObject([{ status: '201' }, { status: '403' }]);
    tenant = await startTenant({ roles: ['Read Users'] });
    expect((await bulk([])).status).toBe(403);
  });
});
