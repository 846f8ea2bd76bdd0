/** `.search` (RFC 7644 §3.4.3) and sorting over HTTP, on an endpoint and on the system as a whole. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ScimStandIn, startScim } from '../../src/sandbox/scim/index.ts';
import type { JsonObject } from '../../src/scim/json.ts';
import { type Client, scimClient } from './support/client.ts';
import { type RunningProxy, runningProxy } from './support/proxy.ts';

const SCHEMAS = ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'];
const EMPLOYEE_NUMBER = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber';
const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';

let backend: ScimStandIn;
let proxy: RunningProxy;
let client: Client;
let limited: Client;
beforeAll(async () => {
  backend = await startScim({ users: 130, groups: 9, departments: 4 });
  const { user: User, password: Password } = backend.credentials;
  const properties = { URL: backend.base, Authentication: 'BasicAuthentication', User, Password };
  const limit = { 'ipsproxy.filter.residual.limit': '1000' };
  proxy = await runningProxy({
    systems: [
      { id: 'plain', type: 'scim', properties },
      { id: 'limited', type: 'scim', properties: { ...properties, ...limit } },
    ],
    technicalUsers: [
      { id: 'groups-only', endpoints: ['Groups'] },
      { id: 'creator', operations: ['create'] },
      { id: 'elsewhere', endpoints: ['Nothing'] },
    ],
  });
  client = proxy.client('plain');
  limited = proxy.client('limited');
});
afterAll(async () => {
  await proxy.stop();
  await backend.close();
});

const as = (id: string) => scimClient(client.url, `${id}:demo-secret`);
const resources = (body: JsonObject) => body['Resources'] as JsonObject[];
const typesOf = (body: JsonObject) =>
  new Set(resources(body).map(({ meta }) => (meta as JsonObject)['resourceType']));

async function walk(
  search: (page: object) => Promise<{ status: number; body: JsonObject; text: string }>,
  count: number,
) {
  const ids: unknown[] = [];
  let total = 0;
  for (let startIndex = 1; startIndex === 1 || startIndex <= total; ) {
    const { status, body, text } = await search({ startIndex, count });
    if (status !== 200) throw new Error(text);
    ids.push(...resources(body).map(({ id }) => id));
    startIndex += Number(body['itemsPerPage']);
    total = Number(body['totalResults']);
  }
  return { ids, total };
}

describe('POST <Endpoint>/.search', () => {
  it('answers like a list (the example of RFC 7644 §3.4.3)', async () => {
    const body = {
      schemas: SCHEMAS,
      attributes: ['displayName', 'userName'],
      filter: 'displayName co "a"',
      startIndex: 1,
      count: 10,
    };
    const { status, body: found } = await client.post('/Users/.search', body);
    const listed = await client.get(
      '/Users?attributes=displayName,userName&filter=displayName%20co%20%22a%22&count=10',
    );
    expect(status).toBe(200);
    expect(found).toEqual(listed.body);
    expect(found).toMatchObject({ schemas: [LIST], startIndex: 1, itemsPerPage: 10 });
    expect(Object.keys(resources(found)[0] ?? {}).sort()).toEqual([
      'displayName',
      'id',
      'schemas',
      'userName',
    ]);
  });

  it('has the limits of a list', async () => {
    expect((await client.post('/Users/.search', { count: 1_000 })).body).toMatchObject({
      itemsPerPage: 100,
      totalResults: 130,
    });
    expect((await client.post('/Users/.search', {})).body).toMatchObject({ itemsPerPage: 25 });
  });

  it('ignores parameters in the URL, and tells', async () => {
    const { body, headers } = await client.post('/Users/.search?count=1&filter=x', { count: 3 });
    expect(body).toMatchObject({ itemsPerPage: 3 });
    expect(headers['x-ipsproxy-warning']).toMatch(/body: filter, count$/);
  });

  it.each([
    [{ filter: 'password pr' }, 'invalidFilter'],
    [{ sortBy: 'password' }, 'invalidFilter'],
    [{ schemas: ['urn:x'] }, 'invalidSyntax'],
    [{ attributes: 'a', excludedAttributes: 'b' }, 'invalidValue'],
    ['{', 'invalidSyntax'],
    ['', 'invalidSyntax'],
  ])('%j is refused', async (body, scimType) => {
    expect((await client.post('/Users/.search', body)).body).toMatchObject({ status: '400', scimType });
  });

  it('is for those who may read there', async () => {
    expect((await as('creator').post('/Users/.search', {})).status).toBe(403);
    expect((await as('groups-only').post('/Users/.search', {})).status).toBe(403);
    expect((await as('groups-only').post('/Groups/.search', {})).status).toBe(200);
    expect((await client.get('/Users/.search')).status).toBe(405);
  });
});

describe('POST .search on the system', () => {
  it('finds all types in the order of the transformation, everything once', async () => {
    const all: unknown[] = [];
    for (const endpoint of ['Users', 'Groups'])
      all.push(...(await walk((page) => client.post(`/${endpoint}/.search`, page), 100)).ids);
    for (const count of [7, 60, 100]) {
      const { ids, total } = await walk((page) => client.post('/.search', page), count);
      expect(total).toBe(139);
      expect(ids).toEqual(all);
    }
    expect((await client.post('/.search', { count: 0 })).body).toMatchObject({
      totalResults: 139,
      Resources: [],
    });
  });

  it('asks only the types that the filter can be about', async () => {
    const groups = await client.post('/.search', { filter: 'meta.resourceType eq "Group"', count: 100 });
    expect(groups.body).toMatchObject({ totalResults: 9, itemsPerPage: 9 });
    expect([...typesOf(groups.body)]).toEqual(['Group']);
    const named = await client.post('/.search', {
      filter: 'userName sw "a" or meta.resourceType eq "Group"',
      count: 100,
    });
    const names = await client.post('/Users/.search', { filter: 'userName sw "a"', count: 0 });
    expect(named.body['totalResults']).toBe(9 + Number(names.body['totalResults']));
    expect((await client.post('/.search', { filter: 'displayName eq "Auditors"' })).body).toMatchObject({
      totalResults: 1,
    });
  });

  it('finds what several types have by one filter', async () => {
    const { body } = await client.post('/.search', { filter: 'displayName pr', count: 100, startIndex: 101 });
    expect(body).toMatchObject({ totalResults: 139, itemsPerPage: 39 });
    expect([...typesOf(body)].sort()).toEqual(['Group', 'User']);
  });

  it('is walked through by cursor, each entity once', async () => {
    const all = await client.post('/.search', { filter: 'displayName pr', count: 100 });
    const seen: unknown[] = [];
    for (let cursor: unknown = ''; cursor !== undefined; ) {
      const { status, body } = await client.post('/.search', { filter: 'displayName pr', count: 60, cursor });
      expect(status).toBe(200);
      expect(body['startIndex']).toBeUndefined();
      seen.push(...(body['Resources'] as { id: unknown }[]).map(({ id }) => id));
      cursor = body['nextCursor'];
      if (seen.length > 200) throw new Error('it does not end');
    }
    expect(seen).toHaveLength(Number(all.body['totalResults']));
    expect(new Set(seen).size).toBe(seen.length);
    const first = await client.post('/.search', { count: 60, cursor: '' });
    const elsewhere = await client.post('/Users/.search', { count: 60, cursor: first.body['nextCursor'] });
    expect(elsewhere.body).toMatchObject({ status: '400', scimType: 'invalidCursor' });
  });

  it('says of which type a filter cannot be asked', async () => {
    const filter = 'emails[0].value eq "x" and displayName pr';
    const { body } = await client.post('/.search', { filter });
    expect(body).toMatchObject({
      status: '400',
      scimType: 'invalidFilter',
      detail: expect.stringMatching(/^Users: /),
    });
    expect((await limited.post('/.search', { filter })).body).toMatchObject({ totalResults: 0 });
  });

  it('searches what a technical user may read', async () => {
    expect((await as('groups-only').post('/.search', {})).body).toMatchObject({ totalResults: 9 });
    for (const id of ['creator', 'elsewhere']) expect((await as(id).post('/.search', {})).status).toBe(403);
  });

  it('is sorted where the proxy may read all of it, or sees all of it', async () => {
    const nameOf = ({ displayName }: JsonObject) => String(displayName).toLowerCase();
    const { body } = await limited.post('/.search', { sortBy: 'displayName', count: 100, startIndex: 40 });
    const names = resources(body).map(nameOf);
    expect(names).toEqual(names.toSorted((a, b) => (a < b ? -1 : 1)));
    expect(typesOf(body).size).toBe(2);
    const few = await client.post('/.search', {
      filter: 'displayName co "Au"',
      sortBy: 'displayName',
      sortOrder: 'descending',
    });
    expect(few.headers).not.toHaveProperty('x-ipsproxy-warning');
    const fewNames = resources(few.body).map(nameOf);
    expect(fewNames).toEqual(fewNames.toSorted((a, b) => (a < b ? 1 : -1)));
    const much = await client.post('/.search', { sortBy: 'displayName' });
    expect(much.headers['x-ipsproxy-warning']).toMatch(/Not sorted by displayName/);
  });
});

describe('sortBy', () => {
  it('goes to a server that sorts by its own word, and is not repeated where it lies', async () => {
    const names = async () => {
      const answer = await limited.get(
        `/Users?sortBy=${EMPLOYEE_NUMBER}&sortOrder=descending&count=10&startIndex=31`,
      );
      return {
        names: resources(answer.body).map(({ userName }) => String(userName)),
        warning: answer.headers['x-ipsproxy-warning'],
      };
    };
    const byProxy = await names();
    backend.change({ sort: 'full' });
    await proxy.reload();
    expect(await names()).toEqual(byProxy);
    backend.change({ sort: 'ignored' });
    expect((await names()).warning).toMatch(/does not sort by urn:.*employeeNumber/);
    expect(await names()).toEqual(byProxy);
    backend.change({ sort: 'none' });
  });
});
