/** Whatever transformations a system has: its documents are valid, and declare all that the read transformation makes. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SystemDescription } from '../../../src/proxy/description/types.ts';
import { resourceTypeDocument } from '../../../src/scim/discovery/resource-type-document.ts';
import { schemaDocument } from '../../../src/scim/discovery/schema-document.ts';
import type { JsonObject } from '../../../src/scim/json.ts';
import { compileTransformation } from '../../../src/transformation/index.ts';
import { undeclared } from '../../integration/discovery/model.ts';
import type { Kind } from '../../integration/support/backends.ts';
import { sampleEntity } from '../../integration/support/schema-samples.ts';
import { transformationPairs } from '../../integration/support/transformation-pairs.ts';
import { ownPairs } from '../../transformations/pairs.ts';
import { described } from '../support/described.ts';

const BASE_URL = 'https://proxy.example.com/ipsproxy/api/v1/scim/s-1';
const DEFAULTS = new URL('../../../transformations/', import.meta.url).pathname;

interface Pair {
  readonly name: string;
  readonly read: object | string;
  readonly write: object | string;
  readonly properties?: Readonly<Record<string, string>>;
}

const PAIRS: readonly Pair[] = [
  ...readdirSync(DEFAULTS, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('read.json'))
    .map((name) => ({
      name,
      read: readFileSync(join(DEFAULTS, name), 'utf8'),
      write: readFileSync(join(DEFAULTS, name.replace(/read\.json$/, 'write.json')), 'utf8'),
    })),
  ...ownPairs(),
  ...(['v1', 'v2', 'cf'] satisfies Kind[]).flatMap((kind) =>
    transformationPairs(kind, 40, 2026).map((pair, index) => ({
      ...pair,
      name: `${kind}, made at random: ${index}`,
    })),
  ),
];

/** RFC 7643 §2.4: values of lists may have these, and no schema lists them. */
const MERELY_POSSIBLE =
  /(?:[.$]ref|addresses\.(?:value|display)|(?:groups|members)\.primary) is not declared$/;

const TYPES = ['string', 'boolean', 'decimal', 'integer', 'dateTime', 'reference', 'binary', 'complex'];

/** RFC 7643 §7, as §8.7.2 prints it. @returns what is wrong */
function problemsOf(attribute: JsonObject, before: string): string[] {
  const { name, type, multiValued, required, caseExact, mutability, returned, uniqueness, description } =
    attribute;
  const path = `${before}${String(name)}`;
  const subs = (attribute['subAttributes'] ?? []) as JsonObject[];
  const names = subs.map((sub) => String(sub['name']).toLowerCase());
  const checks: readonly [boolean, string][] = [
    [typeof name === 'string' && /^(?:[A-Za-z][\w-]*|\$ref)$/.test(name), 'name'],
    [typeof description === 'string' && description !== '', 'description'],
    [TYPES.includes(String(type)), 'type'],
    [[multiValued, required, caseExact].every((value) => typeof value === 'boolean'), 'booleans'],
    [['readOnly', 'readWrite', 'immutable', 'writeOnly'].includes(String(mutability)), 'mutability'],
    [['always', 'never', 'default', 'request'].includes(String(returned)), 'returned'],
    [['none', 'server', 'global'].includes(String(uniqueness)), 'uniqueness'],
    [(type === 'complex') === subs.length > 0, 'subAttributes'],
    [new Set(names).size === names.length, 'names of subAttributes'],
    [(type === 'reference') === Array.isArray(attribute['referenceTypes']), 'referenceTypes'],
    [(mutability === 'writeOnly') === (returned === 'never'), 'returned of writeOnly'],
    [!(mutability === 'readOnly' && required === true), 'required of readOnly'],
    [mutability !== 'readOnly' || subs.every((sub) => sub['mutability'] === 'readOnly'), 'parts of readOnly'],
  ];
  return [
    ...checks.filter(([holds]) => !holds).map(([, what]) => `${path}: ${what}`),
    ...subs.flatMap((sub) => problemsOf(sub, `${path}.`)),
  ];
}

function problemsOfAll({ resourceTypes, schemas }: SystemDescription): string[] {
  const documents = schemas.map((schema) => schemaDocument(schema, BASE_URL));
  const ids = documents.map(({ id }) => String(id).toLowerCase());
  const named = resourceTypes
    .map((type) => resourceTypeDocument(type, BASE_URL))
    .flatMap(({ schema, schemaExtensions }) => [
      schema,
      ...(schemaExtensions as JsonObject[]).map((one) => one['schema']),
    ]);
  return [
    ...named
      .filter((id) => !ids.includes(String(id).toLowerCase()))
      .map((id) => `${String(id)} is no schema`),
    ...(new Set(ids).size === ids.length ? [] : ['a schema stands there twice']),
    ...documents.flatMap(({ id, attributes }) =>
      (attributes as JsonObject[]).flatMap((attribute) => problemsOf(attribute, `${String(id)}:`)),
    ),
  ];
}

describe('of each pair of transformations', () => {
  it('the schemas are valid', () => {
    expect(PAIRS.length).toBeGreaterThan(140);
    const problems = PAIRS.flatMap((pair) =>
      problemsOfAll(described(pair)).map((problem) => `${pair.name}: ${problem}`),
    );
    expect(problems).toEqual([]);
  });

  it('the schemas declare whatever the read transformation makes of an entity that has everything', () => {
    let made = 0;
    for (const pair of PAIRS) {
      const { resourceTypes } = described(pair);
      const read = compileTransformation(
        typeof pair.read === 'string' ? pair.read : JSON.stringify(pair.read),
        {
          direction: 'read',
          properties: pair.properties ?? {},
        },
      );
      for (const type of resourceTypes) {
        if (type.entityType !== 'user' && type.entityType !== 'group') continue;
        const entity = { ...sampleEntity(type.entityType, { tag: 'x', userId: 'u-1' }), id: '1' };
        const result = read.entities[type.entityType]?.run(entity, {
          operation: 'read',
          variables: { entityBaseLocation: BASE_URL },
        });
        // What the samples lack stands in the way of some pairs.
        if (result?.status !== 'transformed') continue;
        made += 1;
        const output = withoutSecrets(result.output);
        const extensions = type.extensions.map(({ schema }) => schema);
        const model = { name: type.name, endpoint: type.endpoint, schema: type.schema, extensions } as never;
        const problems = undeclared(output, model).filter((problem) => !MERELY_POSSIBLE.test(problem));
        expect(problems, pair.name).toEqual([]);
      }
    }
    expect(made).toBeGreaterThan(100);
  });
});

/** What is never returned is taken out behind the transformation. */
function withoutSecrets({ password: _, ...output }: JsonObject): JsonObject {
  const sap = output['urn:ietf:params:scim:schemas:extension:sap:2.0:User'] as JsonObject | undefined;
  for (const name of ['sendMail', 'emailTemplateSetId', 'applicationId']) delete sap?.[name];
  return output;
}
