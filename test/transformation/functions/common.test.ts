/* biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of the language */
/** Naming, conditions, lists, attributes: what all functions share. */
import { describe, expect, it } from 'vitest';
import { Work } from '../../../src/transformation/work.ts';
import { compile, compileClean, problemsOf, run } from './harness.ts';

describe('the name of a function', () => {
  it.each(['function', 'type'])('stands in %s', (key) => {
    expect(run({ [key]: 'toUpperCaseString' }, 'a')).toBe('A');
  });

  it('may stand in both if it is the same', () => {
    expect(problemsOf({ function: 'toString', type: 'toString' })).toEqual([]);
    expect(problemsOf({ function: 'toString', type: 'set' })).toEqual(['type-function-confusion type']);
  });

  it.each([
    [{}, 'missing-parameter'],
    [{ function: 5 }, 'missing-parameter function'],
    [{ function: 'nope' }, 'unknown-function function'],
    [{ type: 'nope' }, 'unknown-function type'],
    [{ function: '__proto__' }, 'unknown-function function'],
    [{ type: 'remove' }, 'type-function-confusion type'],
    [{ type: 'valueMapping' }, 'type-function-confusion type'],
  ])('%j: %s', (source, problem) => {
    expect(problemsOf(source)).toEqual([problem]);
    expect(compile(source).compiled).toBeUndefined();
  });

  it('is suggested when misspelled', () => {
    expect(compile({ function: 'touppercasestring' }).problems[0]?.fix).toBe(
      'did you mean toUpperCaseString?',
    );
  });
});

describe('parameters', () => {
  it('that do not exist are reported and ignored', () => {
    const { compiled, problems } = compile({ function: 'toString', sufix: 'x' });
    expect(problems).toMatchObject([{ rule: 'unknown-parameter', severity: 'warning', key: 'sufix' }]);
    expect(compiled?.run(1, { input: {}, variables: {}, now: 0, defaults: true, work: new Work() })).toBe(
      '1',
    );
  });

  it('suggests the one that is meant', () => {
    expect(compile({ function: 'substring', beginindex: 0 }).problems).toMatchObject([
      { rule: 'unknown-parameter', fix: 'did you mean beginIndex?' },
      { rule: 'missing-parameter' },
    ]);
  });

  it('may be written as text where they are numbers or booleans', () => {
    expect(run({ function: 'substring', beginIndex: '1', endIndex: '2' }, 'abc')).toBe('b');
    expect(run({ function: 'encode', algorithm: 'BASE32', skipPadding: 'true' }, 'a')).toBe('ME');
  });

  it('may have variables, numbers too', () => {
    expect(run({ function: 'substring', beginIndex: '${n}' }, 'abc', { variables: { n: 2 } })).toBe('c');
    expect(() =>
      run({ function: 'substring', beginIndex: '${n}' }, 'abc', { variables: { n: 'x' } }),
    ).toThrow('beginIndex of substring cannot be used with the current values of its variables');
  });

  it('has the variables of parameters and condition', () => {
    const { variables } = compileClean({
      function: 'replaceString',
      target: '${a}',
      replacement: '${b}${a}',
      condition: "'${c}' == 'x'",
    });
    expect([...variables].sort()).toEqual(['a', 'b', 'c']);
  });

  it.each([
    [{ function: 'toString', condition: 5 }, 'invalid-parameter condition'],
    [{ function: 'toString', condition: '@.a ==' }, 'invalid-condition condition'],
    [{ function: 'toString', applyOnElements: 'maybe' }, 'invalid-parameter applyOnElements'],
    [{ function: 'toString', applyOnAttribute: 5 }, 'invalid-parameter applyOnAttribute'],
    [{ function: 'toString', assignToAttribute: ['a', 'b'] }, 'invalid-parameter assignToAttribute'],
    [{ function: 'replaceString', target: {}, replacement: '' }, 'invalid-parameter target'],
  ])('%j: %s', (source, problem) => {
    expect(problemsOf(source)).toEqual([problem]);
  });
});

describe('condition', () => {
  const upper = { function: 'toUpperCaseString' };

  it('leaves the value as it is where it is false', () => {
    expect(run({ ...upper, condition: "@ == 'a'" }, 'a')).toBe('A');
    expect(run({ ...upper, condition: "@ == 'a'" }, 'b')).toBe('b');
  });

  it('sees the element where the function runs per element', () => {
    expect(run({ ...upper, condition: "@ == 'a'", applyOnElements: true }, ['a', 'b'])).toEqual(['A', 'b']);
    expect(run({ ...upper, condition: "@ == 'a'" }, ['a', 'b'])).toEqual(['A', 'b']);
  });

  it('sees the whole object where applyOnAttribute names a member', () => {
    const source = { ...upper, condition: "@.type != 'Group'", applyOnAttribute: 'value' };
    expect(run(source, { type: 'User', value: 'a' })).toEqual({ type: 'User', value: 'A' });
    expect(run(source, [{ type: 'Group', value: 'a' }, { value: 'b' }])).toEqual([
      { type: 'Group', value: 'a' },
      { value: 'B' },
    ]);
  });

  it('sees the list where the function takes it as a whole', () => {
    const source = { function: 'elementAt', index: 1, condition: '@.length() > 1' };
    expect(run(source, ['a', 'b'])).toBe('b');
    expect(run(source, ['a'])).toEqual(['a']);
  });

  it('sees the input entity as $, and variables', () => {
    const source = { ...upper, condition: "$.active == true && '${v}' == 'x'" };
    expect(run(source, 'a', { input: { active: true }, variables: { v: 'x' } })).toBe('A');
    expect(run(source, 'a', { input: { active: false }, variables: { v: 'x' } })).toBe('a');
    expect(run(source, 'a', { input: { active: true }, variables: { v: "x' || 'a' == 'a" } })).toBe('a');
  });

  it('sees bytes as text, and what is missing as null', () => {
    expect(run({ function: 'toString', condition: "@ == 'a'" }, new TextEncoder().encode('a'))).toBe('a');
    const zone = { function: 'convertTimezoneCode', outputFormat: 'iana' };
    expect(run({ ...zone, condition: '@ EMPTY true' }, undefined)).toBe('Europe/Berlin');
    expect(run({ ...zone, condition: '@ EMPTY false' }, undefined)).toBeUndefined();
  });
});

describe('lists', () => {
  it('are processed element by element where one value is needed', () => {
    expect(run({ function: 'concatString', prefix: 'p' }, ['a', 1, true, null])).toEqual([
      'pa',
      'p1',
      'ptrue',
      null,
    ]);
  });

  it('lose elements for which the function gives nothing', () => {
    const source = { function: 'getMatchedRegexGroup', regex: 'a(.)', groupIndex: 1 };
    expect(run(source, ['ab', 'x', 'ac'])).toEqual(['b', 'c']);
    expect(run(source, 'x')).toBeUndefined();
  });

  it('of lists are lists of elements', () => {
    expect(run({ function: 'elementAt', index: 0, applyOnElements: true }, [['a', 'b'], ['c']])).toEqual([
      'a',
      'c',
    ]);
    expect(run({ function: 'toUpperCaseString', applyOnElements: true }, [['a'], 'b'])).toEqual([['A'], 'B']);
  });

  it('that were unwrapped to their only element are taken as that', () => {
    const source = { function: 'toUpperCaseString', applyOnElements: true, applyOnAttribute: 'type' };
    expect(run(source, { type: 'user' })).toEqual({ type: 'USER' });
  });

  it('nested without end fail, and do not overflow the stack', () => {
    let nested: unknown = 'a';
    for (let depth = 0; depth < 100_000; depth++) nested = [nested];
    expect(() => run({ function: 'toUpperCaseString' }, nested as never)).toThrow(
      'a text is needed, not a list',
    );
  });
});

describe('attributes', () => {
  const upper = { function: 'toUpperCaseString' };

  it.each(['applyOnAttribute', 'applyOnJsonAttribute'])('%s works on a member', (key) => {
    expect(run({ ...upper, [key]: 'a' }, [{ a: 'x', b: 'y' }, { b: 'y' }, { a: null }, null])).toEqual([
      { a: 'X', b: 'y' },
      { b: 'y' },
      { a: null },
      null,
    ]);
    expect(run({ ...upper, [key]: 'a' }, { a: ['x', 'y'] })).toEqual({ a: ['X', 'Y'] });
  });

  it('assignToAttribute puts the result elsewhere', () => {
    const source = {
      function: 'matchRegex',
      regex: '.*_COMP',
      applyOnAttribute: 'name',
      assignToAttribute: 'composite',
    };
    expect(run(source, [{ name: 'SAP_COMP' }, { name: 'SAP' }, {}])).toEqual([
      { name: 'SAP_COMP', composite: true },
      { name: 'SAP', composite: false },
      {},
    ]);
  });

  it('a result that is nothing takes the member away, or assigns nothing', () => {
    const group = { function: 'getMatchedRegexGroup', regex: 'a(.)', groupIndex: 1, applyOnAttribute: 'v' };
    expect(run(group, [{ v: 'ab' }, { v: 'x', w: 1 }])).toEqual([{ v: 'b' }, { w: 1 }]);
    expect(run({ ...group, assignToAttribute: 'w' }, [{ v: 'ab' }, { v: 'x' }])).toEqual([
      { v: 'ab', w: 'b' },
      { v: 'x' },
    ]);
  });

  it('functions that need no value work on missing members too', () => {
    const source = { function: 'convertTimezoneCode', outputFormat: 'sap', applyOnAttribute: 'timezone' };
    expect(run(source, {})).toEqual({ timezone: 'CET' });
  });

  it('need an object', () => {
    expect(() => run({ ...upper, applyOnAttribute: 'a' }, 'x')).toThrow(
      'an object is needed for the attribute a, not a string',
    );
    expect(() => run({ ...upper, applyOnAttribute: 'a' }, ['x'])).toThrow('not a string');
  });

  it('named like members of the prototype are data', () => {
    const value = JSON.parse('{"__proto__": "x", "constructor": "y"}');
    expect(JSON.stringify(run({ ...upper, applyOnAttribute: '__proto__' }, value))).toBe(
      '{"__proto__":"X","constructor":"y"}',
    );
    expect(run({ ...upper, applyOnAttribute: 'constructor' }, {})).toEqual({});
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });
});

describe('null and nothing', () => {
  it('pass through', () => {
    expect(run({ function: 'elementAt', index: 0 }, null)).toBeNull();
    expect(run({ function: 'toUpperCaseString' }, null)).toBeNull();
    expect(run({ function: 'toUpperCaseString' }, undefined)).toBeUndefined();
    expect(compileClean({ function: 'toUpperCaseString' }).takesMissing).toBe(false);
  });
});

describe('what cannot be taken', () => {
  it.each([
    [{ function: 'toUpperCaseString' }, { a: 1 }, 'a text is needed, not an object'],
    [{ function: 'putIfAbsent', key: 'a', defaultValue: 1 }, 'x', 'an object is needed, not a string'],
    [{ function: 'encode', algorithm: 'base64' }, [{}], 'a text is needed, not an object'],
  ])('%j on %j', (source, value, reason) => {
    expect(() => run(source, value)).toThrowError(
      expect.objectContaining({
        code: 'TRANSFORMATION_EVALUATION',
        message: expect.stringContaining(reason),
      }),
    );
  });
});

describe('invert', () => {
  it('is there only for what changes every value in the same way', () => {
    const prefix = { function: 'concatString', prefix: 'p-' };
    expect(compileClean(prefix).invert?.('p-x')).toBe('x');
    expect(compileClean({ ...prefix, condition: "@ == 'a'" }).invert).toBeUndefined();
    expect(compileClean({ ...prefix, applyOnAttribute: 'a' }).invert).toBeUndefined();
    expect(compileClean({ function: 'toUpperCaseString' }).invert).toBeUndefined();
    expect(compileClean({ function: 'concatString', suffix: '${v}' }).invert).toBeUndefined();
    expect(compileClean({ function: 'concatString', suffix: '$.id' }).invert).toBeUndefined();
  });

  it('works on lists element by element, and gives nothing for what no input gives', () => {
    const { invert } = compileClean({ function: 'concatString', prefix: 'p-' });
    expect(invert?.(['p-a', null])).toEqual(['a', null]);
    expect(invert?.(['p-a', 'b'])).toBeUndefined();
    expect(invert?.('b')).toBeUndefined();
    expect(invert?.(5)).toBeUndefined();
    expect(invert?.({})).toBeUndefined();
  });
});
