/** Default transformations load and run: our own, and those of all proxy systems as SAP publishes them. */
import { readFileSync } from 'node:fs';
import { parse } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import {
  compileTransformation,
  type Direction,
  type JsonMap,
  type Properties,
} from '../../src/transformation/index.ts';
import { material } from '../support/material.ts';
import { defaultText } from '../transformation/helpers.ts';
import { changedRuns, checkRun, OPERATIONS } from './check-run.ts';
import { plantEntity } from './plant.ts';

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

function loadsAndRuns({ file, direction, text, mappings }: Sample): void {
  it.each(propertySets(text))('loads and runs with %s', (name, properties) => {
    const transformation = compileTransformation(text, { direction, file, properties, now: () => NOW });
    expect(transformation.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(Object.keys(transformation.entities).sort()).toEqual(Object.keys(mappings).sort());
    const checkChanges = changedRuns(direction);
    for (const [entityType, entity] of Object.entries(transformation.entities)) {
      const count = mappings[entityType] ?? 0;
      const planted = { ...plantEntity(parse(text)[entityType] as JsonMap, properties), ...ODD[file] };
      for (const operation of OPERATIONS[direction]) {
        const status = checkRun(entity, planted, operation, count);
        // Without different properties, LDAP's mappings write texts and lists to one place.
        if (name === 'properties' || !file.startsWith('ldap-server')) expect(status).not.toBe('failed');
        checkChanges(planted, (changed) => checkRun(entity, changed, operation, count));
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
