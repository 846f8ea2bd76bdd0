import { parse as parseJson } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { inserted } from '../../src/exchange/import/insert.ts';

const entry = (id: string) => ({
  id,
  type: 'identity-authentication',
  name: 'Test: "tenant" #1',
  properties: { URL: 'https://x.example', flag: 'true', Password: { env: 'X_PASSWORD' } },
});
const appended = (...ids: string[]) => ids.map((id) => ({ entry: entry(id), index: undefined }));

/** Lines of `before` that are missing, or stand in another order, afterwards. */
function lost(before: string, after: string): string[] {
  const lines = after.split('\n');
  let from = 0;
  return before.split('\n').filter((line) => {
    // What comes behind a system needs a comma behind it.
    const same = (other: string) => other === line || other === line.replace(/\}(?= \/\/|$)/, '},');
    const at = lines.findIndex((other, index) => index >= from && same(other));
    if (at >= 0) from = at + 1;
    return at < 0;
  });
}

const JSON_FILES: readonly (readonly [name: string, text: string])[] = [
  ['with systems', '{\n  "systems": [\n    { "id": "a", "type": "x" } // one\n    // the last\n  ]\n}\n'],
  [
    'with a comma at the end',
    '{\n\t// ours\n\t"systems": [\n\t\t{ "id": "a", "type": "x" }, // one\n\t],\n}\n',
  ],
  ['with none', '{\n  "server": { "port": 0 }, // free\n  "systems": [\n    // none yet\n  ]\n}\n'],
  [
    'in another order',
    '{\n  "systems": [\n    { "id": "a", "type": "x" }\n  ],\n  // and\n  "server": { "port": 0 }\n}\n',
  ],
];

describe('JSON', () => {
  it.each(JSON_FILES)('keeps every line of a file %s', (_, text) => {
    const after = inserted('c.jsonc', text, appended('b', 'c'));
    expect(lost(text, after)).toEqual([]);
    const { systems, ...others } = parseJson(after);
    const { systems: before, ...same } = parseJson(text);
    expect([others, systems]).toEqual([same, [...before, entry('b'), entry('c')]]);
  });

  it('indents like the rest of the file', () => {
    const [, [, text = ''] = []] = JSON_FILES;
    expect(inserted('c.jsonc', text, appended('b'))).toContain(
      '\n\t\t{\n\t\t\t"id": "b",\n\t\t\t"type": "identity-authentication",\n',
    );
  });

  it.each(['{ "systems": [] }', '{"systems":[{"id":"a","type":"x"}]}', '{}', '{ "server": {} }'])(
    'takes %s in one line',
    (text) => {
      const systems = parseJson(text).systems ?? [];
      const after = inserted('c.json', text, appended('b'));
      expect(parseJson(after)).toEqual({ ...parseJson(text), systems: [...systems, entry('b')] });
    },
  );

  it('replaces a system, and nothing around it', () => {
    const text =
      '{\n  // ours\n  "systems": [\n    { "id": "a" }, // one\n    { "id": "b" } // two\n  ]\n}\n';
    const after = inserted('c.jsonc', text, [{ entry: entry('a'), index: 0 }]);
    expect(parseJson(after).systems).toEqual([entry('a'), { id: 'b' }]);
    for (const comment of ['// ours', '// one', '// two']) expect(after).toContain(comment);
  });
});

const YAML_FILES: readonly (readonly [name: string, text: string])[] = [
  [
    'with systems',
    '# ours\nsystems:\n  - id: a\n    type: x # one\n    # the last\n\n# and\nserver: { port: 0 }\n',
  ],
  ['that ends with them', 'server:\n    port:   0\nsystems:\n- id: a\n  properties: { a: "1",   b: 2 }'],
  ['with text of several lines', 'systems:\n  - id: a\n    name: |\n      One\n      two\n\n# end\n'],
  [
    'with anchors',
    'systems:\n  - &one-system\n    id: a\n  - <other\n'.replace('  - <other\n', '  -\n    id: b\n'),
  ],
];

describe('YAML', () => {
  it.each(YAML_FILES)('keeps every line of a file %s', (_, text) => {
    const after = inserted('c.yaml', text, appended('x', 'y'));
    expect(lost(text, after)).toEqual([]);
    const before = parseYaml(text);
    expect(parseYaml(after)).toEqual({ ...before, systems: [...before.systems, entry('x'), entry('y')] });
  });

  it.each([
    'server: { port: 0 } # free\nsystems: []\n',
    '# ours\nserver:\n  port: 0\n',
    'systems: [{ id: a }] # short\n',
  ])('keeps the comments of %j', (text) => {
    const after = inserted('c.yml', text, appended('x'));
    const before = parseYaml(text);
    expect(parseYaml(after)).toEqual({ ...before, systems: [...(before.systems ?? []), entry('x')] });
    expect(after).toContain(/# \w+/.exec(text)?.[0]);
  });

  it('replaces a system, and keeps the comments around it', () => {
    const text = '# ours\nsystems:\n  # first\n  - id: a\n  # second\n  - id: b # two\n';
    const after = inserted('c.yaml', text, [{ entry: entry('a'), index: 0 }]);
    expect(parseYaml(after).systems).toEqual([entry('a'), { id: 'b' }]);
    for (const comment of ['# ours', '# second', '# two']) expect(after).toContain(comment);
  });
});

it.each([
  ['c.jsonc', JSON_FILES[0]?.[1] ?? ''],
  ['c.yaml', YAML_FILES[0]?.[1] ?? ''],
])('%s keeps line ends of Windows', (file, text) => {
  const after = inserted(file, text.replaceAll('\n', '\r\n'), appended('b'));
  expect(after.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
});

it('is refused where something else would change', () => {
  const text = 'base: &base\n  - id: a\nsystems: *base\n';
  expect(() => inserted('c.yaml', text, appended('b'))).toThrow(/nothing was written. Use --out FOLDER/);
});
