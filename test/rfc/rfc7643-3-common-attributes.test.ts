/** What every resource has. */
import { describe, expect, it } from 'vitest';
import { isJsonObject, type JsonObject } from '../../src/scim/json.ts';
import { createdUser, demoFace, ENTERPRISE, everyOne, GROUP, path, USER } from './support/face.ts';
import { CHANGING, carrying, SYSTEMS } from './support/systems.ts';

const face = demoFace();

const TYPES = [
  ['Users', 'User', USER],
  ['Groups', 'Group', GROUP],
] as const;

describe.each(SYSTEMS)('RFC 7643 section 3: $name', (system) => {
  describe.each(TYPES)('%s', (endpoint, resourceType, core) => {
    it('3: schemas names the core schema and every extension that is there, and no other', async () => {
      for (const resource of await everyOne(face(system), endpoint)) {
        const extensions = Object.keys(resource).filter((name) => name.includes(':'));
        expect([resource['schemas']].flat().sort()).toEqual([core, ...extensions].sort());
      }
    });

    it('3.1: id is a text, not empty, not bulkId, and nobody else has it', async () => {
      const ids = (await everyOne(face(system), endpoint)).map(({ id }) => id);
      expect(ids.filter((id) => typeof id !== 'string' || id === '' || id === 'bulkId')).toEqual([]);
      expect(new Set(ids).size).toBe(ids.length);
    });

    it('3.1: meta says the type, and where the resource is', async () => {
      const client = face(system);
      for (const resource of await everyOne(client, endpoint)) {
        const location = `${client.url}${path(endpoint, resource)}`;
        expect(resource['meta']).toMatchObject({ resourceType, location });
      }
    });

    it('3.1: meta.location leads to the same resource, with the same Location', async () => {
      const client = face(system);
      const [resource] = await everyOne(client, endpoint);
      const { location } = metaOf(resource ?? {});
      const { status, body, headers } = await client.get(String(location).slice(client.url.length));
      expect([status, body]).toEqual([200, resource]);
      expect(headers.location).toBe(location);
    });
  });

  it('3.1: an id stays the same for the life of a resource', async () => {
    const client = face(system);
    const { id, ...user } = await createdUser(client);
    const { body } = await client.put(`/Users/${id}`, user);
    expect(body['id']).toBe(id);
    expect((await client.get(`/Users/${id}`)).body['id']).toBe(id);
  });

  it('3.1: created and lastModified are there, in this order', async () => {
    const { created, lastModified } = metaOf(await createdUser(face(system)));
    expect(Date.parse(String(created))).toBeLessThanOrEqual(Date.parse(String(lastModified)));
  });
});

describe.each(CHANGING)('RFC 7643 section 3.1, read-only attributes: $name', (system) => {
  it('a client that sends id, meta and schemas of its own changes none of them', async () => {
    const client = face(system);
    const user = await createdUser(client);
    const meta = { resourceType: 'Dog', created: '1999-01-01T00:00:00Z', version: 'W/"1"' };
    const { body } = await client.put(path('Users', user), { ...user, meta });
    expect(metaOf(body)).toMatchObject({ resourceType: 'User', created: metaOf(user)['created'] });
    expect(body['id']).toBe(user['id']);
  });
});

describe.each(carrying('enterprise'))('RFC 7643 section 3.3, extensions: $name', (system) => {
  it('stand under their URN, with the attributes of the core schema at the top', async () => {
    const user = await createdUser(face(system), {
      schemas: [USER, ENTERPRISE],
      [ENTERPRISE]: { employeeNumber: '701984' },
    });
    expect(user[ENTERPRISE]).toEqual({ employeeNumber: '701984' });
    expect(user).not.toHaveProperty('employeeNumber');
    expect(user['schemas']).toEqual(expect.arrayContaining([USER, ENTERPRISE]));
  });

  it('are taken from a body that does not name them in schemas', async () => {
    const user = await createdUser(face(system), { [ENTERPRISE]: { employeeNumber: '701985' } });
    expect(user[ENTERPRISE]).toEqual({ employeeNumber: '701985' });
  });
});

function metaOf({ meta }: JsonObject): JsonObject {
  if (!isJsonObject(meta)) throw new Error('There is no meta.');
  return meta;
}
