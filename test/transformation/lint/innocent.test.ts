// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the language's own syntax

/** What is no mistake, though it looks like one. */
import { describe, expect, it } from 'vitest';
import {
  type CompileOptions,
  compileTransformation,
  type JsonMap,
} from '../../../src/transformation/index.ts';
import { failed, findingsOf, findingsOfMappings, rulesOf, runMappings } from '../helpers.ts';

const ID = { sourcePath: '$.id', targetVariable: 'entityIdSourceSystem', targetPath: '$.id' };
const COPY = { sourcePath: '$.a', targetPath: '$.a' };
const URN = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

describe('nothing is found', () => {
  const INNOCENT: [string, JsonMap[], Partial<CompileOptions>?][] = [
    ['in a read transformation', [ID, COPY], { direction: 'read' }],
    [
      'in mappings that exclude each other by scope',
      [
        { ...COPY, scope: 'createEntity' },
        { sourcePath: '$.Operations', targetPath: '$.userName', scope: 'patchEntity' },
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
    [
      'in a boolean compared with a text that goes on after true',
      [
        { constant: 'x', targetVariable: 'v' },
        { ...COPY, condition: "$.active == 'true${v}'" },
      ],
    ],
    ['in SQL words inside of texts', [{ ...COPY, condition: "$.a == 'x AND y' || $.b =~ /a<>b OR c/" }]],
    [
      'in regular expressions that are quick here',
      [
        { ...COPY, condition: '$.a =~ /(a|b)+c{1,3}[(+*]\\(a+\\)+(?:\\d+,)?/' },
        {
          ...COPY,
          targetPath: '$.b',
          functions: [{ function: 'replaceAllString', regex: '^(a+)+$', replacement: '' }],
        },
        { ...COPY, targetPath: '$.c', condition: '$.a =~ /(x*)*y/' },
      ],
    ],
    [
      'in a regular expression that never runs',
      [COPY, { ...COPY, targetPath: '$.b', ignore: true, condition: '$.a =~ /([a-z]{1,255}){1,100}!/' }],
    ],
    [
      'in attributes that SCIM does not have',
      [
        { sourcePath: '$.custom.deep[0].value', targetPath: '$.a' },
        { sourcePath: "$['urn:x:1.0:User']['emails']", targetPath: '$.b' },
        { sourcePath: "$['urn:x:1.0:User:Custom']['emails']", targetPath: '$.d' },
        { sourcePath: `$.Operations[0].value['${URN}:department']`, targetPath: '$.e' },
        { sourcePath: '$.emails[0].verified', targetPath: '$.c' },
      ],
    ],
    [
      'in names that backends have',
      [
        { sourcePath: '$.x', targetPath: '$.email' },
        { sourcePath: '$.x', targetPath: '$.username' },
        { sourcePath: '$.x', targetPath: '$.timeZone' },
        { sourcePath: '$.x', targetPath: '$.mail' },
        { sourcePath: '$.x', targetPath: '$.phone1' },
        { sourcePath: '$.x', targetPath: '$.phone2' },
      ],
    ],
    [
      'in conditions that mean what they say',
      [
        { ...COPY, condition: '$.a == \'x&&y\' && $.b == "a||b"' },
        { ...COPY, targetPath: '$.b', condition: '$.emails.length() > 0 && $.emails[0].length() > 1' },
        { ...COPY, targetPath: '$.c', condition: "!($.a == 1) && !$.b && $.custom == 'true'" },
        { ...COPY, targetPath: '$.d', condition: "$.schemas CONTAINS 'x' && $.groups[*].value CONTAINS 'y'" },
      ],
    ],
    [
      'in characters of other languages',
      [
        { constant: 'a\u00a0“b”', targetPath: '$.a' },
        { sourcePath: '$.straße', targetPath: '$.улица' },
        { sourcePath: '$.x', targetPath: '$.b', condition: "$.a == 'x\u00a0y ‘z’' && $.b =~ /“.*”/" },
      ],
    ],
    [
      'in URNs in brackets, and in those without dots',
      [
        { sourcePath: `$['${URN}'].department`, targetPath: '$.a' },
        { sourcePath: '$.urn:x:Thing.size', targetPath: '$.b' },
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

describe('a parameter that its function does not have', () => {
  it.each([
    { function: 'replaceString', target: 'a', replacement: 'b', suffix: '$[' },
    { function: 'substring', beginIndex: 0, subId: '$.a..' },
    { function: 'toUpperCaseString', prefix: '$.b[?(' },
  ])('is ignored, whatever stands in it: %j', (definition) => {
    const mapping = { sourcePath: '$.userName', targetPath: '$.userName', functions: [definition] };
    const source = JSON.stringify({ user: { scimEntityEndpoint: 'Users', mappings: [mapping] } });
    const { findings } = compileTransformation(source, { direction: 'read', properties: {} });
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});

it('words of SQL in a path that cannot be read are no operators', () => {
  const text = '{"user": {"mappings": [{"sourcePath": "$.a AND $.b", "targetPath": "$.c"}]}}';
  expect(findingsOf(text, { direction: 'write', file: 'x.json' }).map(({ rule }) => rule)).toEqual([
    'invalid-path',
  ]);
});
