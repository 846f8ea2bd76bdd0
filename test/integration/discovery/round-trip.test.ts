/** A client that knows a system by its discovery documents alone: it can read every entity, and send it back. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/scim/json.ts';
import { type Client, initialLoad, scimClient } from '../support/client.ts';
import {
  CLOUD_FOUNDRY,
  IDENTITY_AUTHENTICATION_V1,
  IDENTITY_AUTHENTICATION_V2,
  type RunningDemo,
  runningDemo,
  SCIM,
} from '../support/demo.ts';
import { type ModelType, modelOf, sendable, undeclared } from './model.ts';
import { lost, sampleOf } from './sample.ts';

const SYSTEMS: readonly (readonly [string, string])[] = [
  ['Identity Authentication version 2', IDENTITY_AUTHENTICATION_V2],
  ['Identity Authentication version 1', IDENTITY_AUTHENTICATION_V1],
  ['Cloud Foundry', CLOUD_FOUNDRY],
  ['a SCIM server', SCIM],
];

const SAP = 'urn:ietf:params:scim:schemas:extension:sap:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** No text will do for these. */
const KNOWN = {
  userName: 'made.of.the.model',
  userType: 'employee',
  'emails.value': 'made.of.the.model@example.com',
  'addresses.country': 'DE',
  locale: 'en',
  preferredLanguage: 'en',
  timezone: 'Europe/Berlin',
  // What is never returned is looked at elsewhere.
  ...Object.fromEntries(
    ['sendMail', 'emailTemplateSetId', 'applicationId'].map((name) => [`${SAP}:${name}`, null]),
  ),
};

/** What a backend does not keep, although it is sent there. */
const NOT_KEPT: Readonly<Record<string, readonly string[]>> = {
  [CLOUD_FOUNDRY]: ['name.formatted', 'emails.display', 'emails.type', 'emails.primary'],
};

let demo: RunningDemo;
beforeAll(async () => {
  demo = await runningDemo({ users: 30, groups: 6, orgs: 2, spaces: 1 });
});
afterAll(() => demo.stop());

describe.each(SYSTEMS)('the model that a client makes of %s', (_, systemId) => {
  let client: Client;
  let types: readonly ModelType[];
  const found = new Map<string, readonly JsonObject[]>();

  beforeAll(async () => {
    client = scimClient(`${demo.proxy}/ipsproxy/api/v1/scim/${systemId}`);
    types = await modelOf(client);
    for (const { name, endpoint } of types) {
      found.set(name, (await initialLoad(client, endpoint.slice(1), 50)).resources);
    }
  });

  it('has users and groups', () => {
    expect(types.map(({ name, endpoint }) => [name, endpoint])).toEqual([
      ['User', '/Users'],
      ['Group', '/Groups'],
    ]);
    for (const resources of found.values()) expect(resources.length).toBeGreaterThan(1);
  });

  it('declares every member of every entity with its type and multiplicity', () => {
    for (const type of types) {
      const problems = (found.get(type.name) ?? []).flatMap((entity) => undeclared(entity, type));
      expect([...new Set(problems)]).toEqual([]);
    }
  });

  it('says what can be sent back: every entity is the same afterwards', async () => {
    for (const type of types) {
      for (const before of found.get(type.name) ?? []) {
        const path = `${type.endpoint}/${encodeURIComponent(String(before['id']))}`;
        const { body: entity } = await client.get(path);
        const put = await client.put(path, sendable(entity, type));
        expect(put.status, put.text).toBe(200);
        const { body: after } = await client.get(path);
        expect(withoutVersion(after)).toEqual(withoutVersion(entity));
      }
    }
  });

  it('is enough to create a user with everything that may be sent, which is all there then', async () => {
    const [type] = types;
    if (type === undefined) throw new Error('There are no users.');
    const other = String(found.get('User')?.[0]?.['id']);
    const sent = sampleOf(type, { ...KNOWN, [`${ENTERPRISE}:manager.value`]: other });
    const { status, body, text } = await client.post('/Users', sent);
    expect(status, text).toBe(201);
    expect(lost(sent, body, type)).toEqual(NOT_KEPT[systemId] ?? []);
    expect(undeclared(body, type)).toEqual([]);
  });
});

/** What changes with every write, whatever is written. */
function withoutVersion({ meta, ...entity }: JsonObject): JsonObject {
  const { version: _, lastModified: __, ...rest } = meta as JsonObject;
  return { ...entity, meta: rest };
}
