import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/scim/json.ts';
import { WAYS } from './support/chained.ts';
import { type RunningDemo, runningDemo } from './support/demo.ts';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const SAP = 'urn:ietf:params:scim:schemas:extension:sap:2.0:User';
const CUSTOM = 'urn:sap:cloud:scim:schemas:extension:custom:2.0:User';

const grace = {
  schemas: [CORE, ENTERPRISE, SAP, CUSTOM],
  displayName: 'Grace O’Hara-Ölmez',
  userType: 'employee',
  active: true,
  name: { givenName: 'Grace', middleName: 'B.', familyName: 'O’Hara-Ölmez', honorificPrefix: 'Dr.' },
  addresses: [{ type: 'work', country: 'DE', locality: 'Ulm', streetAddress: 'Münsterplatz 1' }],
  phoneNumbers: [{ type: 'work', value: '+49 731 100' }],
  locale: 'en',
  timezone: 'Europe/Berlin',
  [ENTERPRISE]: {
    employeeNumber: '4711',
    costCenter: '1000',
    organization: 'Acme',
    division: 'North',
    department: 'R&D',
  },
  [SAP]: { validFrom: '2024-05-01T00:00:00Z', validTo: '2034-05-01T00:00:00Z' },
  [CUSTOM]: { attributes: [{ name: 'customAttribute1', value: 'blue' }] },
};

/** One that there is not yet. */
function newUser(name: string) {
  return {
    ...grace,
    userName: `${name}.o’hara`,
    emails: [{ value: `${name}@example.com`, type: 'work', primary: true }],
  };
}

describe.each(WAYS)('a user through the default transformations, %s', (way) => {
  let demo: RunningDemo;
  beforeAll(async () => {
    demo = await runningDemo({}, way);
  });
  afterAll(() => demo.stop());

  async function lastBody(method: string): Promise<JsonObject> {
    const { requests } = await demo.sandbox.requests();
    const found = requests.findLast((request) => request.method === method);
    expect(found).toBeDefined();
    return found?.body as JsonObject;
  }

  async function create(name: string) {
    const user = newUser(name);
    const { status, body, headers, text } = await demo.client.post('/Users', user);
    expect(status, text).toBe(201);
    return { user, id: body['id'] as string, body, headers };
  }

  it('is created with exactly the attributes of the createEntity scope', async () => {
    const { user, id, body, headers } = await create('created');
    expect(headers['location']).toBe(`${demo.client.url}/Users/${id}`);
    expect(headers['content-type']).toMatch(/^application\/scim\+json/);
    expect(body['meta']).toMatchObject({ resourceType: 'User', location: headers['location'] });

    expect(await lastBody('POST')).toEqual({
      schemas: [CORE, ENTERPRISE, SAP],
      userName: user.userName,
      emails: [{ value: 'created@example.com' }],
      userType: 'employee',
      name: grace.name,
      addresses: grace.addresses,
      locale: 'en',
      phoneNumbers: grace.phoneNumbers,
      displayName: grace.displayName,
      active: true,
      timezone: 'Europe/Berlin',
      [ENTERPRISE]: grace[ENTERPRISE],
      [SAP]: {
        validFrom: '2024-05-01T00:00:00Z',
        validTo: '2034-05-01T00:00:00Z',
        sendMail: false,
        emails: [{ value: 'created@example.com', primary: true, verified: true }],
        passwordDetails: { status: 'disabled' },
        sourceSystem: 39,
      },
    });
  });

  it('comes back from GET equal in every attribute that the transformations carry', async () => {
    const { user, id } = await create('read');
    const { status, body } = await demo.client.get(`/Users/${id}`);
    expect(status).toBe(200);
    // The default read transformation carries e-mail values alone, and of the SAP extension the UUID.
    expect(body).toMatchObject({
      id,
      userName: user.userName,
      displayName: grace.displayName,
      userType: 'employee',
      active: true,
      name: grace.name,
      emails: [{ value: 'read@example.com' }],
      addresses: grace.addresses,
      phoneNumbers: grace.phoneNumbers,
      locale: 'en',
      timezone: 'Europe/Berlin',
      [ENTERPRISE]: grace[ENTERPRISE],
    });
    expect(body[SAP]).toMatchObject({ userUuid: id });
  });

  it('is replaced without the attributes of the createEntity scope, but stays as verified as it was', async () => {
    const { user, id } = await create('replaced');
    const { status, body } = await demo.client.put(`/Users/${id}`, { ...user, displayName: 'Grace' });
    expect(status).toBe(200);
    expect(body['displayName']).toBe('Grace');
    const sent = await lastBody('PUT');
    expect(sent).not.toHaveProperty([SAP, 'sendMail']);
    expect(sent).not.toHaveProperty([SAP, 'passwordDetails']);
    expect(sent).toMatchObject({ id, displayName: 'Grace', [SAP]: { validFrom: '2024-05-01T00:00:00Z' } });
    // Carried over from what the tenant has.
    expect(sent).toMatchObject({ [SAP]: { emails: [{ verified: true }], sourceSystem: 39 } });
  });

  it('is patched with the operations as they are, and answered with the entity', async () => {
    const { id } = await create('patched');
    const operations = [
      { op: 'replace', path: 'displayName', value: 'Grace P.' },
      { op: 'replace', path: `${ENTERPRISE}:department`, value: 'Sales' },
    ];
    const { status, body } = await demo.client.patch(`/Users/${id}`, operations);
    expect(status).toBe(200);
    expect(body).toMatchObject({ id, displayName: 'Grace P.', [ENTERPRISE]: { department: 'Sales' } });
    expect(await lastBody('PATCH')).toEqual({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: operations,
    });
  });

  it('is found by userName, e-mail address, id and time of change', async () => {
    const { id } = await create('found');
    const find = async (filter: string): Promise<unknown[]> => {
      const { status, body, text } = await demo.client.get(`/Users?filter=${encodeURIComponent(filter)}`);
      expect(status, text).toBe(200);
      return (body['Resources'] as JsonObject[]).map((resource) => resource['id']);
    };
    expect(await find('userName eq "found.o’hara"')).toEqual([id]);
    expect(await find('USERNAME EQ "FOUND.O’HARA"')).toEqual([id]);
    expect(await find('emails.value eq "found@example.com"')).toEqual([id]);
    expect(await find('emails[0].value eq "found@example.com"')).toEqual([id]);
    expect(await find(`id eq "${id}"`)).toEqual([id]);
    expect(await find('userName eq "nobody"')).toEqual([]);
    expect(await find('meta.lastModified gt "2020-01-01T00:00:00Z"')).not.toHaveLength(0);
    expect(await find('meta.lastModified gt "2999-01-01T00:00:00Z"')).toEqual([]);
  });

  it('shows only the attributes asked for', async () => {
    const { id } = await create('shown');
    const { body } = await demo.client.get(`/Users/${id}?attributes=userName`);
    expect(Object.keys(body).sort()).toEqual(['id', 'schemas', 'userName']);
    const { body: without } = await demo.client.get(`/Users/${id}?excludedAttributes=emails,meta`);
    expect(without).not.toHaveProperty('emails');
    expect(without).not.toHaveProperty('meta');
  });

  it('has an ETag, which a conditional request can use', async () => {
    const { user, id } = await create('tagged');
    const first = await demo.client.get(`/Users/${id}`);
    const etag = first.headers['etag'] as string;
    expect(etag).toMatch(/^"[^"]+"$/);
    expect((await demo.client.get(`/Users/${id}`, { headers: { 'if-none-match': etag } })).status).toBe(304);
    const stale = await demo.client.put(`/Users/${id}`, user, { headers: { 'if-match': '"stale"' } });
    expect(stale.status).toBe(412);
    const fresh = await demo.client.put(`/Users/${id}`, user, { headers: { 'if-match': etag } });
    expect(fresh.status).toBe(200);
  });

  it('keeps the primary of several addresses when what was read is handed back', async () => {
    const several = {
      userName: 'several',
      name: { familyName: 'Several' },
      emails: [{ value: 'first@example.com' }, { value: 'second@example.com' }],
    };
    const created = await demo.client.post('/Users', several);
    const url = `/Users/${created.body['id']}`;
    const addresses = async (): Promise<unknown> => (await demo.client.get(url)).body['emails'];
    const before = await addresses();
    for (let round = 0; round < 2; round += 1) {
      const read = await demo.client.get(url);
      expect((await demo.client.put(url, read.body)).status).toBe(200);
      // The tenant lists the primary address first.
      expect(await addresses()).toEqual(before);
    }
  });

  it('cannot be created twice', async () => {
    const { user } = await create('twice');
    const { status, body } = await demo.client.post('/Users', user);
    expect(status).toBe(409);
    expect(body).toMatchObject({ status: '409', scimType: 'uniqueness' });
  });

  it('is deleted once', async () => {
    const { user, id } = await create('deleted');
    expect((await demo.client.delete(`/Users/${id}`)).status).toBe(204);
    expect((await demo.client.get(`/Users/${id}`)).status).toBe(404);
    expect((await demo.client.delete(`/Users/${id}`)).status).toBe(404);
    expect((await demo.client.put(`/Users/${id}`, user)).status).toBe(404);
    expect(
      (await demo.client.patch(`/Users/${id}`, [{ op: 'replace', path: 'active', value: false }])).status,
    ).toBe(404);
  });
});
