import { beforeEach, describe, expect, it } from 'vitest';
import { type Body, CORE_GROUP, CUSTOM_GROUP, SAP_GROUP } from '../shapes.ts';
import { createGroup, createUser, scimError, startTenant, type Tenant } from '../tenant.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const AUTHORIZATION = 'urn:ietf:params:scim:schemas:extension:sci:2.0:Authorization';

let tenant: Tenant;
beforeEach(async () => {
  tenant = await startTenant();
});

const get = async (id: string): Promise<Body> => (await tenant.get(`/scim/Groups/${id}`)).body;
const put = (id: string, body: object) => tenant.call('PUT', `/scim/Groups/${id}`, body);
const patch = (id: string, ...operations: object[]) => tenant.patch(`/scim/Groups/${id}`, ...operations);

describe('creating a group', () => {
  it('answers 201 with the group, Location and ETag; without members there is no such attribute', async () => {
    const { status, headers, body } = await tenant.call('POST', '/scim/Groups', {
      schemas: [CORE_GROUP],
      displayName: 'My Group: A/B',
    });
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.stringMatching(UUID),
      meta: {
        created: '2026-07-03T10:00:00Z',
        lastModified: '2026-07-03T10:00:00Z',
        location: `${tenant.standIn.url}/scim/Groups/${body.id}`,
        version: expect.stringMatching(UUID),
        resourceType: 'Group',
      },
      schemas: [CORE_GROUP, CUSTOM_GROUP],
      displayName: 'My Group: A/B',
      [CUSTOM_GROUP]: { name: body.id, additionalId: expect.stringMatching(/^[0-9a-f]{24}$/) },
    });
    expect([headers['location'], headers['etag']]).toEqual([body.meta.location, `"${body.meta.version}"`]);
    expect(await get(body.id)).toEqual(body);
  });

  it('without displayName is refused with this text, and no scimType (KBA 3736363)', async () => {
    for (const body of [{}, { displayName: '' }, { displayName: null }]) {
      const answer = await tenant.call('POST', '/scim/Groups', body);
      expect([answer.status, answer.body]).toEqual([
        400,
        scimError(400, "Missing required creator property 'displayName' (index 1)"),
      ]);
    }
  });

  it('keeps name, description and SAP’s extension, but not additionalId', async () => {
    const group = await createGroup(tenant, 'Ulm', {
      externalId: 'x',
      [CUSTOM_GROUP]: { name: 'Ulm_1', description: 'd', additionalId: 'mine' },
      [SAP_GROUP]: {
        type: 'userGroup',
        supportedOperations: 'readOnly',
        applicationId: 'a',
        externalName: 'E',
        externalLocation: 'L',
      },
    });
    expect(group).toMatchObject({
      externalId: 'x',
      [CUSTOM_GROUP]: { name: 'Ulm_1', description: 'd' },
      [SAP_GROUP]: { externalName: 'E' },
    });
    expect(group[CUSTOM_GROUP].additionalId).not.toBe('mine');
    expect(group.schemas).toEqual([CORE_GROUP, CUSTOM_GROUP, SAP_GROUP]);
  });

  it('takes a display name twice, but a technical name once', async () => {
    await createGroup(tenant, 'Ulm', { [CUSTOM_GROUP]: { name: 'Ulm' } });
    await createGroup(tenant, 'Ulm');
    const { status, body } = await tenant.call('POST', '/scim/Groups', {
      displayName: 'x',
      [CUSTOM_GROUP]: { name: 'Ulm' },
    });
    expect([status, body.scimType]).toEqual([409, 'uniqueness']);
  });

  it('refuses values that are not canonical, and incomplete authorizations', async () => {
    const wrong = await tenant.call('POST', '/scim/Groups', {
      displayName: 'x',
      [SAP_GROUP]: { type: 'team' },
    });
    expect(wrong.body.detail).toBe("Provided value is not part of 'type' canonical values");
    const incomplete = await tenant.call('POST', '/scim/Groups', {
      displayName: 'x',
      [AUTHORIZATION]: { type: 'policy' },
    });
    expect(incomplete.body.detail).toBe('Attribute with name authorizationId is required.');
  });

  it('counts the versions of policies', async () => {
    const policy = { [AUTHORIZATION]: { authorizationId: 'a', type: 'policy' } };
    const group = await createGroup(tenant, 'x', policy);
    expect(group.meta.version).toBe('1');
    expect((await put(group.id, { displayName: 'y', ...policy })).headers['etag']).toBe('"2"');
  });
});

describe('the technical name', () => {
  const IMMUTABLE = scimError(
    400,
    "Attribute with name 'name' cannot be modified because it is immutable",
    'mutability',
  );

  it('stays when a PUT leaves it out or repeats it, and cannot change (recorded, KBA 3578986)', async () => {
    const { id } = await createGroup(tenant, 'Ulm', { [CUSTOM_GROUP]: { name: 'Ulm' } });
    expect((await put(id, { displayName: 'b' })).body[CUSTOM_GROUP].name).toBe('Ulm');
    expect((await put(id, { displayName: 'b', [CUSTOM_GROUP]: { name: 'Ulm' } })).status).toBe(200);
    const { status, body } = await put(id, { displayName: 'c', [CUSTOM_GROUP]: { name: 'other' } });
    expect([status, body]).toEqual([400, IMMUTABLE]);
    expect((await get(id)).displayName).toBe('b');
  });

  it('that was generated stays as well (recorded)', async () => {
    const { id } = await createGroup(tenant, 'Ulm');
    expect((await put(id, { displayName: 'b' })).body[CUSTOM_GROUP].name).toBe(id);
  });

  it('cannot be patched in any way', async () => {
    const { id } = await createGroup(tenant, 'Ulm', { [CUSTOM_GROUP]: { name: 'Ulm', description: 'd' } });
    for (const operation of [
      { op: 'replace', path: `${CUSTOM_GROUP}:name`, value: 'other' },
      { op: 'add', path: `${CUSTOM_GROUP}:name`, value: 'other' },
      { op: 'remove', path: `${CUSTOM_GROUP}:name` },
      { op: 'replace', path: CUSTOM_GROUP, value: { name: 'other' } },
      { op: 'add', value: { [CUSTOM_GROUP]: { name: 'other' } } },
    ]) {
      expect((await patch(id, operation)).body, JSON.stringify(operation)).toEqual(IMMUTABLE);
    }
    expect((await patch(id, { op: 'remove', path: CUSTOM_GROUP })).status).toBe(204);
    expect((await get(id))[CUSTOM_GROUP]).toEqual({ name: 'Ulm', additionalId: expect.any(String) });
  });

  it('and the external name are fixed alike', async () => {
    const { id } = await createGroup(tenant, 'Ulm', { [SAP_GROUP]: { externalName: 'E' } });
    expect((await put(id, { displayName: 'b' })).body[SAP_GROUP]).toEqual({ externalName: 'E' });
    expect((await put(id, { displayName: 'b', [SAP_GROUP]: { externalName: 'F' } })).body.scimType).toBe(
      'mutability',
    );
  });
});

describe('replacing and patching a group', () => {
  it('PUT erases what the body does not have, members included', async () => {
    const ada = await createUser(tenant, 'ada');
    const { id } = await createGroup(tenant, 'Ulm', {
      externalId: 'x',
      members: [{ value: ada.id }],
      [CUSTOM_GROUP]: { description: 'd' },
      [SAP_GROUP]: { type: 'userGroup' },
    });
    tenant.advance(60);
    const { status, headers, body } = await put(id, { displayName: 'b' });
    expect([status, headers['etag']]).toEqual([200, `"${body.meta.version}"`]);
    expect(body.schemas).toEqual([CORE_GROUP, CUSTOM_GROUP]);
    expect(Object.keys(body).toSorted()).toEqual(
      ['displayName', 'id', 'meta', 'schemas', CUSTOM_GROUP].toSorted(),
    );
    expect(body[CUSTOM_GROUP]).not.toHaveProperty('description');
    expect((await tenant.get(`/scim/Users/${ada.id}`)).body).not.toHaveProperty('groups');
  });

  it('PATCH changes single attributes', async () => {
    const { id } = await createGroup(tenant, 'Ulm');
    const { status, text } = await patch(
      id,
      { op: 'replace', path: 'displayName', value: 'Köln' },
      { op: 'replace', path: `${CUSTOM_GROUP}:description`, value: 'd' },
    );
    expect([status, text]).toEqual([204, '']);
    expect(await get(id)).toMatchObject({ displayName: 'Köln', [CUSTOM_GROUP]: { description: 'd' } });
    expect((await patch(id, { op: 'replace', path: 'description', value: 'd' })).body.scimType).toBe(
      'invalidPath',
    );
    expect((await patch(id, { op: 'remove', path: 'displayName' })).body.detail).toContain('is required');
    expect((await patch(id, { op: 'replace', path: 'displayName', value: '' })).status).toBe(400);
  });

  it('unknown ones are a 404', async () => {
    const unknown = '16e720aa-a009-4949-9bf9-847fb0660522';
    const expected = scimError(404, `Group ${unknown} not found`);
    expect((await tenant.get(`/scim/Groups/${unknown}`)).body).toEqual(expected);
    expect((await put(unknown, { displayName: 'x' })).body).toEqual(expected);
    expect((await patch(unknown, { op: 'x' })).body).toEqual(expected);
    expect((await tenant.call('DELETE', `/scim/Groups/${unknown}`)).body).toEqual(expected);
    expect((await tenant.call('DELETE', '/scim/Groups/57aadecee4b0c8e9241d1635')).status).toBe(400);
  });
});

describe('deleting a group', () => {
  it('takes its assignments away, also those in other groups', async () => {
    const ada = await createUser(tenant, 'ada');
    const inner = await createGroup(tenant, 'inner', { members: [{ value: ada.id }] });
    const outer = await createGroup(tenant, 'outer', {
      members: [{ value: inner.id, type: 'Group' }, { value: ada.id }],
    });
    expect((await tenant.call('DELETE', `/scim/Groups/${inner.id}`)).status).toBe(204);
    expect((await get(outer.id)).members.map(({ value }) => value)).toEqual([ada.id]);
    expect((await tenant.get(`/scim/Users/${ada.id}`)).body.groups.map(({ value }) => value)).toEqual([
      outer.id,
    ]);
  });
});
