import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { material } from '../../../support/material.ts';
import { type AttributeDefinition, type Body, CORE_GROUP, CORE_USER, ENTERPRISE } from '../shapes.ts';
import { createUser, scimError, startTenant } from '../tenant.ts';

const SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:Schema';
const OWN = 'urn:acme:cloud:1.0:Plant';
const ownSchema = (more: object = {}): object => ({
  schemas: [SCHEMA],
  id: OWN,
  name: 'Plant',
  attributes: [
    { name: 'code', type: 'string', multiValued: false, required: true, canonicalValues: ['A', 'B'] },
    { name: 'tags', type: 'string', multiValued: true },
    { name: 'gate', type: 'complex', subAttributes: [{ name: 'number', type: 'integer' }] },
  ],
  ...more,
});

describe('/ServiceProviderConfig', () => {
  it('tells of PATCH, Bulk and both ways of paging', async () => {
    const { status, body } = await (await startTenant()).get('/scim/ServiceProviderConfig');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      patch: { supported: true },
      sort: { supported: false },
      bulk: { supported: true, maxOperations: 100 },
      paging: {
        supported: true,
        defaultStartIndex: 1,
        defaultCount: 100,
        startIdPagingParam: 'initial',
        nextIdPagingParam: 'end',
      },
    });
  });
});

describe('/ResourceTypes', () => {
  it('are User, Group and Schema with their extensions', async () => {
    const tenant = await startTenant();
    const { body } = await tenant.get('/scim/ResourceTypes');
    expect(body.Resources.map(({ id, endpoint, schema }) => [id, endpoint, schema])).toEqual([
      ['User', '/Users', CORE_USER],
      ['Group', '/Groups', CORE_GROUP],
      ['Schema', '/Schemas', SCHEMA],
    ]);
    const user = (await tenant.get('/scim/ResourceTypes/User')).body;
    expect(user).toEqual(body.Resources[0]);
    expect(user.schemaExtensions).toContainEqual({ schema: ENTERPRISE, required: false });
    expect((await tenant.get('/scim/ResourceTypes/Device')).body).toEqual(
      scimError(404, 'ResourceType Device not found'),
    );
  });
});

describe('/Schemas', () => {
  it('are listed with a page size of their own, and found one by one (recorded)', async () => {
    const tenant = await startTenant();
    const { body } = await tenant.get('/scim/Schemas/');
    expect(body).toMatchObject({ itemsPerPage: 1000, startIndex: 1, totalResults: body.Resources.length });
    for (const schema of body.Resources) {
      const single = await tenant.get(`/scim/Schemas/${encodeURIComponent(schema.id)}`);
      expect(single.body).toEqual(schema);
      expect(single.headers['etag']).toBe(`"${schema.meta.version}"`);
      expect(schema.meta.location).toBe(
        `${tenant.standIn.url}/scim/Schemas/${schema.id.replaceAll(':', '%3A')}`,
      );
    }
    expect((await tenant.get('/scim/Schemas/urn:x:y')).body).toEqual(
      scimError(404, 'Schema urn:x:y not found'),
    );
  });

  it('can be made and deleted by the tenant, and then count for users', async () => {
    const tenant = await startTenant();
    const made = await tenant.call('POST', '/scim/Schemas', ownSchema());
    expect([made.status, made.headers['location']]).toEqual([
      201,
      `${tenant.standIn.url}/scim/Schemas/${encodeURIComponent(OWN)}`,
    ]);
    expect(made.body.attributes.map(({ name }) => name)).toEqual(['code', 'tags', 'gate']);
    const user = await createUser(tenant, 'ada', {
      [OWN]: { code: 'A', tags: ['x', 'y'], gate: { number: 1 } },
    });
    expect(user.schemas).toContain(OWN);
    expect(
      (await tenant.list('Users', { filter: `${OWN}:tags eq "Y" and ${OWN}:gate.number eq 1` })).body
        .totalResults,
    ).toBe(1);
    const tag = await tenant.patch(`/scim/Users/${user.id}`, {
      op: 'add',
      path: `${OWN}:tags`,
      value: ['y', 'z'],
    });
    expect(tag.status).toBe(204);
    expect((await tenant.get(`/scim/Users/${user.id}`)).body[OWN]).toMatchObject({ tags: ['x', 'y', 'z'] });
    for (const wrong of [{ code: 'C' }, { tags: 'x', code: 'A' }, { tags: ['x'] }]) {
      expect(
        (
          await tenant.call('PUT', `/scim/Users/${user.id}`, {
            emails: [{ value: 'a@example.com' }],
            [OWN]: wrong,
          })
        ).status,
      ).toBe(400);
    }
    expect((await tenant.call('DELETE', `/scim/Schemas/${OWN}`)).status).toBe(204);
    expect((await tenant.get(`/scim/Schemas/${OWN}`)).status).toBe(404);
    expect((await tenant.call('DELETE', `/scim/Schemas/${OWN}`)).status).toBe(404);
  });

  it.each([
    ['no URN', { id: 'Plant' }],
    ['no name', { name: '' }],
    ['a name too long', { name: 'x'.repeat(21) }],
    [
      'too many attributes',
      { attributes: Array.from({ length: 21 }, (_, index) => ({ name: `a${index}`, type: 'string' })) },
    ],
    ['an attribute with a bad name', { attributes: [{ name: '__proto__', type: 'string' }] }],
    ['an attribute of no type', { attributes: [{ name: 'a', type: 'number' }] }],
  ])('with %s are refused', async (_, more) => {
    const { status, body } = await (await startTenant()).call('POST', '/scim/Schemas', ownSchema(more));
    expect([status, body.scimType]).toEqual([400, 'invalidValue']);
  });

  it('are twenty own ones at most, each once; the built-in ones stay', async () => {
    const tenant = await startTenant();
    const { body } = await tenant.call('POST', '/scim/Schemas', ownSchema());
    expect(body.id).toBe(OWN);
    expect((await tenant.call('POST', '/scim/Schemas', ownSchema())).status).toBe(409);
    let status = 201;
    let made = 2;
    for (; status === 201; made += 1) {
      status = (await tenant.call('POST', '/scim/Schemas', ownSchema({ id: `urn:acme:cloud:1.0:S${made}` })))
        .status;
    }
    expect([status, made]).toEqual([400, 21]);
    expect((await tenant.call('DELETE', `/scim/Schemas/${CORE_USER}`)).status).toBe(400);
    expect((await tenant.get(`/scim/Schemas/${CORE_USER}`)).status).toBe(200);
  });
});

/** The recorded answer of a real tenant. */
const RECORDED = material('reference/data/identity-directory-schemas.json');

RECORDED.describe('compared with the schemas of a real tenant', () => {
  /** Newer than the recording. */
  const NEWER = ['externalName', 'externalLocation'];
  const bare = (attributes: readonly AttributeDefinition[] = []): object =>
    Object.fromEntries(
      attributes
        .filter(({ name }) => !NEWER.includes(name))
        .map(({ description: _, name, subAttributes, canonicalValues, referenceTypes, ...rest }) => [
          name,
          {
            ...rest,
            canonicalValues: canonicalValues?.map(String).toSorted() ?? [],
            referenceTypes: [...(referenceTypes ?? [])].sort(),
            subAttributes: bare(subAttributes),
          },
        ]),
    );

  it('every attribute has the same characteristics', async () => {
    const recorded = JSON.parse(readFileSync(RECORDED.path, 'utf8')) as Body;
    const ours = (await (await startTenant()).get('/scim/Schemas')).body.Resources;
    // The last one is the tenant's own and has no attributes.
    for (const schema of recorded.Resources.filter(({ attributes }) => attributes)) {
      const same = ours.find(({ id }) => id === schema.id);
      expect(bare(same?.attributes), schema.id).toEqual(bare(schema.attributes));
    }
  });
});
