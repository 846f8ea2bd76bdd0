/** The published default transformations of all proxy systems load and run. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
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
import { mutate, plantEntity } from './plant.ts';

const FOLDER = fileURLToPath(new URL('../../../shared/conformance/transformations/', import.meta.url));
const isThere = existsSync(`${FOLDER}index.json`);

interface Published {
  readonly file: string;
  readonly direction: Direction;
  readonly mappings: Readonly<Record<string, number>>;
}

const published: readonly Published[] = isThere
  ? JSON.parse(readFileSync(`${FOLDER}index.json`, 'utf8'))
  : [];

const NOW = Date.UTC(2026, 7, 21);
const OPERATIONS: Readonly<Record<Direction, readonly Operation[]>> = {
  read: ['read'],
  write: ['create', 'update', 'patch', 'delete'],
};
const VARIABLES = { entityBaseLocation: 'https://proxy.example/scim/Users/' };
/** Base 32, as some transformations decode the id in the URL. */
const ID = 'IFCEC';

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

/** JSON without what is looked for in the output. */
const anyJson = fc
  .jsonValue({ maxDepth: 2 })
  .map((value) => JSON.parse(JSON.stringify(value).replace(/[%$]/g, 'x')) as Json);

/** Passwords are random on purpose. */
function withoutPasswords(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutPasswords);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      /password|^BAPIPWD$/i.test(name) && typeof member === 'string' ? '' : withoutPasswords(member),
    ]),
  );
}

function variablesOf(operation: Operation): Record<string, Json> {
  const hasId = operation !== 'read' && operation !== 'create';
  return hasId ? { ...VARIABLES, entityIdTargetSystem: ID } : { ...VARIABLES };
}

function checkRun(entity: EntityTransformation, input: Json, operation: Operation, mappings: number): string {
  const before = JSON.stringify(input);
  const options = { operation, variables: variablesOf(operation) };
  const result = entity.run(input, options);
  expect(JSON.stringify(input)).toBe(before);
  switch (result.status) {
    case 'filtered':
      expect(result.condition).toBe(entity.condition);
      break;
    case 'failed': {
      const position = /^mapping (\d+) \(line \d+\): /.exec(result.mapping)?.[1];
      if (position === undefined) expect(result.path).toMatch(/^entityIdSourceSystem$|\$/);
      else expect(Number(position)).toBeLessThanOrEqual(mappings);
      expect(result.path).not.toBe('');
      expect(result.reason).not.toBe('');
      break;
    }
    case 'transformed': {
      const text = JSON.stringify(result.output);
      expect(isDeepStrictEqual(JSON.parse(text), result.output)).toBe(true);
      expect(text).not.toMatch(/%[\w.]+%|\$\{/);
      if (operation === 'read') {
        expect(result.variables['entityIdSourceSystem']).toSatisfy((id) => id !== undefined && id !== '');
      }
      const again = entity.run(input, options);
      expect(again.status).toBe('transformed');
      if (again.status === 'transformed') {
        expect(withoutPasswords(again.output)).toStrictEqual(withoutPasswords(result.output));
      }
    }
  }
  const { trace, ...traced } = entity.run(input, { ...options, trace: true });
  expect(traced.status).toBe(result.status);
  if (result.status === 'transformed' && traced.status === 'transformed') {
    expect(withoutPasswords(traced.output)).toStrictEqual(withoutPasswords(result.output));
    expect(trace?.mappings).toHaveLength(mappings);
  }
  return result.status;
}

describe.skipIf(!isThere)('published transformations', () => {
  it('are 127', () => {
    expect(published).toHaveLength(127);
  });

  describe.each(published)('$file', ({ file, direction, mappings }) => {
    const text = readFileSync(FOLDER + file, 'utf8');

    it.each(propertySets(text))('loads and runs with %s', (name, properties) => {
      const transformation = compileTransformation(text, { direction, file, properties, now: () => NOW });
      expect(transformation.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
      expect(Object.keys(transformation.entities).sort()).toEqual(Object.keys(mappings).sort());
      for (const [entityType, entity] of Object.entries(transformation.entities)) {
        const count = mappings[entityType] ?? 0;
        const planted = { ...plantEntity(JSON.parse(text)[entityType] as JsonMap, properties), ...ODD[file] };
        for (const operation of OPERATIONS[direction]) {
          const status = checkRun(entity, planted, operation, count);
          // Without different properties, LDAP's mappings write texts and lists to one place.
          if (name === 'properties' || !file.startsWith('ldap-server')) expect(status).not.toBe('failed');
          fc.assert(
            fc.property(fc.array(fc.tuple(fc.nat(), anyJson), { maxLength: 8 }), (changes) => {
              checkRun(entity, mutate(planted, changes as [number, Json][]), operation, count);
            }),
            { numRuns: 15 },
          );
        }
      }
    });
  });
});
