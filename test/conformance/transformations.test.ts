/** Default transformations load and run: our own, and those of all proxy systems as SAP publishes them. */
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { parse } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import {
  compileTransformation,
  type Direction,
  type EntityTransformation,
  type Json,
  type JsonMap,
  type Operation,
  type Properties,
} from '../../src/transformation/index.ts';
import { material } from '../support/material.ts';
import { fc, reaching } from '../support/property.ts';
import { defaultText } from '../transformation/helpers.ts';
import { anyJson, checkRun, OPERATIONS } from './check-run.ts';
import { mutate, plantEntity } from './plant.ts';

interface Sample {
  readonly file: string;
  readonly direction: Direction;
  readonly text: string;
  /** How many each entity type has. */
  readonly mappings: Readonly<Record<string, number>>;
}

const own = ['cloud-foundry', 'identity-authentication/v1', 'identity-authentication/v2'].flatMap((folder) =>
  (['read', 'write'] as const).map((direction): Sample => {
    const text = defaultText(folder, direction);
    const entities = Object.entries(parse(text) as Record<string, { readonly mappings: readonly unknown[] }>);
    const mappings = Object.fromEntries(entities.map(([type, entity]) => [type, entity.mappings.length]));
    return { file: `${folder}/${direction}.json`, direction, text, mappings };
  }),
);

const PUBLISHED = material('conformance/transformations/');
const published: readonly Sample[] = PUBLISHED.isThere
  ? (JSON.parse(readFileSync(`${PUBLISHED.path}index.json`, 'utf8')) as Omit<Sample, 'text'>[]).map(
      (entry) => ({
        ...entry,
        text: readFileSync(PUBLISHED.path + entry.file, 'utf8'),
      }),
    )
  : [];

const NOW = Date.UTC(2026, 7, 21);
/** Where an attribute is of another kind than its name says. */
const ODD: Readonly<Record<string, JsonMap>> = {
  'sap-btp-java-html5-apps-neo.read.json': { name: 'ada', groups: ['IFCEC', 'OUYQ'] },
};

/** The properties that a text names: not given, each with a value of its own, all with the same one. */
function propertySets(text: string): readonly (readonly [string, Properties])[] {
  const names = [...new Set([...text.matchAll(/%([^%"]+)%/g)].map(([, name = '']) => name))];
  const valued = (value: (name: string, index: number) => string) =>
    Object.fromEntries(names.map((name, index) => [name, value(name, index)]));
  return [
    ['no properties', {}],
    ['properties', valued((name, index) => (name.endsWith('active') ? 'true' : `p${index}`))],
    ['equal properties', valued((name) => (name.endsWith('active') ? 'false' : 'dn'))],
  ];
}

const changes = fc.array(fc.tuple(fc.nat(), anyJson), { minLength: 1, maxLength: 8 });

interface Run {
  readonly entity: EntityTransformation;
  readonly planted: JsonMap;
  readonly operation: Operation;
  /** Of mappings. */
  readonly count: number;
}

function loadsAndRuns({ file, direction, text, mappings }: Sample): void {
  it.each(propertySets(text))('loads and runs with %s', (name, properties) => {
    const transformation = compileTransformation(text, { direction, file, properties, now: () => NOW });
    expect(transformation.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(Object.keys(transformation.entities).sort()).toEqual(Object.keys(mappings).sort());
    // A change that the condition of the entity does not leave out.
    const runsChanged = reaching((changed: Json, { entity, planted, operation, count }: Run) => {
      const status = checkRun(entity, changed, operation, count);
      return status !== 'filtered' && !isDeepStrictEqual(changed, planted);
    });
    for (const [entityType, entity] of Object.entries(transformation.entities)) {
      const count = mappings[entityType] ?? 0;
      const planted = { ...plantEntity(parse(text)[entityType] as JsonMap, properties), ...ODD[file] };
      for (const operation of OPERATIONS[direction]) {
        const status = checkRun(entity, planted, operation, count);
        // Without different properties, LDAP's mappings write texts and lists to one place.
        if (name === 'properties' || !file.startsWith('ldap-server')) expect(status).not.toBe('failed');
        const check = (some: readonly (readonly [number, Json])[]) => {
          const changed = mutate(planted, some);
          // What its condition leaves out stays so whatever is changed: nothing to count.
          if (status === 'filtered') checkRun(entity, changed, operation, count);
          else runsChanged(changed, { entity, planted, operation, count });
        };
        fc.assert(fc.property(changes, check), { numRuns: 15 });
      }
    }
  });
}

describe.each(own)('$file', loadsAndRuns);

PUBLISHED.describe('published transformations', () => {
  it('are 127', () => {
    expect(published).toHaveLength(127);
  });

  describe.each(published)('$file', loadsAndRuns);
});
