/** What a failed entity says: the condition, function or parameter that is to blame, not only the mapping. */
import { describe, expect, it } from 'vitest';
import { EvaluationError } from '../../../src/transformation/errors.ts';
import {
  compileTransformation,
  failureText,
  type Json,
  type JsonMap,
} from '../../../src/transformation/index.ts';
import { compileUser, entityOf, failed, outputOf, runMappings } from '../helpers.ts';

function failureOf(mapping: JsonMap, input: Json): { path: string; reason: string } {
  const plain = failed(runMappings([mapping], input));
  const user = compileUser([mapping]);
  const traced = failed(user.run(input, { operation: 'create', trace: true }));
  expect(traced).toMatchObject({ path: plain.path, reason: plain.reason });
  expect(traced.trace?.mappings[0]?.reason).toBe(`${plain.path}: ${plain.reason}`);
  return plain;
}

it('takes no stack, which is dear and nobody sees; other errors keep theirs', () => {
  expect(new EvaluationError('why').stack).not.toMatch(/\n {4}at /);
  expect(new Error('why').stack).toMatch(/\n {4}at /);
});

describe('a condition that cannot be evaluated', () => {
  const CONTAINS = "$.groups contains 'x'";
  const input = { groups: [{ value: 'x' }], a: 'A', list: ['1'] };

  it.each<[string, JsonMap]>([
    ['of a constant', { constant: 1, targetPath: '$.a', condition: CONTAINS }],
    ['of a path', { sourcePath: '$.a', targetPath: '$.a', condition: CONTAINS }],
    ['of a variable', { sourceVariable: 'v', targetPath: '$.a', condition: CONTAINS }],
    ['of a removal', { type: 'remove', targetPath: '$.a', condition: CONTAINS }],
  ])('is the path that is named: %s', (_, mapping) => {
    const { path, reason } = failureOf(mapping, input);
    expect(path).toBe(CONTAINS);
    expect(reason).toContain('list with objects');
  });

  it.each<[string, JsonMap]>([
    ['a value', { sourcePath: '$.a' }],
    ['elements', { sourcePath: '$.list', preserveArrayWithSingleElement: true }],
  ])('is named with its function: on %s', (_, source) => {
    const functions = [
      { function: 'toString' },
      { function: 'concatString', suffix: '!', condition: CONTAINS },
    ];
    const { path, reason } = failureOf({ ...source, targetPath: '$.a', functions }, input);
    expect(path).toBe(CONTAINS);
    expect(reason).toMatch(/^function 2 \(concatString\): its condition: a list with objects/);
  });
});

describe('a function that fails', () => {
  it('is named with its position', () => {
    const functions = [
      { function: 'substring', beginIndex: 0 },
      { function: 'substring', beginIndex: 9 },
    ];
    const { path, reason } = failureOf({ sourcePath: '$.a', targetPath: '$.a', functions }, { a: 'short' });
    expect(path).toBe('$.a');
    expect(reason).toMatch(/^function 2 \(substring\): /);
  });

  it('counts functions that never run', () => {
    const functions = [
      { function: 'toString', condition: "'a' == 'b'" },
      { function: 'decode', algorithm: 'base64' },
    ];
    const { reason } = failureOf({ sourcePath: '$.a', targetPath: '$.a', functions }, { a: '?' });
    expect(reason).toMatch(/^function 2 \(decode\): /);
  });
});

describe('a function that gives nothing', () => {
  it.each<[JsonMap, string]>([
    [
      { function: 'concatString', suffix: "$.addresses[?(@.type == 'work')].country" },
      "suffix $.addresses[?(@.type == 'work')].country reads nothing here",
    ],
    [{ function: 'concatString', prefix: '$.none' }, 'prefix $.none reads nothing here'],
    [{ function: 'concatString', prefix: '$.locale', suffix: '$.none' }, 'suffix $.none reads nothing here'],
    [
      { function: 'concatString', prefix: '$.nil', suffix: '$.none' },
      'prefix $.nil reads nothing here, suffix $.none reads nothing here',
    ],
    [{ function: 'compositeId', subId: '$.none' }, 'subId $.none reads nothing here'],
    [{ function: 'elementAt', index: 3 }, 'there is no element 3'],
    [
      { function: 'getMatchedRegexGroup', regex: '[0-9]+', groupIndex: 0 },
      'the whole value does not match its regular expression, or the match has no such group',
    ],
  ])('says why: %j', (definition, why) => {
    const input = { locale: 'en', nil: null, addresses: [{ type: 'work', country: null }] };
    const mapping = { sourcePath: '$.locale', targetPath: '$.locale', functions: [definition] };
    const { path, reason } = failureOf(mapping, input);
    expect(path).toBe('$.locale');
    expect(reason).toBe(
      `function 1 (${String(definition['function'])}): ${why}, and the mapping has no defaultValue`,
    );
    const { trace } = compileUser([{ ...mapping, optional: true }]).run(input, {
      operation: 'create',
      trace: true,
    });
    expect(trace?.mappings[0]).toMatchObject({
      outcome: 'skipped',
      reason: `function 1 (${String(definition['function'])}): ${why}`,
    });
    expect(outputOf(runMappings([{ ...mapping, defaultValue: 'd' }], input))).toEqual({ locale: 'd' });
  });
});

describe('as one text', () => {
  const WRITE = { file: '/etc/ipsproxy/tx/write.json', shownFile: 'tx/write.json' };
  const MAPPING = { sourcePath: '$.a', targetPath: '$.b' };
  const textOf = (mapping: JsonMap, input: Json, options: object = WRITE) =>
    failureText(failed(compileUser([mapping], options).run(input, { operation: 'create' })));

  it('a failure begins with file and line, and has its path once', () => {
    expect(textOf(MAPPING, {})).toBe(
      'tx/write.json:1: mapping 1 ($.a → $.b): this mandatory value is missing in the entity; if entities may lack it, set "optional": true or a defaultValue',
    );
  });

  it('has the line where nobody knows the file, and the file of the findings where there is no other', () => {
    expect(textOf(MAPPING, {}, {})).toMatch(/^line 1: mapping 1 /);
    expect(textOf(MAPPING, {}, { file: 'own.json' })).toMatch(/^own\.json:1: mapping 1 /);
  });

  it('names what else is to blame, where the reason does not', () => {
    const condition = "$.groups contains 'x'";
    const text = textOf({ ...MAPPING, condition }, { groups: [{ value: 'x' }] });
    expect(text).toMatch(
      /^tx\/write\.json:1: mapping 1 \(\$\.a → \$\.b\): a list with objects .*\$\.groups contains/,
    );
    expect(text.split(condition)).toHaveLength(2);
    const failure = { mapping: 'line 3: mapping 2 ($.a → $.b)', reason: 'it is too long' };
    expect(failureText({ ...failure, path: '$.c' })).toBe(
      'line 3: mapping 2 ($.a → $.b): $.c: it is too long',
    );
    expect(failureText({ ...failure, path: '$.b' })).toBe('line 3: mapping 2 ($.a → $.b): it is too long');
  });

  it('names the line of the entity type where no mapping is to blame', () => {
    const entity = (members: string) => `{\n"user": {\n${members}\n}\n}`;
    const run = (text: string, direction: 'read' | 'write', input: Json) => {
      const user = entityOf(compileTransformation(text, { direction, file: 'tx.json' }), 'user');
      return failureText(failed(user.run(input, { operation: direction === 'read' ? 'read' : 'create' })));
    };
    const mappings = '"mappings": [{"sourcePath": "$.a", "targetPath": "$.a"}]';
    expect(run(entity(`"condition": "$.g contains 'x'",\n${mappings}`), 'write', { g: [{}] })).toMatch(
      /^tx\.json:3: the condition of the entity type "user": a list with objects .*\$\.g contains 'x'/,
    );
    expect(run(entity(`"scimEntityEndpoint": "Users",\n${mappings}`), 'read', { a: 1 })).toMatch(
      /^tx\.json:4: the mappings of the entity type "user" together: .*entityIdSourceSystem/,
    );
    expect(run(entity(`"ignore": true,\n${mappings}`), 'write', {})).toMatch(/: the entity type is ignored/);
  });
});
