/** Functions that work on texts. */
/* biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of the language */
import { describe, expect, it } from 'vitest';
import type { Json, JsonMap } from '../../../src/transformation/types.ts';
import { outputOf, runMappings } from '../helpers.ts';
import { compileClean, problemsOf, run } from './harness.ts';

describe('concatString', () => {
  const concat = (parameters: JsonMap, value: Json, input: Json = {}, variables: Record<string, Json> = {}) =>
    run({ function: 'concatString', ...parameters }, value, { input, variables });

  it('puts prefix and suffix around the value', () => {
    expect(concat({ prefix: 'ips_', suffix: 123 }, 'johnsmith')).toBe('ips_johnsmith123');
    expect(concat({ prefix: '' }, 'x')).toBe('x');
    expect(concat({ suffix: true }, 1.5)).toBe('1.5true');
  });

  it('takes variables', () => {
    expect(concat({ suffix: '${id}' }, 'https://host/', {}, { id: '42' })).toBe('https://host/42');
    expect(concat({ prefix: '<${a}', suffix: '${b}>' }, 'x', {}, { a: 'A' })).toBe('<Ax>');
  });

  it('reads paths from the input entity', () => {
    const input = {
      addresses: [
        { type: 'work', country: 'DE' },
        { type: 'home', country: 'FR' },
      ],
      n: 5,
      '${v}': 'no',
    };
    expect(concat({ suffix: "$.addresses[?(@.type == 'work')].country" }, 'de_', input)).toBe('de_DE');
    expect(concat({ prefix: "$['n']" }, 'x', input)).toBe('5x');
    expect(concat({ suffix: "$.addresses[?(@.type == '${t}')].country" }, 'x', input, { t: 'home' })).toBe(
      'xFR',
    );
    expect(concat({ suffix: '$5' }, 'x', input)).toBe('x$5');
  });

  it('gives nothing when a path leads to nothing', () => {
    for (const suffix of ['$.missing', '$.none', '$.empty', '$.empty[*]']) {
      expect(concat({ suffix }, 'x', { none: null, empty: [] })).toBeUndefined();
    }
  });

  it('fails when a path leads to something that is no text', () => {
    for (const suffix of ['$.two', '$.object']) {
      expect(() => concat({ suffix }, 'x', { two: ['a', 'b'], object: {} })).toThrow(
        'suffix has to lead to one text',
      );
    }
  });

  it('needs a prefix or a suffix, and right paths', () => {
    expect(problemsOf({ function: 'concatString' })).toEqual(['missing-parameter']);
    expect(problemsOf({ function: 'concatString', suffix: '$.a[?(' })).toEqual(['invalid-parameter suffix']);
  });
});

describe('compositeId', () => {
  const source = { function: 'compositeId', subId: '$.loginId' };

  it('joins two ids', () => {
    expect(run(source, 'johnsmith', { input: { loginId: 'e0123456' } })).toBe('johnsmith:e0123456');
    expect(run({ ...source, separator: '-', subId: 'e0' }, 'johnsmith')).toBe('johnsmith-e0');
    expect(run({ ...source, subId: '${v}' }, 'a', { variables: { v: 'b' } })).toBe('a:b');
  });

  it('gives nothing without the second id', () => {
    expect(run(source, 'johnsmith')).toBeUndefined();
  });

  it('can be turned back where the second id is constant', () => {
    expect(compileClean({ ...source, subId: 'e0' }).invert?.('a:b:e0')).toBe('a:b');
    expect(compileClean({ ...source, subId: 'e0' }).invert?.('a')).toBeUndefined();
    expect(compileClean(source).invert).toBeUndefined();
  });

  it('needs the second id', () => {
    expect(problemsOf({ function: 'compositeId' })).toEqual(['missing-parameter']);
  });
});

describe('substring', () => {
  it.each([
    [{ beginIndex: 0, endIndex: 2 }, 'de_DE', 'de'],
    [{ beginIndex: 3 }, 'de_DE', 'DE'],
    [{ beginIndex: 5 }, 'de_DE', ''],
    [{ beginIndex: 1, endIndex: 3 }, 12345, '23'],
  ])('%j of %j', (parameters, value, expected) => {
    expect(run({ function: 'substring', ...parameters }, value)).toBe(expected);
  });

  it.each([
    [{ beginIndex: 6 }, 'de_DE'],
    [{ beginIndex: 0, endIndex: 2 }, 'd'],
    [{ beginIndex: '${n}', endIndex: 1 }, 'abc'],
  ])('%j of %j is out of range', (parameters, value) => {
    expect(() => run({ function: 'substring', ...parameters }, value, { variables: { n: 2 } })).toThrow(
      `only ${value.length} characters`,
    );
  });

  it.each([
    [{}, ['missing-parameter']],
    [{ beginIndex: -1 }, ['invalid-parameter beginIndex']],
    [{ beginIndex: 1.5 }, ['invalid-parameter beginIndex']],
    [{ beginIndex: 3, endIndex: 2 }, ['invalid-parameter endIndex']],
  ])('refuses %j', (parameters, problems) => {
    expect(problemsOf({ function: 'substring', ...parameters })).toEqual(problems);
  });
});

describe('half of a character', () => {
  const half = '\ud83d';
  it.each<[JsonMap, string, Json | undefined]>([
    [{ function: 'substring', beginIndex: 0, endIndex: 2 }, 'a😀b', 'a'],
    [{ function: 'substring', beginIndex: 2 }, 'a😀b', 'b'],
    [{ function: 'substring', beginIndex: 2, endIndex: 2 }, 'a😀b', ''],
    [{ function: 'substring', beginIndex: 1, endIndex: 2 }, '😀', ''],
    [{ function: 'substring', beginIndex: 1, endIndex: 3 }, '😀😀', ''],
    [{ function: 'substring', beginIndex: 1, endIndex: 4 }, '😀😀', '😀'],
    [{ function: 'substring', beginIndex: 1, endIndex: 3 }, 'a😀b', '😀'],
    [{ function: 'splitStringToArray', separator: '${half}' }, 'a😀b', ['a😀b']],
    [{ function: 'replaceString', target: '${half}', replacement: '' }, 'a😀b', 'a😀b'],
    [{ function: 'replaceAllString', regex: '\\x{d83d}|\\x{de00}', replacement: '' }, 'a😀b', 'a😀b'],
    [{ function: 'replaceAllString', regex: '(.)', replacement: '$1-' }, '😀b', '😀-b-'],
    [{ function: 'replaceFirstString', regex: '.', replacement: '' }, '😀b', 'b'],
    [{ function: 'replaceLastString', regex: '', replacement: '-' }, '😀', '😀-'],
    [{ function: 'getMatchedRegexGroup', regex: '(.).(.*)', groupIndex: 2 }, '😀b😀', '😀'],
    [{ function: 'getMatchedRegexGroup', regex: '.{2}(.?)', groupIndex: 1 }, '😀b', ''],
    [{ function: 'toUpperCaseString' }, '𐐨', '𐐀'],
  ])('is not left by %j of %s', (source, value, expected) => {
    expect(run(source, value, { variables: { half } })).toEqual(expected);
  });

  it.each<JsonMap>([
    { function: 'concatString', prefix: '${half}' },
    { function: 'compositeId', subId: '$.half' },
    { function: 'replaceString', target: 'b', replacement: '${half}' },
    { function: 'replaceAllString', regex: 'b', replacement: '${half}' },
    { function: 'splitStringToArray', separator: '${half}' },
    { function: 'putIfAbsent', key: 'k', defaultValue: '${half}', applyOnAttribute: 'o' },
  ])('that a backend has sent is none in the output of %j', (source) => {
    const mapping = { sourcePath: '$.values', targetPath: '$.r', functions: [source] };
    const values = source['applyOnAttribute'] === undefined ? [`a${half}b`, 'b'] : [{ o: { a: 1 } }];
    const result = runMappings([mapping], { values, half }, { variables: { half } });
    expect(result.status).toBe('transformed');
    expect(JSON.stringify(outputOf(result))).not.toContain('\\ud83d');
  });
});

describe('an escaped $', () => {
  it.each<[JsonMap, string, Json]>([
    [{ function: 'matchRegex', regex: '\\${2}' }, '$$', true],
    [{ function: 'matchRegex', regex: '\\${2}' }, '$', false],
    [{ function: 'matchRegex', regex: '(?:a|\\$){1,3}' }, 'a$a', true],
    [{ function: 'getMatchedRegexGroup', regex: '(\\${1,2}).*', groupIndex: 1 }, '$$b', '$$'],
    [{ function: 'replaceAllString', regex: '\\${2}', replacement: '\\${2}' }, 'a$$b', 'a${2}b'],
    [{ function: 'replaceFirstString', regex: '[$]{2}', replacement: 'x' }, 'a$$b', 'axb'],
    [{ function: 'concatString', suffix: '!', condition: '@ =~ /\\${2}/' }, '$$', '$$!'],
    [{ function: 'concatString', suffix: '$.l[?(@ =~ /\\${2}/)]' }, 'a', 'a$$'],
    [{ function: 'matchRegex', regex: '\\\\${x}' }, '\\q', true],
    [{ function: 'matchRegex', regex: '\\\\\\${2}' }, '\\$$', true],
    [{ function: 'matchRegex', regex: '\\Q${x}\\E' }, 'q', true],
    [{ function: 'concatString', suffix: '\\${x}' }, 'a', 'a\\q'],
  ])('starts no variable in a regular expression: %j of %s', (source, value, expected) => {
    expect(run(source, value, { input: { l: ['$', '$$'] }, variables: { x: 'q', 2: 'wrong' } })).toEqual(
      expected,
    );
  });

  it('starts none in the expressions of conditions and paths', () => {
    const mappings = [
      { sourcePath: '$.v', targetPath: '$.r', condition: '$.v =~ /\\${2}/' },
      { sourcePath: '$.l[?(@.a =~ /\\${2}/)].a', targetPath: '$.l' },
    ];
    const input = { v: '$$', l: [{ a: '$' }, { a: '$$' }] };
    expect(outputOf(runMappings(mappings, input))).toEqual({ r: '$$', l: '$$' });
  });
});

describe('toUpperCaseString, toLowerCaseString', () => {
  it.each([
    ['toUpperCaseString', undefined, 'straße i', 'STRASSE I'],
    ['toUpperCaseString', 'en_EN', 'i', 'I'],
    ['toUpperCaseString', 'tr_TR', 'i', 'İ'],
    ['toUpperCaseString', 'tr-TR', 'i', 'İ'],
    ['toUpperCaseString', 'el_GR', 'ά', 'Ά'],
    ['toLowerCaseString', 'de_DE', 'Ä I', 'ä i'],
    ['toLowerCaseString', 'tr', 'I', 'ı'],
    ['toLowerCaseString', '', 'I', 'i'],
    ['toLowerCaseString', '${l}', 'I', 'ı'],
  ])('%s %s: %s', (name, locale, value, expected) => {
    const source = { function: name, ...(locale === undefined ? {} : { locale }) };
    expect(run(source, value, { variables: { l: 'tr_TR' } })).toBe(expected);
  });

  it('refuses what is no locale', () => {
    expect(problemsOf({ function: 'toUpperCaseString', locale: 'no locale!' })).toEqual([
      'invalid-parameter locale',
    ]);
  });
});

describe('toString', () => {
  it.each([
    [new TextEncoder().encode('Jürgen'), 'Jürgen'],
    [5, '5'],
    [false, 'false'],
    ['x', 'x'],
  ])('%j', (value, expected) => {
    expect(run({ function: 'toString' }, value)).toBe(expected);
  });

  it('makes text of what is no UTF-8 too', () => {
    expect(run({ function: 'toString' }, Uint8Array.of(0x61, 0xff))).toBe('a\ufffd');
  });
});

describe('replaceString', () => {
  const replace = (target: Json, replacement: Json, value: string) =>
    run({ function: 'replaceString', target, replacement }, value, { variables: { v: '$&' } });

  it('replaces every occurrence, literally', () => {
    expect(replace('a.', '$1', 'a.aba.')).toBe('$1ab$1');
    expect(replace('a', '${v}', 'aba')).toBe('$&b$&');
    expect(replace(1, 2, '1-1')).toBe('2-2');
    expect(replace('a', '', 'banana')).toBe('bnn');
  });

  it('does nothing for an empty variable', () => {
    expect(replace('${unset}', 'x', 'abc')).toBe('abc');
  });

  it('needs both parameters', () => {
    expect(problemsOf({ function: 'replaceString' })).toEqual(['missing-parameter', 'missing-parameter']);
    expect(problemsOf({ function: 'replaceString', target: '', replacement: '' })).toEqual([
      'invalid-parameter target',
    ]);
  });
});

describe('replaceFirstString, replaceLastString, replaceAllString', () => {
  const replace = (
    name: string,
    regex: Json,
    replacement: Json,
    value: string,
    variables: Record<string, Json> = {},
  ) => run({ function: name, regex, replacement }, value, { variables });

  it.each([
    ['replaceFirstString', 'x14123'],
    ['replaceLastString', '145xyz'],
    ['replaceAllString', 'x'],
  ])('%s', (name) => {
    const expected = {
      replaceFirstString: '123-145',
      replaceLastString: '147-123',
      replaceAllString: '123-123',
    };
    expect(replace(name, '14\\d{1}', 123, '147-145')).toBe(expected[name as keyof typeof expected]);
  });

  it('makes a name of a group', () => {
    expect(replace('replaceAllString', '[\\s\\p{Punct}]', '_', 'My Group: A/B')).toBe('My_Group__A_B');
  });

  it('takes references to groups, numbered and named', () => {
    expect(replace('replaceAllString', '(\\w+) (\\w+)', '$2, $1', 'John Doe')).toBe('Doe, John');
    expect(replace('replaceAllString', '(?<first>\\w+) (\\w+)', '$2 ${first}', 'John Doe')).toBe('Doe John');
    expect(replace('replaceAllString', 'a', '\\$\\\\', 'a')).toBe('$\\');
  });

  it('inserts variables as they are', () => {
    expect(replace('replaceAllString', '(a)', '[${v}$1]', 'a', { v: '$1\\' })).toBe('[$1\\a]');
  });

  it('takes variables as parts of the expression', () => {
    expect(replace('replaceFirstString', '^${p}', '', 'ext-5', { p: '[a-z]+-' })).toBe('5');
    expect(replace('replaceFirstString', '${p}', '', 'abc')).toBe('abc');
    expect(() => replace('replaceFirstString', '${p}', '', 'abc', { p: 'SECRET(' })).toThrow(
      /^regex of replaceFirstString cannot be used with the current values of its variables$/,
    );
    expect(() => replace('replaceFirstString', '${p}', '$1', 'abc', { p: 'a' })).toThrow('does not fit');
  });

  it('does not name the data when such an expression is too slow', () => {
    const slow = () =>
      replace('replaceFirstString', '${p}', '', 'a'.repeat(10_000), { p: '(a+)+(?=SECRET)' });
    expect(slow).toThrow(/needs too many steps/);
    expect(slow).not.toThrow('SECRET');
  });

  it.each([
    [{ regex: '(', replacement: '' }, ['invalid-regex regex']],
    [{ regex: 'a' }, ['missing-parameter']],
    [{ replacement: 'a' }, ['missing-parameter']],
    [{ regex: 'a', replacement: {} }, ['invalid-parameter replacement']],
    [{ regex: 'a', replacement: '$1' }, ['invalid-parameter replacement']],
    [{ regex: '(a)', replacement: '$' }, ['invalid-parameter replacement']],
    [{ regex: '(a)', replacement: 'a\\' }, ['invalid-parameter replacement']],
  ])('%j', (parameters, problems) => {
    expect(problemsOf({ function: 'replaceAllString', ...parameters })).toEqual(problems);
  });
});

describe('matchRegex', () => {
  it('matches the whole text', () => {
    expect(run({ function: 'matchRegex', regex: '.*_COMP' }, 'SAP_COMP')).toBe(true);
    expect(run({ function: 'matchRegex', regex: 'COMP' }, 'SAP_COMP')).toBe(false);
    expect(run({ function: 'matchRegex', regex: '\\d+' }, 42)).toBe(true);
  });
});

describe('getMatchedRegexGroup', () => {
  const group = (regex: string, groupIndex: Json, value: string) =>
    run({ function: 'getMatchedRegexGroup', regex, groupIndex }, value);

  it('gives a group of a whole match', () => {
    const dn = 'CN=test10,OU=subUsers,OU=testUsers';
    expect(group('(?i)cn=.*?,(.*?),OU=testUsers', 1, dn)).toBe('OU=subUsers');
    expect(group('(?i)cn=.*', 0, dn)).toBe(dn);
  });

  it('gives nothing without a match, or for a group that took no part', () => {
    expect(group('OU=(.*)', 1, 'CN=x,OU=y')).toBeUndefined();
    expect(group('(a)|b', 1, 'b')).toBeUndefined();
    expect(group('(a*)b', 1, 'b')).toBe('');
  });

  it('refuses a group that the expression does not have', () => {
    expect(problemsOf({ function: 'getMatchedRegexGroup', regex: '(a)', groupIndex: 2 })).toEqual([
      'invalid-parameter groupIndex',
    ]);
    expect(problemsOf({ function: 'getMatchedRegexGroup', regex: '(a)' })).toEqual(['missing-parameter']);
  });
});

describe('splitStringToArray', () => {
  it.each([
    [',', 'Serbia,Germany,Spain', ['Serbia', 'Germany', 'Spain']],
    ['.', 'a.b', ['a', 'b']],
    ['||', 'a||b|c', ['a', 'b|c']],
    [',', 'a,,b,,', ['a', '', 'b']],
    [',', 'a', ['a']],
    [',', '', ['']],
    [',', ',', []],
    ['${s}', 'a;b', ['a', 'b']],
  ])('by %j: %j', (separator, value, expected) => {
    expect(run({ function: 'splitStringToArray', separator }, value, { variables: { s: ';' } })).toEqual(
      expected,
    );
  });

  it('needs a separator', () => {
    expect(problemsOf({ function: 'splitStringToArray' })).toEqual(['missing-parameter']);
    expect(problemsOf({ function: 'splitStringToArray', separator: '' })).toEqual([
      'invalid-parameter separator',
    ]);
    expect(() => run({ function: 'splitStringToArray', separator: '${s}' }, 'a')).toThrow(
      'the separator is empty',
    );
  });
});

describe('encode, decode', () => {
  it.each([
    ['base32', false, 'JOHN*SMITH/Junior', 'JJHUQTRKKNGUSVCIF5FHK3TJN5ZA===='],
    ['base32', true, 'JOHN*SMITH/Junior', 'JJHUQTRKKNGUSVCIF5FHK3TJN5ZA'],
    ['base64', false, 'JOHN*SMITH', 'Sk9ITipTTUlUSA=='],
    ['base64', true, 'JOHN*SMITH', 'Sk9ITipTTUlUSA'],
    ['base32', false, 'ü😀', 'YO6PBH4YQA======'],
    ['base64', false, '', ''],
    ['base64', false, 5, 'NQ=='],
  ])('%s, skipPadding %s: %j', (algorithm, skipPadding, value, expected) => {
    const encoded = run({ function: 'encode', algorithm, skipPadding }, value);
    expect(encoded).toBe(expected);
    // Decoding takes both forms, whatever skipPadding says.
    for (const text of [expected, expected.replace(/=+$/, '')]) {
      const bytes = run({ function: 'decode', algorithm, skipPadding }, text);
      expect(bytes).toEqual(new TextEncoder().encode(String(value)));
    }
  });

  it.each([
    ['base32', 'JJ8'],
    ['base32', 'J'],
    ['base32', 'JK'],
    ['base32', 'JJHU='],
    ['base32', '========'],
    ['base64', 'Sk9'.concat('!')],
    ['base64', 'S'],
    ['base64', 'SkB'],
    ['base64', 'Sk9I='],
    ['base64', 'Sk-_'],
  ])('%s: nothing is encoded as %s', (algorithm, value) => {
    expect(() => run({ function: 'decode', algorithm }, value)).toThrow(
      `the value is not encoded in ${algorithm}`,
    );
  });

  it('takes base 32 in lower case', () => {
    expect(run({ function: 'decode', algorithm: 'base32' }, 'me')).toEqual(Uint8Array.of(0x61));
  });

  it('encodes bytes as they are', () => {
    const bytes = Uint8Array.of(0, 255, 128);
    expect(run({ function: 'encode', algorithm: 'base64' }, bytes)).toBe('AP+A');
    expect(
      run(
        { function: 'encode', algorithm: 'base32' },
        run({ function: 'decode', algorithm: 'base64' }, 'AP+A'),
      ),
    ).toBe('AD7YA===');
  });

  it('can be turned back', () => {
    const { invert } = compileClean({ function: 'encode', algorithm: 'base32', skipPadding: true });
    expect(invert?.('JJHUQTRKKNGUSVCIF5FHK3TJN5ZA')).toBe('JOHN*SMITH/Junior');
    expect(invert?.('JJHUQTRKKNGUSVCIF5FHK3TJN5ZA====')).toBeUndefined();
    expect(invert?.('not base 32')).toBeUndefined();
    expect(compileClean({ function: 'decode', algorithm: 'base64' }).invert?.('a')).toBe('YQ==');
  });

  it('need to know the algorithm', () => {
    expect(problemsOf({ function: 'encode' })).toEqual(['missing-parameter']);
    expect(problemsOf({ function: 'decode', algorithm: 'base58' })).toEqual(['invalid-parameter algorithm']);
    expect(problemsOf({ function: 'encode', algorithm: 'base32', skipPadding: 'x' })).toEqual([
      'invalid-parameter skipPadding',
    ]);
  });
});
