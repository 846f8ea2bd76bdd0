// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the language's own syntax
import { isDeepStrictEqual } from 'node:util';
import { parse } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import {
  compileTransformation,
  type EntityTransformation,
  type Json,
  type JsonMap,
  type Operation,
  TransformationError,
} from '../../src/transformation/index.ts';
import { printCondition, printPath } from '../../src/transformation/jsonpath/index.ts';
import { mutate, plantEntity } from '../conformance/plant.ts';
import { withMistakes } from '../support/mistakes.ts';
import { fc, reaching } from '../support/property.ts';
import { compileDefault, compileUser, defaultText, failed, transformed } from './helpers.ts';
import { conditionTrees, paths } from './jsonpath/arbitraries.ts';

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

/** Something for each of them. */
const FOR_ZOO = JSON.parse(`{
  "id": "1", "userName": "ab", "value": "v", "type": "work", "active": true, "name": { "type": "x", "y": "z" },
  "emails": [{ "value": "a", "type": "work", "primary": true }, { "value": "b", "type": "home" }],
  "members": [{ "value": "m" }, { "value": "n" }],
  "constructor": { "prototype": { "a": 1 } }, "__proto__": { "b": { "c": 2 } }
}`) as JsonMap;

/** A transformation, and an entity that has what it looks for. */
interface Subject {
  readonly transformation: EntityTransformation;
  readonly planted: JsonMap;
  /** That it is for. */
  readonly operations: readonly Operation[];
}

const WRITES: readonly Operation[] = ['create', 'update'];

/** Every mapping alone, so that one that fails keeps no other from running. */
const single = ZOO.map(
  (mapping): Subject => ({ transformation: compileUser([mapping]), planted: FOR_ZOO, operations: WRITES }),
);
const together: Subject = { transformation: compileUser(ZOO), planted: FOR_ZOO, operations: WRITES };
const defaults = (
  ['identity-authentication/v1', 'identity-authentication/v2', 'cloud-foundry'] as const
).flatMap((folder) =>
  (['read', 'write'] as const).flatMap((direction) => {
    const mappings = parse(defaultText(folder, direction)) as JsonMap;
    return Object.entries(compileDefault(folder, direction).entities).map(
      ([entityType, transformation]): Subject => ({
        transformation,
        planted: plantEntity(mappings[entityType] as JsonMap, {}),
        operations: direction === 'read' ? ['read'] : WRITES,
      }),
    );
  }),
);
const transformations = [...single, together, ...defaults].map(({ transformation }) => transformation);

const subject = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...single) },
  { weight: 3, arbitrary: fc.constant(together) },
  { weight: 4, arbitrary: fc.constantFrom(...defaults) },
);
/** What the transformation looks for, with a few changes, and now and then any JSON. */
const anyRun = subject.chain(({ transformation, planted, operations }) =>
  fc.record({
    entity: fc.oneof(
      {
        weight: 5,
        arbitrary: fc
          .array(fc.tuple(fc.nat(), json), { maxLength: 3 })
          .map((changes) => mutate(planted, changes)),
      },
      json,
    ),
    operation: fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom(...operations) },
      fc.constantFrom(...OPERATIONS),
    ),
    transformation: fc.constant(transformation),
    variables: fc.record({
      entityBaseLocation: fc.constant('https://x.example/'),
      entityIdTargetSystem: fc.oneof({ weight: 3, arbitrary: fc.constant<Json>('IFCEC') }, json),
    }),
  }),
);

/** With this in place of every text. */
function marking(value: Json, text: string): Json {
  if (typeof value === 'string') return text;
  if (Array.isArray(value)) return value.map((element) => marking(element, text));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, marking(member, text)]));
}

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}

/** Of the objects in it, at whatever depth. */
function attributesOf(output: JsonMap): number {
  return [...objectsIn(output)].reduce(
    (sum, object) => sum + (Array.isArray(object) ? 0 : Object.keys(object).length),
    0,
  );
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
      fc.property(
        anyRun,
        reaching(({ entity, operation, transformation, variables }) => {
          const before = JSON.stringify(entity);
          deepFreeze(entity);
          const result = transformation.run(entity, { operation, variables });
          expect(JSON.stringify(entity)).toBe(before);
          if (result.status !== 'transformed') return false;
          expect(isDeepStrictEqual(JSON.parse(JSON.stringify(result.output)), result.output)).toBe(true);
          const shared = objectsIn(entity).intersection(objectsIn(result.output));
          expect([...shared]).toEqual([]);
          return attributesOf(result.output) > 2;
        }),
      ),
      { numRuns: 2000 },
    );
  });

  it('no prototype is touched', () => {
    const before = [Object, Array, Function].map(({ prototype }) => Reflect.ownKeys(prototype));
    fc.assert(
      fc.property(
        anyRun,
        reaching(({ entity, operation, transformation, variables }) => {
          const result = transformation.run(entity, { operation, variables });
          expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
          if (result.status !== 'transformed') return false;
          for (const object of [...objectsIn(result.output), result.variables]) {
            const expected = Array.isArray(object) ? Array.prototype : Object.prototype;
            expect(Object.getPrototypeOf(object)).toBe(expected);
          }
          return attributesOf(result.output) > 2;
        }),
      ),
      { numRuns: 1000 },
    );
    expect([Object, Array, Function].map(({ prototype }) => Reflect.ownKeys(prototype))).toEqual(before);
  });

  it('a trace changes nothing about the result', () => {
    fc.assert(
      fc.property(
        anyRun,
        reaching(({ entity, operation, transformation, variables }) => {
          const { trace, ...traced } = transformation.run(entity, { operation, variables, trace: true });
          expect(isDeepStrictEqual(traced, transformation.run(entity, { operation, variables }))).toBe(true);
          expect(trace?.mappings).toBeDefined();
          expect(() => JSON.stringify(trace)).not.toThrow();
          return traced.status === 'transformed' && attributesOf(traced.output) > 2;
        }),
      ),
      { numRuns: 1000 },
    );
  });

  it('a failure names a mapping and shows nothing of the entity', () => {
    const secret = 'zx81-spectrum';
    /** Each fails at a text, a list or an object, and some at whatever is there. */
    const failing: readonly JsonMap[] = [
      { sourcePath: '$.nothing', targetPath: '$.x' },
      { sourcePath: '$.value', targetPath: '$.x', functions: [{ function: 'decode', algorithm: 'base32' }] },
      {
        sourcePath: '$.value',
        targetPath: '$.x',
        functions: [
          { function: 'manipulateDate', days: 1, sourceDateFormat: 'yyyy', targetDateFormat: 'yyyy' },
        ],
      },
      {
        sourcePath: '$.name',
        targetPath: '$.x',
        functions: [{ function: 'replaceString', target: 'a', replacement: 'b' }],
      },
      {
        sourcePath: '$.value',
        targetPath: '$.x',
        functions: [{ function: 'matchRegex', regex: '(.*)(.*)(.*)\\1!' }],
      },
      { constant: 'y', targetPath: '$.x', condition: "$.emails CONTAINS 'a'" },
      {
        sourcePath: '$.emails',
        targetPath: '$.x',
        functions: [{ function: 'toString' }, { function: 'toLowerCaseString' }],
      },
      {
        sourcePath: '$.name',
        targetPath: '$.x',
        functions: [{ function: 'convertTimezoneCode', outputFormat: 'iana' }],
      },
      {
        type: 'valueMapping',
        sourcePaths: ['$.value'],
        targetPath: '$.x',
        valueMappings: [{ key: ['k'], mappedValue: 'm' }],
      },
      { type: 'rename', constant: 'x', targetPath: '$.nothing' },
      {
        sourcePath: '$.value',
        targetPath: '$.x',
        functions: [{ function: 'substring', beginIndex: 500, endIndex: 600 }],
      },
      {
        sourcePath: '$.value',
        targetPath: '$.x',
        functions: [
          { function: 'splitStringToArray', separator: '!' },
          { function: 'elementAt', index: 1000 },
        ],
      },
    ];
    const compiled = failing.map((mapping) => compileUser([mapping]));
    fc.assert(
      fc.property(
        fc.constantFrom(...compiled),
        fc.array(fc.tuple(fc.nat(), json), { maxLength: 3 }),
        fc.constantFrom(...OPERATIONS),
        reaching((transformation, changes, operation) => {
          const long = `${secret}${'!'.repeat(200)}`;
          const marked = marking(mutate(FOR_ZOO, changes), long);
          const result = transformation.run(marked, { operation });
          if (result.status !== 'failed') return false;
          expect(result.mapping).not.toBe('');
          expect(result.path).not.toBe('');
          expect(result.reason).not.toBe('');
          expect(JSON.stringify(result)).not.toContain(secret);
          return JSON.stringify(marked).includes(secret);
        }),
      ),
      { numRuns: 500 },
    );
  });

  it('looking for ids never throws', () => {
    fc.assert(
      fc.property(
        anyRun,
        fc.string(),
        reaching(({ entity, operation, transformation }, id) => {
          expect(['string', 'undefined']).toContain(typeof transformation.targetId(id, operation));
          expect(['string', 'undefined']).toContain(typeof transformation.sourceId(entity));
          expect(typeof transformation.canOmit(id)).toBe('boolean');
          expect(() => transformation.attributeSource([id, 0, 'value'])).not.toThrow();
          return transformation.targetId(id, operation) !== undefined;
        }),
      ),
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
      fc.property(
        anyRun,
        fc.integer({ min: 1, max: 40 }),
        reaching(({ entity, operation, transformation }, times) => {
          const repeated = {
            emails: Array(times).fill(entity),
            members: Array(times).fill(entity),
            name: entity,
          };
          // Each of at most 60 mappings may look at each value some times: to test, to read, and to copy it.
          expect(looksAt(transformation, repeated, operation)).toBeLessThan(500 + 300 * size(repeated));
          return size(entity) > 1;
        }),
      ),
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
        reaching((entity) => {
          const { output } = transformed(identity.run(entity, { operation: 'create' }));
          expect(isDeepStrictEqual(output, entity)).toBe(true);
          expect(JSON.stringify(output)).toBe(JSON.stringify(entity));
          expect([...objectsIn(entity).intersection(objectsIn(output))]).toEqual([]);
          return objectsIn(entity).size > 1;
        }),
      ),
      { numRuns: 1000 },
    );
  });
});

describe('whatever the text is', () => {
  const valid = defaultText('identity-authentication/v2', 'write');
  const cut = fc
    .tuple(
      fc.nat(valid.length),
      fc.nat(40),
      fc.oneof(fc.string(), fc.constantFrom('{', '[', '"', '%', '${', '\\', '(')),
    )
    .map(([at, length, put]) => valid.slice(0, at) + put + valid.slice(at + length));
  const user = (parse(valid) as { user: { mappings: JsonMap[] } }).user;
  /** The default transformation with some of its mappings in another order, and one changed somewhere. */
  const changed = fc
    .tuple(fc.shuffledSubarray(user.mappings), fc.array(fc.tuple(fc.nat(), json), { maxLength: 1 }))
    .map(([mappings, changes]) => JSON.stringify({ user: mutate({ ...user, mappings }, changes) }));
  const path = fc.constantFrom('$.a', '$.a[0].b', '$.a[*].b', "$['__proto__'].b", '$.c', '$');
  const target = fc.constantFrom('$.a', '$.b[0].c', "$['__proto__'].x", '$.d[?(@.e)]');
  const mapping = fc.record(
    {
      sourcePath: path,
      targetPath: target,
      optional: fc.boolean(),
      condition: fc.constantFrom('$.a', "$.a[0].b == '1'", '$.c EMPTY true'),
      defaultValue: json,
      functions: fc.constantFrom<Json>([], [{ function: 'toString' }], [{ function: 'elementAt', index: 0 }]),
    },
    { requiredKeys: ['sourcePath', 'targetPath'] },
  );
  const KEYS = [
    'type',
    'condition',
    'sourcePath',
    'targetPath',
    'constant',
    'functions',
    'optional',
    '__proto__',
  ];
  const mappings = fc
    .array(
      fc.oneof(
        { weight: 9, arbitrary: mapping },
        fc.dictionary(fc.constantFrom(...KEYS), json),
        fc
          .tuple(mapping, fc.constantFrom(...KEYS), json)
          .map(([right, key, value]) => ({ ...right, [key]: value })),
      ),
      { minLength: 1, maxLength: 4 },
    )
    .map((some) => JSON.stringify({ user: { mappings: some } }));
  /** Character by character. */
  const mistaken = (text: fc.Arbitrary<string>, odd: string) =>
    withMistakes(
      text.map((whole) => [...whole]),
      fc.constantFrom(...odd),
    ).map((characters) => characters.join(''));
  const expressions = fc
    .record({
      condition: mistaken(conditionTrees.map(printCondition), '$@.[]()?\'"*&|!=<>~/\\ ,:ab1-'),
      sourcePath: mistaken(
        paths.map((read) => printPath({ ...read, root: '$' })),
        '$@.[]()?\'"*,:ab1-',
      ),
      targetPath: fc.oneof({ weight: 5, arbitrary: target }, mistaken(target, "$.[]()?'*@ab1")),
    })
    .map((expression) => JSON.stringify({ user: { mappings: [expression] } }));

  it.each([
    ['broken', fc.oneof({ weight: 5, arbitrary: changed }, cut), 300, true],
    ['arbitrary', fc.oneof(fc.string(), fc.json()), 500, false],
    ['of arbitrary mappings', mappings, 500, true],
    ['of arbitrary expressions', expressions, 1000, true],
  ])('%s: it loads, or is refused with findings', (_, texts, numRuns, mostLoad) => {
    fc.assert(
      fc.property(
        texts,
        fc.constantFrom('read', 'write'),
        reaching((text, direction) => {
          try {
            const { entities } = compileTransformation(text, { direction });
            for (const entity of Object.values(entities))
              entity.run({ a: [{ b: 1 }] }, { operation: 'create' });
            return mostLoad;
          } catch (error) {
            expect(error).toBeInstanceOf(TransformationError);
            expect((error as TransformationError).findings.length).toBeGreaterThan(0);
            return !mostLoad;
          }
        }),
      ),
      { numRuns },
    );
  });
});
