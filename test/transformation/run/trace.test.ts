// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the language's own syntax
import { describe, expect, it } from 'vitest';
import { compileTransformation, type JsonMap, type Trace } from '../../../src/transformation/index.ts';
import { compileUser, outputOf } from '../helpers.ts';

function traceOf(mappings: readonly JsonMap[], input: JsonMap, entity: JsonMap = {}, options = {}): Trace {
  const result = compileUser(mappings, options, entity).run(input, { operation: 'create', trace: true });
  if (result.trace === undefined) throw new Error('no trace');
  return result.trace;
}

describe('a trace', () => {
  it('is there only when asked for', () => {
    const user = compileUser([{ constant: 1, targetPath: '$.a' }]);
    expect(user.run({}, { operation: 'create' })).not.toHaveProperty('trace');
    expect(user.run({}, { operation: 'create', trace: false })).not.toHaveProperty('trace');
  });

  it('tells what was read, what each function made of it and where it went', () => {
    const [mapping] = traceOf(
      [
        {
          sourcePath: '$.name',
          targetPath: '$.display',
          targetVariable: 'v',
          functions: [
            { function: 'toUpperCaseString' },
            { condition: "@ == 'nobody'", function: 'concatString', suffix: '?' },
            { function: 'concatString', suffix: '!' },
          ],
        },
      ],
      { name: ['ada'] },
    ).mappings;
    expect(mapping).toEqual({
      index: 0,
      line: 1,
      outcome: 'written',
      source: '$.name',
      input: 'ada',
      functions: [
        { name: 'toUpperCaseString', output: 'ADA' },
        { name: 'concatString', skipped: "condition @ == 'nobody' is false" },
        { name: 'concatString', output: 'ADA!' },
      ],
      output: 'ADA!',
      targetPath: '$.display',
      targetVariable: 'v',
    });
  });

  it('tells why a mapping did not run', () => {
    const { mappings } = traceOf(
      [
        { constant: 1, targetPath: '$.a', ignore: true },
        { constant: 1, targetPath: '$.a', scope: 'patchEntity' },
        { constant: 1, targetPath: '$.a', condition: '$.x == 1' },
        { constant: 1, targetPath: '$.a', condition: "'a' == 'b'" },
        { sourcePath: '$.none', targetPath: '$.a', optional: true },
        { sourcePath: '$.none', correlationAttribute: true },
        { sourceVariable: 'entityIdTargetSystem', targetPath: '$.id' },
      ],
      {},
    );
    expect(mappings.map(({ outcome }) => outcome)).toEqual(Array(7).fill('skipped'));
    expect(mappings.map(({ reason }) => reason)).toEqual([
      'ignore',
      'scope patchEntity',
      'condition $.x == 1 is false',
      "condition 'a' == 'b' is never true",
      'missing $.none',
      'no target',
      'missing: the variable entityIdTargetSystem is not set before the entity is created',
    ]);
  });

  it.each<[JsonMap, string]>([
    [
      { sourcePath: '$.x', targetPath: "$.emails[?(@.type == 'work')].value" },
      "target $.emails[?(@.type == 'work')].value matched nothing in the output",
    ],
    [
      { constant: 'work', targetPath: '$.emails[*].type' },
      'target $.emails[*].type matched nothing in the output',
    ],
    [
      { constant: 'work', targetPath: "$['urn:x']['emails'][*].type" },
      "target $['urn:x']['emails'][*].type matched nothing in the output",
    ],
    [{ type: 'remove', targetPath: '$.none' }, 'target $.none matched nothing in the output'],
    [{ type: 'remove', targetPath: '$.none[*].a' }, 'target $.none[*].a matched nothing in the output'],
    [
      { type: 'rename', constant: 'b', targetPath: '$.none[*].a' },
      'target $.none[*].a matched nothing in the output',
    ],
    [{ constant: [], targetPath: '$.list[0]' }, 'an empty list inserts nothing'],
  ])('tells that a target matched nothing: %j', (mapping, reason) => {
    const result = compileUser([mapping]).run({ x: 'X' }, { operation: 'create', trace: true });
    expect(outputOf(result)).toEqual({});
    expect(result.trace?.mappings[0]).toMatchObject({ outcome: 'skipped', reason });
    expect(result.trace?.mappings[0]).not.toHaveProperty('output');
  });

  it.each([
    ['$.list', [], 'written', undefined],
    ['$.list', ['a'], 'skipped', 'an empty list inserts nothing'],
    ['$.list[1]', 'a', 'skipped', 'an empty list inserts nothing'],
  ] as const)(
    'tells whether an empty default changed anything: %s has %j',
    (targetPath, constant, outcome, reason) => {
      const before = { constant, targetPath } as JsonMap;
      const mapping = { sourcePath: '$.none', targetPath: '$.list[0]', optional: true, defaultValue: [] };
      const [, traced] = traceOf([before, mapping], {}).mappings;
      expect([traced?.outcome, traced?.reason]).toEqual([outcome, reason]);
    },
  );

  it('tells that a target matched nothing although a variable was set', () => {
    const [mapping] = traceOf([{ constant: 1, targetPath: '$.a[*].b', targetVariable: 'v' }], {}).mappings;
    expect(mapping).toMatchObject({
      outcome: 'written',
      reason: 'target $.a[*].b matched nothing in the output',
      output: 1,
    });
  });

  it.each<[JsonMap, unknown]>([
    [{ constant: 1, targetPath: '$.list[*].b' }, { list: [{ a: 1, b: 1 }] }],
    [{ constant: 1, targetPath: '$.list[?(@.a == 1)].b' }, { list: [{ a: 1, b: 1 }] }],
    [{ type: 'remove', targetPath: '$.list[*].a' }, { list: [{}] }],
    [{ type: 'rename', constant: 'b', targetPath: '$.list[*].a' }, { list: [{ b: 1 }] }],
  ])('tells that a target matched: %j', (mapping, output) => {
    const user = compileUser([{ constant: [{ a: 1 }], targetPath: '$.list' }, mapping]);
    const result = user.run({}, { operation: 'create', trace: true });
    expect(outputOf(result)).toEqual(output);
    expect(result.trace?.mappings[1]).toMatchObject({ outcome: 'written' });
    expect(result.trace?.mappings[1]?.reason).toBeUndefined();
  });

  it('ends with the mapping that failed', () => {
    const user = compileUser([
      { constant: 1, targetPath: '$.a' },
      { sourcePath: '$.none', targetPath: '$.b' },
      { constant: 1, targetPath: '$.c' },
    ]);
    const plain = user.run({}, { operation: 'create' });
    const traced = user.run({}, { operation: 'create', trace: true });
    expect(traced).toMatchObject(plain);
    expect(traced.trace?.mappings.map(({ outcome }) => outcome)).toEqual(['written', 'failed']);
    expect(traced.trace?.mappings[1]?.reason).toContain('$.none');
  });

  it('tells about the condition of the entity type', () => {
    expect(traceOf([], { a: 1 }, { condition: '$.a == 1' }).condition).toEqual({
      text: '$.a == 1',
      result: true,
      lookedAt: [{ path: '$.a', value: 1 }],
    });
    const filtered = compileUser([], {}, { condition: '$.a == 1' }).run(
      {},
      { operation: 'create', trace: true },
    );
    expect(filtered).toEqual({
      status: 'filtered',
      condition: '$.a == 1',
      trace: {
        condition: { text: '$.a == 1', result: false, lookedAt: [{ path: '$.a' }] },
        mappings: [],
      },
    });
  });

  it('is of a file, and its condition stands on a line', () => {
    const text =
      '{\n "user": {\n  "mappings": [],\n  "condition": "$.a == 1"\n },\n "group": { "mappings": [] }\n}';
    const { entities } = compileTransformation(text, { direction: 'write', file: 'tx/write.json' });
    expect([entities['user']?.file, entities['user']?.conditionLine]).toEqual(['tx/write.json', 4]);
    expect(entities['group']?.conditionLine).toBeUndefined();
  });

  it('tells what a condition looked at', () => {
    const condition =
      "$.type == '${kind}' && $.emails[?(@.primary == true && $.active == true)] EMPTY false || $.a.b == 1";
    const input = { type: 'external', emails: [{ primary: false }], active: false };
    const result = compileUser([], {}, { condition }).run(input, {
      operation: 'create',
      trace: true,
      variables: { kind: 'employee' },
    });
    expect(result.trace?.condition?.lookedAt).toEqual([
      { path: '$.type', value: 'external' },
      { path: '$.emails[?(@.primary == true && $.active == true)]', value: [] },
      { path: '$.active', value: false },
      { path: '$.a.b' },
      { path: '${kind}', value: 'employee' },
    ]);
  });

  it('tells what the condition of a mapping looked at where it is false', () => {
    const mapping = { constant: 1, targetPath: '$.b', condition: "@.type == 'x'" };
    expect(traceOf([mapping], { type: 'y' }).mappings[0]).toMatchObject({
      reason: "condition @.type == 'x' is false",
      lookedAt: [{ path: '$.type', value: 'y' }],
    });
    expect(traceOf([mapping], { type: 'x' }).mappings[0]).not.toHaveProperty('lookedAt');
  });

  it('is no part of the output', () => {
    const user = compileUser([{ sourcePath: '$.a', targetPath: '$.b' }]);
    const result = user.run({ a: { n: 1 } }, { operation: 'create', trace: true });
    const shown = result.trace?.mappings[0]?.output as JsonMap;
    shown['n'] = 2;
    expect(outputOf(result)).toEqual({ b: { n: 1 } });
  });
});

describe('secrets in a trace', () => {
  const password = {
    targetPath: '$.login',
    targetVariable: 'pw',
    functions: [
      {
        function: 'randomPassword',
        passwordLength: 12,
        minimumNumberOfLowercaseLetters: 1,
        minimumNumberOfUppercaseLetters: 1,
        minimumNumberOfDigits: 1,
        minimumNumberOfSpecialSymbols: 0,
      },
    ],
  };

  it('are masked where a function makes them, and wherever they go', () => {
    const user = compileUser([
      password,
      { sourceVariable: 'pw', targetPath: '$.copy' },
      { constant: 'x${pw}', targetPath: '$.text', targetVariable: 'second' },
      {
        constant: 'a',
        targetPath: '$.joined',
        functions: [{ function: 'concatString', suffix: '${second}' }],
      },
    ]);
    const result = user.run({}, { operation: 'create', trace: true });
    const output = outputOf(result);
    const shown = JSON.stringify(result.trace);
    expect(output['copy']).toBe(output['login']);
    expect(shown).not.toContain(String(output['login']));
    expect(result.trace?.mappings.map((mapping) => mapping.output)).toEqual(['***', '***', '***', '***']);
  });

  it.each([
    [{ sourcePath: '$.x', targetPath: '$.password' }],
    [{ sourcePath: '$.x', targetPath: "$['urn:x']['clientSecret']" }],
    [{ sourcePath: '$.x', targetVariable: 'userPassword' }],
    [{ sourcePath: '$.password', targetPath: '$.y' }],
    [{ sourcePath: '$', targetPath: '$' }],
    [{ sourcePath: '$.deep', targetPath: '$.deep' }],
    [{ sourcePath: '$.Operations', targetPath: '$.Operations' }],
  ])('are masked by name: %j', (mapping) => {
    const input = {
      x: 'S3CRET',
      password: 'S3CRET',
      deep: [{ password: 'S3CRET' }, { passwordStatus: 'initial' }],
      Operations: [
        { op: 'replace', path: 'password', value: 'S3CRET' },
        { op: 'replace', value: { password: 'S3CRET' } },
      ],
    };
    const result = compileUser([mapping]).run(mapping.sourcePath === '$' ? { ...input, x: '' } : input, {
      operation: 'create',
      trace: true,
    });
    expect(JSON.stringify(result.trace)).not.toContain('S3CRET');
    expect(JSON.stringify(result.trace)).toContain('***');
  });

  it('hide the values of credential properties', () => {
    const trace = traceOf(
      [{ sourcePath: '$.note', targetPath: '$.note' }],
      { note: 'it is hunter2!' },
      {},
      {
        properties: { Password: 'hunter2', URL: 'https://backend.example' },
      },
    );
    expect(trace.mappings[0]?.output).toBe('***');
  });

  it.each<[JsonMap, string]>([
    [{ password: 'S3CRET' }, '$.password'],
    [{ note: 'S3CRET', clientSecret: 'S3CRET' }, '$.note'],
    [{ note: 'it is hunter2!' }, '$.note'],
  ])('are masked in what a condition looked at: %j', (input, path) => {
    const properties = { Password: 'hunter2' };
    const user = compileUser([], { properties }, { condition: `${path} == 'x'` });
    const { trace } = user.run(input, { operation: 'create', trace: true });
    expect(trace?.condition?.lookedAt).toEqual([{ path, value: '***' }]);
  });

  it('do not hide what only sounds like one', () => {
    const trace = traceOf([{ constant: 'disabled', targetPath: '$.passwordStatus' }], {});
    expect(trace.mappings[0]?.output).toBe('disabled');
  });
});
