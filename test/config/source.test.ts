import { describe, expect, it } from 'vitest';
import { parseJsonc } from '../../src/config/source/jsonc.ts';
import type { ParseResult, Source } from '../../src/config/source/source.ts';
import { parseYaml } from '../../src/config/source/yaml.ts';
import { load } from './helpers.ts';

function sourceOf(result: ParseResult): Source {
  if (!('source' in result)) throw new Error(JSON.stringify(result.problems));
  return result.source;
}

const JSONC = `// comment
{
  "server": { "port": 1.50, },
  "systems": [
    { "id": "a" }, /* and */
    { "id": "b", "properties": { "ias.api.version": 2.0 } }
  ]
}
`;
const YAML = `# comment
server: { port: 1.50 }
systems:
  - id: a
  - id: b
    properties: &shared
      ias.api.version: 2.0
  - id: c
    properties: *shared
`;

describe('positions', () => {
  it('finds values and keys in JSON with comments', () => {
    const source = sourceOf(parseJsonc('c.jsonc', JSONC));
    expect(source.valueAt(['server', 'port'])).toEqual({ line: 3, column: 23 });
    expect(source.keyAt(['server', 'port'])).toEqual({ line: 3, column: 15 });
    expect(source.valueAt(['systems', 1, 'id'])).toEqual({ line: 6, column: 13 });
    expect(source.keyAt(['systems', 1, 'properties', 'ias.api.version'])).toEqual({ line: 6, column: 34 });
  });

  it('finds values and keys in YAML, also behind aliases', () => {
    const source = sourceOf(parseYaml('c.yaml', YAML));
    expect(source.valueAt(['server', 'port'])).toEqual({ line: 2, column: 17 });
    expect(source.keyAt(['server', 'port'])).toEqual({ line: 2, column: 11 });
    expect(source.keyAt(['systems', 1, 'properties', 'ias.api.version'])).toEqual({ line: 7, column: 7 });
    expect(source.keyAt(['systems', 2, 'properties', 'ias.api.version'])).toEqual({ line: 7, column: 7 });
  });

  it.each([
    ['JSON', () => parseJsonc('c.json', JSONC)],
    ['YAML', () => parseYaml('c.yaml', YAML)],
  ])('falls back to what is around something missing (%s)', (_, parse) => {
    const source = sourceOf(parse());
    expect(source.valueAt(['systems', 0, 'type', 'deeper'])).toEqual(source.valueAt(['systems', 0]));
    expect(source.valueAt(['systems', 7])).toEqual(source.valueAt(['systems']));
    expect(source.valueAt([])).toMatchObject({ line: 2, column: 1 });
  });

  it.each([
    ['JSON', () => parseJsonc('c.json', JSONC)],
    ['YAML', () => parseYaml('c.yaml', YAML)],
  ])('keeps the characters of numbers (%s)', (_, parse) => {
    const source = sourceOf(parse());
    expect(source.numberText(['server', 'port'])).toBe('1.50');
    expect(source.numberText(['systems', 1, 'properties', 'ias.api.version'])).toBe('2.0');
    expect(source.numberText(['systems', 0, 'id'])).toBeUndefined();
    expect(source.numberText(['systems', 9, 'id'])).toBeUndefined();
  });

  it('does not stumble over names that objects inherit', () => {
    const { value } = sourceOf(parseJsonc('c.json', '{"constructor": 1, "toString": 2}'));
    expect(Object.entries(value as object)).toEqual([
      ['constructor', 1],
      ['toString', 2],
    ]);
  });
});

describe('a file that cannot be parsed', () => {
  it.each([
    ['{"server": {"port": 8080}', 'c.json:1:26: error: a closing brace } is missing'],
    ['{"server": {port: 8080}}', 'c.json:1:13: error: this is no JSON; put keys and text in double quotes'],
    ['{\n  "server": {}\n  "systems": []\n}', 'c.json:3:3: error: a comma is missing before this; add it'],
    ['{"systems": [{"id": "a"]}', 'c.json:1:24: error: a closing brace } is missing before this'],
    ['{"systems": ["a"}', 'c.json:1:17: error: a closing bracket ] is missing before this'],
    ["{'server': {}}", 'c.json:1:2: error: this is no JSON; put keys and text in double quotes'],
    [
      '{"a": "x\n"}',
      'c.json:1:7: error: this text does not end; close it with a double quote on the same line',
    ],
    [
      '{"systems": [], "systems": []}',
      'c.json:1:17: error: the key "systems" stands here a second time; remove one of them',
    ],
    ['{"server": {"__proto__": {}}}', 'c.json:1:13: error: the key "__proto__" is not allowed; remove it'],
    ['', 'c.json:1:1: error: the file is empty; see config/ for examples'],
    ['// only a comment', 'c.json:1:1: error: the file is empty; see config/ for examples'],
    [
      '{"a": }',
      'c.json:1:7: error: a value is expected here: text in double quotes, a number, true, false, null, a list or an object',
    ],
    [
      '{"a": 1, , }',
      'c.json:1:10: error: a key is expected here; put it in double quotes, e.g. "port": 8080',
    ],
    ['{"a" 1}', 'c.json:1:6: error: a colon is expected between key and value; add it'],
    ['{"a": 1.}', 'c.json:1:7: error: this number does not end; write it like 8080 or 0.5'],
    ['{"a": /}', 'c.json:1:7: error: this is no JSON; put keys and text in double quotes'],
    ['{} /* and', 'c.json:1:4: error: this comment does not end; close it with */'],
    ['{"a": "\\u12"}', 'c.json:1:7: error: write a Unicode escape as \\u and four hexadecimal digits'],
    ['{"a": "\\x"}', 'c.json:1:7: error: unknown escape; write a backslash as \\\\'],
    [
      '{"a": "\u0001"}',
      'c.json:1:7: error: control characters are not allowed here; write a tab as \\t, a line break as \\n',
    ],
    ['{} {}', 'c.json:1:4: error: the file should end here; is there one brace or bracket too many?'],
  ])('JSON %j', async (text, line) => {
    expect((await load({ 'c.json': text })).refused).toEqual([line]);
  });

  it.each([
    ['server:\n\tport: 1', 'c.yaml:2:1: error: indent with spaces, not with tabs'],
    [
      'server: {port: 1',
      'c.yaml:1:17: error: flow map in block collection must be sufficiently indented and end with a }',
    ],
    ['systems: []\nsystems: []', 'c.yaml:2:1: error: this key stands here a second time; remove one of them'],
    ['? [a]\n: b', 'c.yaml:1:3: error: this key is not text; put it in quotes'],
    [
      'a: 1\n---\nb: 2',
      'c.yaml:2:1: error: only one document is allowed; remove the line --- and what follows',
    ],
    ['server:\n  __proto__: {}', 'c.yaml:2:3: error: the key "__proto__" is not allowed; remove it'],
    [
      'server: &s {port: 1}\nsystems:\n  - <<: *s',
      'c.yaml:3:5: error: YAML 1.2 has no merge keys (<<); write the keys out',
    ],
    [
      'systems: *nothing',
      'c.yaml:1:10: error: there is no anchor of this name before this alias; put text that begins with * in quotes',
    ],
    [
      'systems: &all [*all]',
      'c.yaml:1:16: error: the alias *all stands inside of what it means; write the value out',
    ],
    [
      'systems: !python/object x',
      'c.yaml:1:10: error: tags are not known here; put text that begins with ! in quotes',
    ],
    [
      '%nothing x\n---\na: 1',
      'c.yaml:1:1: error: this is no directive; put text that begins with % in quotes',
    ],
    ['a: "\\q"', 'c.yaml:1:5: error: unknown escape; write a backslash as \\\\'],
    ['# nothing', 'c.yaml:1:1: error: the file is empty; see config/ for examples'],
  ])('YAML %j', async (text, line) => {
    expect((await load({ 'c.yaml': text })).refused).toEqual([line]);
  });

  it.each([3_000, 100_000])('refuses JSON with %i lists in each other', async (depth) => {
    const text = `{"systems": ${'['.repeat(depth)}${']'.repeat(depth)}}`;
    expect((await load({ 'c.json': text })).refused).toEqual([
      'c.json:1:212: error: objects and lists are nested more than 200 deep; remove brackets and braces that were repeated by mistake',
    ]);
  });

  it('refuses YAML whose aliases explode', async () => {
    const levels = Array.from({ length: 12 }, (_, level) => {
      const items =
        level === 0
          ? 'x'
          : Array(9)
              .fill(`*a${level - 1}`)
              .join(', ');
      return `a${level}: &a${level} [${items}]`;
    });
    expect((await load({ 'c.yaml': levels.join('\n') })).refused).toEqual([
      'c.yaml:1:1: error: the aliases (*name) of this file expand to too much; write the values out',
    ]);
  });

  it.each([
    'secret: "hunter2\n  x: [',
    'secret: *hunter2',
    'secret: !hunter2',
    'secret: !!hunter2 x',
    'secret: !!!hunter2 x',
    'secret: !<hunter2',
    'secret: |hunter2',
    'secret: | hunter2',
    'secret: >-hunter2',
    'secret: %hunter2',
    'secret: "\\xhunter2"',
    'secret: "a"hunter2',
    'secret: {]hunter2',
    '%hunter2\n---\nsecret: x',
    '%YAML hunter2\n---\nsecret: x',
  ])('never quotes the file, which may have secrets: %j', async (text) => {
    const { refused } = await load({ 'c.yaml': text });
    expect(refused).toHaveLength(1);
    expect(String(refused)).not.toContain('hunter2');
  });
});

describe('a file that cannot be read', () => {
  it('says so when it is not there', async () => {
    expect((await load({}, {}, 'missing.yaml')).refused).toEqual([
      'missing.yaml:1:1: error: the file does not exist; create it, or correct the path',
    ]);
  });

  it('says which one may be meant', async () => {
    expect((await load({ 'c.yaml': '' }, {}, 'd.yaml')).refused).toEqual([
      'd.yaml:1:1: error: the file does not exist; create it, or correct the path (is "c.yaml" meant to be it?)',
    ]);
  });

  it('says which kinds of files there are', async () => {
    expect((await load({ 'c.toml': '' })).refused).toEqual([
      'c.toml:1:1: error: unknown kind of file; its name has to end in .json, .jsonc, .yaml or .yml',
    ]);
  });
});
