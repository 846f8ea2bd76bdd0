import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/scim/json.ts';
import { WAYS } from './support/chained.ts';
import { initialLoad } from './support/client.ts';
import { type RunningDemo, runningDemo } from './support/demo.ts';
import type { RecordedRequest } from './support/sandbox.ts';

const ORGS = 60;
const SPACES = 5;
const USERS = 5_000;
const GROUPS = 4 * ORGS + 4 * ORGS * SPACES;

/** Calls that a page costs; the token and the root document are fetched once for the life of the system. */
function counted(requests: readonly RecordedRequest[]): readonly string[] {
  return requests.map(({ path }) => path).filter((path) => path !== '/' && !path.startsWith('/oauth/token'));
}

describe('a large landscape', () => {
  let demo: RunningDemo;
  beforeAll(async () => {
    demo = await runningDemo({ users: USERS, orgs: ORGS, spaces: SPACES });
  }, 60_000);
  afterAll(() => demo.stop());

  async function callsOfPage(startIndex: number): Promise<number> {
    await demo.cloudFoundrySandbox.forget();
    const { status, body } = await demo.cloudFoundry.get(`/Groups?startIndex=${startIndex}&count=100`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ totalResults: GROUPS });
    return counted((await demo.cloudFoundrySandbox.requests()).requests).length;
  }

  it('costs at most 4 calls for the first page of 100 groups, and 1 or 2 for the ones after', async () => {
    expect(await callsOfPage(1)).toBeLessThanOrEqual(4);
    expect(await callsOfPage(101)).toBeLessThanOrEqual(2);
    // From organizations to spaces.
    expect(await callsOfPage(201)).toBeLessThanOrEqual(2);
    expect(await callsOfPage(GROUPS - 40)).toBeLessThanOrEqual(2);
  });

  it('shows each of 1,440 role groups exactly once', async () => {
    const { resources } = await initialLoad(demo.cloudFoundry, 'Groups', 100);
    expect(resources).toHaveLength(GROUPS);
    expect(new Set(resources.map(({ id }) => id)).size).toBe(GROUPS);
    expect(new Set(resources.map(({ displayName }) => displayName)).size).toBe(GROUPS);
  }, 60_000);

  it('shows each of 5,000 users exactly once, one call a page', async () => {
    await demo.cloudFoundrySandbox.forget();
    const { resources, requests } = await initialLoad(demo.cloudFoundry, 'Users', 100);
    expect(new Set(resources.map(({ id }) => id)).size).toBe(USERS);
    expect(resources).toHaveLength(USERS);
    expect(requests).toBe(USERS / 100);
    expect((await demo.cloudFoundrySandbox.requests()).count).toBeLessThanOrEqual(requests + 2);
  }, 60_000);
});

describe.each(WAYS)('a landscape, %s', (way) => {
  let demo: RunningDemo;
  let users: string[];
  let groups: JsonObject[];
  beforeAll(async () => {
    demo = await runningDemo({ users: 60, orgs: 3, spaces: 2 }, way);
    users = (await initialLoad(demo.cloudFoundry, 'Users', 100)).resources.map(({ id }) => String(id));
    groups = (await initialLoad(demo.cloudFoundry, 'Groups', 100)).resources;
  });
  afterAll(() => demo.stop());

  const named = (role: string): JsonObject =>
    groups.find(({ displayName }) => String(displayName).endsWith(`:${role}`)) ?? {};
  const urlOf = ({ id }: JsonObject): string => `/Groups/${encodeURIComponent(String(id))}`;
  const refs = (ids: readonly string[]): JsonObject[] => ids.map((value) => ({ value }));
  async function memberIds(group: JsonObject): Promise<string[]> {
    const { body } = await demo.cloudFoundry.get(urlOf(group));
    return ((body['members'] ?? []) as JsonObject[]).map(({ value }) => String(value)).sort();
  }

  it('takes group ids with blanks in URLs, filters, Location and meta.location', async () => {
    const group = named('organization_auditor');
    const { status, body, headers } = await demo.cloudFoundry.get(urlOf(group));
    expect(status).toBe(200);
    expect(body['id']).toBe(group['id']);
    const location = (body['meta'] as JsonObject)['location'];
    expect(location).toBe(`${demo.cloudFoundry.url}${urlOf(group)}`);
    expect(headers['location'] ?? location).toBe(location);
    for (const filter of [
      `id eq "${group['id']}"`,
      `displayName eq ${JSON.stringify(group['displayName'])}`,
    ]) {
      const found = await demo.cloudFoundry.get(`/Groups?filter=${encodeURIComponent(filter)}`);
      expect(found.body, filter).toMatchObject({ totalResults: 1, Resources: [{ id: group['id'] }] });
    }
  });

  it('replaces, adds and removes members, and says so with 200 and 204', async () => {
    const group = named('organization_auditor');
    const wanted = users.slice(0, 20).sort();
    const put = await demo.cloudFoundry.put(urlOf(group), { ...group, members: refs(wanted) });
    expect(put.status, put.text).toBe(200);
    expect(await memberIds(group)).toEqual(wanted);

    const add = [{ op: 'add', path: 'members', value: refs(users.slice(20, 25)) }];
    expect((await demo.cloudFoundry.patch(urlOf(group), add)).status).toBe(204);
    const remove = [{ op: 'remove', path: `members[value eq "${wanted[0]}"]` }];
    expect((await demo.cloudFoundry.patch(urlOf(group), remove)).status).toBe(204);
    expect(await memberIds(group)).toEqual([...wanted.slice(1), ...users.slice(20, 25)].sort());

    const empty = await demo.cloudFoundry.put(urlOf(group), { ...group, members: [] });
    expect(empty.status).toBe(200);
    expect(await memberIds(group)).toEqual([]);
  });

  // Who did it says so; a proxy in front of it passes on the error alone.
  it.runIf(way === 'direct')(
    'names who was and who was not applied when the backend fails half-way, and converges when repeated',
    async () => {
      const group = named('organization_billing_manager');
      const wanted = users.slice(0, 12).sort();
      await demo.cloudFoundry.put(urlOf(group), { ...group, members: [] });
      await demo.cloudFoundrySandbox.fault({
        count: 50,
        after: 5,
        method: 'POST',
        path: '/v3/roles',
        status: 500,
      });
      const half = await demo.cloudFoundry.put(urlOf(group), { ...group, members: refs(wanted) });
      expect(half.status).toBe(502);
      const extension = half.body['urn:ipsproxy:params:scim:api:messages:2.0:MembershipError'] as {
        applied: { added: string[]; removed: string[] };
        notApplied: { value: string }[];
      };
      await demo.cloudFoundrySandbox.forget();
      expect(await memberIds(group)).toEqual(extension.applied.added.toSorted());
      expect([...extension.applied.added, ...extension.notApplied.map(({ value }) => value)].sort()).toEqual(
        wanted,
      );

      expect((await demo.cloudFoundry.put(urlOf(group), { ...group, members: refs(wanted) })).status).toBe(
        200,
      );
      expect(await memberIds(group)).toEqual(wanted);
      await demo.cloudFoundrySandbox.forget();
      expect((await demo.cloudFoundry.put(urlOf(group), { ...group, members: refs(wanted) })).status).toBe(
        200,
      );
      const { requests } = await demo.cloudFoundrySandbox.requests();
      expect(requests.filter(({ method }) => method !== 'GET')).toEqual([]);
    },
  );

  it('refuses a space role without org membership, naming what to do first', async () => {
    const created = await demo.cloudFoundry.post('/Users', {
      userName: 'new.member@acme.example',
      name: { givenName: 'New', familyName: 'Member' },
      emails: [{ value: 'new.member@acme.example' }],
    });
    expect(created.status, created.text).toBe(201);
    const group = named('space_developer');
    const add = [{ op: 'add', path: 'members', value: refs([String(created.body['id'])]) }];
    const { status, body } = await demo.cloudFoundry.patch(urlOf(group), add);
    expect(status).toBe(409);
    expect(body['detail']).toContain('organization_user');
  });

  it('takes a group back as it was read, and refuses another name before anything is changed (R32)', async () => {
    const group = named('space_auditor');
    const { body } = await demo.cloudFoundry.get(urlOf(group));
    expect((await demo.cloudFoundry.put(urlOf(group), body)).status).toBe(200);
    const renamed = { ...body, displayName: 'Something else', members: [] };
    const answers = [
      await demo.cloudFoundry.put(urlOf(group), renamed),
      await demo.cloudFoundry.post('/Groups', renamed),
      await demo.cloudFoundry.patch(urlOf(group), [
        { op: 'replace', path: 'displayName', value: 'Something else' },
      ]),
    ];
    for (const answer of answers) {
      expect(answer).toMatchObject({ status: 400, body: { scimType: 'mutability' } });
      expect(answer.body['detail']).toContain(body['displayName']);
    }
    expect((await demo.cloudFoundry.get(urlOf(group))).body).toEqual(body);
  });

  it('does not update users, as SAP’s default transformation says', async () => {
    const url = `/Users/${users[0]}`;
    const before = await demo.cloudFoundry.get(url);
    const put = await demo.cloudFoundry.put(url, { ...before.body, name: { givenName: 'Changed' } });
    expect(put.status).toBe(200);
    expect(put.body['name']).toEqual(before.body['name']);
  });
});
