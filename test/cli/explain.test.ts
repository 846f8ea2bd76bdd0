/** `ipsproxy explain`, without a proxy that runs. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EntityExplanation, ListExplanation } from '../../src/explain/explanation/explanation.ts';
import type { JsonObject } from '../../src/scim/json.ts';
import { type Backend, startBackend } from '../integration/support/backends.ts';
import { call } from './in-process.ts';
import { ENVIRONMENT } from './proxy-process.ts';

const readTransformation = () => `{
  "user": {
    "scimEntityEndpoint": "Users",
    "condition": "${condition}",
    "mappings": [
      { "sourcePath": "$.id", "targetVariable": "entityIdSourceSystem", "targetPath": "$.id" },
      { "sourcePath": "$.userName", "targetPath": "$.userName" }
    ]
  }
}`;
const WRITE = `{
  "user": {
    "mappings": [
      { "sourceVariable": "entityIdTargetSystem", "targetPath": "$.id" },
      { "sourcePath": "$.userName", "targetPath": "$.userName" },
      { "sourcePath": "$.password", "targetPath": "$.password", "optional": true }
    ]
  }
}`;

let backend: Backend;
const nobody = { id: '', userName: '' };
/** In the order of the backend; the first and the last one of two pages are hidden. */
let [first, second, last] = [nobody, nobody, nobody];
let condition = '';
let folder = '';
let file = '';

beforeAll(async () => {
  backend = await startBackend('v2', { users: 120, groups: 1 });
  const at = async (startIndex: number) => {
    const { Resources } = await backend.entity(`Users?startIndex=${startIndex}&count=1`);
    const [user] = Resources as JsonObject[];
    return { id: String(user?.['id']), userName: String(user?.['userName']) };
  };
  [first, second, last] = [await at(1), await at(2), await at(120)];
  condition = `$.userName NIN ['${first.userName}', '${last.userName}']`;
  const { Password: _, ...properties } = backend.properties;
  const system = {
    type: backend.type,
    properties: { ...properties, Password: { env: 'BACKEND_SECRET' } },
    transformations: { read: 'read.json', write: 'write.json' },
  };
  const configuration = {
    technicalUsers: [
      { id: 'client', secrets: [{ env: 'CLIENT_SECRET' }] },
      { id: 'elsewhere', secrets: [{ env: 'CLIENT_SECRET' }], systems: ['other'] },
    ],
    systems: [
      { id: 'system', ...system },
      { id: 'other', ...system },
    ],
  };
  folder = await mkdtemp(join(tmpdir(), 'ipsproxy-'));
  const files = {
    'c.json': JSON.stringify(configuration),
    'read.json': readTransformation(),
    'write.json': WRITE,
    'user.json': JSON.stringify({ userName: 'grace', password: 'Very-Secret-1906' }),
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  file = join(folder, 'c.json');
});
afterAll(async () => {
  await backend.close();
  await rm(folder, { recursive: true });
});

async function explain(...args: readonly string[]) {
  const env = { ...ENVIRONMENT, BACKEND_SECRET: backend.properties['Password'] ?? '', IPSPROXY_CONFIG: file };
  const ended = await call(['explain', ...args], env);
  expect(ended.stdout + ended.stderr).not.toContain(env.BACKEND_SECRET);
  return ended;
}

async function asJson<Explanation>(...args: readonly string[]): Promise<Explanation> {
  const { code, stdout, stderr } = await explain(...args, '--json');
  expect([code, stderr]).toEqual([0, '']);
  const { ok, ...explanation } = JSON.parse(stdout);
  expect(ok).toBe(true);
  return explanation as Explanation;
}

describe('ipsproxy explain', () => {
  it('tells people where the way of a user ends', async () => {
    const { code, stdout, stderr } = await explain('system', 'user', first.id);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(
      /^The backend has the user\. It does not meet the condition of the read transformation at \S*read\.json:4: \$\.userName NIN \[.*\]\. \$\.userName is "\S+"\./,
    );
    expect(stdout).toContain(`\ncondition line 4: ${condition} is false: $.userName = "${first.userName}"\n`);
    expect(stdout).toMatch(/^ {2}GET http\S+\/scim\/Users\/\S+: 200$/m);
    expect(stdout).toMatch(/^the client gets 404$/m);
  });

  it.each([
    ['an id', () => second.id],
    ['a filter', () => `userName eq "${second.userName}"`],
  ])('finds the user by %s', async (_, entity) => {
    const explanation = await asJson<EntityExplanation>('system', 'Users', entity());
    expect(explanation).toMatchObject({
      ends: 'shown',
      transformation: { mappings: [{ line: 6 }, { line: 7 }] },
    });
  });

  it('sees what a technical user may not', async () => {
    const explanation = await asJson<EntityExplanation>('system', 'user', second.id, '--as', 'elsewhere');
    expect(explanation).toMatchObject({ ends: 'not-allowed', response: { status: 403 } });
    expect(await asJson('system', 'user', second.id, '--as', 'client')).toMatchObject({
      ends: 'shown',
    });
  });

  it('counts what is hidden over all pages', async () => {
    const explanation = await asJson<ListExplanation>('system', 'user');
    const { read, shown, hidden, summary } = explanation;
    expect([read, shown]).toEqual([120, 118]);
    expect(hidden).toEqual([
      {
        ends: 'filtered',
        place: expect.stringMatching(/read\.json:4$/),
        reason: condition,
        count: 2,
        ids: [first.id, last.id],
      },
    ]);
    expect(summary).toMatch(
      /^The backend gives 120 entities; clients see 118 of them\. 2 do not meet the condition at /,
    );
    const { stdout } = await explain('system', 'user');
    expect(stdout).toContain(`\n  ${first.id}, ${last.id}\n`);
  });

  it('tries a write, with the secrets of the configuration, and sends none', async () => {
    await backend.control.forget();
    const args = ['system', 'user', '--operation', 'create', '--write', join(file, '../user.json')];
    const { code, stdout } = await explain(...args);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^The backend would be changed by 1 request\. The client would get 201\.$/m);
    expect(stdout).toMatch(/^ {2}POST http\S+\/scim\/Users: not sent$/m);
    expect(stdout).toMatch(/^ {4}authorization: \*\*\*$/m);
    expect(stdout).not.toContain('Very-Secret-1906');
    const { requests } = await backend.control.requests();
    expect(requests.map(({ method }) => method)).not.toContain('POST');
    expect(await asJson(...args)).toMatchObject({
      ends: 'written',
      requests: [{ body: { userName: 'grace', password: '***' } as JsonObject }],
    });
  });

  it.each<[readonly string[], RegExp]>([
    [['nowhere', 'user', '1'], /\S+ has no system "nowhere"; it has system, other\./],
    [['systen', 'user', '1'], /\S+ has no system "systen"; did you mean "system"\?/],
    [['system', 'thing', '1'], /System system has no "thing"; it has user\./],
    [['system', 'user', '--operation', 'create'], /--operation create needs --write FILE/],
    [['system', 'user', '--operation', 'delete'], /--operation delete needs the id of the entity/],
    [['system', 'user', '1', '--write', 'x.json'], /--write needs --operation create, update or patch\./],
    [
      ['system', 'user', '1', '--operation', 'update', '--write', 'nowhere.json'],
      /^nowhere\.json: the file does not exist; create it, or correct the path\.$/m,
    ],
  ])('refuses %j', async (args, message) => {
    const { code, stdout, stderr } = await explain(...args);
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringMatching(message)]);
  });

  it.each([
    ['deep', `{"name": ${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}}`, 'nested more than 64 levels deep'],
    ['list', '[]', 'has to be a JSON object'],
    ['twice', '{"userName": "a", "userName": "b"}', 'userName'],
  ])('refuses a body that the proxy refuses: %s', async (name, text, message) => {
    const body = join(file, `../${name}.json`);
    await writeFile(body, text);
    const { code, stderr } = await explain('system', 'user', '--operation', 'create', '--write', body);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
    expect(stderr).toContain(`${name}.json cannot be the body of a request: `);
  });
});
