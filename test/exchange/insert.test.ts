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

  it.each([
    ['systems:\n  - id: a\n    # of a\n    # too\n  # of the list\nserver: {}\n', '# too', '# of the list'],
    ['systems:\n  - id: a\n    # of a\n\nserver: {}\n', '# of a', 'server'],
  ])('comes behind the comments of the last system in %j, and before all others', (text, last, next) => {
    const after = inserted('c.yaml', text, appended('b'));
    const at = [last, 'id: b', next].map((what) => after.indexOf(what));
    expect(at).toEqual(at.toSorted((a, b) => a - b));
  });

  it('begins where nothing is yet, and takes keys as text', () => {
    for (const text of ['', '# nothing yet\n', '1: one\n'])
      expect(parseYaml(inserted('c.yaml', text, appended('x')))).toEqual({
        ...(parseYaml(text) ?? {}),
        systems: [entry('x')],
      });
  });

  it.each([
    'systems:\n  - id: a-b\n    name: c - d\n',
    'systems:\n  - a-b: [x - y]\n',
    'systems:\n    -   id: a\n',
    'systems:\n- id: a\n-\n  id: b-c\n',
  ])('stands as far to the right as the others in %j', (text) => {
    const after = inserted('c.yaml', text, appended('x'));
    const dashes = (lines: string) =>
      lines.split('\n').flatMap((line) => /^( *)-(?: |$)/.exec(line)?.[1] ?? []);
    expect(new Set(dashes(after))).toEqual(new Set(dashes(text)));
    expect(after.startsWith(text)).toBe(true);
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

it('replaces no system of YAML that has an anchor which others mean', () => {
  const text = 'systems:\n  - id: a\n    properties: &p\n      User: u\n  - id: b\n    properties: *p\n';
  const replaced = (index: number) => inserted('c.yaml', text, [{ entry: entry('x'), index }]);
  expect(() => replaced(0)).toThrow(/nothing was written. Use --out FOLDER/);
  expect(parseYaml(replaced(1)).systems).toEqual([{ id: 'a', properties: { User: 'u' } }, entry('x')]);
});
