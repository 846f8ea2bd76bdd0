// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the language's own syntax
import { describe, expect, it } from 'vitest';
import type { JsonMap } from '../../../src/transformation/index.ts';
import { compileUser, failed, outputOf, runMappings, variablesOf } from '../helpers.ts';

describe('a missing value', () => {
  it('fails a mandatory mapping, naming mapping, line, path and reason, but nothing of the entity', () => {
    const result = failed(
      runMappings(
        [
          { constant: 'x', targetPath: '$.x' },
          { sourcePath: '$.name.familyName', targetPath: '$.sn' },
        ],
        { name: { givenName: 'Confidential' } },
      ),
    );
    expect(result).toMatchObject({
      mapping: 'line 1: mapping 2 ($.name.familyName → $.sn)',
      path: '$.name.familyName',
    });
    expect(result.reason).toContain('missing');
    expect(JSON.stringify(result)).not.toContain('Confidential');
  });

  it('ends an optional mapping', () => {
    expect(outputOf(runMappings([{ sourcePath: '$.a', targetPath: '$.b', optional: true }], {}))).toEqual({});
  });

  it.each([['text'], [''], [0], [false], [null], [[]], [{ nested: [1] }]])(
    'is replaced by the default value %j of an optional mapping',
    (defaultValue) => {
      const mapping = { sourcePath: '$.a', targetPath: '$.b', optional: true, defaultValue };
      expect(outputOf(runMappings([mapping], {}))).toStrictEqual({ b: defaultValue });
    },
  );

  it('is not replaced by the default of a mandatory mapping', () => {
    const result = runMappings([{ sourcePath: '$.a', targetPath: '$.b', defaultValue: 'x' }], {});
    expect(failed(result).path).toBe('$.a');
  });

  it('is not a JSON null, which is a value', () => {
    const mappings = [
      { sourcePath: '$.a', targetPath: '$.b' },
      { sourcePath: '$.a', targetPath: '$.c', optional: true, defaultValue: 'x' },
    ];
    expect(outputOf(runMappings(mappings, { a: null }))).toStrictEqual({ b: null, c: null });
  });

  it('is not an empty list, which is written', () => {
    const mappings = [
      { sourcePath: '$.members', targetPath: '$.members' },
      { sourcePath: '$.members[*].value', targetPath: '$.values' },
      { sourcePath: "$.members[?(@.type == 'User')]", targetPath: '$.users' },
    ];
    expect(outputOf(runMappings(mappings, { members: [] }))).toStrictEqual({
      members: [],
      values: [],
      users: [],
    });
  });

  it('is an indefinite path only when what stands before its first indefinite step is missing', () => {
    expect(
      outputOf(runMappings([{ sourcePath: '$.list[*].value', targetPath: '$.a' }], { list: [{}] })),
    ).toEqual({ a: [] });
    expect(failed(runMappings([{ sourcePath: '$.list[*].value', targetPath: '$.a' }], {})).path).toBe(
      '$.list[*].value',
    );
  });
});

describe('a list of one element', () => {
  const input = { one: ['x'], two: ['x', 'y'], object: [{ a: 1 }], nested: [['x']], empty: [] };

  it('counts as its element', () => {
    const mappings = Object.keys(input).map((name) => ({ sourcePath: `$.${name}`, targetPath: `$.${name}` }));
    expect(outputOf(runMappings(mappings, input))).toStrictEqual({
      one: 'x',
      two: ['x', 'y'],
      object: { a: 1 },
      nested: ['x'],
      empty: [],
    });
  });

  it('stays one with preserveArrayWithSingleElement', () => {
    const mappings = Object.keys(input).map((name) => ({
      sourcePath: `$.${name}`,
      targetPath: `$.${name}`,
      preserveArrayWithSingleElement: true,
    }));
    expect(outputOf(runMappings(mappings, input))).toStrictEqual(input);
  });

  it('stays one when it is a constant or a default', () => {
    const mappings = [
      { constant: ['x'], targetPath: '$.a' },
      { sourcePath: '$.none', optional: true, defaultValue: ['x'], targetPath: '$.b' },
    ];
    expect(outputOf(runMappings(mappings, {}))).toStrictEqual({ a: ['x'], b: ['x'] });
  });

  it('counts as its element when it is read from a variable', () => {
    const mappings = [
      { sourcePath: '$.one', targetVariable: 'v', preserveArrayWithSingleElement: true },
      { sourceVariable: 'v', targetPath: '$.a' },
      { sourceVariable: 'v', targetPath: '$.b', preserveArrayWithSingleElement: true },
    ];
    expect(outputOf(runMappings(mappings, input))).toStrictEqual({ a: 'x', b: ['x'] });
  });

  it('is unwrapped before functions see it', () => {
    const mapping = {
      sourcePath: '$.one',
      targetPath: '$.a',
      functions: [{ function: 'concatString', suffix: '!' }],
    };
    expect(outputOf(runMappings([mapping], input))).toStrictEqual({ a: 'x!' });
  });
});

describe('order of evaluation', () => {
  it('is ignore, scope, condition, value, default, functions, write', () => {
    const unreadable = { sourcePath: '$.none', targetPath: '$.a' };
    const mappings = [
      { ...unreadable, ignore: true },
      { ...unreadable, scope: 'deleteEntity' },
      { ...unreadable, condition: "$.kind == 'other'" },
      {
        sourcePath: '$.none',
        optional: true,
        defaultValue: 'default',
        targetPath: '$.b',
        functions: [{ function: 'toUpperCaseString' }],
      },
    ];
    expect(outputOf(runMappings(mappings, { kind: 'this' }))).toEqual({ b: 'DEFAULT' });
  });

  it('runs mappings one after the other', () => {
    const mappings = [
      { constant: 'first', targetPath: '$.a' },
      { constant: 'second', targetPath: '$.a' },
    ];
    expect(outputOf(runMappings(mappings, {}))).toEqual({ a: 'second' });
  });

  it('evaluates conditions on the input, whatever was written before', () => {
    const mappings = [
      { constant: 'y', targetPath: '$.a' },
      { condition: "$.a == 'x'", constant: true, targetPath: '$.seen' },
    ];
    expect(outputOf(runMappings(mappings, { a: 'x' }))).toEqual({ a: 'y', seen: true });
  });

  it('never evaluates a mapping without target, which cannot fail', () => {
    const mappings = [
      { sourcePath: '$.none', correlationAttribute: true },
      { condition: '$.a.max() > 1', sourcePath: '$.none', correlationAttribute: true },
    ];
    expect(outputOf(runMappings(mappings, {}))).toEqual({});
  });
});

describe('functions that give nothing', () => {
  const elementAt = { function: 'elementAt', index: 5 };

  it('make the value missing: the default counts, even of a mandatory mapping', () => {
    const mapping = { sourcePath: '$.a', targetPath: '$.b', defaultValue: 'x', functions: [elementAt] };
    expect(outputOf(runMappings([mapping], { a: ['1', '2'] }))).toEqual({ b: 'x' });
  });

  it('end an optional mapping, and fail a mandatory one', () => {
    const mapping = { sourcePath: '$.a', targetPath: '$.b', functions: [elementAt] };
    expect(outputOf(runMappings([{ ...mapping, optional: true }], { a: ['1', '2'] }))).toEqual({});
    expect(failed(runMappings([mapping], { a: ['1', '2'] })).path).toBe('$.a');
  });

  it('keep the functions after them from running', () => {
    const mapping = {
      sourcePath: '$.a',
      targetPath: '$.b',
      defaultValue: 'x',
      functions: [elementAt, { function: 'toUpperCaseString' }],
    };
    expect(outputOf(runMappings([mapping], { a: ['1', '2'] }))).toEqual({ b: 'x' });
  });
});

describe('null', () => {
  it('passes through every function unchanged', () => {
    const mapping = {
      condition: '$.emails != []',
      sourcePath: '$.none',
      optional: true,
      defaultValue: null,
      targetPath: '$.email',
      functions: [{ function: 'elementAt', index: 0 }, { function: 'toUpperCaseString' }],
    };
    expect(outputOf(runMappings([mapping], {}))).toEqual({ email: null });
  });
});

describe('a mapping without source', () => {
  it('gives what its functions make of nothing', () => {
    const mapping = {
      targetPath: '$.password',
      functions: [
        {
          type: 'randomPassword',
          passwordLength: 16,
          minimumNumberOfLowercaseLetters: 1,
          minimumNumberOfUppercaseLetters: 1,
          minimumNumberOfDigits: 1,
          minimumNumberOfSpecialSymbols: 0,
        },
      ],
    };
    const [first, second] = [outputOf(runMappings([mapping], {})), outputOf(runMappings([mapping], {}))];
    expect(first['password']).toMatch(/^[A-Za-z0-9]{16}$/);
    expect(first['password']).not.toBe(second['password']);
  });
});

describe('convertTimezoneCode', () => {
  const mapping = {
    sourcePath: '$.timezone',
    targetPath: '$.zone',
    functions: [{ type: 'convertTimezoneCode', outputFormat: 'iana' }],
  };

  it('also answers for a missing value, mandatory or not', () => {
    expect(outputOf(runMappings([mapping], {}))).toEqual({ zone: 'Europe/Berlin' });
    expect(outputOf(runMappings([{ ...mapping, optional: true }], {}))).toEqual({ zone: 'Europe/Berlin' });
  });
});

describe('constants', () => {
  it.each([['text'], [1.5], [true], [null], [['a', 'b']], [{ a: { b: [] } }]])('write %j', (constant) => {
    expect(outputOf(runMappings([{ constant, targetPath: '$.a' }], {}))).toStrictEqual({ a: constant });
  });

  it('have variables replaced in every text in them', () => {
    const mappings = [
      { sourcePath: '$.id', targetVariable: 'v' },
      { constant: 'id-${v}${unset}', targetPath: '$.text' },
      { constant: ['${v}', { 'a-${v}': '${v}' }], targetPath: '$.list' },
    ];
    expect(outputOf(runMappings(mappings, { id: 7 }))).toStrictEqual({
      text: 'id-7',
      list: ['7', { 'a-${v}': '7' }],
    });
  });

  it('never share anything between runs or places', () => {
    const mappings = [
      { constant: [{ a: 1 }], targetPath: '$.x' },
      { constant: true, targetPath: '$.x[0].b' },
    ];
    const first = outputOf(runMappings(mappings, {}));
    (first['x'] as JsonMap[])[0] = {};
    expect(outputOf(runMappings(mappings, {}))).toStrictEqual({ x: [{ a: 1, b: true }] });
  });
});

describe('copying', () => {
  it('keeps the input out of the reach of what is done to the output', () => {
    const input = { emails: [{ value: 'a' }, { value: 'b' }] };
    const mappings = [
      { sourcePath: '$.emails', targetPath: '$.emails' },
      { constant: true, targetPath: '$.emails[0].primary' },
      { type: 'remove', targetPath: '$.emails[*].value' },
      { sourcePath: '$.emails[?(@.primary == true)]', targetPath: '$.primaries' },
    ];
    expect(outputOf(runMappings(mappings, input))).toStrictEqual({
      emails: [{ primary: true }, {}],
      primaries: [],
    });
    expect(input).toStrictEqual({ emails: [{ value: 'a' }, { value: 'b' }] });
  });

  it('keeps two places of the output apart, and variables from both', () => {
    const mappings = [
      { sourcePath: '$.a', targetPath: '$.x', targetVariable: 'v' },
      { sourcePath: '$.a', targetPath: '$.y' },
      { constant: 2, targetPath: '$.x.n' },
      { sourceVariable: 'v', targetPath: '$.z' },
      { constant: 3, targetPath: '$.z.n' },
    ];
    const result = runMappings(mappings, { a: { n: 1 } });
    expect(outputOf(result)).toStrictEqual({ x: { n: 2 }, y: { n: 1 }, z: { n: 3 } });
    expect(variablesOf(result)).toStrictEqual({ v: { n: 1 } });
  });
});

describe('valueMapping', () => {
  const mapping = {
    type: 'valueMapping',
    sourcePaths: ['$.type', '$.level'],
    targetPath: '$.code',
    valueMappings: [
      { key: ['a', '1'], mappedValue: 'first' },
      { key: ['a', 1], mappedValue: 'never' },
      { key: ['b', true], mappedValue: { nested: ['x'] } },
    ],
  };

  it.each([
    [{ type: 'a', level: 1 }, 'first'],
    [{ type: 'a', level: '1' }, 'first'],
    [{ type: ['a'], level: ['1'] }, 'first'],
    [{ type: 'b', level: true }, { nested: ['x'] }],
    [{ type: 'b', level: 'true' }, { nested: ['x'] }],
  ])('gives %j the value of the first entry with its key: %j', (input, code) => {
    expect(outputOf(runMappings([mapping], input))).toStrictEqual({ code });
  });

  it.each([[{ type: 'c', level: 1 }], [{ type: 'a' }], [{}], [{ type: null, level: 1 }]])(
    'gives %j, which no key matches, the default, optional or not',
    (input) => {
      expect(outputOf(runMappings([{ ...mapping, defaultValue: 'x' }], input))).toStrictEqual({ code: 'x' });
      expect(outputOf(runMappings([{ ...mapping, defaultValue: 'x', optional: true }], input))).toStrictEqual(
        { code: 'x' },
      );
    },
  );

  it('ends without a default when it is optional, and fails otherwise', () => {
    expect(outputOf(runMappings([{ ...mapping, optional: true }], {}))).toStrictEqual({});
    expect(failed(runMappings([mapping], {}))).toMatchObject({ path: '$.type, $.level' });
  });
});

describe('remove', () => {
  it.each([
    ['$.a', { list: [{ a: 1, b: 2 }, { a: 3 }] }],
    ['$.list[*].a', { a: 1, list: [{ b: 2 }, {}] }],
    ['$.list[?(@.b == 2)].a', { a: 1, list: [{ b: 2 }, { a: 3 }] }],
    ['$.none.b', { a: 1, list: [{ a: 1, b: 2 }, { a: 3 }] }],
  ])('deletes %s from the output', (targetPath, expected) => {
    const mappings = [
      { sourcePath: '$', targetPath: '$' },
      { type: 'remove', targetPath },
    ];
    expect(outputOf(runMappings(mappings, { a: 1, list: [{ a: 1, b: 2 }, { a: 3 }] }))).toStrictEqual(
      expected,
    );
  });

  it('obeys its condition', () => {
    const mappings = [
      { sourcePath: '$', targetPath: '$' },
      { condition: '$.a EMPTY true', type: 'remove', targetPath: '$.a' },
    ];
    expect(outputOf(runMappings(mappings, { a: '' }))).toStrictEqual({});
    expect(outputOf(runMappings(mappings, { a: 'x' }))).toStrictEqual({ a: 'x' });
  });
});

describe('rename', () => {
  const all = { sourcePath: '$', targetPath: '$' };

  it('renames in place, at every match of a wildcard, and keeps the value', () => {
    const mappings = [all, { type: 'rename', constant: 'value', targetPath: '$.members[*].id' }];
    const output = outputOf(
      runMappings(mappings, { members: [{ type: 'User', id: 1, ref: 'x' }, { ref: 'y' }] }),
    );
    expect(output).toStrictEqual({ members: [{ type: 'User', value: 1, ref: 'x' }, { ref: 'y' }] });
    expect(Object.keys((output['members'] as JsonMap[])[0] ?? {})).toEqual(['type', 'value', 'ref']);
  });

  it('passes where nothing is behind a wildcard', () => {
    const mappings = [all, { type: 'rename', constant: 'value', targetPath: '$.members[*].id' }];
    expect(outputOf(runMappings(mappings, {}))).toStrictEqual({});
  });

  it('fails at a definite path where there is nothing, unless it is optional', () => {
    const mapping = { type: 'rename', constant: 'b', targetPath: '$.a' };
    expect(failed(runMappings([mapping], {}))).toMatchObject({ path: '$.a' });
    expect(outputOf(runMappings([{ ...mapping, optional: true }], {}))).toStrictEqual({});
  });
});

describe('an empty list as default', () => {
  const mapping = { sourcePath: '$.none', targetPath: '$.mail[0]', defaultValue: [], optional: true };

  it.each<[string, JsonMap, JsonMap]>([
    ['in $.mail', { targetPath: '$.mail' }, { mail: [] }],
    ['in $.mail[?(@.v)]', { targetPath: '$.mail[?(@.v)]' }, { mail: [] }],
    ['in $.mail[0]', {}, { mail: [] }],
    ['below other objects', { targetPath: "$['urn:x']['mail'][0]" }, { 'urn:x': { mail: [] } }],
    ['in an element of another list', { targetPath: '$.a[0].mail[0]' }, { a: [{ mail: [] }] }],
    ['behind functions', { functions: [{ function: 'toString' }] }, { mail: [] }],
    [
      'when a function gives nothing',
      { sourcePath: '$.x', functions: [{ function: 'elementAt', index: 5 }] },
      { mail: [] },
    ],
    [
      'of a valueMapping',
      {
        type: 'valueMapping',
        sourcePaths: ['$.none'],
        valueMappings: [{ key: ['a'], mappedValue: 'b' }],
      },
      { mail: [] },
    ],
  ])('makes the list: %s', (_, change, output) => {
    const { sourcePath, ...rest } = mapping;
    const changed = 'sourcePaths' in change ? { ...rest, ...change } : { sourcePath, ...rest, ...change };
    expect(outputOf(runMappings([changed], { x: ['X', 'Y'] }))).toEqual(output);
  });

  it.each<[string, JsonMap, JsonMap]>([
    ['a list', { constant: ['a', 'b'], targetPath: '$.mail' }, { mail: ['a', 'b'] }],
    ['an element', { constant: 'a', targetPath: '$.mail[0]' }, { mail: ['a'] }],
    ['a later element', { constant: 'b', targetPath: '$.mail[1]' }, { mail: ['b'] }],
  ])('takes away nothing that another mapping wrote: %s', (_, before, output) => {
    const after = { ...mapping, targetPath: '$.mail[?(@.v)]' };
    expect(outputOf(runMappings([before, mapping], {}))).toEqual(output);
    expect(outputOf(runMappings([before, after], {}))).toEqual(output);
  });

  it('replaces, at the attribute itself, what another mapping wrote', () => {
    const before = { constant: ['a', 'b'], targetPath: '$.mail' };
    expect(outputOf(runMappings([before, { ...mapping, targetPath: '$.mail' }], {}))).toEqual({ mail: [] });
  });

  it('makes the list in each element that a wildcard before it matches', () => {
    const before = { constant: [{ mail: ['a'] }, {}], targetPath: '$.a' };
    expect(outputOf(runMappings([before, { ...mapping, targetPath: '$.a[*].mail[0]' }], {}))).toEqual({
      a: [{ mail: ['a'] }, { mail: [] }],
    });
  });

  it('makes nothing where a wildcard before it matches nothing', () => {
    expect(outputOf(runMappings([{ ...mapping, targetPath: '$.a[*].mail[0]' }], {}))).toEqual({});
  });

  it('leaves the elements before a later position alone', () => {
    const before = { constant: ['a'], targetPath: '$.mail' };
    expect(outputOf(runMappings([before, { ...mapping, targetPath: '$.mail[1]' }], {}))).toEqual({
      mail: ['a'],
    });
  });

  it('is something else than an empty list that was read, or that functions made', () => {
    expect(outputOf(runMappings([{ ...mapping, sourcePath: '$.empty' }], { empty: [] }))).toEqual({});
    const functions = [{ function: 'getMatchedRegexGroup', regex: 'y', groupIndex: 0 }];
    expect(outputOf(runMappings([{ ...mapping, defaultValue: ['x'], functions }], {}))).toEqual({});
    expect(outputOf(runMappings([{ ...mapping, functions, sourcePath: '$.x' }], { x: ['a', 'b'] }))).toEqual(
      {},
    );
  });

  it('shares nothing with the next entity', () => {
    const user = compileUser([mapping, { sourcePath: '$.m', targetPath: '$.mail[0]', optional: true }]);
    expect(outputOf(user.run({ m: 'a' }, { operation: 'create' }))).toEqual({ mail: ['a'] });
    expect(outputOf(user.run({}, { operation: 'create' }))).toEqual({ mail: [] });
  });
});

describe('writing', () => {
  it.each([
    ['$.a.b', 'x', {}, { a: { b: 'x' } }],
    ["$['urn:x:y']['b']", 'x', {}, { 'urn:x:y': { b: 'x' } }],
    ['$.a[0].b', 'x', {}, { a: [{ b: 'x' }] }],
    ['$.a[2].b', 'x', {}, { a: [{ b: 'x' }] }],
    ['$.a[0]', 'x', { a: ['y', 'z'] }, { a: ['x', 'z'] }],
    ['$.a[0]', { n: 1 }, { a: [{ n: 2 }] }, { a: [{ n: 1 }, { n: 2 }] }],
    ['$.a[0]', [{ n: 1 }, { n: 2 }], { a: [{ n: 3 }] }, { a: [{ n: 1 }, { n: 2 }, { n: 3 }] }],
    ['$.a[*].b', 'x', { a: [{}, { c: 1 }] }, { a: [{ b: 'x' }, { c: 1, b: 'x' }] }],
    ['$.a[*].b', ['x', 'y'], { a: [{}] }, { a: [{ b: ['x', 'y'] }] }],
    ['$.a[*].b', 'x', {}, {}],
    ['$.a[*].b', 'x', { a: [] }, { a: [] }],
    ['$.a[?(@.k)]', ['x', 'y'], {}, { a: [{ k: 'x' }, { k: 'y' }] }],
    ['$.a[?(@.k)]', ['x', 'y'], { a: [{ o: 1 }] }, { a: [{ o: 1, k: 'x' }, { k: 'y' }] }],
    ['$.a[?(@.k)]', 'x', {}, { a: [{ k: 'x' }] }],
    ['$.a[?(@.k)]', [], {}, { a: [] }],
    ['$.a[?(@.k)]', [{ k: 1 }, { k: 2 }], {}, { a: [{ k: 1 }, { k: 2 }] }],
    ["$.a[?(@.k == 'x')].b", 1, { a: [{ k: 'x' }, { k: 'y' }] }, { a: [{ k: 'x', b: 1 }, { k: 'y' }] }],
  ])('to %s of %j', (targetPath, value, before, after) => {
    const mappings = [
      { sourcePath: '$.before', targetPath: '$', preserveArrayWithSingleElement: true },
      { sourcePath: '$.value', targetPath, preserveArrayWithSingleElement: true },
    ];
    expect(outputOf(runMappings(mappings, { before, value }))).toStrictEqual(after);
  });

  it('merges an object into the root: objects merge, lists and scalars replace', () => {
    const mappings = [
      { sourcePath: '$.one', targetPath: '$' },
      { sourcePath: '$.two', targetPath: '$' },
    ];
    const input = { one: { a: { b: 1, c: [1, 2] }, d: 1 }, two: { a: { c: [3], e: 2 }, d: { f: 3 } } };
    expect(outputOf(runMappings(mappings, input))).toStrictEqual({ a: { b: 1, c: [3], e: 2 }, d: { f: 3 } });
  });

  it('cannot merge what is no object', () => {
    const result = failed(runMappings([{ sourcePath: '$.a', targetPath: '$' }], { a: 'secret text' }));
    expect(result.path).toBe('$');
    expect(JSON.stringify(result)).not.toContain('secret text');
  });

  it('drops the gaps that nothing filled', () => {
    const mappings = [
      { sourcePath: '$.one', targetPath: '$.p[0].value', optional: true },
      { sourcePath: '$.two', targetPath: '$.p[1].value', optional: true },
    ];
    expect(outputOf(runMappings(mappings, { two: 2 }))).toStrictEqual({ p: [{ value: 2 }] });
    expect(outputOf(runMappings(mappings, { one: 1, two: 2 }))).toStrictEqual({
      p: [{ value: 1 }, { value: 2 }],
    });
  });

  it('lists schemas one by one', () => {
    const mappings = [
      { constant: 'urn:a', targetPath: '$.schemas[0]' },
      { constant: 'urn:b', targetPath: '$.schemas[1]' },
    ];
    expect(outputOf(runMappings(mappings, {}))).toStrictEqual({ schemas: ['urn:a', 'urn:b'] });
  });

  it('turns bytes into text', () => {
    const mapping = {
      sourcePath: '$.a',
      targetPath: '$.b',
      functions: [{ function: 'decode', algorithm: 'base64' }],
    };
    expect(outputOf(runMappings([mapping], { a: 'w6TDtg==' }))).toStrictEqual({ b: 'äö' });
    const list = { ...mapping, targetVariable: 'v' };
    expect(variablesOf(runMappings([list], { a: ['w6Q=', 'w7Y='] }))).toStrictEqual({ v: ['ä', 'ö'] });
  });
});
