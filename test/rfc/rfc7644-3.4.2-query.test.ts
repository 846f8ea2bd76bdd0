/** Lists: what they consist of, and their pages (section 3.4.2.4). */
import { describe, expect, it } from 'vitest';
import { initialLoad } from '../integration/support/client.ts';
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

describe.each(SYSTEMS)('RFC 7644 section 3.4.2, lists: $name', (system) => {
  it('are a ListResponse with totalResults (the example of the section)', async () => {
    const client = face(system);
    const { body } = expectStatus(await client.get('/Users?attributes=userName'), 200);
    expect(body).toMatchObject({ schemas: [LIST], startIndex: 1 });
    const resources = resourcesOf({ body } as never);
    expect([body['totalResults'], body['itemsPerPage']]).toEqual([resources.length, resources.length]);
    for (const resource of resources) {
      expect(['id', 'schemas', 'userName']).toEqual(expect.arrayContaining(Object.keys(resource)));
    }
  });

  it('without a match are 200 with a totalResults of 0', async () => {
    const { body } = expectStatus(await face(system).get('/Users?filter=userName%20eq%20%22nobody%22'), 200);
    expect(body).toMatchObject({ schemas: [LIST], totalResults: 0 });
    expect(body['Resources'] ?? []).toEqual([]);
  });

  it('hold a new resource at once', async () => {
    const client = face(system);
    const { id } = await createdUser(client);
    expect((await everyOne(client, 'Users')).map((user) => user['id'])).toContain(id);
  });
});

describe.each(SYSTEMS)('RFC 7644 section 3.4.2.4, pages: $name', (system) => {
  it('startIndex and count: that many from there on (the example of the section)', async () => {
    const client = face(system);
    const all = await everyOne(client, 'Users');
    const { body } = expectStatus(await client.get('/Users?startIndex=1&count=10'), 200);
    expect(body).toMatchObject({ totalResults: all.length, itemsPerPage: 10, startIndex: 1 });
    expect(resourcesOf({ body } as never)).toEqual(all.slice(0, 10));
  });

  it.each([0, -1, -500])('a startIndex of %i is 1', async (startIndex) => {
    const client = face(system);
    const { body } = expectStatus(await client.get(`/Users?startIndex=${startIndex}&count=2`), 200);
    expect(body).toMatchObject({ startIndex: 1, itemsPerPage: 2 });
  });

  it.each([0, -1, -500])('a count of %i gives the total and no resources', async (count) => {
    const client = face(system);
    const { length } = await everyOne(client, 'Users');
    const { body } = expectStatus(await client.get(`/Users?count=${count}`), 200);
    expect(body).toMatchObject({ totalResults: length, itemsPerPage: 0 });
    expect(body['Resources'] ?? []).toEqual([]);
  });

  it('a page behind the end is empty, and says the total', async () => {
    const client = face(system);
    const { length } = await everyOne(client, 'Users');
    const { body } = expectStatus(await client.get(`/Users?startIndex=${length + 1}`), 200);
    expect(body).toMatchObject({ totalResults: length, itemsPerPage: 0 });
  });

  it.each(['startIndex', 'count'])('a %s that is no number is 400 invalidValue', async (name) => {
    for (const value of ['one', '1.5', '1e3', '0x1']) {
      expectError(await face(system).get(`/Users?${name}=${value}`), 400, 'invalidValue');
    }
  });

  it.each(['Users', 'Groups'])(
    'no page has more than were asked for, and all of %s come once',
    async (endpoint) => {
      const client = face(system);
      const all = await everyOne(client, endpoint);
      for (const count of [1, 3, 7]) {
        const { resources } = await initialLoad(client, endpoint, count);
        expect(resources.map(({ id }) => id)).toEqual(all.map(({ id }) => id));
      }
    },
  );

  it.each(['filter', 'count', 'startIndex', 'sortBy', 'sortOrder', 'attributes', 'excludedAttributes'])(
    'a parameter without a value is an absent one: %s',
    async (name) => {
      const client = face(system);
      const plain = expectStatus(await client.get('/Users'), 200).text;
      for (const query of [`${name}=`, name, `${name}=%20`]) {
        const answer = expectStatus(await client.get(`/Users?${query}`), 200);
        expect(answer.text).toBe(plain);
        expect(answer.headers).not.toHaveProperty('x-ipsproxy-warning');
      }
    },
  );
});
