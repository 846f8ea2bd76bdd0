/** RFC 9865 against each system of the demo. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, initialLoad, scimClient } from '../support/client.ts';
import {
  CLOUD_FOUNDRY,
  IDENTITY_AUTHENTICATION_V1,
  IDENTITY_AUTHENTICATION_V2,
  type RunningDemo,
  runningDemo,
  SCIM,
} from '../support/demo.ts';
import { idsOf, walkBy, withCursor } from './walk.ts';

const SYSTEMS = [
  ['Identity Authentication version 2', IDENTITY_AUTHENTICATION_V2],
  ['Identity Authentication version 1', IDENTITY_AUTHENTICATION_V1],
  ['Cloud Foundry', CLOUD_FOUNDRY],
  ['a SCIM server', SCIM],
] as const;
const ENDPOINTS = SYSTEMS.flatMap(([name, id]) =>
  ['Users', 'Groups'].map((endpoint) => [`${endpoint} of ${name}`, id, endpoint] as const),
);

let demo: RunningDemo;
const clientOf = (id: string): Client => scimClient(`${demo.proxy}/ipsproxy/api/v1/scim/${id}`);

beforeAll(async () => {
  demo = await runningDemo({ users: 37, groups: 11 });
});
afterAll(() => demo.stop());

describe('RFC 9865 §2: a walk by cursor', () => {
  it.each(ENDPOINTS)('shows all %s in the order of their list by index', async (_, id, endpoint) => {
    const client = clientOf(id);
    const all = (await initialLoad(client, endpoint, 100)).resources.map((resource) => resource['id']);
    for (const count of [1, 4, 25, 100]) {
      const { ids, pages } = await walkBy(client, `/${endpoint}?count=${count}`);
      expect(ids).toEqual(all);
      for (const page of pages.slice(0, -1)) {
        expect(page['nextCursor']).toMatch(/^[\w-]+$/);
        expect(page['itemsPerPage']).toBe(count);
        expect(page).not.toHaveProperty('startIndex');
      }
    }
  });

  it.each(ENDPOINTS)('goes back through %s where it can', async (_, id, endpoint) => {
    const client = clientOf(id);
    const { pages } = await walkBy(client, `/${endpoint}?count=4`);
    const back = pages[1]?.['previousCursor'];
    const isNative =
      id === IDENTITY_AUTHENTICATION_V2 || (id === IDENTITY_AUTHENTICATION_V1 && endpoint === 'Users');
    expect(back === undefined).toBe(isNative);
    expect(pages[0]).not.toHaveProperty('previousCursor');
    if (back === undefined) return;
    const { body } = await client.get(withCursor(`/${endpoint}?count=4`, back));
    expect(idsOf(body)).toEqual(idsOf(pages[0] ?? {}));
  });

  it('keeps its filter, which is sent with each page', async () => {
    const client = clientOf(SCIM);
    const filter = `filter=${encodeURIComponent('active eq true')}`;
    const { ids } = await walkBy(client, `/Users?count=3&${filter}`);
    const { body } = await client.get(`/Users?count=100&${filter}`);
    expect(ids).toEqual(idsOf(body));
    expect(ids.length).toBeGreaterThan(3);
  });

  it('is the same in all families of URLs', async () => {
    const client = clientOf(IDENTITY_AUTHENTICATION_V2);
    const other = scimClient(`${demo.proxy}/ipsproxy/service/api/v1/scim/${IDENTITY_AUTHENTICATION_V2}`);
    const { body } = await client.get('/Users?count=3&cursor=');
    expect((await other.get(withCursor('/Users?count=3', body['nextCursor']))).status).toBe(200);
  });

  it('has an answer to HEAD, and to attributes', async () => {
    const client = clientOf(IDENTITY_AUTHENTICATION_V2);
    expect((await client.send('HEAD', '/Users?cursor=&count=2')).status).toBe(200);
    const { body } = await client.get('/Groups?cursor=&count=2&attributes=displayName');
    expect(body['nextCursor']).toBeDefined();
    for (const group of body['Resources'] as object[]) expect(group).not.toHaveProperty('members');
  });
});

describe('RFC 9865 §2.1: pagination errors', () => {
  it.each(SYSTEMS)('%s', async (_, id) => {
    const client = clientOf(id);
    const { body } = await client.get('/Users?cursor=&count=2');
    const cursor = String(body['nextCursor']);
    const filter = encodeURIComponent('userName eq "nobody"');
    const others = SYSTEMS.map(([, other]) => other).filter((other) => other !== id);
    const refused: readonly [Client, string, string][] = [
      [client, '/Users?cursor=&startIndex=1', 'invalidValue'],
      [client, `/Users?cursor=${cursor}&startIndex=3`, 'invalidValue'],
      [client, '/Users?cursor=&count=0', 'invalidCount'],
      [client, '/Users?cursor=&count=-5', 'invalidCount'],
      [client, '/Users?cursor=&count=many', 'invalidCount'],
      [client, `/Users?cursor=${cursor}A`, 'invalidCursor'],
      [client, `/Users?cursor=${cursor}&filter=${filter}`, 'invalidCursor'],
      [client, `/Users?cursor=${cursor}&sortBy=userName`, 'invalidCursor'],
      [client, `/Groups?cursor=${cursor}`, 'invalidCursor'],
      ...others.map(
        (other) => [clientOf(other), `/Users?cursor=${cursor}`, 'invalidCursor'] as [Client, string, string],
      ),
    ];
    for (const [asked, path, scimType] of refused) {
      const { status, body: error } = await asked.get(path);
      expect([path, status, error['scimType']]).toEqual([path, 400, scimType]);
      expect(error['detail']).toMatch(/\.$/);
    }
    expect((await client.get(`/Users?cursor=${cursor}&count=2`)).status).toBe(200);
  });

  it('a name that is nearly cursor is told', async () => {
    const { headers, body } = await clientOf(SCIM).get('/Users?Cursor=');
    expect(headers['x-ipsproxy-warning']).toContain('its name is cursor');
    expect(body).toHaveProperty('startIndex');
  });
});
