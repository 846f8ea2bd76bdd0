/** Whatever the read transformation: entities of which some members were not read are shown as if they had been. */
import { readFileSync } from 'node:fs';
import { parse } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import { carriageOf } from '../../src/proxy/carriage.ts';
import { newCounters } from '../../src/proxy/counters.ts';
import type { ProxiedEntity } from '../../src/proxy/entity.ts';
import { createLinks } from '../../src/proxy/links.ts';
import { type Presentation, present } from '../../src/proxy/presenter.ts';
import { PageText, readCarrying } from '../../src/scim/carried/page.ts';
import { parseKeepingDigits } from '../../src/scim/exact-json.ts';
import type { JsonObject } from '../../src/scim/json.ts';
import {
  compileTransformation,
  type Json,
  type JsonMap,
  type Properties,
} from '../../src/transformation/index.ts';
import { material } from '../support/material.ts';
import { fc } from '../support/property.ts';
import { defaultText } from '../transformation/helpers.ts';
import { ownPairs } from '../transformations/pairs.ts';
import { mutate, plantEntity } from './plant.ts';

interface Sample {
  readonly name: string;
  readonly text: string;
  readonly properties?: Properties;
  /** Entities to begin with, by entity type; default: something wherever the mappings look. */
  readonly entities?: Readonly<Record<string, JsonMap>>;
}

const BASE_URL = 'https://proxy.example.com/ipsproxy/api/v1/scim/s-1';
const NOW = Date.UTC(2026, 7, 21);
/** By a connector. */
const LOOKED_AT = ['id', 'meta', 'groups'];
const LINKS = createLinks(
  's-1',
  { bases: ['https://backend.example.com/scim'], collections: { user: 'Users', group: 'Groups' } },
  [{ entityType: 'user', endpoint: 'Users', sourceId: (id) => id, targetId: (id) => id }],
);

const defaults = ['cloud-foundry', 'identity-authentication/v1', 'identity-authentication/v2'].map(
  (folder): Sample => ({ name: folder, text: defaultText(folder, 'read') }),
);
const pairs = ownPairs().map(
  ({ name, read, properties, examples }): Sample => ({
    name,
    text: JSON.stringify(read),
    properties,
    entities: Object.fromEntries(Object.entries(examples).map(([type, { stored }]) => [type, stored])),
  }),
);
const PUBLISHED = material('conformance/transformations/');
const published = PUBLISHED.isThere
  ? (JSON.parse(readFileSync(`${PUBLISHED.path}index.json`, 'utf8')) as { file: string; direction: string }[])
      .filter(({ direction }) => direction === 'read')
      .map(({ file }): Sample => ({ name: file, text: readFileSync(PUBLISHED.path + file, 'utf8') }))
  : [];

/** @returns how many entities were shown of which something was not read */
function compare(entity: ProxiedEntity, entities: readonly JsonMap[]): number {
  const plan = entity.carriage?.plan;
  const page = Buffer.from(JSON.stringify({ totalResults: entities.length, Resources: entities }));
  const read = plan === undefined ? undefined : readCarrying(page, plan, parseKeepingDigits);
  if (read === undefined) return 0;
  let carrying = 0;
  const { Resources: rest } = read.json as { Resources: JsonObject[] };
  for (const [index, whole] of entities.entries()) {
    const carried = read.carried[index];
    const wanted = present(entity, JSON.parse(JSON.stringify(whole)), BASE_URL, undefined);
    const got = present(entity, rest[index] ?? {}, BASE_URL, undefined, carried);
    expect({ ...got, resource: undefined }).toEqual({ ...wanted, resource: undefined });
    if (got.status !== 'presented') continue;
    const text = new PageText({ Resources: [] }, 1);
    text.add(got.resource, carried);
    const [resource] = JSON.parse(text.finish().toString()).Resources;
    expect(inAnyOrder(resource)).toEqual(inAnyOrder(resourceOf(wanted)));
    if (carried !== undefined) carrying += 1;
  }
  return carrying;
}

function resourceOf(presentation: Presentation): JsonObject {
  return presentation.status === 'presented' ? JSON.parse(JSON.stringify(presentation.resource)) : {};
}

/** Names of extensions that the backend does not give stand in the order in which the transformation came to them. */
function inAnyOrder({ schemas, ...others }: JsonObject): JsonObject {
  return { ...others, schemas: [...(schemas as string[])].sort() };
}

function check({ name, text, properties = {}, entities = {} }: Sample): void {
  it(name, () => {
    const transformation = compileTransformation(text, { direction: 'read', properties, now: () => NOW });
    const anyJson = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom('https://backend.example.com/scim/Users/1', 'home', 1e21, 0.5, null),
    );
    const changes = fc.array(fc.tuple(fc.nat(), anyJson), { maxLength: 3 });
    for (const [entityType, read] of Object.entries(transformation.entities)) {
      const connector = { looksAt: LOOKED_AT } as unknown as ProxiedEntity['connector'];
      const carriage = carriageOf(read, connector);
      const counters = newCounters();
      const entity = { read, carriage, counters, links: LINKS, keepsTimes: true } as unknown as ProxiedEntity;
      const start = entities[entityType] ?? plantEntity(parse(text)[entityType] as JsonMap, properties);
      // Or none would be what this is about.
      const kept = { sources: LOOKED_AT, targets: [] };
      for (const [first = ''] of read.carriage(kept)?.excluded ?? []) delete start[first];
      let carrying = 0;
      fc.assert(
        fc.property(fc.array(changes, { minLength: 1, maxLength: 7 }), (all) => {
          const changed = all.map((some) => mutate(start, some as [number, Json][]));
          carrying += compare(entity, [start, ...changed]);
        }),
        { numRuns: 20 },
      );
      if (carriage !== undefined) expect(carrying).toBeGreaterThan(0);
    }
  });
}

const ODD = 'URN:acme:extension:one';
const odd: Sample = {
  name: 'an extension whose name does not begin as others do',
  text: JSON.stringify({
    user: {
      mappings: [
        { sourcePath: '$.id', targetVariable: 'entityIdSourceSystem' },
        { sourcePath: '$.schemas', targetPath: '$.schemas', preserveArrayWithSingleElement: true },
        { sourcePath: `$['${ODD}']`, targetPath: `$['${ODD}']`, optional: true },
      ],
    },
  }),
  entities: { user: { id: '1', schemas: ['urn:acme:User', ODD], [ODD]: { a: 'b' } } },
};

describe('default transformations', () => defaults.forEach(check));
describe('our own pairs', () => pairs.forEach(check));
describe('odd ones', () => check(odd));
PUBLISHED.describe('published ones', () => published.forEach(check));
