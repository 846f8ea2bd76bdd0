/** POST of a query: the same as a GET, with nothing of it in the URL. */
import { describe, expect, it } from 'vitest';
import { isJsonObject, type JsonObject } from '../../src/scim/json.ts';
import type { Client } from '../integration/support/client.ts';
import {
  createdUser,
  demoFace,
  everyOne,
  expectError,
  expectStatus,
  LIST,
  resourcesOf,
} from './support/face.ts';
import { SYSTEMS } from './support/systems.ts';

const face = demoFace();

const SEARCH = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';
const search = async (client: Client, where: string, body: JsonObject) =>
  await client.post(`${where}/.search`, { schemas: [SEARCH], ...body });
const typeOf = ({ meta }: JsonObject) => (isJsonObject(meta) ? meta['resourceType'] : undefined);

describe.each(SYSTEMS)('RFC 7644 section 3.4.3, searches by POST: $name', (system) => {
  it('the example of the section: exactly those that match, or invalidFilter', async () => {
    const client = face(system);
    await createdUser(client, { displayName: 'Smith, Jo' });
    const answer = await search(client, '', {
      attributes: ['displayName', 'userName'],
      filter: 'displayName sw "smith"',
      startIndex: 1,
      count: 10,
    });
    if (answer.status === 400) expectError(answer, 400, 'invalidFilter');
    else {
      const found = resourcesOf(expectStatus(answer, 200));
      const all = [...(await everyOne(client, 'Users')), ...(await everyOne(client, 'Groups'))];
      const wanted = all.filter(({ displayName }) => String(displayName).toLowerCase().startsWith('smith'));
      expect(found.map(({ id }) => id)).toEqual(wanted.map(({ id }) => id));
      for (const resource of found)
        expect(['schemas', 'id', 'displayName', 'userName']).toEqual(
          expect.arrayContaining(Object.keys(resource)),
        );
    }
  });

  it.each<[JsonObject, string]>([
    [{}, ''],
    [{ count: 3, startIndex: 2 }, '?count=3&startIndex=2'],
    [{ count: 0 }, '?count=0'],
    [{ count: -1, startIndex: -1 }, '?count=-1&startIndex=-1'],
    [{ attributes: ['userName', 'name'] }, '?attributes=userName,name'],
    [{ excludedAttributes: ['emails'] }, '?excludedAttributes=emails'],
    [{ filter: 'userName eq "nobody"' }, '?filter=userName%20eq%20%22nobody%22'],
    [{ COUNT: 1, Attributes: ['userName'] }, '?count=1&attributes=userName'],
  ])('%j on Users is GET Users%s', async (body, query) => {
    const client = face(system);
    const got = expectStatus(await client.get(`/Users${query}`), 200);
    const searched = expectStatus(await search(client, '/Users', body), 200);
    expect(searched.body).toEqual(got.body);
    expect(searched.headers['content-type']).toBe('application/scim+json');
  });

  it.each<[string, JsonObject, string]>([
    ['a filter that is none', { filter: 'userName' }, 'invalidFilter'],
    ['a count that is no number', { count: 'many' }, 'invalidValue'],
    ['both kinds of attributes', { attributes: ['name'], excludedAttributes: ['name'] }, 'invalidValue'],
    ['another schema', { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'] }, 'invalidSyntax'],
  ])('400 for %s', async (_, body, scimType) => {
    const answer = await search(face(system), '/Users', body);
    expectError(answer, 400, scimType);
  });

  it('400 invalidSyntax for a body that is no object', async () => {
    for (const where of ['/Users/.search', '/.search']) {
      expectError(await face(system).post(where, '[]'), 400, 'invalidSyntax');
    }
  });

  it('of an endpoint that is not there is 404', async () => {
    expectError(await search(face(system), '/Printers', {}), 404);
  });
});

describe.each(SYSTEMS)('RFC 7644 section 3.4.3, searches over all resource types: $name', (system) => {
  const all = async (client: Client) => [
    ...(await everyOne(client, 'Users')),
    ...(await everyOne(client, 'Groups')),
  ];

  it('have resources of all types, each as its endpoint has it', async () => {
    const client = face(system);
    const { body } = expectStatus(await search(client, '', { count: 100 }), 200);
    expect(body['schemas']).toEqual([LIST]);
    const found = resourcesOf({ body } as never);
    expect(found).toEqual(await all(client));
    expect(new Set(found.map(typeOf))).toEqual(new Set(['User', 'Group']));
  });

  it.each([1, 4, 25])('page by page of %i, every one comes once', async (count) => {
    const client = face(system);
    const ids: unknown[] = [];
    for (let startIndex = 1, total = 1; startIndex <= total; ) {
      const { body } = expectStatus(await search(client, '', { startIndex, count }), 200);
      ids.push(...resourcesOf({ body } as never).map(({ id }) => id));
      startIndex += Number(body['itemsPerPage']);
      total = Number(body['totalResults']);
      if (body['itemsPerPage'] === 0) break;
    }
    expect(ids).toEqual((await all(client)).map(({ id }) => id));
  });

  it('by meta.resourceType have that type alone', async () => {
    const client = face(system);
    const filter = 'meta.resourceType eq "Group"';
    const found = resourcesOf(expectStatus(await search(client, '', { filter, count: 100 }), 200));
    expect(found).toEqual(await everyOne(client, 'Groups'));
  });
});
