import { describe, expect, it } from 'vitest';
import { FramedText } from '../../src/cli/validate/code-frame.ts';
import { fc } from '../support/property.ts';

/** As printed: numbers, text, mark. */
function frame(text: string, line: number, column: number): string[] | undefined {
  const found = new FramedText(text).frame(line, column);
  return found?.lines.map((each) => `${each.number ?? ''}|${each.text}`);
}

/** All that frames of a text ever show. */
function everything(text: string): string {
  const framed = new FramedText(text);
  return text
    .split('\n')
    .flatMap((_, index) => framed.frame(index + 1, 1)?.lines.map((line) => line.text) ?? [])
    .join('\n');
}

describe('a code frame', () => {
  it('shows two lines before and one behind, with a mark under the column', () => {
    expect(frame('a\nb\nc\n  dd\ne\nf', 4, 3)).toEqual(['2|b', '3|c', '4|  dd', '|  ^', '5|e']);
  });

  it.each([
    ['the first line', 'ab', 1, 2, ['1|ab', '| ^']],
    ['the end of the file', 'a\n', 2, 1, ['1|a', '2|', '|^']],
    ['tabs', '\t\tx', 1, 3, ['1|\t\tx', '|\t\t^']],
    ['line breaks of Windows', 'a\r\nb\r\n', 2, 1, ['1|a', '2|b', '|^', '3|']],
    ['control characters and turned text', '\u001b[2J\u202ex', 1, 6, ['1|\ufffd[2J\ufffdx', '|     ^']],
  ])('copes with %s', (_, text, line, column, expected) => {
    expect(frame(text, line, column)).toEqual(expected);
  });

  it('has none where there is no such line', () => {
    expect(frame('a', 2, 1)).toBeUndefined();
  });

  it.each([1, 250, 500])('shows of a long line what is around column %i', (column) => {
    const text = `${'-'.repeat(column - 1)}X${'-'.repeat(500 - column)}`;
    const [line = '', mark = ''] = frame(text, 1, column) ?? [];
    expect(line.length).toBeLessThan(110);
    expect(line[mark.indexOf('^') + 1]).toBe('X');
  });

  it('moves the mark with what it hides', () => {
    const text = '{"Password": "hunter2", "Type": "FTP"}';
    expect(frame(text, 1, text.indexOf('"FTP"') + 1)).toEqual([
      '1|{"Password": "***", "Type": "FTP"}',
      `|${' '.repeat('{"Password": "***", "Type": '.length)}^`,
    ]);
    // In the middle of what is hidden: at its beginning.
    expect(frame(text, 1, text.indexOf('ter2') + 1)?.[1]).toBe(`|${' '.repeat(14)}^`);
  });
});

describe('secrets are not shown', () => {
  it.each([
    ['JSON', '{"Password": "hunter2"}'],
    ['JSON, escaped', String.raw`{"Pass\u0077ord": "x\"hunter2"}`],
    ['JSON on the next line', '{"Password":\n"hunter2"}'],
    ['a number', '{"Password": 7hunter2}'],
    ['no end', '{"Password": "hunter2\n}'],
    ['no quotes', '{Password: hunter2, "a": 1}'],
    ['a wrong reference', '{"Password": {"value": "}hunter2"}}'],
    ['a reference with the secret in it', '{"Password": {"env": "hunter-hunter2"}}'],
    ['a list', '{"secrets": ["]x", "hunter2"]}'],
    ['a list over lines', '{"secrets": [\n  {"env": "A"},\n  "hunter2"\n]}'],
    ['a mistyped name', '{"Pasword": "hunter2"}'],
    ['a German name', '{"Passwort": "hunter2"}'],
    ['a key in JSON', '{"keys": [{"kty": "OKP", "x": "a", "note": {}, "d": "hunter2"}]}'],
    ['a key with its members in another order', '{"d": "hunter2", "use": "sig", "kty": "EC"}'],
    ['a key in YAML', "key:\n  d: hunter2\n  kty: EC\n  p: 'hunter2'\nsystems: [a]"],
    ['a list of keys in YAML', '- d: hunter2\n  kty: EC\n- x: a'],
    ['a token in the place of an issuer', '{"tokens": [{"issuer": "https://x"}, "hunter2"]}'],
    ['a token in YAML', 'tokens:\n  - hunter2'],
    ['another name', '{"ias.client.secret": "hunter2", "api_token": "hunter2"}'],
    ['a header', '{"ips.http.header.Authorization": "Bearer hunter2"}'],
    ['a comment', '// Password: hunter2\n# IAS_PASSWORD=hunter2'],
    ['a URL', '{"URL": "https://user:hunter2@host.example"}'],
    ['YAML', 'Password: hunter2'],
    ['YAML in quotes', "Password: 'it''s hunter2'"],
    ['YAML in a list', '- Password: hunter2'],
    ['YAML, text over lines', 'a:\n  Password: |\n    hunter1\n    hunter2\n  b: 1'],
    ['YAML, folded', 'Password: >-\n  hunter2'],
    ['YAML, plain over lines', 'Password: some\n  hunter2'],
    ['YAML, in quotes over lines', 'Password: "some\n  hunter2"'],
    ['YAML below', 'Password:\n  hunter2'],
    ['YAML secrets', 'secrets:\n- hunter2\n- file: x'],
    ['YAML secrets, indented', '  secrets:\n    - env: X\n    - hunter2\n  systems: [a]'],
    ['YAML with an anchor', 'Password: &p "hunter2"'],
    ['the same text elsewhere', '{"Password": "hunter2", "name": "it is hunter2"}\n// hunter2'],
    ['the same text elsewhere, before it in YAML', 'name: is hunter2\nsecrets:\n  - hunter2'],
    ['the same text elsewhere, in quotes of YAML', "Password: 'hunter2' # comment\nname: hunter2"],
    ['a value of a header', '{"Authorization": "Basic hunter2=", "x": "bearer  hunter2"}'],
    ['a constant of a transformation', '{"constant": "hunter2", "targetPath": "$.password"}'],
  ])('%s', (_, text) => {
    expect(everything(text)).not.toContain('hunter2');
  });

  it.each([
    '{"Password": {"env": "IAS_PASSWORD"}, "a": "b"}',
    '{"Password": { "file": "secrets/ias" },}',
    '{"Password": {"service": "a b", "key": "c"}}',
    'Password: { file: secrets/ias-test-password }',
    'Password:\n  env: IAS_PASSWORD\nURL: https://x.example',
    'secrets:\n  - file: secrets/a\n  - env: B\nsystems: [x]',
    '{"secrets": [{ "env": "IDM_SECRET" }], "systems": ["x"]}',
    '{"constant": "User", "targetPath": "$.userType"}',
    '{"tokens": [{"issuer": "https://tenant.example", "clientId": "0c2b"}], "systems": ["x"]}',
    'tokens:\n  - issuer: https://tenant.example\n    clientId: 0c2b\nsystems: [x]',
    '// Basic authentication, and bearer tokens.\n{"Authentication": "BasicAuthentication"}',
    '{"User": "somebody", "ias.user.filter": "userName eq \\"x\\""}',
  ])('what is none is: %s', (text) => {
    expect(everything(text)).not.toContain('***');
  });

  const secret = fc.stringMatching(/^[a-z]{6}[^\s"'\\]{0,10}$/).map((text) => `hunter2${text}`);
  const key = fc.constantFrom('Password', 'ias.password', 'scim.oauth.client.secret', 'api_key', 'pasword');
  const spaced = fc.constantFrom('', ' ', '  ');
  const place = fc.oneof(
    fc.tuple(key, spaced, secret).map(([name, blank, value]) => `"${name}"${blank}:${blank}"${value}"`),
    fc.tuple(key, spaced, secret).map(([name, blank, value]) => `${blank}${name}:${blank} ${value}`),
    fc.tuple(key, secret).map(([name, value]) => `"${name}": {"env": "-${value}"}`),
  );
  const rest = fc.constantFrom('{', '}', ',', '\n', '"a": 1,', 'b: c', '// x', "'", '[', 'secrets:');
  it('in any company', () => {
    fc.assert(
      fc.property(
        fc.array(rest, { maxLength: 5 }),
        place,
        fc.array(rest, { maxLength: 5 }),
        (before, it, after) => {
          const text = [...before, it, ...after].join('\n');
          expect(everything(text)).not.toContain('hunter2');
        },
      ),
    );
  });
});
