/** RFC 7643 §2.1: a body means the same whatever the case of its names, seen in the backend. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/scim/json.ts';
import type { Kind } from '../support/backends.ts';
import type { Client } from '../support/client.ts';
import { type Outcome, outcome } from '../support/outcome.ts';
import { leafPaths, respelledNames, type Sample, sampleEntity } from '../support/schema-samples.ts';
import { type Stage, startStage } from '../support/stage.ts';
import { wideRead, wideWrite } from '../support/transformations.ts';

type EntityType = 'user' | 'group';

const CUSTOM_GROUP = 'urn:sap:cloud:scim:schemas:extension:custom:2.0:Group';
const ROUNDS = [1, 2, 3];
const ENDPOINTS: Readonly<Record<EntityType, string>> = { user: 'Users', group: 'Groups' };

/** The UAA refuses what it does not know, so that only these get through. */
const UAA_NAMES = new Set(
  'externalId userName name emails phoneNumbers active displayName nickName title userType locale timezone preferredLanguage profileUrl'.split(
    ' ',
  ),
);
const UAA_PARTS: Readonly<Record<string, ReadonlySet<string>>> = {
  emails: new Set(['value', 'primary', 'type']),
  phoneNumbers: new Set(['value', 'type']),
};

function forUaa(entity: JsonObject): JsonObject {
  const only = (value: JsonObject, names: ReadonlySet<string>): JsonObject =>
    Object.fromEntries(Object.entries(value).filter(([name]) => names.has(name)));
  return Object.fromEntries(
    Object.entries(only(entity, UAA_NAMES)).map(([name, value]) => {
      const parts = UAA_PARTS[name];
      return [name, parts === undefined ? value : (value as JsonObject[]).map((part) => only(part, parts))];
    }),
  );
}

/** @param least how many of the sample's values have to be in the backend for the comparison to mean something */
const CASES: readonly (readonly [Kind, string, EntityType, least: number])[] = [
  ['v2', 'default', 'user', 25],
  ['v2', 'wide', 'user', 150],
  ['v2', 'default', 'group', 4],
  ['v2', 'wide', 'group', 13],
  ['v1', 'default', 'user', 20],
  ['v1', 'wide', 'user', 20],
  ['v1', 'default', 'group', 3],
  ['v1', 'wide', 'group', 3],
  ['cf', 'wide', 'user', 6],
];

describe.each<Kind>(['v2', 'v1', 'cf'])('%s', (kind) => {
  let stage: Stage;
  let manager = '';

  beforeAll(async () => {
    stage = await startStage(
      kind,
      { users: 4, groups: 2 },
      { default: {}, wide: { read: wideRead(kind), write: wideWrite(kind, { mirrors: true }) } },
    );
    const { body } = await stage.client('default').get('/Users?count=1');
    manager = String((body['Resources'] as JsonObject[])[0]?.['id']);
  });
  afterAll(() => stage.stop());

  let tags = 0;
  function newSample(): Sample {
    tags += 1;
    return { tag: `tag-${String(tags).padStart(4, '0')}`, userId: manager };
  }
  function sampleFor(entityType: EntityType, sample: Sample): JsonObject {
    const entity = sampleEntity(entityType, sample);
    return kind === 'cf' ? forUaa(entity) : entity;
  }
  /** With less than the sample has, and other values. */
  async function existing(entityType: EntityType, { tag }: Sample): Promise<string> {
    const user = {
      userName: `${tag}-before`,
      title: 'Before',
      name: { familyName: 'Before', givenName: 'B' },
      emails: [{ value: `${tag}@before.example` }],
      ...(kind === 'cf' ? { origin: stage.backend.properties['btp.cf.pm.origin'] } : {}),
    };
    const group = { displayName: 'Before', [CUSTOM_GROUP]: { name: `${tag}-name` } };
    const sent = entityType === 'user' ? user : group;
    const { status, body } = await stage.backend.send('POST', ENDPOINTS[entityType], sent);
    expect(status, JSON.stringify(body)).toBe(201);
    return String(body['id']);
  }

  type Send = (client: Client, entityType: EntityType, round: number | undefined) => Promise<Outcome>;
  const create: Send = async (client, entityType, round) => {
    const sample = newSample();
    const body = sampleFor(entityType, sample);
    const sent = round === undefined ? body : respelledNames(body, round);
    const answer = await client.post(`/${ENDPOINTS[entityType]}`, sent);
    expect(answer.status, answer.text).toBe(201);
    return outcome(stage.backend, `${ENDPOINTS[entityType]}/${answer.body['id']}`, sample.tag, answer);
  };
  const replace: Send = async (client, entityType, round) => {
    const sample = newSample();
    const path = `${ENDPOINTS[entityType]}/${await existing(entityType, sample)}`;
    const body = sampleFor(entityType, sample);
    const sent = round === undefined ? body : respelledNames(body, round);
    const answer = await client.put(`/${path}`, sent);
    expect(answer.status, answer.text).toBe(200);
    return outcome(stage.backend, path, sample.tag, answer);
  };

  describe.each(CASES.filter(([of]) => of === kind))(
    '%s, transformations %s, %s',
    (_, system, entityType, least) => {
      it.each([
        ['POST', create],
        ['PUT', replace],
      ] as const)('%s', async (_method, send) => {
        const client = stage.client(system);
        const canonical = await send(client, entityType, undefined);
        const stored = JSON.stringify(canonical.entity);
        expect(leafPaths(canonical.entity).length, stored).toBeGreaterThanOrEqual(least);
        for (const round of ROUNDS) expect(await send(client, entityType, round)).toEqual(canonical);
      });
    },
  );
});
