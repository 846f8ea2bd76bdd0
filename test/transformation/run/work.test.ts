// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the language's own syntax
import { describe, expect, it } from 'vitest';
import {
  compileTransformation,
  type JsonMap,
  type Properties,
  type RunResult,
  type Transformation,
  type Variables,
} from '../../../src/transformation/index.ts';

function compiled(mappings: readonly JsonMap[], properties: Properties = {}): Transformation {
  const id = { constant: '1', targetVariable: 'entityIdSourceSystem' };
  const source = JSON.stringify({ user: { mappings: [id, ...mappings] } });
  return compileTransformation(source, { direction: 'read', properties });
}

function run(
  mappings: readonly JsonMap[],
  input: JsonMap,
  variables: Variables = {},
  properties: Properties = {},
): RunResult {
  const { user } = compiled(mappings, properties).entities;
  if (user === undefined) throw new Error('no user');
  return user.run(input, { operation: 'read', variables });
}

function onList(source: JsonMap): JsonMap {
  return { sourcePath: '$.list', targetPath: '$.list', functions: [source] };
}

const LONG = 'a'.repeat(1_000_000);
const INPUT = {
  list: Array.from({ length: 10_000 }, (_, i) => `e${i}`),
  members: Array.from({ length: 20_000 }, (_, i) => ({ value: `id-${i}`, type: i % 2 ? 'User' : 'Group' })),
  mixed: Array.from({ length: 20_000 }, (_, i) => (i % 2 ? `${i}.0` : i)),
  numbers: Array.from({ length: 20_000 }, (_, i) => i),
  object: Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`k${i}`, i])),
  long: LONG,
  same: `a${LONG.slice(1)}`,
  looksLikePaths: Array.from({ length: 10_000 }, (_, i) => `$[?(@ =~ /((a{1,100}){1,100}b${i})/)]`),
  looksLikeJson: Array.from({ length: 1_000 }, () => `[${'[],'.repeat(2_000)}]`),
};
const COPY = { sourcePath: '$.members', targetPath: '$.members' };

describe('what begins at $ in the functions on elements', () => {
  it.each([
    "'x' IN $.members[*].value",
    '@ IN $.members[*].value',
    "!(@ IN $.members[?(@.type == 'User')].value)",
    "$.members[?(@.type == 'User')].value != 'x'",
    "$.members[?(@.value == 'id-5')]",
    "$.members[?(@.type == 'User')] EMPTY false",
    "$..value == 'x'",
    '$.numbers CONTAINS 5.5',
    '@ IN $.numbers',
    "$.members[?(@.value == 'id-5')].value ALL ['id-5']",
    '$.name IN $.numbers',
    '$.object.length() > 3',
    '$.numbers.sum() > 4',
    '@ == $.members.length() || $..type.length() > 3',
    '$.long == $.same',
    '$.long > $.same',
    "$.long CONTAINS 'x'",
    'isValidEmail($.long)',
    '!isValidEmail($.members[*].value)',
    "@ != 'e5' && isAttributeWithMandatoryPrefix($.members[*].value, 'prefix')",
    '$.members == $.members',
    '$.object == $.object',
    '$.object.* != 1',
    '$.object EMPTY true',
    '@ == $.object && $.object EMPTY true',
    "'${variable}' == $.long",
    "$.list[?(@ =~ /e[0-9]{1,3}/)] != 'x'",
    "@ != 'e5' && $.members == $.members && $.long == $.same && !($..value == 'x')",
  ])('is read and compared once in their condition: %s', (condition) => {
    const mapping = onList({ function: 'concatString', prefix: 'x', condition });
    const properties = { prefix: 'id' };
    expect(run([mapping], INPUT, { variable: LONG }, properties).status).toBe('transformed');
  });

  it.each<JsonMap>([
    { function: 'concatString', prefix: "$.members[?(@.value == 'id-1')].value" },
    { function: 'concatString', suffix: "$.members[?(@.value == 'id-1')].value" },
    { function: 'concatString', prefix: '$.members.length()', suffix: '$.numbers.max()' },
    { function: 'compositeId', subId: "$.members[?(@.value == '${id}')].value" },
    { function: 'compositeId', subId: '$..only' },
  ])('is read once in its parameters: %j', (source) => {
    const result = run([onList(source)], { ...INPUT, deep: { only: 'o' } }, { id: 'id-7' });
    expect(result.status).toBe('transformed');
  });

  it('is read anew when a variable in it has changed', () => {
    const subId = "$.members[?(@.value == '${id}')].type";
    const set = (constant: string) => ({ constant, targetVariable: 'id' });
    const read = (targetPath: string) => ({
      sourcePath: '$.name',
      targetPath,
      functions: [
        { function: 'compositeId', subId, condition: "$.members[?(@.value == '${id}')] EMPTY false" },
      ],
    });
    const members = [
      { value: '1', type: 'User' },
      { value: '2', type: 'Group' },
    ];
    const mappings = [set('1'), read('$.a'), set('2'), read('$.b'), set('3'), read('$.c')];
    expect(run(mappings, { name: 'n', members })).toMatchObject({
      output: { a: 'n:User', b: 'n:Group', c: 'n' },
    });
  });

  it('is not kept for another entity', () => {
    const { user } = compiled([
      onList({ function: 'concatString', suffix: "$.members[?(@.value == '1')].type" }),
    ]).entities;
    for (const type of ['User', 'Group']) {
      const result = user?.run({ list: ['e'], members: [{ value: '1', type }] }, { operation: 'read' });
      expect(result).toMatchObject({ output: { list: `e${type}` } });
    }
  });
});

describe('work that grows with the product of two parts of an entity', () => {
  it.each(["'x' IN $.looksLikePaths", "'x' IN $.looksLikeJson", '@ =~ /x${variable}/'])(
    'fails in the condition of a function on elements: %s',
    (condition) => {
      const mapping = onList({ function: 'concatString', prefix: 'x', condition });
      expect(run([mapping], INPUT, { variable: LONG })).toMatchObject({
        status: 'failed',
        mapping: expect.stringContaining('mapping 2'),
        path: condition,
        reason: expect.stringMatching(
          /the work on this entity exceeds 1500000 steps|takes more than|too many steps/,
        ),
      });
    },
  );

  it('fails where each number is compared with texts, which may be written in many ways', () => {
    const functions = [{ function: 'concatString', prefix: 'x', condition: '@ IN $.mixed' }];
    const result = run([{ sourcePath: '$.numbers', targetPath: '$.r', functions }], INPUT);
    expect(result).toMatchObject({ status: 'failed', path: '@ IN $.mixed' });
  });

  it.each<JsonMap>([
    { function: 'concatString', suffix: '$.long' },
    { function: 'concatString', suffix: '${variable}' },
    { function: 'compositeId', subId: '$.long' },
    { function: 'replaceString', target: 'e', replacement: '${variable}' },
    { function: 'replaceAllString', regex: 'e', replacement: '${variable}' },
    { function: 'convertLocaleCode', outputFormat: 'bcp47' },
  ])('fails in what a function does for elements: %j', (source) => {
    const result = run([onList(source)], INPUT, { variable: LONG });
    expect(result).toMatchObject({ status: 'failed', path: '$.list' });
  });

  it.each<JsonMap>([
    { sourcePath: '$.numbers', targetPath: '$.members[*].numbers' },
    { sourcePath: '$.long', targetPath: '$.members[*].long' },
    { sourcePath: '$.numbers', targetPath: "$.members[?(@.type == 'User')].numbers" },
  ])('fails in writing to many places: %j', (mapping) => {
    expect(run([COPY, mapping], INPUT)).toMatchObject({
      status: 'failed',
      path: mapping['targetPath'],
      reason: expect.stringContaining('the work on this entity exceeds'),
    });
  });

  it('fails in texts that are large themselves, and in what has many variables', () => {
    const variables = '${empty}'.repeat(1_000);
    for (const source of [
      { function: 'concatString', suffix: LONG },
      { function: 'concatString', suffix: variables },
      { function: 'concatString', suffix: 'x', condition: `@ == '${variables}'` },
    ]) {
      expect(run([onList(source)], INPUT)).toMatchObject({
        status: 'failed',
        reason: expect.stringContaining('the work on this entity exceeds'),
      });
    }
  });

  const DATE = { function: 'manipulateDate', sourceDateFormat: 'yyyy-MM-dd' };
  it('fails in long formats of dates', () => {
    const dates = { list: Array.from({ length: 10_000 }, () => '2026-08-05') };
    for (const formats of [
      { targetDateFormat: 'EEEE '.repeat(1_000) },
      { targetDateFormat: `'${LONG}'` },
      { sourceDateFormat: `yyyy-MM-dd${'[EEEE]'.repeat(1_000)}` },
      { sourceDateFormat: `yyyy-MM-dd${'[XXX]'.repeat(1_000)}` },
    ]) {
      expect(run([onList({ ...DATE, ...formats })], dates)).toMatchObject({
        status: 'failed',
        path: '$.list',
        reason: expect.stringContaining('the work on this entity exceeds'),
      });
    }
  });

  it('asks for a zone only once', () => {
    const zoned = onList({ ...DATE, sourceDateFormat: 'yyyy-MM-dd[ VV][ ]', targetDateFormat: 'yyyy' });
    const list = (zone: (i: number) => string) =>
      Array.from({ length: 10_000 }, (_, i) => `2026-08-05 ${zone(i)}`);
    expect(run([zoned], { list: list(() => 'Europe/Berlin') }).status).toBe('transformed');
    const unknown = onList({
      ...DATE,
      sourceDateFormat: "yyyy-MM-dd[ VV]' Nowhere/N'N",
      targetDateFormat: 'yyyy',
    });
    expect(run([unknown], { list: list((i) => `Nowhere/N${i}`) })).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining('the work on this entity exceeds'),
    });
  });

  it('fails in copying what is found many times', () => {
    let inner: JsonMap = { list: INPUT.numbers };
    for (let i = 0; i < 60; i++) inner = { inner, more: INPUT.numbers };
    const input = { inner, list: [INPUT.members] };
    for (const sourcePath of ['$..*', '$..inner', `$.list[${'0,'.repeat(1_000)}0]`]) {
      const mapping = { sourcePath, targetPath: '$.r', preserveArrayWithSingleElement: true };
      expect(run([mapping], input)).toMatchObject({
        status: 'failed',
        path: sourcePath,
        reason: expect.stringContaining('the work on this entity exceeds'),
      });
    }
  });

  it('fails in reading many members of each element', () => {
    const names = Array.from({ length: 1_000 }, () => "'value'").join(',');
    for (const sourcePath of [`$.members[*][${names}]`, `$.members[*][${names}].x`]) {
      const mapping = { sourcePath, targetPath: '$.r', optional: true };
      expect(run([mapping], INPUT)).toMatchObject({ status: 'failed', path: sourcePath });
    }
  });

  it('fails in paths', () => {
    for (const sourcePath of [
      '$.members[?(@.value IN $..value)]',
      '$.members[?($.members[?(@.type == @.value)] EMPTY true)]',
      '$..*..*..*',
    ]) {
      // What filters read from the root they read once.
      expect(run([{ sourcePath, targetPath: '$.r', optional: true }], INPUT).status).not.toBe('filtered');
    }
  });
});

describe('a text of many parts', () => {
  const mapping = (source: JsonMap) => ({ sourcePath: '$.long', targetPath: '$.r', functions: [source] });

  it.each<JsonMap>([
    { function: 'splitStringToArray', separator: 'a' },
    { function: 'replaceString', target: 'a', replacement: 'b'.repeat(1_000) },
  ])('is not cut into all of them: %j', (source) => {
    expect(run([mapping(source)], INPUT)).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining('the work on this entity exceeds'),
    });
  });

  it('is refused as the text of a regular expression, with the function and the expression named', () => {
    expect(run([mapping({ function: 'matchRegex', regex: '[a-z]{3,64}[0-9]$' })], INPUT)).toMatchObject({
      status: 'failed',
      path: '$.long',
      reason:
        'function 1 (matchRegex): the text for the regular expression [a-z]{3,64}[0-9]$ has more than 100000 ' +
        'characters; guard it with a condition, or send shorter values',
    });
  });

  it('does not name the data when the expression has it', () => {
    const result = run([mapping({ function: 'matchRegex', regex: '${variable}' })], INPUT, {
      variable: 'SECRET',
    });
    expect(result).toMatchObject({ status: 'failed', path: '$.long' });
    expect(JSON.stringify(result)).not.toContain('SECRET');
  });
});

describe('work that grows with the entity', () => {
  it.each<JsonMap>([
    onList({ function: 'concatString', prefix: 'x', suffix: 'y' }),
    onList({ function: 'concatString', prefix: 'x', condition: "@ != 'e5' && $.members.length() > 3" }),
    onList({ function: 'replaceAllString', regex: '[0-9]+', replacement: '#' }),
    onList({ function: 'matchRegex', regex: 'e[0-9]{1,10}' }),
    { sourcePath: "$.members[?(@.type == 'User')].value", targetPath: '$.users' },
    { sourcePath: '$.members[*].value', targetPath: '$.values' },
    { sourcePath: '$..value', targetPath: '$.values' },
    { sourcePath: '$.members[?(@.value IN $.list)]', targetPath: '$.r', optional: true },
    { sourcePath: '$', targetPath: '$' },
  ])('is done: %j', (mapping) => {
    expect(run([mapping], INPUT).status).toBe('transformed');
  });

  it('is counted for each entity anew', () => {
    const source = JSON.stringify({
      user: {
        mappings: [
          { constant: '1', targetVariable: 'entityIdSourceSystem' },
          onList({ function: 'matchRegex', regex: 'e[0-9]{1,10}' }),
        ],
      },
    });
    const { user } = compileTransformation(source, { direction: 'read' }).entities;
    for (let i = 0; i < 20; i++) {
      expect(user?.run({ list: INPUT.list }, { operation: 'read' }).status).toBe('transformed');
    }
  });
});
