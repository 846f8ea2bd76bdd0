// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the language's own syntax
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  compileTransformation,
  type EntityTransformation,
  type Json,
  type JsonMap,
  type Operation,
  TransformationError,
} from '../../src/transformation/index.ts';
import { fc } from '../support/property.ts';
import { compileDefault, compileUser, defaultText, failed, transformed } from './helpers.ts';

const NAMES = [
  'id',
  'userName',
  'emails',
  'members',
  'value',
  'type',
  'primary',
  'name',
  'schemas',
  'active',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'length',
  '0',
  '',
  'urn:ietf:params:scim:schemas:extension:sap:2.0:User',
];

/** Any JSON, with names that transformations look at and names that are dangerous. */
const { json } = fc.letrec<{ json: Json; object: JsonMap }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof(
      fc.string(),
      fc.constantFrom('work', 'User', '%x%', '${v}', "'", '{"a": 1}', '$.id', '[x]'),
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
      fc.boolean(),
      fc.constant(null),
    ),
    fc.array(tie('json'), { maxLength: 4 }),
    tie('object'),
  ),
  object: fc
    .array(fc.tuple(fc.constantFrom(...NAMES), tie('json')), { maxLength: 6 })
    // JSON.parse makes a member of `__proto__`, as it does for what clients send.
    .map((members) =>
      JSON.parse(
        `{${members.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`,
      ),
    ),
}));

const OPERATIONS: readonly Operation[] = ['read', 'create', 'update', 'patch', 'delete'];

/** Mappings of all kinds, each of them optional so that the ones after it run too. */
const ZOO: readonly JsonMap[] = [
  { sourcePath: '$.id', targetVariable: 'entityIdSourceSystem', targetPath: '$.id', optional: true },
  { sourcePath: '$.name', targetPath: '$', condition: "$.name.type == 'x'", optional: true },
  { sourcePath: '$.emails[*].value', targetPath: '$.emails[?(@.value)]', optional: true },
  { sourcePath: '$.emails[?(@.primary == true)]', targetPath: '$.primary', optional: true },
  { sourcePath: '$.emails', targetPath: '$.list[0]', condition: '$.emails EMPTY false', optional: true },
  { sourcePath: '$.members[0].value', targetPath: '$.list[2].value', optional: true },
  { sourcePath: "$['__proto__']", targetPath: "$['__proto__']['polluted']", optional: true },
  { sourcePath: '$.constructor', targetPath: '$.constructor.prototype.polluted', optional: true },
  { sourcePath: '$.value', targetVariable: '__proto__', optional: true },
  { constant: 'a-${__proto__}', targetPath: '$.text' },
  { constant: { polluted: true }, targetPath: '$.toString.__proto__' },
  { sourcePath: '$..value', targetPath: '$.all', preserveArrayWithSingleElement: true },
  { sourcePath: '$.emails[-1:].type', targetPath: '$.last', optional: true },
  { sourcePath: "$['id','userName']", targetPath: '$.both', optional: true },
  { type: 'rename', constant: '__proto__', targetPath: '$.emails[*].value' },
  { type: 'rename', constant: 'constructor', targetPath: '$.text', optional: true },
  { type: 'remove', targetPath: "$.list[?(@.type == 'work')].value" },
  {
    sourcePath: '$.members',
    targetPath: '$.members',
    optional: true,
    functions: [{ function: 'putIfAbsent', key: '__proto__', defaultValue: 'x' }],
  },
  {
    type: 'valueMapping',
    sourcePaths: ['$.active', '$.type'],
    targetPath: '$.mapped',
    defaultValue: [],
    valueMappings: [{ key: [true, 'work'], mappedValue: { nested: {} } }],
  },
  {
    condition: "'${__proto__}' == $.value || $.userName =~ /(a|b)*c/",
    constant: true,
    targetPath: '$.matched',
  },
];

/** Every mapping alone, so that one that fails keeps no other from running, and all together. */
const transformations: readonly EntityTransformation[] = [
  ...ZOO.map((mapping) => compileUser([mapping])),
  compileUser(ZOO),
  ...(['identity-authentication/v1', 'identity-authentication/v2', 'cloud-foundry'] as const).flatMap(
    (folder) =>
      (['read', 'write'] as const).flatMap((direction) =>
        Object.values(compileDefault(folder, direction).entities),
      ),
  ),
];

const anyRun = fc.record({
  entity: json,
  operation: fc.constantFrom(...OPERATIONS),
  transformation: fc.constantFrom(...transformations),
  id: json,
});

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}

function objectsIn(value: unknown, found = new Set<object>()): Set<object> {
  if (typeof value === 'object' && value !== null) {
    found.add(value);
    for (const inner of Object.values(value)) objectsIn(inner, found);
  }
  return found;
}

describe('whatever the entity is', () => {
  it('a run gives a result that is JSON, changes nothing and shares nothing', () => {
    fc.assert(
      fc.property(anyRun, ({ entity, operation, transformation, id }) => {
        const before = JSON.stringify(entity);
        deepFreeze(entity);
        const variables = { entityBaseLocation: 'https://x.example/', entityIdTargetSystem: id };
        const result = transformation.run(entity, { operation, variables });
        expect(JSON.stringify(entity)).toBe(before);
        if (result.status !== 'transformed') return;
        expect(isDeepStrictEqual(JSON.parse(JSON.stringify(result.output)), result.output)).toBe(true);
        const shared = objectsIn(entity).intersection(objectsIn(result.output));
        expect([...shared]).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  it('no prototype is touched', () => {
    const before = [Object, Array, Function].map(({ prototype }) => Reflect.ownKeys(prototype));
    fc.assert(
      fc.property(anyRun, ({ entity, operation, transformation }) => {
        const result = transformation.run(entity, { operation });
        expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
        if (result.status !== 'transformed') return;
        for (const object of [...objectsIn(result.output), result.variables]) {
          const expected = Array.isArray(object) ? Array.prototype : Object.prototype;
          expect(Object.getPrototypeOf(object)).toBe(expected);
        }
      }),
      { numRuns: 1000 },
    );
    expect([Object, Array, Function].map(({ prototype }) => Reflect.ownKeys(prototype))).toEqual(before);
  });

  it('a trace changes nothing about the result', () => {
    fc.assert(
      fc.property(anyRun, ({ entity, operation, transformation }) => {
        const { trace, ...traced } = transformation.run(entity, { operation, trace: true });
        expect(isDeepStrictEqual(traced, transformation.run(entity, { operation }))).toBe(true);
        expect(trace?.mappings).toBeDefined();
        expect(() => JSON.stringify(trace)).not.toThrow();
      }),
      { numRuns: 1000 },
    );
  });

  it('a failure names a mapping and shows nothing of the entity', () => {
    const secret = 'zx81-spectrum';
    fc.assert(
      fc.property(anyRun, ({ entity, operation, transformation }) => {
        const marked = JSON.parse(JSON.stringify(entity).replaceAll('"work"', `"${secret}"`)) as Json;
        const result = transformation.run(marked, { operation });
        if (result.status !== 'failed') return;
        expect(result.mapping).not.toBe('');
        expect(result.path).not.toBe('');
        expect(result.reason).not.toBe('');
        expect(JSON.stringify(result)).not.toContain(secret);
      }),
      { numRuns: 1000 },
    );
  });

  it('looking for ids never throws', () => {
    fc.assert(
      fc.property(anyRun, fc.string(), ({ entity, operation, transformation }, id) => {
        expect(['string', 'undefined']).toContain(typeof transformation.targetId(id, operation));
        expect(['string', 'undefined']).toContain(typeof transformation.sourceId(entity));
        expect(typeof transformation.canOmit(id)).toBe('boolean');
        expect(() => transformation.attributeSource([id, 0, 'value'])).not.toThrow();
      }),
      { numRuns: 300 },
    );
  });
});

describe('the number of steps', () => {
  /** Counts every look at the document. */
  function counted(value: Json, counter: { looks: number }): Json {
    if (typeof value !== 'object' || value === null) return value;
    const inner = Array.isArray(value)
      ? value.map((element) => counted(element, counter))
      : Object.fromEntries(Object.entries(value).map(([name, member]) => [name, counted(member, counter)]));
    return new Proxy(inner as JsonMap, {
      get(target, name, receiver) {
        counter.looks += 1;
        return Reflect.get(target, name, receiver);
      },
      has(target, name) {
        counter.looks += 1;
        return Reflect.has(target, name);
      },
      ownKeys(target) {
        counter.looks += 1;
        return Reflect.ownKeys(target);
      },
      getOwnPropertyDescriptor(target, name) {
        counter.looks += 1;
        return Reflect.getOwnPropertyDescriptor(target, name);
      },
    });
  }

  function looksAt(transformation: EntityTransformation, entity: Json, operation: Operation): number {
    const counter = { looks: 0 };
    transformation.run(counted(entity, counter), { operation });
    return counter.looks;
  }

  function size(value: Json): number {
    if (typeof value !== 'object' || value === null) return 1;
    return 1 + Object.values(value).reduce((sum: number, inner) => sum + size(inner), 0);
  }

  it('grows no faster than the entity', () => {
    fc.assert(
      fc.property(anyRun, fc.integer({ min: 1, max: 40 }), ({ entity, operation, transformation }, times) => {
        const repeated = {
          emails: Array(times).fill(entity),
          members: Array(times).fill(entity),
          name: entity,
        };
        // Each of at most 60 mappings may look at each value some times: to test, to read, and to copy it.
        expect(looksAt(transformation, repeated, operation)).toBeLessThan(500 + 300 * size(repeated));
      }),
      { numRuns: 300 },
    );
  });

  it('doubles at most when a list doubles', () => {
    const entity = (length: number): JsonMap => ({
      id: '1',
      emails: Array.from({ length }, (_, index) => ({
        value: `v${index}`,
        type: 'work',
        primary: index === 0,
      })),
      members: Array.from({ length }, (_, index) => ({ value: `m${index}` })),
    });
    for (const transformation of transformations) {
      for (const operation of OPERATIONS) {
        const [small, large] = [500, 1000].map((length) =>
          looksAt(transformation, entity(length), operation),
        );
        expect(large).toBeLessThanOrEqual(2 * (small ?? 0) + 200);
      }
    }
  });

  const list = (length: number) => ({
    members: Array.from({ length }, (_, index) => ({ value: `v${index}` })),
  });
  const filtered = (sourcePath: string) =>
    compileUser([{ sourcePath, targetPath: '$.a', preserveArrayWithSingleElement: true }]);

  it('allows filters that look at the whole entity for each element, the same for all of them', () => {
    const entity = list(20_000);
    const result = filtered('$.members[?(@.value in $..value)]').run(entity, { operation: 'create' });
    expect(transformed(result).output).toEqual({ a: entity.members });
  });

  it('is bounded for filters that look at the whole entity for each element, for none like another', () => {
    const other = filtered('$.members[?(@..value in $..[?(@.value)]..value)]');
    const [small, large] = [list(100), list(20_000)];
    expect(transformed(other.run(small, { operation: 'create' })).output).toEqual({ a: [] });
    expect(failed(other.run(large, { operation: 'create' })).reason).toMatch(
      /^the work on this entity exceeds 1500000 steps: /,
    );
  });
});

describe('the identity transformation', () => {
  it('is a deep copy', () => {
    const identity = compileUser([{ sourcePath: '$', targetPath: '$' }]);
    fc.assert(
      fc.property(
        json.filter((value) => typeof value === 'object' && value !== null && !Array.isArray(value)),
        (entity) => {
          const { output } = transformed(identity.run(entity, { operation: 'create' }));
          expect(isDeepStrictEqual(output, entity)).toBe(true);
          expect(JSON.stringify(output)).toBe(JSON.stringify(entity));
          expect([...objectsIn(entity).intersection(objectsIn(output))]).toEqual([]);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('whatever the text is', () => {
  const valid = defaultText('identity-authentication/v2', 'write');
  const broken = fc
    .tuple(
      fc.nat(valid.length),
      fc.nat(40),
      fc.oneof(fc.string(), fc.constantFrom('{', '[', '"', '%', '${', '\\', '(')),
    )
    .map(([at, cut, put]) => valid.slice(0, at) + put + valid.slice(at + cut));

  it.each([
    ['broken', broken, 300],
    ['arbitrary', fc.oneof(fc.string(), fc.json()), 500],
    [
      'of arbitrary mappings',
      fc
        .array(
          fc.dictionary(
            fc.constantFrom(
              'type',
              'condition',
              'sourcePath',
              'targetPath',
              'constant',
              'functions',
              'optional',
              '__proto__',
            ),
            json,
          ),
        )
        .map((mappings) => JSON.stringify({ user: { mappings } })),
      500,
    ],
    [
      'of arbitrary expressions',
      fc
        .record({
          condition: fc.string({ unit: fc.constantFrom(...'$@.[]()?\'"*&|!=<>~/\\ ,:ab1-') }),
          sourcePath: fc.string({ unit: fc.constantFrom(...'$@.[]()?\'"*,:ab1-') }).map((path) => `$${path}`),
          targetPath: fc.string({ unit: fc.constantFrom(..."$.[]()?'*@ab1") }).map((path) => `$${path}`),
        })
        .map((mapping) => JSON.stringify({ user: { mappings: [mapping] } })),
      1000,
    ],
  ])('%s: it loads, or is refused with findings', (_, texts, numRuns) => {
    fc.assert(
      fc.property(texts, fc.constantFrom('read', 'write'), (text, direction) => {
        try {
          const { entities } = compileTransformation(text, { direction });
          for (const entity of Object.values(entities))
            entity.run({ a: [{ b: 1 }] }, { operation: 'create' });
        } catch (error) {
          expect(error).toBeInstanceOf(TransformationError);
          expect((error as TransformationError).findings.length).toBeGreaterThan(0);
        }
      }),
      { numRuns },
    );
  });
});
