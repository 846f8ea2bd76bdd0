// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the language's own syntax

import { describe, expect, it } from 'vitest';
import type { CompileOptions, Json, JsonMap, Severity } from '../../../src/transformation/index.ts';
import { findingsOf, findingsOfMappings } from '../helpers.ts';

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

const URN = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

const FOUND: Case[] = [
  {
    rule: 'password-never-shown',
    severity: 'warning',
    at: 1,
    direction: 'read',
    mappings: [ID, { ...COPY, targetPath: '$.PassWord' }],
    message: 'never shown',
  },
  {
    rule: 'password-never-shown',
    severity: 'warning',
    at: 1,
    direction: 'read',
    mappings: [ID, { ...COPY, targetPath: `$['${URN}'].password` }],
  },
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
  {
    rule: 'source-count',
    severity: 'error',
    at: 0,
    mappings: [{ ...COPY, type: 'valueMapping', valueMappings: [{ key: ['a'], mappedValue: 'b' }] }],
  },
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
  {
    rule: 'value-mapping-key',
    severity: 'warning',
    at: 0,
    mappings: [
      {
        type: 'valueMapping',
        sourcePaths: ['$.a'],
        targetPath: '$.a',
        valueMappings: [
          { key: [1], mappedValue: 1 },
          { key: ['1'], mappedValue: 2 },
        ],
      },
    ],
    message: 'entry 2',
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
        valueMappings: [
          { key: [{ a: 1, b: [2] }], mappedValue: 1 },
          { key: [{ a: '1', b: [2] }], mappedValue: 2 },
          { key: [{ b: [2], a: 1 }], mappedValue: 3 },
        ],
      },
    ],
    message: 'entry 3',
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
    mappings: [
      { ...COPY, functions: [{ function: 'replaceAllString', regex: '(a+)+(?!b)', replacement: '' }] },
    ],
    message: '(?:a+b)+',
  },
  {
    rule: 'regex-too-many-steps',
    severity: 'warning',
    mappings: [COPY],
    entity: { condition: '$.a =~ /(a{1,500}){1,500}b/i' },
  },
  // Wherever an expression may stand.
  ...[
    { condition: '$.a =~ /REGEX/i' },
    { sourcePath: '$.a[?(@.b =~ /REGEX/)]' },
    { sourcePath: '$.a[?(@.b[?(@ =~ /REGEX/)].c)]' },
    { type: 'remove', targetPath: '$.a[?(@.b =~ /REGEX/)]' },
    { sourcePath: undefined, sourcePaths: ['$.b', '$.a[?(@.b =~ /REGEX/)]'], type: 'valueMapping' },
    { sourcePath: undefined, sourceVariable: 'v', variablePath: '$.a[?(@.b =~ /REGEX/)]' },
    { condition: '$.a =~ /REGEX/', sourcePath: '$.a[?(@.b =~ /REGEX/)]' },
    { functions: [{ function: 'toString' }, { function: 'matchRegex', regex: 'REGEX' }] },
    { functions: [{ function: 'toString', condition: '@ =~ /REGEX/' }] },
    { functions: [{ function: 'concatString', suffix: '$.a[?(@.b =~ /REGEX/)].c' }] },
  ].map(
    (change): Case => ({
      rule: 'regex-too-many-steps',
      severity: 'warning',
      at: 0,
      mappings: [
        JSON.parse(
          JSON.stringify({ ...COPY, ...change }).replaceAll('REGEX', '([a-z]{1,255}){1,100}!'),
        ) as JsonMap,
      ],
      message: '([a-z]{1,255}){1,100}!',
    }),
  ),
  // Conditions of entity types and functions are looked at like those of mappings.
  ...[
    "$.usertype != 'external'",
    "$.emails[?(@.typ == 'work')].value != []",
    'isValidEmail($.mails)',
  ].flatMap((condition): Case[] => [
    { rule: 'schema-path', severity: 'warning', mappings: [COPY], entity: { condition } },
    { rule: 'schema-path', severity: 'warning', at: 0, mappings: [{ ...COPY, condition }] },
    {
      rule: 'schema-path',
      severity: 'warning',
      at: 0,
      mappings: [{ ...COPY, functions: [{ function: 'toString', condition }] }],
    },
    {
      rule: 'schema-path',
      severity: 'warning',
      at: 0,
      mappings: [{ ...COPY, scope: 'createEntity', condition }],
    },
  ]),
  {
    rule: 'schema-path',
    severity: 'warning',
    at: 0,
    mappings: [
      { sourcePath: "$.emails[?(@.typ == 'work')].value", targetPath: '$.a', condition: '$.emails' },
    ],
    message: 'write type',
  },
  {
    rule: 'schema-path',
    severity: 'warning',
    at: 0,
    mappings: [
      {
        sourcePath: '$.addresses',
        targetPath: '$.a',
        functions: [{ function: 'toString', condition: "@.cuontry == 'DE'" }],
      },
    ],
    message: 'write country',
  },
  {
    rule: 'schema-path',
    severity: 'warning',
    at: 0,
    mappings: [{ ...COPY, functions: [{ function: 'concatString', suffix: '$.name.famliyName' }] }],
    message: 'write familyName',
  },
  {
    rule: 'schema-path',
    severity: 'warning',
    at: 0,
    mappings: [
      {
        sourcePath: '$.emails',
        targetPath: '$.mails',
        functions: [{ function: 'putIfAbsent', key: 'tpye', defaultValue: 'work' }],
      },
    ],
    message: 'write type',
  },
  {
    rule: 'schema-path',
    severity: 'warning',
    at: 0,
    mappings: [{ ...COPY, sourcePath: `$['${URN}s'].department` }],
    message: URN,
  },
  {
    rule: 'schema-path',
    severity: 'warning',
    at: 0,
    mappings: [{ ...COPY, scope: 'patchEntity', sourcePath: '$.operations' }],
    message: 'write Operations',
  },
  ...(
    [
      ['patchEntity', 'runs on PATCH alone, whose body has schemas and Operations, and never userName'],
      ['deleteEntity', 'runs on DELETE alone, which has no body, and never userName'],
    ] as const
  ).flatMap(([scope, message]): Case[] => [
    {
      rule: 'schema-path',
      severity: 'warning',
      at: 0,
      mappings: [{ sourcePath: '$.userName', targetPath: '$.a', scope }],
      message,
    },
    {
      rule: 'schema-path',
      severity: 'warning',
      at: 0,
      mappings: [{ constant: 1, targetPath: '$.a', scope, condition: '$.userName EMPTY false' }],
      message,
    },
  ]),
  {
    rule: 'unreachable-mapping',
    severity: 'warning',
    mappings: [COPY],
    entity: { condition: "$.kind == 'a' && $.kind == 'b'" },
    message: 'no entity',
  },
  { rule: 'unreachable-mapping', severity: 'warning', mappings: [COPY], entity: { condition: "'a' == 'b'" } },
  {
    rule: 'unreachable-mapping',
    severity: 'warning',
    at: 0,
    mappings: [{ ...COPY, functions: [{ function: 'toString', condition: "@ == 'a' && @ == 'b'" }] }],
    message: 'the function never runs',
  },
  {
    rule: 'variable-not-set',
    severity: 'warning',
    mappings: [COPY],
    entity: { condition: "$.a != '${none}'" },
    message: 'before any mapping',
  },
  // Names on the backend's side.
  {
    rule: 'misspelled-name',
    severity: 'warning',
    at: 1,
    mappings: [COPY, { sourcePath: '$.userName', targetPath: '$.usreName' }],
    message: 'write userName',
  },
  {
    rule: 'misspelled-name',
    severity: 'warning',
    at: 2,
    mappings: [
      { sourcePath: '$.x', targetPath: '$.shoeSize.left' },
      { sourcePath: '$.y', targetPath: '$.shoeSize.right' },
      { sourcePath: '$.z', targetPath: '$.shoesize.middle' },
    ],
    message: 'write it like shoeSize',
  },
  {
    rule: 'misspelled-name',
    severity: 'warning',
    at: 1,
    direction: 'read',
    mappings: [ID, { sourcePath: '$.customTxet', targetPath: '$.customText' }],
  },
  // A URN with dots.
  ...['sourcePath', 'targetPath', 'condition'].map(
    (key): Case => ({
      rule: 'dotted-urn',
      severity: 'warning',
      at: 0,
      mappings: [{ ...COPY, [key]: `$.${URN}.department` }],
      message: `$['${URN}'].department`,
    }),
  ),
  ...(['sourcePath', 'targetPath'] as const).map(
    (key): Case => ({
      rule: 'dotted-urn',
      severity: 'warning',
      at: 0,
      mappings: [{ ...COPY, [key]: `$['${URN}:manager'].value` }],
      message: `write $['${URN}'].manager.value`,
    }),
  ),
  {
    rule: 'dotted-urn',
    severity: 'warning',
    mappings: [COPY],
    entity: { condition: `$.${URN}.manager.value EMPTY false` },
    message: `$['${URN}'].manager.value`,
  },
  {
    rule: 'dotted-urn',
    severity: 'warning',
    at: 0,
    mappings: [{ ...COPY, functions: [{ function: 'concatString', suffix: `$.${URN}.division` }] }],
    message: `$['${URN}'].division`,
  },
  {
    rule: 'dotted-urn',
    severity: 'warning',
    at: 0,
    mappings: [
      { ...COPY, sourcePath: '$.urn:ietf:params:scim:schemas:extension:sap.odm:2.0:User.plants[0].name' },
    ],
    message: "$['urn:ietf:params:scim:schemas:extension:sap.odm:2.0:User'].plants[0].name",
  },
  ...(
    [
      [`$.${URN}:department`, `write $['${URN}'].department`],
      [
        `$.'${URN}'.department`,
        `stand behind a dot, where they are a part of the name, and dots end it write $['${URN}'].department`,
      ],
      [`$."${URN}".manager.value`, `write $['${URN}'].manager.value`],
      [`$['${URN}.manager.value']`, `write $['${URN}'].manager.value`],
    ] as const
  ).map(
    ([sourcePath, message]): Case => ({
      rule: 'dotted-urn',
      severity: 'warning',
      at: 0,
      mappings: [{ ...COPY, sourcePath }],
      message,
    }),
  ),
  ...[
    { sourcePath: `$[${URN}].department` },
    { targetPath: `$[${URN}].department` },
    { condition: `${URN}:department == 'x'` },
    { functions: [{ function: 'toString', condition: `$[${URN}].department == 'x'` }] },
  ].map(
    (change): Case => ({
      rule: 'dotted-urn',
      severity: 'error',
      at: 0,
      mappings: [{ ...COPY, ...change }],
      message: `the URN ${URN} stands without quotes write $['${URN}'] in front`,
    }),
  ),
  // Constants that are names of schemas.
  ...(
    [
      [['urn:ietf:params:scim:schemas:core:2.0:Usr'], 'write urn:ietf:params:scim:schemas:core:2.0:User'],
      [`${URN}s`, `write ${URN}`],
      ['urn:ietf:params:scim:api:message:2.0:PatchOp', 'write urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      [['a', 'urn:acme:2.0:Bagde'], 'write urn:acme:2.0:Badge'],
    ] as const
  ).flatMap(([constant, message]): Case[] =>
    (['$.schemas', '$.schemas[0]'] as const).map((targetPath) => ({
      rule: 'schema-urn',
      severity: 'warning',
      at: 1,
      mappings: [
        { sourcePath: '$.badge', targetPath: "$['urn:acme:2.0:Badge'].id", optional: true },
        { constant: constant as Json, targetPath },
      ],
      message,
    })),
  ),
  // Regular expressions as JavaScript has them.
  ...(
    [
      ['/[a-z]+/g', 'warning', 'write [a-z]+'],
      ['/^a$/im', 'warning', 'write (?im)^a$'],
      ['/[a-z]+/', 'info', 'write [a-z]+'],
    ] as const
  ).map(
    ([regex, severity, message]): Case => ({
      rule: 'regex-in-slashes',
      severity,
      at: 0,
      mappings: [{ ...COPY, functions: [{ function: 'replaceAllString', regex, replacement: '' }] }],
      message,
    }),
  ),
  // Functions of paths.
  {
    rule: 'unknown-path-function',
    severity: 'warning',
    at: 0,
    mappings: [{ ...COPY, condition: '$.emails.lenght() > 0' }],
    message: 'length()',
  },
  {
    rule: 'unknown-path-function',
    severity: 'warning',
    at: 0,
    mappings: [{ ...COPY, sourcePath: '$.emails.count()' }],
  },
  // Conditions that do not mean what they seem to.
  ...(
    [
      ['$.active&&$.userName', 'write $.active && $.userName'],
      ["$.a == 'x && y'&&$.b||$.c == 1", "write $.a == 'x && y' && $.b || $.c == 1"],
      ['$.userName.length() > 3', '$.userName EMPTY false'],
      ['$.name.familyName.size() == 3', '$.name.familyName SIZE'],
      ['$.emails[0].value.length() > 3', '$.emails[0].value EMPTY false'],
      ['$.emails[?(@.value.length() > 3)].type != []', '@.value EMPTY false'],
      ['$.title == null', 'write $.title EMPTY true'],
      ['null === $.title', 'write $.title EMPTY true'],
      ['$.title != null && $.a == 1', 'write $.title EMPTY false'],
      ['$.emails[?(@.type == null)].value != []', 'write @.type EMPTY true'],
      ["!$.userType == 'x'", '!( … )'],
      ["($.a == 1) && ! $.userType == 'x'", '!( … )'],
      ["$.active == 'true'", 'write $.active == true'],
      ["$.emails[?(@.primary != 'false')].value != []", 'write @.primary != false'],
      ["$.groups CONTAINS 'x'", '$.groups[*].value'],
      ["'x' IN $.emails", '$.emails[*].value'],
      ["$.userName =~ 'a.*'", '=~ /a.*/'],
      ["$.userName IN 'a'", "['a', 'b']"],
      ["$.userName NIN ''", "['a', 'b']"],
      ["$.userName SIZE '3'", 'without quotes'],
      ["$.userName EMPTY 'false'", 'without quotes'],
      ["$.emails[?(@.type EMPTY 'true')].value != []", 'without quotes'],
      ['$.userName MATCHES /a/', 'write =~ /…/'],
      ['$.userName EXISTS true', 'write the path alone'],
    ] as const
  ).flatMap(([condition, message]): Case[] => [
    { rule: 'misleading-condition', severity: 'warning', at: 0, mappings: [{ ...COPY, condition }], message },
    {
      rule: 'misleading-condition',
      severity: 'warning',
      at: 0,
      mappings: [{ ...COPY, functions: [{ function: 'toString', condition }] }],
      message,
    },
    { rule: 'misleading-condition', severity: 'warning', mappings: [COPY], entity: { condition }, message },
  ]),
  {
    rule: 'misleading-condition',
    severity: 'warning',
    at: 0,
    mappings: [{ sourcePath: '$.emails[?(@.type == null)].value', targetPath: '$.a', condition: '$.emails' }],
    message: 'write @.type EMPTY true',
  },
  // Characters that nobody sees, or takes for others.
  ...(
    [
      [{ sourcePath: '$.userName\u00a0' }, 'U+00A0 (no-break space), behind "$.userName" (character 11)'],
      [{ sourcePath: '$.\u200buserName' }, 'U+200B (zero-width space), behind "$." (character 3)'],
      [{ targetPath: '$.a\ufeff' }, 'U+FEFF'],
      [{ condition: '$.a\u2060 == 1' }, 'U+2060'],
      [{ condition: '$.a\t== 1' }, 'U+0009 (tab)'],
      [{ condition: '$.a ==\u00a01' }, 'U+00A0'],
      [{ condition: '$.userType == ‘x’ && $.a == “b”' }, '‘ U+2018 (left single quotation mark), ’ U+2019'],
      [{ sourcePath: '$[“userName”]' }, '“ U+201C (left double quotation mark), ” U+201D'],
      [{ sourcePath: '$.userN\u0430me' }, 'U+0430'],
      [{ functions: [{ function: 'toString\u200b' }] }, 'behind "toString"'],
      [
        { functions: [{ function: 'toString', condition: '@ == ‘x’' }] },
        '‘ U+2018 (left single quotation mark), ’',
      ],
      [{ functions: [{ function: 'concatString', suffix: '$.b\u00a0' }] }, 'U+00A0'],
      [{ 'optional\u00a0': true }, 'behind "optional"'],
      [{ targetVariable: 'v\u200d' }, 'U+200D'],
      [
        { targetPath: '$.cost\u2013center' },
        '\u2013 U+2013 (en dash), behind "$.cost" (character 7) write - instead',
      ],
      [{ targetPath: '$.a\u2212b' }, 'U+2212 (minus sign)'],
      [{ targetPath: '\uff04.\uff41' }, '\uff04 U+FF04, at the start write $ instead'],
      [{ targetPath: '$.\u{1d41a}' }, 'U+1D41A, behind "$." (character 3) write a instead'],
      [{ targetPath: '$.a\u3002b' }, 'U+3002 (ideographic full stop)'],
      [{ targetPath: '$.o\ufb03ce' }, 'write ffi instead'],
      [{ targetPath: '$.a\u3164' }, 'U+3164 (Hangul filler)'],
      [{ targetPath: '$.a\ufe0f' }, 'U+FE0F (variation selector)'],
      [{ targetPath: '$.a\u202eb' }, 'U+202E (right-to-left override)'],
      [{ targetPath: '$.Cafe\u0301' }, 'the letter \u00e9 behind "$.Caf" (character 6) is two characters'],
      [{ constant: '${entityId\u200bTargetSystem}', sourcePath: undefined }, 'in the name of this variable'],
      [{ constant: '%no\u200bsuch%', sourcePath: undefined }, 'in the name of the property %no<U+200B>such%'],
      [{ constant: '%no\u2013such%', sourcePath: undefined }, 'U+2013 (en dash)'],
    ] as const
  ).map(
    ([change, message]): Case => ({
      rule: 'strange-character',
      severity: /[‘“]|==\u00a0/.test(JSON.stringify(change)) ? 'error' : 'warning',
      at: 0,
      mappings: [{ ...COPY, ...change } as JsonMap],
      message,
    }),
  ),
  {
    rule: 'password-on-update',
    severity: 'warning',
    at: 0,
    mappings: [{ constant: '%first.password%', targetPath: '$.password' }],
  },
];

describe.each(FOUND)(
  '$rule',
  ({ rule, severity, at, mappings, direction = 'write', entity = {}, message = '' }) => {
    it(`is found in ${JSON.stringify(mappings[at ?? 0] ?? entity)}`, () => {
      const lines = mappings.map((mapping) => JSON.stringify(mapping)).join(',\n');
      const head = Object.entries(entity).map(([key, value]) => `"${key}": ${JSON.stringify(value)}, `);
      const text = `{"user": {${head.join('')}"mappings": [\n${lines}]}}`;
      const secrets = { 'first.password': 'hush' };
      const found = findingsOf(text, { direction, file: 'x.json', secrets }).filter(
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

it.each([
  [
    { sourcePath: '$.a b' },
    "write it like $.name.familyName, $.emails[0].value or $['urn:…:User']['attribute']",
  ],
  [{ condition: '$.a ==' }, "write it like $.userName EMPTY false, or $.userType == 'employee'"],
])('what %j should look like is shown', (mapping, fix) => {
  expect(findingsOfMappings([{ ...COPY, ...mapping }])).toMatchObject([{ fix }]);
});

it.each([
  ["$.name.familyName == 'a' && $.name.familyName == 'b'", 'name.familyName'],
  ["$.emails[0].value == 'a' && $.emails[0].value EMPTY true", 'emails.[].value'],
])('the attribute of %s that cannot be both is named', (condition, attribute) => {
  expect(findingsOfMappings([{ ...COPY, condition }])).toMatchObject([
    { message: expect.stringContaining(`the condition asks two things of ${attribute} that never hold`) },
  ]);
});
