/** Version 1 through the proxy: what a client does must not cost anybody his membership, or anything else. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type IdentityAuthenticationV1,
  startIdentityAuthenticationV1,
} from '../../src/sandbox/identity-authentication-v1/index.ts';
import type { JsonObject } from '../../src/scim/json.ts';
import { type Client, initialLoad } from './support/client.ts';
import { type RunningProxy, runningProxy } from './support/proxy.ts';
import { type SandboxControl, sandboxControl } from './support/sandbox.ts';

const CUSTOM_GROUP = 'urn:sap:cloud:scim:schemas:extension:custom:2.0:Group';
const CUSTOM_USER = 'urn:sap:cloud:scim:schemas:extension:custom:2.0:User';
const MEMBERS = 1_250;
const USERS = 1_300;

describe('Identity Authentication version 1', () => {
  let tenant: IdentityAuthenticationV1;
  let sandbox: SandboxControl;
  let proxy: RunningProxy;
  let client: Client;
  let other: Client;
  let outside: readonly string[] = [];

  beforeAll(async () => {
    tenant = await startIdentityAuthenticationV1({ users: USERS, groups: 12, membersPerGroup: MEMBERS });
    sandbox = sandboxControl(tenant.url);
    const { clientId, clientSecret } = tenant.credentials;
    const system = (id: string) => ({
      id,
      type: 'identity-authentication',
      properties: { URL: tenant.url, User: clientId, Password: clientSecret },
    });
    proxy = await runningProxy({ systems: [system('v1'), system('v1-again')] });
    client = proxy.client('v1');
    other = proxy.client('v1-again');
  });
  afterAll(async () => {
    await proxy.stop();
    await tenant.close();
  });
  beforeEach(() => sandbox.forget());

  /** A group of its own for each test. */
  let next = 0;
  async function nextGroup(): Promise<{ id: string; members: string[]; body: JsonObject }> {
    next += 1;
    const list = await client.get(`/Groups?startIndex=${next}&count=1`);
    const [body] = list.body['Resources'] as [JsonObject];
    const members = idsOf(body);
    expect(members).toHaveLength(MEMBERS);
    outside = Array.from({ length: USERS }, (_, index) => `P${String(index + 1).padStart(6, '0')}`).filter(
      (id) => !members.includes(id),
    );
    await sandbox.forget();
    return { id: body['id'] as string, members, body };
  }
  function idsOf(group: JsonObject): string[] {
    return ((group['members'] ?? []) as JsonObject[]).map(({ value }) => value as string).sort();
  }
  /** What the tenant itself says, asked of its users and not of the group. */
  async function assigned(body: JsonObject): Promise<string[]> {
    const name = (body[CUSTOM_GROUP] as JsonObject)['name'] as string;
    const { clientId, clientSecret } = tenant.credentials;
    const authorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
    const ids: string[] = [];
    for (let startIndex = 1; ; startIndex += 100) {
      const filter = encodeURIComponent(`groups eq ${JSON.stringify(name)}`);
      const response = await fetch(
        `${tenant.url}/service/scim/Users?filter=${filter}&startIndex=${startIndex}`,
        {
          headers: { authorization },
        },
      );
      const { Resources: page } = (await response.json()) as { Resources: { id: string }[] };
      if (page.length === 0) return ids.sort();
      ids.push(...page.map(({ id }) => id));
    }
  }
  const refs = (ids: readonly string[]) => ids.map((value) => ({ value }));
  const at = (ids: readonly string[], index: number): string => ids[index] ?? '';

  describe('pain 3: a group of 1,250 members', () => {
    it('keeps them all through GET, one change and PUT', async () => {
      const { id, members } = await nextGroup();
      const { body } = await client.get(`/Groups/${id}`);
      expect(idsOf(body)).toEqual(members);
      const [, ...kept] = body['members'] as JsonObject[];
      const changed = [...kept, { value: at(outside, 0) }];
      const answer = await client.put(`/Groups/${id}`, { ...body, members: changed });
      expect(answer.status).toBe(200);
      expect(answer.headers['x-ipsproxy-warning']).toBeUndefined();
      expect(idsOf(answer.body)).toEqual(idsOf({ members: changed }));
      expect(await assigned(body)).toEqual(idsOf({ members: changed }));
    });

    it('keeps them through PATCH add and PATCH remove', async () => {
      const { id, members, body } = await nextGroup();
      const add = await client.patch(`/Groups/${id}`, [
        { op: 'Add', path: 'members', value: refs(outside.slice(0, 3)) },
      ]);
      expect([add.status, add.text]).toEqual([204, '']);
      expect(await assigned(body)).toEqual([...members, ...outside.slice(0, 3)].sort());

      const path = `members[value eq "${at(members, 0)}" or value eq "${at(members, 700)}"]`;
      expect((await client.patch(`/Groups/${id}`, [{ op: 'remove', path }])).status).toBe(204);
      const left = members.filter((_, index) => index !== 0 && index !== 700);
      expect(await assigned(body)).toEqual([...left, ...outside.slice(0, 3)].sort());
    });

    it('keeps the changes of writers at once, also through two systems that lead to one tenant', async () => {
      const { id, members, body } = await nextGroup();
      const answers = await Promise.all([
        ...outside
          .slice(0, 4)
          .map((value, index) =>
            (index % 2 === 0 ? client : other).patch(`/Groups/${id}`, [
              { op: 'add', path: 'members', value: [{ value }] },
            ]),
          ),
        client.patch(`/Groups/${id}`, [{ op: 'remove', path: `members[value eq "${at(members, 5)}"]` }]),
        other.patch(`/Groups/${id}`, [{ op: 'remove', path: `members[value eq "${at(members, 6)}"]` }]),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([204, 204, 204, 204, 204, 204]);
      const left = members.filter((_, index) => index !== 5 && index !== 6);
      expect(await assigned(body)).toEqual([...left, ...outside.slice(0, 4)].sort());
    });

    it('is never written back as it was cut', async () => {
      const { id, members, body } = await nextGroup();
      const { clientId, clientSecret } = tenant.credentials;
      const authorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
      const cut = (await (
        await fetch(`${tenant.url}/service/scim/Groups/${id}`, { headers: { authorization } })
      ).json()) as JsonObject;
      expect(idsOf(cut)).toHaveLength(100);
      const answer = await client.put(`/Groups/${id}`, { ...body, members: cut['members'] });
      expect(answer).toMatchObject({ status: 400, body: { scimType: 'invalidValue' } });
      expect(answer.body['detail']).toContain('1250 members');
      expect(await assigned(body)).toEqual(members);
    });

    it('is left alone when its members cannot be found out', async () => {
      const { id, members, body } = await nextGroup();
      await sandbox.fault({ count: 1, method: 'GET', path: '/Users?', status: 403 });
      const answer = await client.patch(`/Groups/${id}`, [
        { op: 'add', path: 'members', value: refs(outside.slice(0, 1)) },
      ]);
      expect(answer.status).toBe(502);
      expect(answer.body['detail']).toContain('Manage Users');
      const { requests } = await sandbox.requests();
      expect(requests.filter(({ method }) => method === 'PUT')).toEqual([]);
      expect(await assigned(body)).toEqual(members);
    });

    it('costs a read of the members and one PUT', async () => {
      const { id } = await nextGroup();
      await client.patch(`/Groups/${id}`, [{ op: 'add', path: 'members', value: refs(outside.slice(0, 1)) }]);
      const { requests } = await sandbox.requests();
      const count = (method: string, path: string) =>
        requests.filter((request) => request.method === method && request.path.includes(path)).length;
      // The group, 13 pages of users, the PUT, and the count of members afterwards.
      expect([count('GET', '/Groups/'), count('GET', '/Users?'), count('PUT', '/Groups/')]).toEqual([
        1, 14, 1,
      ]);
    });

    it('can be emptied on purpose', async () => {
      const { id, body } = await nextGroup();
      expect((await client.put(`/Groups/${id}`, { ...body, members: [] })).status).toBe(200);
      expect(await assigned(body)).toEqual([]);
    });
  });

  describe('pain 4: PATCH, which version 1 does not have', () => {
    it('does not empty or rename a group that another attribute is changed of', async () => {
      const { id, members, body } = await nextGroup();
      const before = await direct(`Groups/${id}`);
      const path = `${CUSTOM_GROUP}:description`;
      const answer = await client.patch(`/Groups/${id}`, [{ op: 'replace', path, value: 'New' }]);
      expect(answer.status).toBe(200);
      expect(idsOf(answer.body)).toEqual(members);
      expect(await assigned(body)).toEqual(members);
      expect(await direct(`Groups/${id}`)).toMatchObject({
        displayName: before['displayName'],
        [CUSTOM_GROUP]: { description: 'New' },
      });
      expect(before['displayName']).not.toBe(body['displayName']);
    });

    it('removes only the named members, whatever dialect names them', async () => {
      const { id, members, body } = await nextGroup();
      const dialects = [
        { op: 'Remove', path: 'members', value: [{ value: at(members, 0) }] },
        { op: 'remove', path: `members[value eq "${at(members, 1)}"]` },
      ];
      for (const operation of dialects) {
        expect((await client.patch(`/Groups/${id}`, [operation])).status).toBe(204);
      }
      expect(await assigned(body)).toEqual(members.slice(2));
    });

    it('changes all or nothing', async () => {
      const { id, members, body } = await nextGroup();
      const answer = await client.patch(`/Groups/${id}`, [
        { op: 'add', path: 'members', value: refs(outside.slice(0, 1)) },
        { op: 'replace', path: 'members[value eq "nobody"]', value: { value: 'x' } },
      ]);
      expect(answer).toMatchObject({ status: 400, body: { scimType: 'noTarget' } });
      expect(await assigned(body)).toEqual(members);
    });

    it('loses no attribute when two writers change one user at once', async () => {
      const id = 'P000008';
      const answers = await Promise.all([
        client.patch(`/Users/${id}`, [{ op: 'replace', path: 'displayName', value: 'Both' }]),
        other.patch(`/Users/${id}`, [{ op: 'replace', path: 'timezone', value: 'Asia/Tokyo' }]),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
      expect(await direct(`Users/${id}`)).toMatchObject({ displayName: 'Both', timeZone: 'Asia/Tokyo' });
    });

    it('understands "False" as a text', async () => {
      const answer = await client.patch('/Users/P000003', [
        { op: 'Replace', path: 'active', value: 'False' },
      ]);
      expect(answer).toMatchObject({ status: 200, body: { active: false } });
      expect((await direct('Users/P000003'))['active']).toBe(false);
    });
  });

  describe('pain 9: attributes', () => {
    it('that no transformation knows survive a PATCH, and groups do not become corporate groups', async () => {
      const { Resources } = (await direct('Users?count=12')) as unknown as { Resources: JsonObject[] };
      for (const name of ['corporateGroups', 'groups', CUSTOM_USER, 'sourceSystemId']) {
        expect(Resources.some((user) => name in user)).toBe(true);
      }
      for (const { meta: _, ...before } of Resources) {
        const path = `/Users/${before['id']}`;
        const answer = await client.patch(path, [{ op: 'replace', path: 'locale', value: 'XX' }]);
        expect(answer.status).toBe(200);
        expect(answer.headers['x-ipsproxy-warning']).toBeUndefined();
        const { meta: __, ...after } = await direct(path.slice(1));
        expect(after).toEqual({ ...before, locale: 'XX' });
      }
    });

    it('that the client leaves out of a PUT stay, and it is told so', async () => {
      const { body } = await client.get('/Users/P000002');
      const { timezone, phoneNumbers, groups, ...less } = body;
      expect([timezone, phoneNumbers]).not.toContain(undefined);
      expect(groups).toBeDefined();
      const answer = await client.put('/Users/P000002', less);
      expect(answer.status).toBe(200);
      expect(answer.body).toMatchObject({ timezone, phoneNumbers });
      expect(answer.headers['x-ipsproxy-warning']).toContain('timezone');
      expect(answer.headers['x-ipsproxy-warning']).toContain('phoneNumbers');
      expect((await client.put('/Users/P000002', body)).headers['x-ipsproxy-warning']).toBeUndefined();
    });
  });

  describe('pain 10: collisions', () => {
    it('of a create are 409, and change nobody', async () => {
      const before = await direct('Users/P000001');
      const [email] = before['emails'] as [JsonObject];
      const answer = await client.post('/Users', {
        userName: 'somebody-else',
        name: { familyName: 'Else' },
        emails: [{ value: email['value'] }],
      });
      expect(answer).toMatchObject({ status: 409, body: { scimType: 'uniqueness' } });
      expect(answer.body['detail']).toContain(`User profile with email [${email['value']}] already exists`);
      expect(await direct('Users/P000001')).toEqual(before);
    });

    it('of a membership that is there already are none, and cost no write', async () => {
      const { body } = await client.post('/Groups', {
        displayName: 'Idempotent',
        members: refs(['P000001']),
      });
      await sandbox.forget();
      const add = [{ op: 'add', path: 'members', value: refs(['P000001']) }];
      expect((await client.patch(`/Groups/${body['id']}`, add)).status).toBe(204);
      const { requests } = await sandbox.requests();
      expect(requests.map(({ method }) => method)).toEqual(['GET']);
    });
  });

  it('loads every user and group once, each group with all its members', async () => {
    const users = await initialLoad(client, 'Users', 100);
    expect(new Set(users.resources.map(({ id }) => id)).size).toBe(USERS);
    const groups = await initialLoad(client, 'Groups', 5);
    expect(new Set(groups.resources.map(({ id }) => id)).size).toBe(groups.resources.length);
    expect(groups.resources.map((group) => idsOf(group).length)).not.toContain(100);
  });

  it('finds users by the country of the home address, and by no other that they show (R29)', async () => {
    const country = (type: string) => `addresses[type eq "${type}"].country eq "DE"`;
    const find = (filter: string) => client.get(`/Users?count=100&filter=${encodeURIComponent(filter)}`);
    for (const filter of ['addresses.country eq "DE"', country('work')]) {
      const answer = await find(filter);
      expect(answer, filter).toMatchObject({ status: 400, body: { scimType: 'invalidFilter' } });
      expect(answer.body['detail']).toContain('addresses[type eq "home"].country eq');
    }
    const { body } = await find(country('home'));
    const found = body['Resources'] as { addresses: JsonObject[] }[];
    expect(found.length).toBeGreaterThan(0);
    for (const { addresses } of found) {
      expect(addresses).toContainEqual(expect.objectContaining({ type: 'home', country: 'DE' }));
    }
  });

  it('has no entity tags, as "1.0" would never change', async () => {
    const answer = await client.get('/Users/P000004');
    expect(answer.headers['etag']).toBeUndefined();
    expect(answer.body['meta']).not.toHaveProperty('version');
  });

  it('creates, finds and deletes a user', async () => {
    const created = await client.post('/Users', {
      userName: 'new.one',
      name: { familyName: 'One' },
      emails: [{ value: 'new.one@example.com' }],
      active: true,
    });
    expect(created.status).toBe(201);
    const { id } = created.body;
    for (const filter of [
      'userName eq "new.one"',
      'emails[0].value eq "new.one@example.com"',
      `id eq "${id}"`,
    ]) {
      const { body } = await client.get(`/Users?filter=${encodeURIComponent(filter)}`);
      expect(body).toMatchObject({ totalResults: 1, Resources: [{ id }] });
    }
    const delta = await client.get(
      `/Users?filter=${encodeURIComponent('meta.lastModified gt "2024-01-01T00:00:00Z"')}`,
    );
    expect(delta).toMatchObject({ status: 400, body: { scimType: 'invalidFilter' } });
    expect((await client.delete(`/Users/${id}`)).status).toBe(204);
    expect((await client.get(`/Users/${id}`)).status).toBe(404);
  });

  async function direct(path: string): Promise<JsonObject> {
    const { clientId, clientSecret } = tenant.credentials;
    const authorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
    const response = await fetch(`${tenant.url}/service/scim/${path}`, { headers: { authorization } });
    expect(response.status).toBe(200);
    return (await response.json()) as JsonObject;
  }
});
