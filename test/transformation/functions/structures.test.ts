/** Functions that work on lists and objects, and those that need no value. */
/* biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of the language */

import { describe, expect, it } from 'vitest';
import type { Json, JsonMap } from '../../../src/transformation/types.ts';
import { fc } from '../../support/property.ts';
import { compileClean, problemsOf, run } from './harness.ts';

describe('elementAt', () => {
  it.each([
    [['a', 'b'], 1, 'b'],
    [['a'], 1, undefined],
    [[], 0, undefined],
    [[null], 0, null],
    ['a', 0, 'a'],
    [{ a: 1 }, 0, { a: 1 }],
    ['a', 1, undefined],
  ] as const)('of %j at %i', (value, index, expected) => {
    expect(run({ function: 'elementAt', index }, value as unknown as Json)).toEqual(expected);
  });

  it('needs an index', () => {
    expect(problemsOf({ function: 'elementAt' })).toEqual(['missing-parameter']);
    expect(problemsOf({ function: 'elementAt', index: -1 })).toEqual(['invalid-parameter index']);
  });
});

describe('putIfAbsent', () => {
  const put = (defaultValue: Json, value: Json) =>
    run({ function: 'putIfAbsent', key: 'type', defaultValue }, value);

  it('sets the member where it is missing or null', () => {
    expect(put('work', [{}, { type: null }, { type: 'home' }, { type: '' }, null])).toEqual([
      { type: 'work' },
      { type: 'work' },
      { type: 'home' },
      { type: '' },
      null,
    ]);
    expect(put(true, { a: 1 })).toEqual({ a: 1, type: true });
    expect(put([], [])).toEqual([]);
  });

  it('takes any value, with variables in its texts', () => {
    const source = { function: 'putIfAbsent', key: '${k}', defaultValue: { a: ['${v}', 1], b: 2 } };
    expect(run(source, {}, { variables: { k: 'x', v: 'y' } })).toEqual({ x: { a: ['y', 1], b: 2 } });
    expect([...compileClean(source).variables].sort()).toEqual(['k', 'v']);
    expect(put(null, {})).toEqual({ type: null });
  });

  it('needs key and value', () => {
    expect(problemsOf({ function: 'putIfAbsent' })).toEqual(['missing-parameter', 'missing-parameter']);
  });

  it('treats keys as data', () => {
    const result = run({ function: 'putIfAbsent', key: '__proto__', defaultValue: { polluted: true } }, {});
    expect(Object.keys(result as object)).toEqual(['__proto__']);
    expect((result as JsonMap)['polluted']).toBeUndefined();
  });
});

describe('putIfPresent', () => {
  it('replaces the member where it has a value', () => {
    const source = { function: 'putIfPresent', key: 'type', defaultValue: 'work' };
    expect(run(source, [{}, { type: null }, { type: 'x' }])).toEqual([{}, { type: null }, { type: 'work' }]);
    expect(
      run({ ...source, condition: "(@.type NIN ['work', 'home'])" }, [{ type: 'home' }, { type: 'x' }]),
    ).toEqual([{ type: 'home' }, { type: 'work' }]);
  });
});

describe('renameMapEntry, copyMapEntry', () => {
  const roles = [{ roleName: 'ROLE1', x: 1 }, { x: 2 }];
  const keys = { sourceKey: 'roleName', targetKey: 'value' };

  it('rename in place', () => {
    expect(JSON.stringify(run({ function: 'renameMapEntry', ...keys }, roles))).toBe(
      '[{"value":"ROLE1","x":1},{"x":2}]',
    );
    expect(run({ function: 'renameMapEntry', ...keys }, { value: 'old', roleName: 'new' })).toEqual({
      value: 'new',
    });
  });

  it('copy', () => {
    expect(run({ function: 'copyMapEntry', ...keys }, roles)).toEqual([
      { roleName: 'ROLE1', x: 1, value: 'ROLE1' },
      { x: 2 },
    ]);
  });

  it('leave the object alone where both keys are the same', () => {
    for (const name of ['renameMapEntry', 'copyMapEntry']) {
      expect(run({ function: name, sourceKey: 'a', targetKey: 'a' }, { a: 1 })).toEqual({ a: 1 });
    }
  });

  it('need both keys', () => {
    expect(problemsOf({ function: 'renameMapEntry' })).toEqual(['missing-parameter', 'missing-parameter']);
  });
});

describe('resolveEntityIds', () => {
  it('passes the ids on', () => {
    const source = {
      function: 'resolveEntityIds',
      entityType: 'group',
      sourceSystemName: 'a',
      targetSystemName: 'b',
    };
    expect(run(source, ['1', '2'])).toEqual(['1', '2']);
    expect(compileClean(source).invert?.('1')).toBe('1');
  });
});

describe('randomPassword', () => {
  const minimums = {
    minimumNumberOfLowercaseLetters: 2,
    minimumNumberOfUppercaseLetters: 3,
    minimumNumberOfDigits: 1,
    minimumNumberOfSpecialSymbols: 1,
  };
  const source = { function: 'randomPassword', passwordLength: 12, ...minimums };
  const counts = (password: string) =>
    [/[a-z]/g, /[A-Z]/g, /[0-9]/g, /[^a-zA-Z0-9]/g].map((set) => password.match(set)?.length ?? 0);

  it('needs no value, and is secret', () => {
    const compiled = compileClean(source);
    expect(compiled.takesMissing).toBe(true);
    expect(compiled.secret).toBe(true);
    expect(compileClean({ function: 'toString' }).secret).toBe(false);
  });

  it('has the length and at least so many characters of each set', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5), { minLength: 4, maxLength: 4 }), fc.nat(10), (numbers, more) => {
        const [lower = 0, upper = 0, digits = 0, symbols = 0] = numbers;
        const sum = lower + upper + digits + symbols;
        fc.pre(sum > 0);
        const password = run(
          {
            function: 'randomPassword',
            passwordLength: sum + more,
            minimumNumberOfLowercaseLetters: lower,
            minimumNumberOfUppercaseLetters: upper,
            minimumNumberOfDigits: digits,
            minimumNumberOfSpecialSymbols: symbols,
          },
          undefined,
        ) as string;
        expect(password).toHaveLength(sum + more);
        counts(password).forEach((count, i) => {
          if (numbers[i] === 0) expect(count).toBe(0);
          else expect(count).toBeGreaterThanOrEqual(numbers[i] as number);
        });
        expect(password.replace(/[a-zA-Z0-9]/g, '')).toMatch(/^[~!@#$%^&*()_+]*$/);
      }),
    );
  });

  it('takes own symbols', () => {
    const own = { ...source, minimumNumberOfSpecialSymbols: 4, specialSymbols: '<>ü😀' };
    for (let i = 0; i < 20; i++) {
      expect(String(run(own, undefined)).replace(/[a-zA-Z0-9]/g, '')).toMatch(/^[<>ü😀]{4,}$/u);
    }
  });

  it('is different every time, with every set at every place', () => {
    const passwords = Array.from({ length: 300 }, () => run(source, undefined) as string);
    expect(new Set(passwords).size).toBe(passwords.length);
    for (let place = 0; place < 12; place++) {
      const letters = passwords.map((password) => password[place]).join('');
      expect(counts(letters).every((count) => count > 0)).toBe(true);
    }
  });

  it.each([
    [{ passwordLength: 6 }, 'invalid-parameter passwordLength'],
    [{ passwordLength: 0 }, 'invalid-parameter passwordLength'],
    [{ passwordLength: 100_000 }, 'invalid-parameter passwordLength'],
    [{ passwordLength: '${n}' }, 'invalid-parameter passwordLength'],
    [{ minimumNumberOfDigits: -1 }, 'invalid-parameter minimumNumberOfDigits'],
    [{ minimumNumberOfDigits: null }, 'missing-parameter'],
    [
      {
        minimumNumberOfLowercaseLetters: 0,
        minimumNumberOfUppercaseLetters: 0,
        minimumNumberOfDigits: 0,
        minimumNumberOfSpecialSymbols: 0,
      },
      'invalid-parameter passwordLength',
    ],
    [
      { minimumNumberOfSpecialSymbols: 0, specialSymbols: '!' },
      'invalid-parameter minimumNumberOfSpecialSymbols',
    ],
    [{ specialSymbols: '' }, 'invalid-parameter specialSymbols'],
  ])('refuses %j', (change, problem) => {
    expect(problemsOf({ ...source, ...change } as JsonMap)).toEqual([problem]);
  });
});
