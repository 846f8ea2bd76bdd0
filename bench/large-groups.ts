/**
 * A group of 45,000 members against a tenant that keeps to the documented limits (20,000 additions and 50 removals in
 * one request, 20,000 members in one answer): how many requests each change takes, how long, and how much memory.
 *
 * Usage: node bench/large-groups.ts
 */
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { pino } from 'pino';
import type { EntityConnector } from '../src/connectors/connector.ts';
import { identityAuthentication } from '../src/connectors/identity-authentication/index.ts';
import { SharedState } from '../src/connectors/shared-state.ts';
import type { JsonObject } from '../src/scim/json.ts';

const USERS = 76_000;
const GROUP = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName: 'Everybody' };

interface Address {
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

const child = fork(new URL('./large-groups/tenant.ts', import.meta.url), [String(USERS)]);
const [address] = (await once(child, 'message')) as [Address];
const properties = {
  URL: address.url,
  User: address.clientId,
  Password: address.clientSecret,
  'ias.api.version': '2',
  'ias.group.members.paging.enabled': 'true',
};
const create = await identityAuthentication.load();
const connector = create(identityAuthentication.properties.parse(properties), {
  systemId: 'bench',
  log: pino({ level: 'silent' }),
  connectTimeout: 5_000,
  now: Date.now,
  shared: new SharedState(),
  lasting: new SharedState(),
});
const context = {
  signal: new AbortController().signal,
  requestId: 'bench',
  log: pino({ level: 'silent' }),
};

function entities(kind: string, endpoint: string): EntityConnector {
  const connection = connector.entity(kind, endpoint);
  assert(connection !== undefined);
  return connection;
}

const users = entities('user', 'Users');
const groups = entities('group', 'Groups');

async function requests(): Promise<number> {
  const { count } = (await (await fetch(`${address.url}/__sandbox/requests`)).json()) as { count: number };
  await fetch(`${address.url}/__sandbox/requests`, { method: 'DELETE' });
  return count;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function measure<T>(what: string, work: () => Promise<T>): Promise<T> {
  await requests();
  const started = performance.now();
  const result = await work();
  const milliseconds = Math.round(performance.now() - started);
  const peak = Math.round(process.resourceUsage().maxRSS / 1024);
  print(`| ${what} | ${await requests()} | ${milliseconds} | ${peak} |`);
  return result;
}

async function memberCount(id: string): Promise<number> {
  const { entity, warnings = [] } = await groups.get(id, {}, context);
  assert.deepEqual(warnings, []);
  return (entity['members'] as JsonObject[]).length;
}

function patch(op: string, ids: readonly string[]): JsonObject {
  const value = ids.map((id) => ({ value: id }));
  return {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: [{ op, path: 'members', value }],
  };
}

const ids: string[] = [];
while (ids.length < USERS) {
  const page = await users.list({ startIndex: ids.length + 1, count: 100 }, context);
  ids.push(...page.entities.map((entity) => String(entity['id'])));
}
const { entity } = await groups.create(GROUP, context);
const id = String(entity['id']);

print(`Peak memory before: ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`);
print('| change | requests | ms | peak memory, MB |');
print('| --- | --- | --- | --- |');
await measure('make it 45,000', () => groups.patch(id, patch('add', ids.slice(0, 45_000)), {}, context));
assert.equal(await memberCount(id), 45_000);
await measure('add 30,000', () => groups.patch(id, patch('add', ids.slice(45_000, 75_000)), {}, context));
assert.equal(await memberCount(id), 75_000);
await measure('remove 120', () => groups.patch(id, patch('remove', ids.slice(0, 120)), {}, context));
assert.equal(await measure('read', () => memberCount(id)), 74_880);
await measure('replace by 74,000, 900 of them new', () =>
  groups.replace(id, { ...GROUP, members: ids.slice(2_000).map((value) => ({ value })) }, {}, context),
);
assert.equal(await memberCount(id), 74_000);
await connector.close();
child.disconnect();
