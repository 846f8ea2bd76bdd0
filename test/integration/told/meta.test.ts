/** What clients may know of every entity: its times, its version as in the ETag, the schemas that are in the body. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/scim/json.ts';
import { withUpdates } from '../patch-dialects/people.ts';
import type { Kind } from '../support/backends.ts';
import { type Answer, initialLoad } from '../support/client.ts';
import { warnings } from '../support/outcome.ts';
import { type Stage, startStage } from '../support/stage.ts';
import { wideRead, wideWrite } from '../support/transformations.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const SELECTIONS = [
  '',
  '?attributes=userName,displayName',
  '?attributes=meta',
  '?excludedAttributes=emails,members',
  `?attributes=${ENTERPRISE}:department`,
  `?excludedAttributes=${ENTERPRISE}`,
];

describe.each<Kind>(['v2', 'v1', 'cf'])('%s', (kind) => {
  let stage: Stage;
  beforeAll(async () => {
    const own = kind === 'cf' ? { write: withUpdates() } : {};
    const wide = { read: wideRead(kind), write: wideWrite(kind) };
    stage = await startStage(kind, { users: 8, groups: 3 }, { own, wide });
  });
  afterAll(() => stage.stop());

  const extensionsIn = (entity: JsonObject) => Object.keys(entity).filter((name) => name.startsWith('urn:'));
  function expectWellKnown(entity: JsonObject): void {
    const { schemas, meta } = entity as { schemas: string[]; meta?: JsonObject };
    const [core, ...extensions] = schemas;
    expect(core).toMatch(/^urn:ietf:params:scim:schemas:core:2\.0:(?:User|Group)$/);
    expect(extensions.sort()).toEqual(extensionsIn(entity).sort());
    if (meta !== undefined) expect(meta['resourceType']).toBe(core?.split(':').at(-1));
  }
  function expectVersions({ body, headers }: Answer): void {
    const { version } = (body['meta'] ?? {}) as JsonObject;
    if (body['meta'] !== undefined) expect(headers['etag']).toBe(version);
  }

  it.each(['own', 'wide'])(
    '%s: entities say no more and no less, however they are asked for',
    async (system) => {
      const client = stage.client(system);
      for (const endpoint of ['Users', 'Groups']) {
        const { resources } = await initialLoad(client, endpoint, 100);
        for (const { id } of resources.slice(0, 8)) {
          for (const selection of SELECTIONS) {
            const answer = await client.get(`/${endpoint}/${encodeURIComponent(String(id))}${selection}`);
            expect(answer.status, answer.text).toBe(200);
            expectWellKnown(answer.body);
            expectVersions(answer);
          }
        }
        for (const selection of SELECTIONS) {
          const { body } = await client.get(`/${endpoint}${selection}`);
          for (const resource of body['Resources'] as JsonObject[]) expectWellKnown(resource);
        }
      }
    },
  );

  it.each(['own', 'wide'])(
    '%s: times are the backend’s, in lists, reads and answers to writes',
    async (system) => {
      const client = stage.client(system);
      const { resources } = await initialLoad(client, 'Users', 100);
      for (const { id, meta } of resources) {
        const { created, lastModified } = (await stage.backend.entity(`Users/${id}`))['meta'] as JsonObject;
        expect(meta).toMatchObject({ created, lastModified });
        const answer = await client.get(`/Users/${id}`);
        expect(answer.body['meta']).toMatchObject({ created, lastModified });
      }
      const person = {
        userName: `timely-${system}`,
        name: { givenName: 'A', familyName: 'B' },
        emails: [{ value: `timely-${system}@example.com` }],
      };
      const made = await client.post('/Users', person);
      const path = `/Users/${made.body['id']}`;
      const answers = [
        made,
        await client.put(path, person),
        await client.patch(path, [{ op: 'replace', path: 'name.givenName', value: 'C' }]),
      ];
      for (const answer of answers) {
        expect([200, 201], answer.text).toContain(answer.status);
        expectWellKnown(answer.body);
        expectVersions(answer);
        expect(answer.body['meta']).toMatchObject({
          created: expect.any(String),
          lastModified: expect.any(String),
        });
      }
    },
  );

  it('names of parameters in another case, and unknown ones, are told; an empty count is none', async () => {
    const client = stage.client('own');
    const odd = await client.get('/Users?Filter=userName%20eq%20%22x%22&startindex=26&count=');
    expect(odd.status).toBe(200);
    const told = warnings(odd).join('; ');
    expect([told.includes('Filter'), told.includes('startindex'), told.includes('userName')]).toEqual([
      true,
      true,
      false,
    ]);
    const plain = await client.get('/Users');
    expect([plain.body['itemsPerPage'], warnings(plain)]).toEqual([odd.body['itemsPerPage'], []]);
    const doubled = await client.get('//Users');
    expect([doubled.status, doubled.body['detail']]).toEqual([404, expect.stringContaining('//')]);
  });
});
