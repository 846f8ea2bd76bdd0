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

const SYSTEMS: readonly (readonly [string, string])[] = [
  ['Identity Authentication version 2', IDENTITY_AUTHENTICATION_V2],
  ['Identity Authentication version 1', IDENTITY_AUTHENTICATION_V1],
  ['Cloud Foundry', CLOUD_FOUNDRY],
  ['a SCIM server', SCIM],
];

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
});

/** What changes with every write, whatever is written. */
function withoutVersion({ meta, ...entity }: JsonObject): JsonObject {
  const { version: _, lastModified: __, ...rest } = meta as JsonObject;
  return { ...entity, meta: rest };
}
