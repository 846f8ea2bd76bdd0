/** What an entity itself says: `withoutDefaults`, and `ignoreCondition` for whether it would be taken at all. */

import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Json, JsonMap, RunOptions } from '../../../src/transformation/index.ts';
import { fc, reaching } from '../../support/property.ts';
import { compileUser, failed, outputOf, transformed } from '../helpers.ts';

const run = (mappings: readonly JsonMap[], input: Json, options: Partial<RunOptions> = {}) =>
  compileUser(mappings).run(input, { operation: 'update', ...options });
const said = (mappings: readonly JsonMap[], input: Json, options: Partial<RunOptions> = {}) =>
  outputOf(run(mappings, input, { withoutDefaults: true, ...options }));

const PASSWORD = {
  function: 'randomPassword',
  passwordLength: 12,
  minimumNumberOfLowercaseLetters: 1,
  minimumNumberOfUppercaseLetters: 1,
  minimumNumberOfDigits: 1,
  minimumNumberOfSpecialSymbols: 1,
};

describe('without defaults', () => {
  const putIfAbsent = { function: 'putIfAbsent', key: 'b', defaultValue: 'd' };
  const putIfPresent = { function: 'putIfPresent', key: 'b', defaultValue: 'd' };
  const upper = { function: 'toUpperCaseString' };

  /** Each mapping with what it gives with its defaults and without them, of `{}` and of an entity that has the value. */
  it.each<[string, JsonMap, JsonMap, JsonMap, JsonMap]>([
    [
      'an optional value with a default',
      { sourcePath: '$.a', targetPath: '$.x', optional: true, defaultValue: 'd' },
      { a: 'v' },
      { x: 'd' },
      { x: 'v' },
    ],
    [
      'a value mapping',
      {
        type: 'valueMapping',
        sourcePaths: ['$.a'],
        targetPath: '$.x',
        defaultValue: 'd',
        valueMappings: [{ key: ['v'], mappedValue: 'w' }],
      },
      { a: 'v' },
      { x: 'd' },
      { x: 'w' },
    ],
    [
      'putIfAbsent',
      { sourcePath: '$.a', targetPath: '$.x', optional: true, functions: [putIfAbsent] },
      { a: { b: 'v' } },
      {},
      { x: { b: 'v' } },
    ],
  ])('%s is what the entity says', (_, mapping, input, byDefault, own) => {
    expect(outputOf(run([mapping], {}))).toEqual(byDefault);
    expect(said([mapping], {})).toEqual({});
    expect(outputOf(run([mapping], input))).toEqual(own);
    expect(said([mapping], input)).toEqual(own);
  });

  it('what a value mapping has for all other values is said, too', () => {
    const locked = {
      type: 'valueMapping',
      sourcePaths: ['$.locked'],
      targetPath: '$.active',
      defaultValue: true,
      valueMappings: [{ key: ['true'], mappedValue: false }],
    };
    for (const options of [{}, { trace: true }]) {
      expect(said([locked], { locked: false }, options)).toEqual({ active: true });
      expect(said([locked], { locked: true }, options)).toEqual({ active: false });
      expect(said([locked], {}, options)).toEqual({});
      const { defaultValue: _, ...strict } = locked;
      expect(said([strict], { locked: false }, options)).toEqual({});
    }
  });

  it('a variable is what it is set to', () => {
    const mapping = { sourceVariable: 'v', targetPath: '$.x', optional: true, defaultValue: 'd' };
    expect([outputOf(run([mapping], {})), said([mapping], {})]).toEqual([{ x: 'd' }, {}]);
    expect(said([mapping], {}, { variables: { v: 'w' } })).toEqual({ x: 'w' });
  });

  it('what functions drop is not replaced', () => {
    const functions = [{ function: 'elementAt', index: 1 }];
    const mapping = { sourcePath: '$.a', targetPath: '$.x', functions, defaultValue: 'd' };
    const list = { preserveArrayWithSingleElement: true };
    expect(outputOf(run([{ ...mapping, ...list }], { a: ['v'] }))).toEqual({ x: 'd' });
    expect(said([{ ...mapping, ...list }], { a: ['v'] })).toEqual({});
    expect(said([{ ...mapping, ...list }], { a: ['v', 'w'] })).toEqual({ x: 'w' });
  });

  it('nothing is put where it is absent, and what is there is replaced all the same', () => {
    const mapping = (definition: JsonMap) => ({
      sourcePath: '$.a',
      targetPath: '$.x',
      functions: [definition],
    });
    expect(outputOf(run([mapping(putIfAbsent)], { a: { c: 1 } }))).toEqual({ x: { c: 1, b: 'd' } });
    expect(said([mapping(putIfAbsent)], { a: { c: 1 } })).toEqual({ x: { c: 1 } });
    expect(said([mapping(putIfAbsent)], { a: { b: null } })).toEqual({ x: { b: null } });
    for (const options of [{}, { withoutDefaults: true }]) {
      expect(outputOf(run([mapping(putIfPresent)], { a: { b: 1 } }, options))).toEqual({ x: { b: 'd' } });
      expect(outputOf(run([mapping(putIfPresent)], { a: { c: 1 } }, options))).toEqual({ x: { c: 1 } });
    }
  });

  it.each<[string, JsonMap]>([
    ['a path', { sourcePath: '$.a', targetPath: '$.x' }],
    ['a path into a list', { sourcePath: '$.a', targetPath: '$.x[0].y' }],
    ['a path with functions', { sourcePath: '$.a', targetPath: '$.x', functions: [upper] }],
    ['a path under a condition', { sourcePath: '$.a', targetPath: '$.x', condition: '$.b EMPTY true' }],
    [
      'a value that functions drop',
      { sourcePath: '$.c', targetPath: '$.x', functions: [{ function: 'elementAt', index: 5 }] },
    ],
    ['a variable', { sourceVariable: 'nothing', targetPath: '$.x' }],
    ['a path into a variable', { sourcePath: '$.a', targetVariable: 'v' }],
    ['a value mapping', { type: 'valueMapping', sourcePaths: ['$.a'], targetPath: '$.x', valueMappings: [] }],
  ])('a mandatory value that is missing is left out: %s', (_, mapping) => {
    const input = { c: ['only'] };
    const other = { constant: 1, targetPath: '$.other' };
    expect(failed(run([mapping, other], input)).mapping).toContain('1');
    expect(said([mapping, other], input)).toEqual({ other: 1 });
  });

  it('a default behind functions is none for what was never there', () => {
    const mapping = { sourcePath: '$.a', targetPath: '$.x', defaultValue: 'd', functions: [upper] };
    expect(failed(run([mapping], {})).path).toBe('$.a');
    expect(said([mapping], {})).toEqual({});
  });

  it('neighbouring copies go on behind one that is missing', () => {
    const copy = (name: string) => ({ sourcePath: `$.${name}`, targetPath: `$.${name}` });
    expect(said([copy('a'), copy('b'), copy('c')], { a: 1, c: 3 })).toEqual({ a: 1, c: 3 });
    expect(failed(run([copy('a'), copy('b'), copy('c')], { a: 1, c: 3 })).path).toBe('$.b');
  });

  it('a function that makes a value of nothing has none to work on', () => {
    const password = { targetPath: '$.password', functions: [PASSWORD] };
    expect(Object.keys(outputOf(run([password], {})))).toEqual(['password']);
    expect(said([password], {})).toEqual({});
    const { trace } = transformed(run([password], {}, { withoutDefaults: true, trace: true }));
    expect(trace?.mappings).toMatchObject([{ outcome: 'skipped', targetPath: '$.password' }]);
    const copied = { sourcePath: '$.a', targetPath: '$.password', functions: [PASSWORD] };
    expect(Object.keys(said([copied], { a: 'v' }))).toEqual(['password']);
  });

  it('constants stay, and so do renames that find nothing to be wrong', () => {
    const mappings = [
      { constant: 'c', targetPath: '$.x' },
      { type: 'rename', constant: 'y', targetPath: '$.nothing', optional: true },
    ];
    expect(said(mappings, {})).toEqual({ x: 'c' });
  });

  it('tracing gives the same', () => {
    const mapping = fc.constantFrom<JsonMap>(
      { sourcePath: '$.a', targetPath: '$.p' },
      { sourcePath: '$.b', targetPath: '$.q', optional: true, defaultValue: 'd' },
      { sourcePath: '$.c', targetPath: '$.r', functions: [putIfAbsent] },
      { sourcePath: '$.b', targetPath: '$.s', functions: [upper], defaultValue: 'd' },
      { sourcePath: '$.a', targetPath: '$.t[0].u' },
    );
    const input = fc
      .tuple(fc.subarray(['a', 'b', 'c']), fc.constantFrom<Json>({}, { b: 1 }))
      .map(([names, c]): JsonMap => Object.fromEntries(names.map((name) => [name, name === 'c' ? c : 'v'])));
    fc.assert(
      fc.property(
        fc.array(mapping, { minLength: 3, maxLength: 5 }),
        input,
        reaching((mappings, entity) => {
          const { trace: _, ...traced } = run(mappings, entity, { withoutDefaults: true, trace: true });
          expect(traced).toEqual(run(mappings, entity, { withoutDefaults: true }));
          expect(traced.status).toBe('transformed');
          return !isDeepStrictEqual(run(mappings, entity), traced);
        }),
      ),
      { numRuns: 300 },
    );
  });
});

describe('the condition of the entity', () => {
  const user = compileUser([{ sourcePath: '$.a', targetPath: '$.x' }], {}, { condition: '$.b == 1' });
  const broken = compileUser(
    [{ sourcePath: '$.a', targetPath: '$.x' }],
    {},
    { condition: "$.list CONTAINS 'x'" },
  );

  it.each([false, true])('is looked at, unless it shall be ignored (trace %s)', (trace) => {
    const options = { operation: 'update', trace } as const;
    expect(user.run({ a: 'v', b: 2 }, options)).toMatchObject({ status: 'filtered', condition: '$.b == 1' });
    expect(user.run({ a: 'v', b: 2 }, { ...options, ignoreCondition: false }).status).toBe('filtered');
    expect(outputOf(user.run({ a: 'v', b: 1 }, options))).toEqual({ x: 'v' });
    expect(outputOf(user.run({ a: 'v', b: 2 }, { ...options, ignoreCondition: true }))).toEqual({ x: 'v' });
    expect(broken.run({ a: 'v', list: [{}] }, options).status).toBe('failed');
    expect(outputOf(broken.run({ a: 'v', list: [{}] }, { ...options, ignoreCondition: true }))).toEqual({
      x: 'v',
    });
  });

  it('ignored is not in the trace', () => {
    const { trace } = transformed(
      user.run({ a: 'v' }, { operation: 'update', trace: true, ignoreCondition: true }),
    );
    expect(trace?.condition).toBeUndefined();
    expect(trace?.mappings).toHaveLength(1);
  });

  it('is ignored without the mandatory value being given up', () => {
    expect(failed(user.run({}, { operation: 'update', ignoreCondition: true })).path).toBe('$.a');
    expect(user.run({ a: 'v', b: 2 }, { operation: 'update', withoutDefaults: true }).status).toBe(
      'filtered',
    );
  });
});
