/** The life of users and groups through the proxy, in front of a stand-in that departs from RFC 7644 in one way after the other. */
import { expect, it, onTestFinished } from 'vitest';
import { type SwitchChanges, startScim } from '../../../src/sandbox/scim/index.ts';
import type { JsonObject } from '../../../src/scim/json.ts';
import { initialLoad } from '../support/client.ts';
import { runningProxy } from '../support/proxy.ts';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';

interface Way {
  readonly switches: SwitchChanges;
  readonly properties?: Readonly<Record<string, string>>;
}

const WAYS: readonly Way[] = [
  { switches: {} },
  { switches: { csrfProtection: true }, properties: { 'scim.api.csrf.protection': 'enabled' } },
  { switches: { acceptedContent: 'json' }, properties: { 'scim.content.type': 'application/json' } },
  { switches: { answeredContent: 'json' } },
  { switches: { totals: 'text' } },
  { switches: { totals: 'page' } },
  { switches: { totals: 'page', pageLimit: 7 } },
  { switches: { totals: 'too-many' } },
  { switches: { totals: 'none' } },
  { switches: { listNames: 'lower-case' } },
  { switches: { lists: 'array' } },
  { switches: { lists: 'single-object' } },
  { switches: { emptyLists: 'absent' } },
  { switches: { emptyLists: 'null', totals: 'none' } },
  { switches: { paging: 'everything' } },
  { switches: { paging: 'everything', totals: 'none' } },
  { switches: { pageLimit: 3 } },
  { switches: { pageLimit: 3, totals: 'none' } },
  { switches: { filters: 'ignored' } },
  { switches: { filters: 'refused' } },
  { switches: { filters: 'not-implemented' } },
  { switches: { filters: 'userName-only' } },
  { switches: { patch: 'not-implemented' } },
  { switches: { patch: 'not-allowed' } },
  { switches: { patch: 'not-found' } },
  { switches: { createStatus: 200 } },
  { switches: { createAnswer: 'location' } },
  { switches: { createAnswer: 'empty' } },
  { switches: { replaceAnswer: 'empty' } },
  { switches: { replaceAnswer: 'no-content' } },
  { switches: { patchAnswer: 'empty' } },
  { switches: { patchAnswer: 'no-content' } },
  { switches: { deleteStatus: 200 } },
  { switches: { deleteStatus: 202 } },
  { switches: { duplicates: 'created' }, properties: { 'scim.user.unique.attribute': 'userName' } },
  { switches: { duplicates: 'overwritten' }, properties: { 'scim.user.unique.attribute': 'userName' } },
  { switches: { booleans: 'text' } },
  { switches: { booleans: 'capitalized' } },
  { switches: { ids: 'number' } },
  { switches: { ids: 'number', patch: 'not-allowed' } },
  { switches: { references: 'relative' } },
  { switches: { references: 'none' } },
  {
    switches: { versions: 'required' },
    properties: { 'scim.include.if.match.wildcard.header': 'true' },
  },
  { switches: { versions: 'none' } },
  { switches: { discovery: 'wrong' } },
  { switches: { discovery: 'none' } },
];

it.each(WAYS.map((way) => [JSON.stringify(way.switches), way] as const))(
  '%s',
  async (_, { switches, properties = {} }) => {
    const server = await startScim({ users: 12, groups: 3, switches });
    const { user, password } = server.credentials;
    const base = { URL: server.base, User: user, Password: password };
    const proxy = await runningProxy({
      systems: [{ id: 'one', type: 'scim', properties: { ...base, ...properties } }],
    });
    onTestFinished(async () => {
      await proxy.stop();
      await server.close();
    });
    const client = proxy.client('one');
    for (const count of [5, 100]) {
      const { resources } = await initialLoad(client, 'Users', count);
      const ids = resources.map(({ id }) => id);
      expect([ids.length, new Set(ids).size, typeof ids[0]]).toEqual([12, 12, 'string']);
      expect(resources.every(({ active }) => typeof active === 'boolean')).toBe(true);
    }

    const ada = { schemas: [USER], userName: 'ada', active: true, name: { familyName: 'Vale' } };
    const made = await client.post('/Users', ada);
    expect([made.status, made.body['userName']], made.text).toEqual([201, 'ada']);
    const id = String(made.body['id']);
    expect((await client.post('/Users', ada)).status).toBe(409);
    expect((await client.get(`/Users/${id}`)).body).toMatchObject({ id, userName: 'ada', active: true });
    const found = await client.get('/Users?filter=userName eq "ada"');
    expect((found.body['Resources'] as JsonObject[]).map((entity) => entity['id'])).toEqual([id]);
    expect((await client.get('/Users?filter=userName eq "nobody"')).body['totalResults']).toBe(0);
    const replaced = await client.put(`/Users/${id}`, { ...ada, title: 'Head' });
    expect([replaced.status, replaced.body['title']], replaced.text).toEqual([200, 'Head']);
    const patched = await client.patch(`/Users/${id}`, [
      { op: 'replace', path: 'active', value: false },
      { op: 'add', path: 'nickName', value: 'ad' },
    ]);
    expect([patched.status, patched.body['active'], patched.body['nickName']], patched.text).toEqual([
      200,
      false,
      'ad',
    ]);
    const named = (await client.get('/Users?filter=nickName eq "ad"')).body['Resources'];
    expect((named as JsonObject[]).map((entity) => entity['id'])).toEqual([id]);

    const group = await client.post('/Groups', {
      schemas: [GROUP],
      displayName: 'Sailors',
      members: [{ value: id }],
    });
    expect(group.status, group.text).toBe(201);
    const path = `/Groups/${String(group.body['id'])}`;
    const members = async () =>
      (((await client.get(path)).body['members'] ?? []) as JsonObject[]).map(({ value }) => value);
    expect(await members()).toEqual([id]);
    const first = (await client.get('/Users?count=1')).body['Resources'] as JsonObject[];
    const other = String(first[0]?.['id']);
    expect(
      (await client.patch(path, [{ op: 'add', path: 'members', value: [{ value: other }] }])).status,
    ).toBe(204);
    expect((await members()).toSorted()).toEqual([id, other].toSorted());
    const removed = await client.patch(path, [{ op: 'remove', path: `members[value eq "${other}"]` }]);
    expect(removed.status, removed.text).toBe(204);
    expect(await members()).toEqual([id]);
    expect((await client.put(path, { schemas: [GROUP], displayName: 'Sailors', members: [] })).status).toBe(
      200,
    );
    expect(await members()).toEqual([]);

    expect((await client.delete(path)).status).toBe(204);
    expect((await client.delete(`/Users/${id}`)).status).toBe(204);
    expect((await client.get(`/Users/${id}`)).status).toBe(404);
    expect((await client.delete(`/Users/${id}`)).status).toBe(404);
  },
);
