/** Why an entity is shown, hidden or written as it is: in words, with the line of the mapping. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ExplainedRun } from '../../../src/explain/explanation/explanation.ts';
import type { JsonObject } from '../../../src/scim/json.ts';
import { type Backend, startBackend } from '../support/backends.ts';
import type { Answer, Client } from '../support/client.ts';
import { type RunningProxy, runningProxy } from '../support/proxy.ts';

/** Lines count: the tests name them. */
const READ = `{
  "user": {
    "condition": "$.userType != 'external' && $.title != 'hidden'",
    "mappings": [
      { "sourcePath": "$.id", "targetVariable": "entityIdSourceSystem", "targetPath": "$.id" },
      { "sourcePath": "$.userName", "targetPath": "$.userName" },
      { "sourcePath": "$.nickName", "targetPath": "$.nickName" },
      { "sourcePath": "$.title", "targetPath": "$.title", "optional": true, "condition": "$.userType == 'employee'",
        "functions": [ { "function": "manipulateDate", "sourceDateFormat": "yyyy-MM-dd", "targetDateFormat": "dd.MM.yyyy" } ] }
    ]
  }
}`;
const WRITE = `{
  "user": {
    "condition": "$.userName != 'root'",
    "mappings": [
      { "sourceVariable": "entityIdTargetSystem", "targetPath": "$.id" },
      { "sourcePath": "$.userName", "targetPath": "$.userName" },
      { "sourcePath": "$.emails", "targetPath": "$.emails", "preserveArrayWithSingleElement": true, "optional": true },
      { "sourcePath": "$.name", "targetPath": "$.name", "optional": true },
      { "sourcePath": "$.nickName", "targetPath": "$.nickName" },
      { "sourcePath": "$.password", "targetPath": "$.password", "optional": true },
      { "sourcePath": "$.title", "targetPath": "$.title", "optional": true,
        "functions": [ { "function": "manipulateDate", "sourceDateFormat": "yyyy-MM-dd", "targetDateFormat": "dd.MM.yyyy" } ] },
      { "sourcePath": "$.displayName", "targetPath": "$.displayName", "optional": true, "defaultValue": "nobody" }
    ]
  }
}`;

let backend: Backend;
let proxy: RunningProxy;
let explainer: Client;
const ids: Record<string, string> = {};

beforeAll(async () => {
  backend = await startBackend('v2', { users: 1, groups: 1 });
  const people: Record<string, JsonObject> = {
    ada: { nickName: 'Ada', userType: 'employee', title: '1815-12-10' },
    eve: { nickName: 'Eve', userType: 'external' },
    bob: { userType: 'employee' },
    joan: { nickName: 'Joan', userType: 'employee' },
    mallory: { nickName: 'M', userType: 'employee', title: '10.12.1815' },
  };
  for (const [userName, more] of Object.entries(people)) {
    const name = { familyName: 'Test', givenName: userName };
    const emails = [{ value: `${userName}@example.com`, primary: true }];
    const { status, body } = await backend.send('POST', 'Users', {
      userName,
      name,
      emails,
      active: true,
      ...more,
    });
    expect([status, body]).toEqual([201, expect.anything()]);
    ids[userName] = String(body['id']);
  }
  const system = {
    type: backend.type,
    properties: { ...backend.properties, 'ias.user.filter': 'userName pr' },
    transformations: { read: 'read.json', write: 'write.json' },
  };
  proxy = await runningProxy({
    systems: [
      { id: 'system', ...system },
      { id: 'other', ...system },
    ],
    files: { 'read.json': READ, 'write.json': WRITE },
    technicalUsers: [
      { id: 'elsewhere', systems: ['other'] },
      { id: 'reader', operations: ['read'] },
      { id: 'of-groups', endpoints: ['Groups'] },
    ],
  });
  explainer = proxy.explainer('system');
});
afterAll(async () => {
  await proxy.stop();
  await backend.close();
});
beforeEach(() => backend.control.forget());

const explain = (question: object): Promise<Answer> => explainer.post('/Users/.explain', question);

describe('a user', () => {
  it('that is shown', async () => {
    const { status, body } = await explain({ id: ids['ada'] });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      schemas: ['urn:ipsproxy:params:scim:api:messages:2.0:Explanation'],
      system: 'system',
      endpoint: 'Users',
      entityType: 'user',
      ends: 'shown',
      summary: 'The client gets the user: the backend has it, and the read transformation shows it.',
      response: { status: 200, body: { id: ids['ada'], title: '10.12.1815' } },
      transformation: {
        file: expect.stringMatching(/\/read\.json$/),
        direction: 'read',
        operation: 'read',
        outcome: 'transformed',
        condition: {
          line: 3,
          result: true,
          lookedAt: [
            { path: '$.userType', value: 'employee' },
            { path: '$.title', value: '1815-12-10' },
          ],
        },
        mappings: [
          { line: 5 },
          { line: 6, source: '$.userName', input: 'ada', output: 'ada', outcome: 'written' },
          { line: 7 },
          { line: 8, input: '1815-12-10', output: '10.12.1815', functions: [{ name: 'manipulateDate' }] },
        ],
      },
      requests: [{ method: 'GET', sent: true, status: 200, headers: { authorization: '***' } }],
    });
  });

  it('that the condition filters', async () => {
    const { body } = await explain({ id: ids['eve'] });
    expect(body['ends']).toBe('filtered');
    expect(body['summary']).toMatch(
      /^The backend has the user\. It does not meet the condition of the read transformation at \S*read\.json:3: \$\.userType != 'external' && \$\.title != 'hidden'\. \$\.userType is "external", \$\.title is not there\. For clients there is no such user\.$/,
    );
    expect(body['response']).toMatchObject({ status: 404 });
  });

  it('that lacks a mandatory attribute', async () => {
    const { body } = await explain({ id: ids['bob'] });
    expect(body['ends']).toBe('failed');
    expect(body['summary']).toMatch(
      /^The backend has the user\. The read transformation fails on it: \S*read\.json:7: mapping 3 \(\$\.nickName → \$\.nickName\): this mandatory value is missing in the entity.*\. Lists leave it out with a warning, and a GET of it answers 500\.$/,
    );
  });

  it('that has a bad date', async () => {
    const { body } = await explain({ id: ids['mallory'] });
    expect([body['ends'], body['summary']]).toEqual([
      'failed',
      expect.stringMatching(/fails on it: \S*read\.json:8: .*manipulateDate/),
    ]);
    expect(body['summary']).not.toContain('10.12.1815');
  });

  it('that the backend refuses to show', async () => {
    const detail = 'Technical user is not entitled to read users.';
    await backend.control.fault({ count: 9, method: 'GET', status: 403, body: { detail, status: '403' } });
    const { body } = await explain({ id: ids['ada'] });
    expect([body['ends'], body['summary']]).toEqual([
      'refused-by-backend',
      expect.stringMatching(
        /^The backend could not be asked, or refused: Identity Authentication .*Technical user is not entitled to read users\./,
      ),
    ]);
  });

  it('that the backend does not have', async () => {
    const { body } = await explain({ id: 'nobody' });
    expect([body['ends'], body['summary']]).toEqual([
      'not-found',
      expect.stringMatching(/^The backend does not show it: Identity Authentication .* 404/),
    ]);
  });

  it('that restricted rights keep from a client', async () => {
    const { body } = await explain({ id: ids['ada'], technicalUser: 'elsewhere' });
    expect(body).toMatchObject({
      ends: 'not-allowed',
      summary:
        'The technical user "elsewhere" gets 403 for every request to this system, whatever users there are: This technical user may not use this system. See id, permissions and systems of the technical user in the configuration. The backend was not asked.',
      response: { status: 403 },
    });
    expect((await backend.control.requests()).count).toBe(0);
    expect((await explain({ id: ids['ada'], technicalUser: 'demo-client' })).body['ends']).toBe('shown');
    const nobody = (await explain({ id: ids['ada'], technicalUser: 'nobody' })).body;
    expect(nobody).toMatchObject({ ends: 'not-allowed', response: { status: 401 } });
    const lacking = (await explain({ id: ids['ada'], technicalUser: 'explainer' })).body;
    expect(lacking['summary']).toContain('does not have the permission IPS_PROXY_USER');
  });

  it('that a client may not use, or not in this way', async () => {
    const asked = async (question: JsonObject) => {
      const { body } = await explain({ id: String(ids['ada']), ...question });
      const { ends, summary, response } = body;
      return [ends, summary, (response as JsonObject | undefined)?.['status']];
    };
    expect(await asked({ operation: 'delete', technicalUser: 'reader' })).toEqual([
      'not-allowed',
      'The technical user "reader" gets 403 for every such request to this endpoint, whatever users there are: This technical user may not delete entities; it may read. See endpoints and operations of the technical user in the configuration. The backend was not asked.',
      403,
    ]);
    expect((await asked({ technicalUser: 'reader' }))[0]).toBe('shown');
    expect(await asked({ technicalUser: 'of-groups' })).toEqual([
      'not-allowed',
      'The technical user "of-groups" gets 403 for every request to this endpoint, whatever users there are: This technical user may not use this endpoint; it may use Groups. See endpoints and operations of the technical user in the configuration. The backend was not asked.',
      403,
    ]);
  });

  it('is found by a filter, too', async () => {
    expect((await explain({ filter: 'userName eq "ada"' })).body).toMatchObject({ ends: 'shown' });
    expect((await explain({ filter: 'userName eq "eve"' })).body).toMatchObject({ ends: 'filtered' });
    const { body } = await explain({ filter: 'userName eq "nobody"' });
    expect([body['ends'], body['summary']]).toEqual([
      'not-found',
      'The backend has no user that matches userName eq "nobody". The property ias.user.filter (userName pr) is joined to the filter: what it does not match is not there either.',
    ]);
  });

  it('is not asked for by a filter that cannot be translated', async () => {
    const { body } = await explain({ filter: 'displayName eq "x"' });
    expect([body['ends'], body['summary']]).toEqual([
      'refused',
      expect.stringMatching(/displayName.* The backend was not asked\.$/),
    ]);
  });

  it('is not asked for by a filter that the backend cannot be asked', async () => {
    const { body } = await explain({ filter: 'userName sw "a"' });
    expect([body['ends'], body['summary']]).toEqual([
      'refused',
      expect.stringMatching(/"sw" is not possible for userName.* The backend was not asked\.$/),
    ]);
  });

  it('loses attributes to the projection', async () => {
    const { body } = await explain({ id: ids['ada'], attributes: 'userName' });
    expect([body['ends'], body['leftOut']]).toEqual(['shown', ['nickName', 'title']]);
  });
});

describe('a list', () => {
  it('says how many and which are hidden, by reason', async () => {
    const { body } = await explain({ count: 10 });
    expect(body).toMatchObject({
      startIndex: 1,
      count: 10,
      read: expect.any(Number),
      shown: expect.any(Number),
      response: { status: 200 },
    });
    const hidden = (body['hidden'] as JsonObject[]).filter(({ ids: found }) =>
      Object.values(ids).some((id) => (found as string[]).includes(id)),
    );
    expect(hidden).toEqual(
      expect.arrayContaining([
        {
          ends: 'filtered',
          place: expect.stringMatching(/read\.json:3$/),
          reason: "$.userType != 'external' && $.title != 'hidden'",
          count: 1,
          ids: [ids['eve']],
        },
        expect.objectContaining({
          ends: 'failed',
          place: expect.stringMatching(/read\.json:7$/),
          ids: expect.arrayContaining([ids['bob']]),
        }),
        expect.objectContaining({
          ends: 'failed',
          place: expect.stringMatching(/read\.json:8$/),
          ids: [ids['mallory']],
        }),
      ]),
    );
    const counts = (body['hidden'] as JsonObject[]).map(({ count }) => Number(count));
    expect(Number(body['shown']) + counts.reduce((sum, count) => sum + count, 0)).toBe(body['read']);
    expect(body['summary']).toMatch(
      /^The backend gives entities 1 to 6 of 6; clients see 2 of them\. .*1 do not meet the condition at \S+read\.json:3/,
    );
    expect(body).not.toHaveProperty('nextStartIndex');
  });

  it('goes on with the next page', async () => {
    const { body } = await explain({ count: 2, startIndex: 2 });
    expect(body).toMatchObject({ startIndex: 2, read: 2, total: 6, nextStartIndex: 4 });
  });
});

describe('a write', () => {
  const entity = {
    userName: 'grace',
    nickName: 'G',
    name: { familyName: 'Hopper' },
    emails: [{ value: 'grace@example.com' }],
  };

  it('that would be done', async () => {
    const { body } = await explain({
      operation: 'create',
      entity: { ...entity, password: 'Very-Secret-1906' },
    });
    expect(body).toMatchObject({
      ends: 'written',
      summary: 'The backend would be changed by 1 request. The client would get 201.',
      requests: [{ method: 'POST', sent: false, body: { userName: 'grace', password: '***' } }],
      transformation: { direction: 'write', operation: 'create', outcome: 'transformed' },
    });
    expect(JSON.stringify(body)).not.toContain('Very-Secret-1906');
    expect((await backend.control.requests()).requests.map(({ method }) => method)).not.toContain('POST');
  });

  it('that the condition filters', async () => {
    const { body } = await explain({ operation: 'create', entity: { ...entity, userName: 'root' } });
    expect([body['ends'], body['summary']]).toEqual([
      'filtered',
      expect.stringMatching(
        /^It does not meet the condition of the write transformation at \S*write\.json:3: .* \$\.userName is "root"\. Nothing would be changed: the client would get 400\.$/,
      ),
    ]);
  });

  it.each<[string, JsonObject, RegExp]>([
    [
      'lacks a mandatory attribute',
      { userName: 'grace' },
      /write\.json:9: .*\$\.nickName.*this mandatory value is missing/,
    ],
    ['has a bad date', { ...entity, title: '09.12.1906' }, /write\.json:11: .*manipulateDate/],
  ])('that %s', async (_, wrong, summary) => {
    const { body } = await explain({ operation: 'create', entity: wrong });
    expect([body['ends'], body['summary']]).toEqual(['failed', expect.stringMatching(summary)]);
  });

  it('of an entity that the backend does not let be read', async () => {
    const detail = 'The technical user may not read users.';
    await backend.control.fault({ count: 9, method: 'GET', status: 403, body: { detail, status: '403' } });
    const { body } = await explain({ operation: 'update', id: ids['joan'], entity });
    expect([body['ends'], body['summary']]).toEqual(['refused-by-backend', expect.stringContaining(detail)]);
  });

  it('that the backend will refuse, because the name is taken by a user whom clients do not see', async () => {
    const { body } = await explain({ operation: 'create', entity: { ...entity, userName: 'eve' } });
    expect(body['summary']).toBe(
      `The backend would be changed by 1 request. The client would get 201. But the backend has a user with this userName already (id ${ids['eve']}), which the condition of the read transformation hides from clients: it will refuse another one.`,
    );
  });

  it.each([
    ['update', { ...entity, userName: 'joan' }, 'PUT'],
    [
      'patch',
      {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
        Operations: [{ op: 'replace', path: 'nickName', value: 'X' }],
      },
      'PUT',
    ],
    ['delete', undefined, 'DELETE'],
  ] as const)('of kind %s', async (operation, body, method) => {
    const question = { operation, id: ids['joan'], ...(body === undefined ? {} : { entity: body }) };
    const answer = await explain(question);
    expect(answer.body['ends']).toBe('written');
    const run = answer.body['transformation'] as unknown as ExplainedRun | undefined;
    // What is sent, and not what is found out about it beside.
    if (operation !== 'delete') expect(run?.mappings.at(-1)).toMatchObject({ line: 13, output: 'nobody' });
    const writes = (answer.body['requests'] as JsonObject[]).filter(({ sent }) => sent === false);
    expect(writes.map((write) => write['method'])).toEqual([method]);
    const { requests } = await backend.control.requests();
    expect(requests.filter((request) => request.method !== 'GET')).toEqual([]);
  });

  it('of a user who is not there', async () => {
    const { body } = await explain({ operation: 'update', id: 'nobody', entity });
    expect([body['ends'], body['summary']]).toEqual(['not-found', expect.stringContaining('404')]);
  });
});

describe('a question', () => {
  it.each<[JsonObject, RegExp]>([
    [{ ID: 'x' }, /there is no "ID"; it may have id, filter, startIndex/],
    [{ id: 'x', filter: 'userName pr' }, /"id" and "filter" do not go together/],
    [{ operation: 'write' }, /"operation" must be one of "create", "update", "patch", "delete"/],
    [{ operation: 'create' }, /the operation create needs "entity"/],
    [{ operation: 'delete' }, /the operation delete needs "id"/],
    [{ operation: 'update', id: 'x' }, /the operation update needs "entity"/],
    [{ entity: {} }, /an entity needs an operation/],
    [{ count: 1.5 }, /"count" must be a whole number/],
  ])('that is none is refused: %j', async (question, detail) => {
    const { status, body } = await explain(question);
    expect([status, body['detail']]).toEqual([400, expect.stringMatching(detail)]);
  });

  it('needs the permission', async () => {
    const { status, body } = await proxy.client('system').post('/Users/.explain', { id: 'x' });
    expect([status, body['detail']]).toEqual([403, expect.stringContaining('IPSPROXY_EXPLAIN')]);
  });

  it('needs an endpoint that is there', async () => {
    expect((await explainer.post('/Things/.explain', {})).status).toBe(404);
    expect((await explainer.get('/Users/.explain')).status).toBe(403);
  });
});
