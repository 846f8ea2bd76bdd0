/** What the log and the counters tell without being asked. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Backend, startBackend } from '../support/backends.ts';
import { type RunningProxy, runningProxy } from '../support/proxy.ts';

const DEBUG = 20;
const READ = {
  user: {
    condition: "$.userName != 'eve'",
    mappings: [
      { sourcePath: '$.id', targetVariable: 'entityIdSourceSystem', targetPath: '$.id' },
      { sourcePath: '$.userName', targetPath: '$.userName' },
    ],
  },
};
const WRITE = {
  user: {
    condition: "$.userName != 'root'",
    mappings: [
      { sourceVariable: 'entityIdTargetSystem', targetPath: '$.id' },
      { sourcePath: '$.userName', targetPath: '$.userName' },
      { sourcePath: '$.name', targetPath: '$.name' },
      {
        sourcePath: '$.emails',
        targetPath: '$.emails',
        preserveArrayWithSingleElement: true,
        optional: true,
      },
    ],
  },
};

let backend: Backend;
let proxy: RunningProxy;
let eve = '';
const log: string[] = [];

beforeAll(async () => {
  backend = await startBackend('v2', { users: 2, groups: 1 });
  const person = { userName: 'eve', name: { familyName: 'E' }, emails: [{ value: 'eve@example.com' }] };
  eve = String((await backend.send('POST', 'Users', person)).body['id']);
  proxy = await runningProxy({
    systems: [
      {
        id: 'system',
        type: backend.type,
        properties: backend.properties,
        transformations: { read: 'read.json', write: 'write.json' },
      },
    ],
    files: { 'read.json': JSON.stringify(READ, null, 1), 'write.json': JSON.stringify(WRITE, null, 1) },
    log,
  });
});
afterAll(async () => {
  await proxy.stop();
  await backend.close();
});
beforeEach(() => {
  log.length = 0;
});

const lines = (message: string) =>
  log.map((line) => JSON.parse(line) as Record<string, unknown>).filter(({ msg }) => msg === message);

it.each([
  [
    'the mapping',
    { userName: 'ada' },
    400,
    'write.json:13: mapping 3 ($.name → $.name): this mandatory value',
  ],
  ['the condition', { userName: 'root' }, 400, "write.json:3: $.userName != 'root'"],
  [
    'the call to the backend',
    { userName: 'eve', name: { familyName: 'E' }, emails: [{ value: 'eve@example.com' }] },
    409,
    'POST /scim/Users',
  ],
])('a write that is refused says why at level debug: %s', async (_, body, status, why) => {
  const headers = { 'x-request-id': `refused-${status}` };
  expect((await proxy.client('system').post('/Users', body, { headers })).status).toBe(status);
  expect(lines('write refused')).toEqual([
    expect.objectContaining({
      level: DEBUG,
      requestId: `refused-${status}`,
      system: 'system',
      method: 'POST',
      status,
      detail: expect.stringContaining(why),
    }),
  ]);
});

it('a read that is refused is no write', async () => {
  expect((await proxy.client('system').get('/Users/nobody')).status).toBe(404);
  expect(lines('write refused')).toEqual([]);
});

it('an entity that the condition hides is counted, and told at level debug', async () => {
  const metrics = async () => {
    const text = await (await fetch(`${proxy.url}/metrics`)).text();
    return Number(/^ipsproxy_hidden_reads_total\{entity_type="user"\} (\d+)$/m.exec(text)?.[1] ?? 0);
  };
  const before = await metrics();
  const client = proxy.client('system');
  expect((await client.get(`/Users/${eve}`)).status).toBe(404);
  expect((await client.get('/Users')).status).toBe(200);
  expect((await metrics()) - before).toBe(2);
  const hidden = { level: DEBUG, entityType: 'user', hidden: 1, condition: READ.user.condition };
  expect(lines('hidden by the condition of the read transformation')).toEqual([
    expect.objectContaining({ ...hidden, requestId: expect.any(String) }),
    expect.objectContaining(hidden),
  ]);
  // Whoever asks why counts nothing.
  await proxy.explainer('system').post('/Users/.explain', { id: eve });
  expect((await metrics()) - before).toBe(2);
});
