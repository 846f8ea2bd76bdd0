/** The OpenAPI documents of the demo: valid, with examples that work, and true of every answer. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/scim/json.ts';
import { bodiesOf, checkDocument, operationsIn } from '../openapi/support/check-document.ts';
import { conformance } from '../openapi/support/conformance.ts';
import { type Answer, type Call, type Client, scimClient } from './support/client.ts';
import {
  CLOUD_FOUNDRY,
  IDENTITY_AUTHENTICATION_V1,
  IDENTITY_AUTHENTICATION_V2,
  type RunningDemo,
  runningDemo,
  SCIM,
} from './support/demo.ts';

/** Groups of Cloud Foundry are roles of organizations that are there: no example can know them. */
const NEEDS_A_LANDSCAPE = `${CLOUD_FOUNDRY} Groups`;

let demo: RunningDemo;
beforeAll(async () => {
  demo = await runningDemo({ users: 30, groups: 6 });
});
afterAll(() => demo.stop());

/** A client that looks whether each answer is what the document says. */
async function checkedClient(
  systemId: string,
): Promise<{ document: JsonObject; client: Client; wrong: string[] }> {
  const client = scimClient(`${demo.proxy}/ipsproxy/api/v1/scim/${systemId}`);
  const { body: document } = await client.get('/openapi.json');
  const check = conformance(document);
  const wrong: string[] = [];
  const send = async (method: string, path: string, call?: Call): Promise<Answer> => {
    const answer = await client.send(method, path, call);
    wrong.push(...check({ method, path, answer }));
    return answer;
  };
  return {
    document,
    wrong,
    client: {
      ...client,
      send,
      get: (path, call) => send('GET', path, call),
      delete: (path, call) => send('DELETE', path, call),
    },
  };
}

describe.each([
  ['Identity Authentication version 2', IDENTITY_AUTHENTICATION_V2],
  ['Identity Authentication version 1', IDENTITY_AUTHENTICATION_V1],
  ['Cloud Foundry', CLOUD_FOUNDRY],
  ['a SCIM server', SCIM],
])('%s', (_title, systemId) => {
  it('has a valid document', async () => {
    const { document } = await checkedClient(systemId);
    await checkDocument(document);
    const paths = Object.keys(document['paths'] as JsonObject);
    expect(paths).toEqual(
      expect.arrayContaining(['/Users', '/Users/{id}', '/Groups', '/Groups/{id}', '/Schemas']),
    );
  });

  it('takes the examples as they are', async () => {
    const { document, client, wrong } = await checkedClient(systemId);
    const operations = operationsIn(document);
    const statuses: Record<string, number> = {};
    const done = async (method: string, path: string, body?: JsonObject) => {
      const answer = await client.send(method, path, { body });
      statuses[`${method} ${path.replace(/[^/]*$/, (last) => (/^[A-Z.]/.test(last) ? last : '…'))}`] =
        answer.status;
      return answer;
    };
    for (const endpoint of ['Users', 'Groups']) {
      if (`${systemId} ${endpoint}` === NEEDS_A_LANDSCAPE) continue;
      const example = (method: string, path: string) => {
        const found = operations.find((each) => each.method === method && each.path === path);
        return bodiesOf(found?.operation ?? {})[0]?.example;
      };
      const { body: created } = await done('POST', `/${endpoint}`, example('POST', `/${endpoint}`));
      const place = `/${endpoint}/${encodeURIComponent(String(created['id']))}`;
      await done('PUT', place, example('PUT', `/${endpoint}/{id}`));
      await done('PATCH', place, example('PATCH', `/${endpoint}/{id}`));
      await done('DELETE', place);
    }
    for (const { method, path, operation } of operations) {
      if (!/(?:\/\.search|^\/Bulk)$/.test(path)) continue;
      const { status } = await client.send(method, path, { body: bodiesOf(operation)[0]?.example });
      expect([200, 501], path).toContain(status);
    }
    expect([wrong, Object.entries(statuses).filter(([, status]) => status >= 300)]).toEqual([[], []]);
    expect(Object.keys(statuses).length).toBe(systemId === CLOUD_FOUNDRY ? 4 : 8);
  });

  it('answers as the document says', async () => {
    const { client, wrong } = await checkedClient(systemId);
    for (const endpoint of ['Users', 'Groups']) {
      const { body } = await client.get(`/${endpoint}?count=10`);
      const resources = body['Resources'] as JsonObject[];
      expect(resources).not.toEqual([]);
      for (const { id } of resources) {
        const place = `/${endpoint}/${encodeURIComponent(String(id))}`;
        const { headers } = await client.get(place);
        await client.get(`${place}?attributes=displayName`);
        await client.get(place, { headers: { 'if-none-match': String(headers['etag'] ?? '"0"') } });
      }
      for (const query of [
        '?count=0',
        '?startIndex=9',
        '?count=1&excludedAttributes=schemas',
        '?count=x',
        '?filter=(',
        '?Filter=a',
      ])
        await client.get(`/${endpoint}${query}`);
      await client.get(`/${endpoint}/nobody`);
      await client.get(`/${endpoint}`, { credentials: false });
      await client.get(`/${endpoint}`, { credentials: 'demo-client:wrong' });
      await client.send('POST', `/${endpoint}`, { body: '{' });
      await client.send('POST', `/${endpoint}`, { body: {}, headers: { 'content-type': 'text/plain' } });
      await client.send('POST', `/${endpoint}`, { body: { displayName: 7, emails: 'x' } });
      await client.send('PUT', `/${endpoint}/nobody`, { body: { userName: 'x', displayName: 'x' } });
      await client.send('PATCH', `/${endpoint}/nobody`, { body: { Operations: [{ op: 'move' }] } });
      await client.delete(`/${endpoint}/nobody`);
    }
    for (const path of ['/.search', '/Users/.search', '/Groups/.search', '/Bulk']) {
      for (const body of [
        '{',
        '[]',
        '{}',
        '{"count":"x"}',
        '{"filter":"("}',
        '{"attributes":7}',
        '{"cursor":"x"}',
      ])
        await client.send('POST', path, { body });
    }
    const operations = [{}, 7, { method: 'GET', path: '/Users' }, { method: 'POST' }, { path: '/Users' }];
    for (const operation of [...operations, { method: 'DELETE', path: '/Users/nobody', version: '' }])
      await client.send('POST', '/Bulk', { body: { Operations: [operation as JsonObject] } });
    for (const path of ['/ServiceProviderConfig', '/ResourceTypes', '/ResourceTypes/User', '/Schemas']) {
      await client.get(path);
    }
    await client.get('/Schemas/urn:ietf:params:scim:schemas:core:2.0:User');
    expect(wrong).toEqual([]);
  });

  it('tries a write as the document says', async () => {
    const { document, client, wrong } = await checkedClient(systemId);
    const headers = { prefer: 'handling=dry-run' };
    const create = operationsIn(document).find(({ operation }) => operation.operationId === 'createUser');
    const body = bodiesOf(create?.operation ?? {})[0]?.example;
    const { body: report } = await client.send('POST', '/Users', { body, headers });
    expect(report).toHaveProperty('requests');
    const { body: list } = await client.get('/Users?count=1');
    const [user] = list['Resources'] as JsonObject[];
    await client.delete(`/Users/${encodeURIComponent(String(user?.['id']))}`, { headers });
    expect(wrong).toEqual([]);
  });
});
