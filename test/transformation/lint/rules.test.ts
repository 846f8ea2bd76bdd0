// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the language's own syntax
import { describe, expect, it } from 'vitest';
import type { CompileOptions, JsonMap, Severity } from '../../../src/transformation/index.ts';
import { failed, findingsOf, findingsOfMappings, rulesOf, runMappings } from '../helpers.ts';

const ID = { sourcePath: '$.id', targetVariable: 'entityIdSourceSystem', targetPath: '$.id' };
const COPY = { sourcePath: '$.a', targetPath: '$.a' };

interface Case {
  readonly rule: string;
  readonly severity: Severity;
  /** Zero-based, the mapping that is found; absent: the entity type. */
  readonly at?: number;
  readonly mappings: readonly JsonMap[];
  readonly direction?: CompileOptions['direction'];
  readonly entity?: JsonMap;
  readonly message?: string;
}

const FOUND: Case[] = [
  {
    rule: 'key-without-effect',
    severity: 'warning',
    at: 0,
    mappings: [{ type: 'remove', targetPath: '$.a', functions: [{ function: 'toString' }] }],
  },
  { rule: 'key-without-effect', severity: 'warning', at: 0, mappings: [{ ...COPY, valueMappings: [] }] },
  {
    rule: 'unknown-key',
    severity: 'warning',
    at: 1,
    mappings: [COPY, { ...COPY, targetPath: '$.b', sourcepath: 1 }],
  },
  {
    rule: 'unknown-key',
    severity: 'warning',
    at: 0,
    mappings: [{ ...COPY, hashing: 'x' }],
    message: 'proxy',
  },
  { rule: 'unknown-key', severity: 'warning', mappings: [], entity: { mapping: [] } },
  {
    rule: 'unknown-function',
    severity: 'error',
    at: 0,
    mappings: [{ ...COPY, functions: [{ function: 'upper' }] }],
  },
  {
    rule: 'unknown-parameter',
    severity: 'warning',
    at: 0,
    mappings: [{ ...COPY, functions: [{ function: 'concatString', suffix: 'x', sufix: 'y' }] }],
  },
  {
    rule: 'type-function-confusion',
    severity: 'error',
    at: 0,
    mappings: [{ ...COPY, type: 'toUpperCaseString' }],
  },
  { rule: 'source-count', severity: 'error', at: 0, mappings: [{ ...COPY, constant: 1 }] },
  { rule: 'source-count', severity: 'error', at: 0, mappings: [{ targetPath: '$.a' }] },
  { rule: 'source-count', severity: 'error', at: 0, mappings: [{ sourcePaths: ['$.a'], targetPath: '$.a' }] },
  { rule: 'source-count', severity: 'error', at: 0, mappings: [{ type: 'rename', targetPath: '$.a' }] },
  {
    rule: 'source-count',
    severity: 'error',
    at: 0,
    mappings: [{ type: 'rename', constant: 5, targetPath: '$.a' }],
  },
  { rule: 'source-count', severity: 'error', at: 0, mappings: [{ ...COPY, type: 'valueMapping' }] },
  { rule: 'source-count', severity: 'warning', at: 0, mappings: [{ ...COPY, type: 'remove' }] },
  { rule: 'variable-path', severity: 'error', at: 0, mappings: [{ ...COPY, variablePath: '$.x' }] },
  { rule: 'missing-target', severity: 'warning', at: 0, mappings: [{ sourcePath: '$.a' }] },
  { rule: 'missing-target', severity: 'error', at: 0, mappings: [{ type: 'remove' }] },
  { rule: 'missing-target', severity: 'error', at: 0, mappings: [{ type: 'rename', constant: 'x' }] },
  { rule: 'invalid-path', severity: 'error', at: 0, mappings: [{ ...COPY, sourcePath: '$.a.' }] },
  { rule: 'invalid-path', severity: 'error', at: 0, mappings: [{ ...COPY, targetPath: '$..a' }] },
  { rule: 'invalid-condition', severity: 'error', at: 0, mappings: [{ ...COPY, condition: '$.a ==' }] },
  { rule: 'invalid-condition', severity: 'error', mappings: [], entity: { condition: '(' } },
  { rule: 'variable-in-path', severity: 'error', at: 0, mappings: [{ ...COPY, sourcePath: "$['${a}']" }] },
  {
    rule: 'sql-operator',
    severity: 'error',
    at: 0,
    mappings: [{ ...COPY, condition: "$.a <> 'x'" }],
    message: '<>',
  },
  {
    rule: 'sql-operator',
    severity: 'error',
    at: 0,
    mappings: [{ ...COPY, condition: "$.a == 'x' AND $.b == 1" }],
  },
  { rule: 'sql-operator', severity: 'error', at: 0, mappings: [{ ...COPY, condition: "$.a = 'x'" }] },
  { rule: 'sql-operator', severity: 'error', at: 0, mappings: [{ ...COPY, condition: "$.a LIKE 'x%'" }] },
  { rule: 'sql-operator', severity: 'error', at: 0, mappings: [{ ...COPY, condition: '$.a IS NOT NULL' }] },
  {
    rule: 'sql-operator',
    severity: 'error',
    at: 0,
    mappings: [
      { ...COPY, functions: [{ function: 'concatString', suffix: 'x', condition: "@ == 'a' OR @ == 'b'" }] },
    ],
  },
  { rule: 'percent-sign', severity: 'warning', at: 0, mappings: [{ constant: '100%', targetPath: '$.a' }] },
  {
    rule: 'unreachable-mapping',
    severity: 'warning',
    at: 1,
    direction: 'read',
    mappings: [ID, { ...COPY, scope: 'createEntity' }],
  },
  {
    rule: 'unreachable-mapping',
    severity: 'warning',
    at: 0,
    mappings: [{ ...COPY, scope: 'createEntity' }],
    entity: { skipOperations: ['create'] },
  },
  {
    rule: 'unreachable-mapping',
    severity: 'warning',
    at: 0,
    mappings: [{ ...COPY, condition: "'a' == 'b'" }],
  },
  {
    rule: 'unreachable-mapping',
    severity: 'warning',
    at: 0,
    mappings: [{ ...COPY, condition: "$.kind == 'a' && $.kind == 'b'" }],
  },
  {
    rule: 'unreachable-mapping',
    severity: 'warning',
    at: 0,
    mappings: [{ ...COPY, condition: '$.kind EMPTY true && $.kind EMPTY false' }],
  },
  {
    rule: 'unreachable-mapping',
    severity: 'warning',
    at: 0,
    mappings: [{ ...COPY, condition: '$.active == true && $.active != true' }],
  },
  {
    rule: 'variable-not-set',
    severity: 'warning',
    at: 0,
    mappings: [{ sourceVariable: 'none', targetPath: '$.a' }],
    message: 'no mapping sets',
  },
  {
    rule: 'variable-not-set',
    severity: 'warning',
    at: 0,
    mappings: [
      { constant: '${v}', targetPath: '$.a' },
      { sourcePath: '$.b', targetVariable: 'v' },
    ],
    message: 'only by mapping 2',
  },
  {
    rule: 'variable-not-set',
    severity: 'warning',
    at: 1,
    mappings: [
      { sourcePath: '$.b', targetVariable: 'v', scope: 'createEntity' },
      { sourceVariable: 'v', targetPath: '$.a', scope: 'patchEntity' },
    ],
  },
  { rule: 'variable-never-read', severity: 'warning', at: 0, mappings: [{ ...COPY, targetVariable: 'v' }] },
  {
    rule: 'target-system-variable',
    severity: 'info',
    at: 0,
    mappings: [{ constant: ['g'], targetVariable: 'assignGroup' }],
  },
  { rule: 'duplicate-target', severity: 'warning', at: 1, mappings: [COPY, { ...COPY, sourcePath: '$.b' }] },
  { rule: 'missing-entity-id', severity: 'warning', direction: 'read', mappings: [COPY] },
  {
    rule: 'mandatory-variable-target',
    severity: 'warning',
    at: 0,
    direction: 'read',
    mappings: [{ ...ID, optional: true }],
    message: 'every entity',
  },
  {
    rule: 'mandatory-variable-target',
    severity: 'warning',
    at: 0,
    direction: 'read',
    mappings: [{ sourcePath: '$.id', targetVariable: 'entityIdSourceSystem' }],
    message: 'output',
  },
  {
    rule: 'value-mapping-key',
    severity: 'warning',
    at: 0,
    mappings: [
      {
        type: 'valueMapping',
        sourcePaths: ['$.a'],
        targetPath: '$.a',
        valueMappings: [{ key: ['x', 'y'], mappedValue: 1 }],
      },
    ],
  },
  { rule: 'unused-default', severity: 'warning', at: 0, mappings: [{ ...COPY, defaultValue: 1 }] },
  {
    rule: 'empty-list',
    severity: 'warning',
    at: 0,
    mappings: [{ sourcePath: '$.a[*].b', targetPath: '$.a' }],
  },
  {
    rule: 'schema-path',
    severity: 'warning',
    at: 0,
    mappings: [{ sourcePath: '$.emails.value', targetPath: '$.mail' }],
    message: 'emails[0].value',
  },
  {
    rule: 'schema-path',
    severity: 'warning',
    at: 0,
    mappings: [{ sourcePath: '$.username', targetPath: '$.a' }],
  },
  {
    rule: 'schema-path',
    severity: 'warning',
    at: 0,
    mappings: [{ sourcePath: '$.name.famlyName', targetPath: '$.a' }],
  },
  {
    rule: 'schema-path',
    severity: 'warning',
    at: 0,
    mappings: [{ sourcePath: '$.userName.value', targetPath: '$.a' }],
  },
  {
    rule: 'schema-path',
    severity: 'warning',
    at: 0,
    mappings: [{ sourcePath: '$.name[0]', targetPath: '$.a' }],
  },
  {
    rule: 'schema-path',
    severity: 'warning',
    at: 0,
    mappings: [{ ...COPY, condition: '$.Active == true' }],
  },
  {
    rule: 'schema-path',
    severity: 'warning',
    at: 1,
    direction: 'read',
    mappings: [ID, { sourcePath: '$.tz', targetPath: '$.timeZone' }],
  },
  {
    rule: 'regex-may-explode',
    severity: 'warning',
    at: 0,
    mappings: [{ ...COPY, functions: [{ function: 'replaceAllString', regex: '^(a+)+$', replacement: '' }] }],
  },
  {
    rule: 'regex-may-explode',
    severity: 'warning',
    at: 0,
    mappings: [{ ...COPY, condition: '$.a =~ /(x*)*y/' }],
  },
  {
    rule: 'regex-too-many-steps',
    severity: 'warning',
    at: 1,
    mappings: [ID, { ...COPY, functions: [{ function: 'matchRegex', regex: '(a{1,100}){1,100}$' }] }],
    message: '(a{1,100}){1,100}$',
  },
  {
    rule: 'regex-too-many-steps',
    severity: 'warning',
    at: 0,
    mappings: [{ ...COPY, condition: '$.a =~ /(a{1,500}){1,500}b/i' }],
  },
  {
    rule: 'regex-too-many-steps',
    severity: 'warning',
    at: 0,
    mappings: [{ ...COPY, sourcePath: '$.a[?(@.b =~ /([a-z]{1,255}){1,100}!/)]' }],
  },
  {
    rule: 'regex-too-many-steps',
    severity: 'warning',
    at: 0,
    mappings: [
      {
        ...COPY,
        functions: [{ function: 'toString', condition: '@ =~ /([a-z]{1,255}){1,100}!/' }],
      },
    ],
  },
];

describe.each(FOUND)(
  '$rule',
  ({ rule, severity, at, mappings, direction = 'write', entity = {}, message = '' }) => {
    it(`is found in ${JSON.stringify(mappings[at ?? 0] ?? entity)}`, () => {
      const lines = mappings.map((mapping) => JSON.stringify(mapping)).join(',\n');
      const head = Object.entries(entity).map(([key, value]) => `"${key}": ${JSON.stringify(value)}, `);
      const text = `{"user": {${head.join('')}"mappings": [\n${lines}]}}`;
      const found = findingsOf(text, { direction, file: 'x.json' }).filter(
        (finding) => finding.rule === rule,
      );
      expect(found).toHaveLength(1);
      const [finding] = found;
      expect(finding).toMatchObject({ severity, file: 'x.json', line: at === undefined ? 1 : at + 2 });
      expect(finding?.column).toBeGreaterThan(0);
      expect(`${finding?.message} ${finding?.fix}`).toContain(message);
      expect(finding?.fix).toBeTruthy();
    });
  },
);

describe('nothing is found', () => {
  const INNOCENT: [string, JsonMap[], Partial<CompileOptions>?][] = [
    ['in a read transformation', [ID, COPY], { direction: 'read' }],
    [
      'in mappings that exclude each other by scope',
      [
        { ...COPY, scope: 'createEntity' },
        { ...COPY, scope: 'patchEntity' },
      ],
    ],
    [
      'in a default that a later optional mapping replaces',
      [
        { constant: 1, targetPath: '$.a' },
        { ...COPY, optional: true },
      ],
    ],
    [
      'in mappings that exclude each other by condition',
      [
        { ...COPY, condition: '$.b == 1' },
        { ...COPY, condition: '$.b == 2' },
      ],
    ],
    [
      'in list positions that are inserted',
      [
        { sourcePath: '$.x', targetPath: '$.p[0]' },
        { sourcePath: '$.y', targetPath: '$.p[0]' },
      ],
    ],
    [
      'in a variable that is set on create and read on create',
      [
        { sourcePath: '$.b', targetVariable: 'v', scope: 'createEntity' },
        { constant: '${v}', targetPath: '$.a', scope: 'createEntity' },
      ],
    ],
    ['in the id that the URL brings', [{ sourceVariable: 'entityIdTargetSystem', targetPath: '$.id' }]],
    [
      'in a placeholder for the id that is not there yet',
      [
        { constant: 'dummy', targetPath: '$.id', scope: 'createEntity' },
        { sourceVariable: 'entityIdTargetSystem', targetPath: '$.id' },
      ],
    ],
    [
      'in a guarded filter',
      [
        {
          condition: '$.emails[?(@.primary == true)].value != []',
          sourcePath: '$.emails[?(@.primary == true)].value',
          targetPath: '$.mail',
        },
      ],
    ],
    [
      'in conditions that are no contradiction',
      [
        { ...COPY, condition: "$.x != 'a' && $.x != 'b'" },
        { ...COPY, targetPath: '$.b', condition: "$.l[*].t == 'a' && $.l[*].t == 'b'" },
        { ...COPY, targetPath: '$.c', condition: "$.x == '1' && $.x == 1" },
      ],
    ],
    ['in SQL words inside of texts', [{ ...COPY, condition: "$.a == 'x AND y' || $.b =~ /a<>b OR c/" }]],
    [
      'in a regular expression that repeats only once',
      [{ ...COPY, condition: '$.a =~ /(a|b)+c{1,3}[(+*]\\(a+\\)+(?:\\d+,)?/' }],
    ],
    [
      'in attributes that SCIM does not have',
      [
        { sourcePath: '$.custom.deep[0].value', targetPath: '$.a' },
        { sourcePath: "$['urn:x:1.0:User']['emails']", targetPath: '$.b' },
        { sourcePath: '$.emails[0].verified', targetPath: '$.c' },
      ],
    ],
    ['in PATCH bodies', [{ sourcePath: '$.Operations', targetPath: '$.Operations', scope: 'patchEntity' }]],
  ];

  it.each(INNOCENT)('%s', (_, mappings, options = {}) => {
    expect(rulesOf(findingsOfMappings(mappings, options))).toEqual([]);
  });

  it('in a condition that parameters switch off', () => {
    const text = JSON.stringify({ user: { mappings: [{ ...COPY, condition: "'%p%' == 'null'" }] } });
    expect(rulesOf(findingsOf(text, { properties: { p: 'x' } }))).toEqual([]);
  });
});

describe('a condition on nothing that only ever fails', () => {
  it.each([
    [{ condition: "[['x']] CONTAINS 'a'" }],
    [{ functions: [{ function: 'toString', condition: "1 IN [['x']]" }] }],
  ])('does not keep the transformation from being loaded: %j', (part) => {
    const mapping = { ...COPY, ...part };
    expect(findingsOfMappings([mapping])).toEqual([]);
    expect(failed(runMappings([mapping], { a: 1 })).mapping).toContain('mapping 1');
  });
});

describe('a misspelled key', () => {
  it('gets a suggestion', () => {
    const [finding] = findingsOfMappings([{ ...COPY, targetpath: '$.b' }]);
    expect(finding?.fix).toContain('targetPath');
  });
});
