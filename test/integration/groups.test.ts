import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/scim/json.ts';
import { WAYS } from './support/chained.ts';
import { initialLoad } from './support/client.ts';
import { type RunningDemo, runningDemo } from './support/demo.ts';

const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const CUSTOM_GROUP = 'urn:sap:cloud:scim:schemas:extension:custom:2.0:Group';

describe.each(WAYS)('groups, %s', (way) => {
  let demo: RunningDemo;
  let users: string[] = [];
  beforeAll(async () => {
    demo = await runningDemo({ users: 300 }, way);
    users = (await initialLoad(demo.client, 'Users', 100)).resources.map(({ id }) => id as string);
  });
  afterAll(() => demo.stop());

  const refs = (ids: readonly string[]): JsonObject[] => ids.map((value) => ({ value }));

  async function lastWrite(): Promise<JsonObject> {
    const { requests } = await demo.sandbox.requests();
    return requests.findLast(({ method }) => method !== 'GET')?.body as JsonObject;
  }
  async function memberIds(id: string): Promise<string[]> {
    const { body } = await demo.client.get(`/Groups/${id}`);
    return ((body['members'] ?? []) as JsonObject[]).map(({ value }) => value as string).sort();
  }

  it('derives the technical name from the display name, on create only', async () => {
    const created = await demo.client.post('/Groups', { schemas: [GROUP], displayName: 'My Group: A/B' });
    expect(created.status).toBe(201);
    expect(await lastWrite()).toEqual({
      schemas: [GROUP, CUSTOM_GROUP],
      displayName: 'My Group: A/B',
      [CUSTOM_GROUP]: { name: 'My_Group__A_B' },
    });
    expect(created.body).toMatchObject({
      displayName: 'My Group: A/B',
      [CUSTOM_GROUP]: { name: 'My_Group__A_B' },
    });

    const { status } = await demo.client.put(`/Groups/${created.body['id']}`, { displayName: 'Renamed' });
    expect(status).toBe(200);
    // What a PUT does not name is erased, so the name that is fixed goes along as it is.
    expect(await lastWrite()).toMatchObject({ [CUSTOM_GROUP]: { name: 'My_Group__A_B' } });
    const { body } = await demo.client.get(
      `/Groups?filter=${encodeURIComponent('displayName eq "Renamed"')}`,
    );
    expect(body).toMatchObject({ totalResults: 1, itemsPerPage: 1 });
  });

  it('keeps 250 members through GET, PUT and PATCH', async () => {
    const members = users.slice(0, 250).sort();
    const { body, status } = await demo.client.post('/Groups', {
      displayName: 'Large',
      members: refs(members),
    });
    expect(status).toBe(201);
    const id = body['id'] as string;
    expect(await memberIds(id)).toEqual(members);

    const read = await demo.client.get(`/Groups/${id}`);
    expect((await demo.client.put(`/Groups/${id}`, { ...read.body, displayName: 'Larger' })).status).toBe(
      200,
    );
    expect(await memberIds(id)).toEqual(members);

    const added = users.slice(250, 300);
    const add = await demo.client.patch(`/Groups/${id}`, [
      { op: 'Add', path: 'members', value: refs(added) },
    ]);
    expect([add.status, add.text]).toEqual([204, '']);
    expect(await memberIds(id)).toEqual([...members, ...added].sort());

    const gone = members.slice(0, 20);
    const path = `members[${gone.map((value) => `value eq "${value}"`).join(' or ')}]`;
    expect((await demo.client.patch(`/Groups/${id}`, [{ op: 'remove', path }])).status).toBe(204);
    expect(await memberIds(id)).toEqual([...members.slice(20), ...added].sort());
  });

  it('can be emptied by PUT with an empty list', async () => {
    const { body } = await demo.client.post('/Groups', {
      displayName: 'Emptied',
      members: refs(users.slice(0, 3)),
    });
    const { status } = await demo.client.put(`/Groups/${body['id']}`, {
      displayName: 'Emptied',
      members: [],
    });
    expect(status).toBe(200);
    expect(await lastWrite()).toMatchObject({ members: [] });
    expect(await memberIds(body['id'] as string)).toEqual([]);
  });

  it('answers a PATCH with the entity where more than members changes, or attributes are named', async () => {
    const { body } = await demo.client.post('/Groups', { displayName: 'Patched' });
    const rename = [{ op: 'replace', path: 'displayName', value: 'Patched again' }];
    const renamed = await demo.client.patch(`/Groups/${body['id']}`, rename);
    expect(renamed).toMatchObject({ status: 200, body: { displayName: 'Patched again' } });
    const add = [{ op: 'add', path: 'members', value: refs(users.slice(0, 1)) }];
    const named = await demo.client.patch(`/Groups/${body['id']}?attributes=members`, add);
    expect(named.status).toBe(200);
    expect(named.body['members']).toHaveLength(1);
  });

  it('does not read the members that nobody asks for', async () => {
    await demo.sandbox.forget();
    const { body } = await demo.client.get('/Groups?count=5&excludedAttributes=members');
    expect((body['Resources'] as JsonObject[]).filter((group) => 'members' in group)).toEqual([]);
    const { requests } = await demo.sandbox.requests();
    expect(requests.map(({ path }) => path).join()).toContain('excludedAttributes=members');
  });
});
