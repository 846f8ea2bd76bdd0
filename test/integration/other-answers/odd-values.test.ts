/** Entities with values of which no text can be made, and values that are nested so deeply that walking them fails. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { JsonObject, JsonValue } from '../../../src/scim/json.ts';
import { runningProxy } from '../support/proxy.ts';
import { type Mixed, startMixed } from './support.ts';

/** What should be a method is data. */
const NO_TEXT = { toString: 'x' };

async function someUser({ backend, client }: Mixed): Promise<JsonObject> {
  const { body } = await client.get('/Users?count=1');
  const [first = {}] = body['Resources'] as JsonObject[];
  return await backend.entity(`Users/${first['id']}`);
}

function expectNoSurprise({ log }: { readonly log: readonly string[] }): void {
  expect(log.filter((line) => JSON.parse(line).level > 40)).toEqual([]);
}

describe.each(['v1', 'v2', 'cf'] as const)('a backend (%s) whose entities have', (kind) => {
  it.each<[string, JsonValue]>([
    ['objects named toString', NO_TEXT],
    ['lists of them', [NO_TEXT]],
  ])('%s is no surprise', async (_, odd) => {
    const mixed = await startMixed(kind);
    const user = await someUser(mixed);
    const { id } = user;
    await mixed.settle();
    const emails = [{ value: odd, type: 'work', display: odd, primary: true }];
    const strange = { ...user, emails, groups: [{ value: odd, $ref: odd }], meta: { version: odd } };
    const list = { totalResults: 1, startIndex: 1, itemsPerPage: 1 };
    await mixed.answerWith({ ...list, Resources: [strange], resources: [strange] }, { path: '/Users?' });
    await mixed.answerWith(strange, { path: `/Users/${id}` });
    await mixed.answerWith(strange, { method: 'PUT', path: `/Users/${id}` });
    await mixed.answerWith({ ...strange, id: odd }, { method: 'POST', path: '/Users', status: 201 });
    const wish = {
      userName: user['userName'] ?? 'x',
      name: { givenName: 'A', familyName: 'B' },
      emails: [{ value: 'a@b.c', type: 'work' }],
    };
    for (const answer of [
      await mixed.client.get(`/Users/${id}`),
      await mixed.client.get('/Users?count=5'),
      await mixed.client.put(`/Users/${id}`, wish),
      await mixed.client.put(`/Users/${id}`, { ...wish, emails: [{ value: NO_TEXT, type: 'work' }] }),
      await mixed.client.patch(`/Users/${id}`, [{ op: 'replace', path: 'name.givenName', value: 'C' }]),
      await mixed.client.post('/Users', wish),
    ]) {
      expect(answer.status, answer.text).not.toBe(500);
    }
    expectNoSurprise(mixed);
    await mixed.stop();
  });
});

it('roles of Cloud Foundry whose ids are no texts are passed over', async () => {
  const mixed = await startMixed('cf');
  const { body } = await mixed.client.get('/Groups?count=1');
  const [group = {}] = body['Resources'] as JsonObject[];
  await mixed.settle();
  const organization = { data: { guid: String(group['id']).split(' ')[0] ?? '' } };
  const type = String(group['id']).split(' ')[1] ?? '';
  const relationships = { user: { data: { guid: NO_TEXT } }, organization, space: { data: null } };
  await mixed.answerWith({ resources: [{ guid: NO_TEXT, type, relationships }] }, { path: '/v3/roles' });
  const answer = await mixed.client.get(`/Groups/${encodeURIComponent(String(group['id']))}`);
  expect(answer.status, answer.text).not.toBe(500);
  expectNoSurprise(mixed);
  await mixed.stop();
});

it('levels without an end are the fault of the backend', async () => {
  const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
  const backend = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { 'content-type': 'application/scim+json' });
    response.end(`{"schemas":[],"id":"P1","userName":"a","emails":[{"value":"a@b.c","x":${deep}}]}`);
  });
  onTestFinished(() => void backend.close());
  await new Promise<void>((resolve) => backend.listen(0, '127.0.0.1', resolve));
  const { port } = backend.address() as AddressInfo;
  const log: string[] = [];
  const properties = {
    Type: 'HTTP',
    URL: `http://127.0.0.1:${port}`,
    Authentication: 'BasicAuthentication',
    User: 'u',
    Password: 'a long password',
    'ias.api.version': '1',
  };
  const proxy = await runningProxy({
    systems: [{ id: 'deep', type: 'identity-authentication', properties }],
    log,
  });
  onTestFinished(async () => void (await proxy.stop()));
  const client = proxy.client('deep');
  const name = { givenName: 'A', familyName: 'B' };
  const answer = await client.put('/Users/P1', { userName: 'a', name, emails: [{ value: 'a@b.c' }] });
  expect(answer.status, answer.text).toBe(502);
  expect(answer.body['detail']).toContain('nested too deeply');
  expectNoSurprise({ log });
});
