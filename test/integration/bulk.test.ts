/** Bulk requests (RFC 7644 §3.7) to the systems of the demo, and to one with a deletion guard. */
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { JsonObject } from '../../src/scim/json.ts';
import { type Answer, type Client, initialLoad, scimClient } from './support/client.ts';
import {
  CLOUD_FOUNDRY,
  IDENTITY_AUTHENTICATION_V1,
  IDENTITY_AUTHENTICATION_V2,
  type RunningDemo,
  runningDemo,
  SCIM,
} from './support/demo.ts';
import { startGuarded } from './support/guarded.ts';

let demo: RunningDemo;
beforeAll(async () => {
  demo = await runningDemo({ users: 20, groups: 3 });
});
afterAll(() => demo.stop());

const clientOf = (system: string): Client => scimClient(`${demo.proxy}/ipsproxy/api/v1/scim/${system}`);

const send = (client: Client, operations: readonly object[], more: object = {}): Promise<Answer> =>
  client.post('/Bulk', {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
    Operations: operations,
    ...more,
  });

function resultsOf({ status, body, text }: Answer): JsonObject[] {
  expect(status, text).toBe(200);
  return body['Operations'] as JsonObject[];
}

/** Those that failed, whole, so that a test says why. */
const failuresOf = (answer: Answer) =>
  resultsOf(answer).filter(({ status }) => !['200', '201', '204'].includes(String(status)));

const idOf = (result: JsonObject | undefined) =>
  decodeURIComponent(String(result?.['location']).split('/').at(-1) ?? '');

const NAMES = Array.from({ length: 50 }, (_, index) => `bulk.user${index}`);

const userOf = (name: string) => ({
  method: 'POST',
  path: '/Users',
  bulkId: name,
  data: {
    userName: name,
    name: { givenName: 'Bulk', familyName: name },
    emails: [{ value: `${name}@bulk.example` }],
    active: true,
  },
});

const groupOf = (name: string, members: readonly string[]) => ({
  method: 'POST',
  path: '/Groups',
  bulkId: name,
  data: { displayName: name, members: members.map((member) => ({ value: `bulkId:${member}` })) },
});

const membersOf = (group: JsonObject) => ((group['members'] ?? []) as JsonObject[]).map(({ value }) => value);

describe.each([
  ['Identity Authentication version 2', IDENTITY_AUTHENTICATION_V2],
  ['any SCIM server', SCIM],
])('%s', (_, system) => {
  it('50 users, and groups that come before their members', async () => {
    const client = clientOf(system);
    const groups = [groupOf('bulk-all', NAMES), groupOf('bulk-some', NAMES.slice(0, 10))];
    const answer = await send(client, [...groups, ...NAMES.map(userOf)]);
    expect(failuresOf(answer)).toEqual([]);
    const results = resultsOf(answer);
    expect(results).toHaveLength(52);
    const ids = results.slice(2).map(idOf);
    const { body } = await client.get(`/Groups/${idOf(results[0])}`);
    expect(membersOf(body).toSorted()).toEqual(ids.toSorted());

    // What was created is changed and deleted by one more request.
    const gone = await send(client, [
      ...ids.map((id) => ({
        method: 'PATCH',
        path: `/Users/${id}`,
        data: { Operations: [{ op: 'replace', path: 'name.givenName', value: 'Changed' }] },
      })),
      ...results.map(({ location }) => ({ method: 'DELETE', path: String(location) })),
    ]);
    expect(failuresOf(gone)).toEqual([]);
    const { resources } = await initialLoad(client, 'Users', 100);
    expect(resources.filter(({ userName }) => String(userName).startsWith('bulk.'))).toEqual([]);
  });

  it('groups that are members of each other', async () => {
    const client = clientOf(system);
    const answer = await send(client, [groupOf('circle-a', ['circle-b']), groupOf('circle-b', ['circle-a'])]);
    const failures = failuresOf(answer);
    const results = resultsOf(answer);
    // Where the backend takes no circle, both were created, and the answer says what is missing.
    for (const failure of failures) {
      expect(failure).toMatchObject({ status: '409', location: expect.stringContaining('/Groups/') });
    }
    const [a, b] = results.map(idOf);
    if (failures.length === 0) expect(membersOf((await client.get(`/Groups/${a}`)).body)).toEqual([b]);
    expect(membersOf((await client.get(`/Groups/${b}`)).body)).toEqual(failures.length < 2 ? [a] : []);
  });
});

it('Identity Authentication version 1: 50 users', async () => {
  const client = clientOf(IDENTITY_AUTHENTICATION_V1);
  const answer = await send(client, NAMES.map(userOf));
  expect(failuresOf(answer)).toEqual([]);
  const found = await client.get(`/Users/${idOf(resultsOf(answer)[49])}`);
  expect(found.body['userName']).toBe('bulk.user49');
});

it('Cloud Foundry: users are created and get a role', async () => {
  const client = clientOf(CLOUD_FOUNDRY);
  const { body } = await client.get('/Groups?count=100');
  const role = (body['Resources'] as JsonObject[]).find(({ displayName }) =>
    String(displayName).includes('organization_user'),
  );
  expect(role).toBeDefined();
  const path = `/Groups/${encodeURIComponent(String(role?.['id']))}`;
  const names = NAMES.slice(0, 5);
  const add = (name: string) => ({
    method: 'PATCH',
    path,
    data: { Operations: [{ op: 'add', path: 'members', value: [{ value: `bulkId:${name}` }] }] },
  });
  const answer = await send(client, [...names.map(add), ...names.map(userOf)]);
  expect(failuresOf(answer)).toEqual([]);
  const ids = resultsOf(answer).slice(5).map(idOf);
  expect(membersOf((await client.get(path)).body)).toEqual(expect.arrayContaining(ids));
});

describe('a backend that fails midway', () => {
  it('what was done is told, and what was not can be sent again', async () => {
    const client = clientOf(IDENTITY_AUTHENTICATION_V2);
    const names = NAMES.slice(0, 6).map((name) => `again.${name}`);
    onTestFinished(() => demo.sandbox.forget());
    await demo.sandbox.fault({ method: 'POST', path: '/scim/Users', count: 3, status: 500 });
    const first = await send(client, names.map(userOf));
    const failures = failuresOf(first);
    expect(failures.map(({ status }) => status)).toEqual(['502', '502', '502']);
    const again = await send(
      client,
      failures.map(({ bulkId }) => userOf(String(bulkId))),
    );
    expect(failuresOf(again)).toEqual([]);
  });
});

it('a deletion guard counts each operation, and stops nothing else', async () => {
  const stage = await startGuarded({ period: 3600, deletions: { atMost: 3 } }, { users: 10, groups: 0 });
  onTestFinished(stage.stop);
  const ids = await stage.ids('Users');
  const answer = await send(stage.client, [
    ...ids.map((id) => ({ method: 'DELETE', path: `/Users/${id}` })),
    userOf('new.joiner'),
  ]);
  const results = resultsOf(answer);
  expect(results.filter(({ status }) => status === '204')).toHaveLength(3);
  const refused = results.filter(({ status }) => status === '503');
  expect(refused).toHaveLength(7);
  expect(refused[0]).toMatchObject({ response: { detail: expect.stringContaining('deletion guard') } });
  expect(results.at(-1)).toMatchObject({ status: '201' });
  expect(await stage.ids('Users')).toHaveLength(8);
});
