/** A full update takes away only what the client could see and write, seen in the backend. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/scim/json.ts';
import { type Backend, type Kind, startBackend } from '../support/backends.ts';
import { type Client, initialLoad } from '../support/client.ts';
import { type RunningProxy, runningProxy } from '../support/proxy.ts';
import { transformationPairs } from '../support/transformation-pairs.ts';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const SAP = 'urn:ietf:params:scim:schemas:extension:sap:2.0:User';
const CUSTOM = 'urn:sap:cloud:scim:schemas:extension:custom:2.0:User';
const CUSTOM_GROUP = 'urn:sap:cloud:scim:schemas:extension:custom:2.0:Group';
const SAP_GROUP = 'urn:ietf:params:scim:schemas:extension:sap:2.0:Group';

const PAIRS = 20;
const SEED = 20261128;

/** More attributes than the seeded entities have. */
const FURNISHED: Readonly<Record<Kind, readonly (readonly [path: string, entity: JsonObject])[]>> = {
  v2: [
    [
      'Users',
      {
        schemas: [CORE, ENTERPRISE, SAP, CUSTOM],
        userName: 'furnished',
        externalId: 'x-1',
        title: 'Engineer',
        nickName: 'F',
        profileUrl: 'https://people.example.com/f',
        preferredLanguage: 'de',
        active: false,
        name: { formatted: 'Dr. F. Urnished', familyName: 'Urnished', givenName: 'F', honorificSuffix: 'II' },
        emails: [
          { value: 'f@home.example', type: 'home', display: 'at home' },
          { value: 'f@work.example', type: 'work', primary: true },
          { value: 'f@other.example' },
        ],
        phoneNumbers: [
          { value: '+49 1', type: 'work' },
          { value: '+49 1', type: 'mobile', primary: true },
        ],
        addresses: [
          { type: 'work', country: 'DE', locality: 'Ulm', primary: true },
          { type: 'home', country: 'DE', locality: 'Köln', postalCode: '50667' },
        ],
        ims: [{ value: 'f', type: 'xmpp' }],
        [ENTERPRISE]: { department: 'R&D', division: 'North', costCenter: '1' },
        [SAP]: {
          validFrom: '2024-05-01T00:00:00Z',
          sourceSystem: 100,
          sourceSystemId: 'HR-7',
          industry: 'x',
        },
        [CUSTOM]: {
          attributes: [
            { name: 'customAttribute1', value: 'blue' },
            { name: 'customAttribute2', value: 'blue' },
          ],
        },
      },
    ],
    [
      'Groups',
      {
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group', CUSTOM_GROUP, SAP_GROUP],
        displayName: 'Furnished',
        externalId: 'g-1',
        [CUSTOM_GROUP]: { name: 'Furnished', description: 'All of it' },
        [SAP_GROUP]: { type: 'authorization', supportedOperations: 'readOnly' },
      },
    ],
  ],
  v1: [
    [
      'Users',
      {
        userName: 'furnished',
        name: { familyName: 'Urnished', givenName: 'F', honorificPrefix: 'Dr.' },
        emails: [{ value: 'f@work.example' }],
        active: true,
        phoneNumbers: [
          { value: '+49 1', type: 'work' },
          { value: '+49 2', type: 'mobile' },
        ],
        addresses: [
          { type: 'work', country: 'DE', locality: 'Ulm' },
          { type: 'home', country: 'DE', locality: 'Köln' },
        ],
        corporateGroups: [{ value: 'hr-all' }],
        company: 'Acme',
        sourceSystem: '39',
        sourceSystemId: 'HR-7',
        [ENTERPRISE]: { employeeNumber: '1', costCenter: '2' },
        [CUSTOM]: { attributes: [{ name: 'customAttribute1', value: 'blue' }] },
      },
    ],
  ],
  cf: [
    [
      'Users',
      {
        userName: 'furnished',
        origin: 'acme-platform',
        externalId: 'P1',
        name: { familyName: 'Urnished', givenName: 'F' },
        emails: [{ value: 'f@work.example' }],
        phoneNumbers: [{ value: '+49 1' }],
        active: false,
        verified: false,
      },
    ],
  ],
};

/** Without what a client has no say in; the UAA gives the groups of a user in any order. */
function withoutServers({ meta: _, schemas: __, groups: ___, ...entity }: JsonObject): JsonObject {
  return entity;
}

type Row = [name: string, kind: Kind, properties: Readonly<Record<string, string>>];

describe.each<Row>([
  ['Identity Authentication version 2', 'v2', {}],
  ['version 2 where a PUT goes as PATCH', 'v2', { 'ias.support.patch.operation': 'true' }],
  ['version 1', 'v1', {}],
  ['Cloud Foundry', 'cf', {}],
])('%s', (_, kind, own) => {
  let backend: Backend;
  let proxy: RunningProxy;
  const pairs = transformationPairs(kind, PAIRS, SEED);
  // The first one has the transformations of its type; those of Cloud Foundry skip updates of users.
  const ids = ['default', ...pairs.map((_, index) => `pair-${index}`)];
  const endpoints = kind === 'cf' ? ['Users'] : ['Users', 'Groups'];

  beforeAll(async () => {
    backend = await startBackend(kind, { users: 12, groups: 4 });
    for (const [path, entity] of FURNISHED[kind]) {
      const { status, body } = await backend.send('POST', path, entity);
      expect(status, JSON.stringify(body)).toBe(201);
    }
    const { type } = backend;
    const properties = { ...backend.properties, ...own };
    const files = Object.fromEntries(
      pairs.flatMap(({ read, write }, index) => [
        [`read-${index}.json`, JSON.stringify(read)],
        [`write-${index}.json`, JSON.stringify(write)],
      ]),
    );
    const systems = ids.map((id, index) => ({
      id,
      type,
      properties,
      ...(index === 0
        ? {}
        : { transformations: { read: `read-${index - 1}.json`, write: `write-${index - 1}.json` } }),
    }));
    proxy = await runningProxy({ systems, files });
  });
  afterAll(async () => {
    await proxy.stop();
    await backend.close();
  });

  async function putBack(client: Client, endpoint: string): Promise<{ done: number; refused: number }> {
    const { resources } = await initialLoad(client, endpoint, 100);
    let done = 0;
    for (const { id } of resources) {
      const path = `/${endpoint}/${encodeURIComponent(String(id))}`;
      const { body, status } = await client.get(path);
      expect(status).toBe(200);
      const before = await backend.entity(`${endpoint}/${id}`);
      const answer = await client.put(path, body);
      const after = await backend.entity(`${endpoint}/${id}`);
      expect(withoutServers(after)).toEqual(withoutServers(before));
      if (answer.status === 200) done += 1;
      else expect(answer.status, answer.text).toBe(400);
    }
    return { done, refused: resources.length - done };
  }

  it('GET and PUT of it leave every entity as it is, with every pair of transformations', async () => {
    let done = 0;
    let refused = 0;
    for (const id of ids) {
      for (const endpoint of endpoints) {
        const counts = await putBack(proxy.client(id), endpoint);
        done += counts.done;
        refused += counts.refused;
      }
    }
    expect(done).toBeGreaterThan(9 * refused);
  });
});
