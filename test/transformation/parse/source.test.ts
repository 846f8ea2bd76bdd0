import { describe, expect, it } from 'vitest';
import { compileTransformation, TransformationError } from '../../../src/transformation/index.ts';
import { entityOf, findingsOf, outputOf, rulesOf } from '../helpers.ts';

/** One error, with a fix where the message alone does not say it. */
function expectRefusal(text: string, line: number, column: number, ...words: readonly string[]): void {
  let thrown: unknown;
  try {
    compileTransformation(text, { direction: 'read', file: 'read.json' });
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(TransformationError);
  const { findings, message: summary } = thrown as TransformationError;
  expect(findings).toMatchObject([{ rule: 'syntax', severity: 'error', file: 'read.json', line, column }]);
  for (const word of words) expect(`${findings[0]?.message} (${findings[0]?.fix})`).toContain(word);
  expect(summary).toContain(`read.json:${line}:${column}`);
}

describe('the text of a transformation', () => {
  it('may have comments, trailing commas and a byte order mark', () => {
    const text = `\uFEFF// for users
    {
      /* one
         mapping */
      "user": {
        "mappings": [
          { "constant": "http://x/*no comment*/", "targetPath": "$.a", }, // last one
        ],
      },
    }`;
    const transformation = compileTransformation(text, { direction: 'write' });
    expect(transformation.findings).toEqual([]);
    expect(outputOf(entityOf(transformation, 'user').run({}, { operation: 'create' }))).toEqual({
      a: 'http://x/*no comment*/',
    });
  });

  it.each([
    ['{"user": {"mappings": [{"constant": "a"]}}', 1, 40, 'closing brace } is missing'],
    ['{"user": {"mappings": ["a"}}', 1, 27, 'closing bracket ] is missing'],
    ['{', 1, 2, 'and } is missing'],
    ['{"user": {"mappings": [\n{"constant": "a"},\n', 3, 1, 'and ]}} is missing'],
    ['{\n  "user": {\n    "mappings": [}\n  }\n}', 3, 18, 'value'],
    ['{\n "user" {}\n}', 2, 9, 'colon'],
    ['{"user": {"mappings": [{"constant": "a" "targetPath": "$.a"}]}}', 1, 41, 'comma'],
    ['{"user": {}} {}', 1, 14, 'nothing may follow the document, and a second one begins here'],
    ['{"user": {}}\n{"user": {}}\n', 2, 1, 'put the entity types of both into one object'],
    ['{"user": {}}\n}', 2, 1, 'remove this }'],
    ['{"user": {}},\n', 1, 13, 'remove the rest'],
    ["{'user': {}}", 1, 2, 'double quotes'],
    ['{user: {mappings: []}}', 1, 2, 'double quotes'],
    ['{"user": {"condition": "a\nb"}}', 1, 24, 'string'],
    ['{"user": {"condition": "\\d"}}', 1, 24, 'backslash'],
    ['{"user": {"condition": "$.a == "x""}}', 1, 33, "inside of a text write ' instead of"],
    ['{"user": nil}', 1, 10, 'double quotes'],
    ['/* {}', 1, 1, 'comment'],
    ['{"user": {\n<<<<<<< HEAD\n"ignore": true\n=======\n>>>>>>> main\n}}', 2, 1, 'merge conflict'],
    ['{"user": {"ignore": true\n=======\n}}', 2, 1, 'merge conflict'],
  ])('that is no JSON is refused with file, line and column: %j', (text, line, column, message) => {
    expectRefusal(text, line, column, message);
  });

  it.each([
    ['', 1, 1, 'it is empty'],
    [' \n\n', 1, 1, 'it is empty'],
    ['  // nothing\n', 1, 1, 'it is empty'],
    ['# users\n\nuser:\n  mappings:\n    - sourcePath: $.id\n', 3, 1, 'YAML'],
    ['---\nuser: {}\n', 1, 1, 'YAML'],
    ['- sourcePath: $.id\n  targetPath: $.id\n', 1, 1, 'YAML'],
    ['\n<!DOCTYPE html>\n<html>\n<body>Log on</body>\n</html>\n', 2, 1, 'web page'],
    ['<?xml version="1.0"?>\n<a/>\n', 1, 1, 'XML'],
    ['```json\n{"user": {}}\n```\n', 1, 1, 'remove the lines with ```'],
    ['module.exports = {\nuser: {}\n};', 1, 1, 'JavaScript'],
    ['URL=https://x\nUser=y\n', 1, 1, 'list of properties'],
    ['"user": {\n"mappings": []\n}', 1, 1, 'the brace {'],
    ['There is no such\nfile here.\n', 1, 1, 'begins with a word'],
    ['\uFEFF{\0"\0u\0', 1, 1, 'another encoding'],
    ['PK\x03\x04\x14', 1, 1, 'compressed'],
  ])('that is something else is refused with one error: %j', (text, line, column, message) => {
    expectRefusal(text, line, column, `this is no JSON: `, message);
  });

  it.each([
    ['True', 'did you mean true?'],
    ['treu', 'did you mean true?'],
    ['fasle', 'did you mean false?'],
    ['NULL', 'did you mean null?'],
    ['work', undefined],
  ])('has words without quotes only where they are meant: %s', (word, fix) => {
    const text = `{"user": {"ignore": ${word}, "mappings": []}}`;
    const [finding] = findingsOf(text);
    expect(finding?.rule).toBe('syntax');
    expect(finding?.fix).toBe(fix);
  });

  it.each<[string, string, [line: number, column: number, message: string][]]>([
    [
      'typographic quotes',
      '{\n“user”: {\n  “mappings”: [ { “sourcePath”: “$.a”, "targetPath": "$.b" } ]\n}}',
      [
        [2, 1, '“ U+201C (left double quotation mark), ” U+201D'],
        [3, 3, '“ U+201C'],
      ],
    ],
    ['a text that ends in one', '{"user": {"condition": "$.a”,\n"mappings": []}}', [[1, 28, '”']]],
    ['German quotes', '{„user“: {}}', [[1, 2, '„ U+201E (double low quotation mark), “']]],
    [
      'a no-break space',
      '{"user":\u00a0{\n\u00a0\u00a0"mappings": []}}',
      [
        [1, 9, 'U+00A0'],
        [2, 1, 'U+00A0'],
      ],
    ],
    ['a zero-width space', '{\u200b"user": {}}', [[1, 2, 'U+200B (zero-width space)']]],
  ])('with %s is refused, once for each line', (_, text, expected) => {
    const findings = findingsOf(text);
    expect(findings.map(({ rule, line, column }) => [rule, line, column])).toEqual(
      expected.map(([line, column]) => ['syntax', line, column]),
    );
    for (const [index, [, , message]] of expected.entries()) {
      expect(findings[index]?.message).toContain(message);
      expect(findings[index]?.fix).toMatch(/^(?:write "|remove it)/);
    }
  });

  it('may have typographic quotes and other blanks where they are data', () => {
    const text =
      '{"user": {/* “no” \u00a0 */ "mappings": [{"constant": "“a”\u00a0b", "targetPath": "$.a"}]}}';
    expect(findingsOf(text)).toEqual([]);
  });

  it('shows in findings what nobody could see', () => {
    const messages = findingsOf('{"user": {"mappings": [], "x\u200by\\n": 1}}').map(({ message }) => message);
    expect(messages.join()).toContain('x<U+200B>y');
    expect(messages.join()).not.toMatch(/[\u200b\n]/);
  });

  it.each([['[]'], ['"user"'], ['null'], ['5']])('has to be an object, not %s', (text) => {
    expect(findingsOf(text)).toMatchObject([
      { rule: 'invalid-value', severity: 'error', line: 1, column: 1, fix: expect.stringMatching(/^write/) },
    ]);
  });

  it.each([
    [JSON.stringify('{"user": {"mappings": []}}'), 'stands in one text'],
    ['{"systems": [{"id": "a"}], "server": {}}', 'this is a configuration'],
    ['{"technicalUsers": [{"id": "a"}]}', 'this is a configuration'],
    ['{"id": "a", "type": "cloud-foundry", "properties": {"User": "u"}}', 'this is a configuration'],
    ['{"mappings": [{"constant": 1, "targetPath": "$.a"}], "condition": "$.a"}', 'entity type around'],
    ['{"schemas": ["urn:x"], "userName": "ada"}', 'SCIM resource'],
  ])('is no other document: %s', (text, message) => {
    const findings = findingsOf(text);
    expect(findings).toMatchObject([{ rule: 'invalid-value', severity: 'error', line: 1, column: 1 }]);
    expect(`${findings[0]?.message} (${findings[0]?.fix})`).toContain(message);
  });

  it('may have entity types with the names of other documents', () => {
    const entity = { mappings: [], scimEntityEndpoint: 'Systems' };
    for (const name of ['systems', 'schemas', 'properties']) {
      expect(rulesOf(findingsOf(JSON.stringify({ [name]: entity })))).not.toContain('invalid-value');
    }
  });

  it('is refused where it is nested too deeply, however deeply that is', () => {
    for (const open of ['[', '{"a":']) {
      const text = `{"user": {"mappings": [{"targetPath": "$.a", "constant": ${open.repeat(200_000)}`;
      expect(findingsOf(text)).toMatchObject([
        { rule: 'syntax', message: expect.stringContaining('nested') },
      ]);
    }
  });

  it('may be nested as deeply as a constant needs', () => {
    const constant = `${'['.repeat(90)}1${']'.repeat(90)}`;
    const text = `{"user": {"mappings": [{"targetPath": "$.a", "constant": ${constant}}]}}`;
    expect(findingsOf(text)).toEqual([]);
  });

  it('has duplicate keys reported, the last of which counts', () => {
    const text = '{"user": {"mappings": [\n{"constant": 1, "constant": 2, "targetPath": "$.a"}]}}';
    const transformation = compileTransformation(text, { direction: 'write' });
    expect(transformation.findings).toMatchObject([
      { rule: 'duplicate-key', severity: 'warning', line: 2, column: 17 },
    ]);
    expect(outputOf(entityOf(transformation, 'user').run({}, { operation: 'create' }))).toEqual({ a: 2 });
  });

  it('keeps members with odd names in constants', () => {
    const text =
      '{"user": {"mappings": [{"constant": {"__proto__": {"x": 1}, "constructor": 2}, "targetPath": "$.a"}]}}';
    const transformation = compileTransformation(text, { direction: 'write' });
    const output = outputOf(entityOf(transformation, 'user').run({}, { operation: 'create' }));
    expect(JSON.stringify(output)).toBe('{"a":{"__proto__":{"x":1},"constructor":2}}');
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  it('does not take options from a member named __proto__', () => {
    const text =
      '{"user": {"mappings": [{"__proto__": {"optional": true}, "sourcePath": "$.a", "targetPath": "$.a"}]}}';
    const transformation = compileTransformation(text, { direction: 'write' });
    expect(entityOf(transformation, 'user').run({}, { operation: 'create' }).status).toBe('failed');
  });
});

describe('findings', () => {
  it('have errors first, then the order of the text', () => {
    const text = `{
      "user": {
        "unknown": 1,
        "mappings": [
          {"sourcePath": "$.a.", "targetPath": "$.a"},
          {"sourcePath": "$.b", "targetPath": "$.b", "colour": 1},
          {"sourcePath": "$.c", "targetPath": 5}
        ]
      }
    }`;
    const findings = findingsOf(text);
    expect(findings.map(({ severity }) => severity)).toEqual(['error', 'error', 'warning', 'warning']);
    expect(findings.map(({ line }) => line)).toEqual([5, 7, 3, 6]);
  });

  it('point into paths and conditions', () => {
    const text = `{"user": {"mappings": [
      {"sourcePath": "$.ab.", "targetPath": "$.a"},
      {"condition": "$.a == ", "sourcePath": "$.a", "targetPath": "$.a"}
    ]}}`;
    const [path, condition] = findingsOf(text);
    expect(path).toMatchObject({ rule: 'invalid-path', line: 2 });
    expect(path?.column).toBeGreaterThanOrEqual(23);
    expect(condition).toMatchObject({ rule: 'invalid-condition', line: 3 });
    expect(condition?.column).toBeGreaterThanOrEqual(22);
  });

  it.each([
    ['constant', 'a\\ud83d', '\\ud83d'],
    ['condition', "$.a == '\\ude00\\ud83d'", '\\ude00'],
  ])('has whole characters: %s', (key, text, half) => {
    const source = `{"user": {"mappings": [\n{"${key}": "${text}", "sourcePath": "$.b", "targetPath": "$.a"}]}}`;
    expect(findingsOf(source)).toContainEqual(
      expect.objectContaining({
        rule: 'half-character',
        severity: 'error',
        line: 2,
        column: key.length + 6,
        message: expect.stringContaining(half),
      }),
    );
    expect(rulesOf(findingsOf(source.replace(text, '\\ud83d\\ude00')))).not.toContain('half-character');
  });
});
