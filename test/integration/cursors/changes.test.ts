/** Entities that come and go between the pages of a walk, where the backend has cursors of its own. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Backend, type Kind, startBackend } from '../support/backends.ts';
import { initialLoad } from '../support/client.ts';
import { runningProxy } from '../support/proxy.ts';
import { walkBy } from './walk.ts';

async function setUp(kind: Kind, more: Readonly<Record<string, string>> = {}) {
  const backend = await startBackend(kind, { users: 40, groups: 30 });
  const { type } = backend;
  const properties = { ...backend.properties, ...more };
  const proxy = await runningProxy({ systems: [{ id: 'one', type, properties }] });
  onTestFinished(async () => {
    await proxy.stop();
    await backend.close();
  });
  return { backend, client: proxy.client('one') };
}

/** With an id of the backend's choice, somewhere in the order. */
async function create(
  { kind, send }: Backend,
  endpoint: string,
  name: string,
  more: object = {},
): Promise<string> {
  const email = [{ value: `${name}@example.com`, primary: true }];
  const body =
    endpoint === 'Users'
      ? { userName: name, name: { familyName: name }, emails: email, ...more }
      : { displayName: name, ...(kind === 'v2' ? EXTENSION(name) : {}) };
  const created = await send('POST', endpoint, body);
  expect(created.status).toBe(201);
  return String(created.body['id']);
}

const EXTENSION = (name: string) => ({
  'urn:sap:cloud:scim:schemas:extension:custom:2.0:Group': { name },
});

describe.each<[string, Kind, string]>([
  ['users of version 2', 'v2', 'Users'],
  ['groups of version 2', 'v2', 'Groups'],
  ['users of version 1', 'v1', 'Users'],
])('%s', (_, kind, endpoint) => {
  it('that are there all the time are seen exactly once, whoever comes and goes', async () => {
    const { backend, client } = await setUp(kind);
    const before = (await initialLoad(client, endpoint, 100)).resources.map(({ id }) => String(id));
    const gone = new Set<string>();
    const come: string[] = [];
    const { ids } = await walkBy(client, `/${endpoint}?count=4`, async (page) => {
      come.push(await create(backend, endpoint, `new-${page}`));
      // Of the pages before, which shift all others, and of the next one.
      for (const at of [page * 4 - 2, page * 4 + 1]) {
        const id = before[at];
        if (id === undefined) continue;
        expect((await backend.send('DELETE', `${endpoint}/${id}`)).status).toBe(204);
        gone.add(id);
      }
    });
    expect(gone.size).toBeGreaterThan(8);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !come.includes(id) && !gone.has(id))).toEqual(
      before.filter((id) => !gone.has(id)),
    );
  });

  it('by startIndex are not, which is what cursors are for', async () => {
    const { backend, client } = await setUp(kind);
    const all = (await initialLoad(client, endpoint, 100)).resources.map(({ id }) => String(id));
    const first = await client.get(`/${endpoint}?startIndex=1&count=4`);
    expect(first.body['itemsPerPage']).toBe(4);
    await backend.send('DELETE', `${endpoint}/${all[0]}`);
    const second = await client.get(`/${endpoint}?startIndex=5&count=4`);
    expect(JSON.stringify(second.body)).not.toContain(all[4]);
  });
});

it('one that a page begins with may go before the page is read', async () => {
  const { backend, client } = await setUp('v2');
  const all = (await initialLoad(client, 'Users', 100)).resources.map(({ id }) => String(id));
  const { ids } = await walkBy(client, '/Users?count=10', async (page) => {
    await backend.send('DELETE', `Users/${all[page * 11 - 1]}`);
  });
  expect(ids).toEqual(all.filter((_, index) => index % 11 !== 10));
});

it("the system's own filter holds on each page", async () => {
  const { backend, client } = await setUp('v2', { 'ias.user.filter': 'userName sw "new-"' });
  for (let number = 1; number <= 5; number += 1) await create(backend, 'Users', `new-${number}`);
  const { ids, pages } = await walkBy(client, '/Users?count=2');
  expect([ids.length, pages.length]).toEqual([5, 3]);
  expect(pages[0]).toMatchObject({ totalResults: 5 });
});

it('a filter that the connector finishes leaves pages short, which lead on', async () => {
  const { backend, client } = await setUp('v2');
  const wanted: string[] = [];
  for (let number = 1; number <= 8; number += 1) {
    const phones = number % 2 === 0 ? ['+49 1', '+49 2'] : ['+49 2', '+49 1'];
    const id = await create(backend, 'Users', `new-${number}`, {
      phoneNumbers: phones.map((value, index) => ({ value, type: index === 0 ? 'work' : 'mobile' })),
    });
    if (number % 2 === 0) wanted.push(id);
  }
  const filter = encodeURIComponent('phoneNumbers[0].value eq "+49 1"');
  const { ids, pages } = await walkBy(client, `/Users?count=3&filter=${filter}`);
  expect(ids.toSorted()).toEqual(wanted.toSorted());
  expect(pages.map(({ itemsPerPage }) => itemsPerPage)).toEqual([3, 3, 2]);
  for (const page of pages) expect(page).not.toHaveProperty('totalResults');
});

it('each page is one request to the tenant, with startId', async () => {
  const { backend, client } = await setUp('v2');
  await backend.control.forget();
  await walkBy(client, '/Users?count=20');
  const { requests } = await backend.control.requests();
  const lists = requests.map(({ path }) => path).filter((path) => path.includes('/Users'));
  expect(lists).toEqual([
    expect.stringContaining('startId=initial'),
    expect.stringMatching(/startId=[\da-f-]{36}/),
  ]);
  for (const path of lists) expect(path).not.toContain('startIndex');
});
