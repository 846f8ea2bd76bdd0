import { expect, it } from 'vitest';
import { Decimal } from '../../../src/transformation/jsonpath/decimal.ts';
import { LenientJsonError, parseLenientJson } from '../../../src/transformation/jsonpath/lenient-json.ts';

/** Recorded from json-smart 2.5.0 in its permissive mode. */
it.each([
  ['[\'a\', "b"]', ['a', 'b']],
  ['[a, b c]', ['a', 'b c']],
  ['[,,x,]', ['x']],
  ["['a' 'b']", ['a', 'b']],
  ["{'k': 1, j:v}", { k: 1, j: 'v' }],
  ['{a:[1,{b:null}],}', { a: [1, { b: null }] }],
  ['[true,false,null,nul]', [true, false, null, 'nul']],
  ['[1,-2.5,1e2,1x,.5]', [1, -2.5, 100, '1x', '.5']],
  ["['\\u0041\\x42\\n\\q']", ['AB\n']],
  ['[1] trailing', [1]],
  ['{"a":1,"a":2}', { a: 2 }],
])('%s', (text, value) => {
  expect(parseLenientJson(text)).toEqual(value);
});

it.each(['[}]', '[1', "['a", '{a}', '{a:1', '{[1]}', `${'['.repeat(401)}${']'.repeat(401)}`])(
  'refuses %s',
  (text) => {
    expect(() => parseLenientJson(text)).toThrow(LenientJsonError);
  },
);

it('leaves control characters out of texts with escapes, and keeps blanks', () => {
  expect(parseLenientJson("['\\' \u0000a\u001f\u007fb']")).toEqual(["' ab"]);
});

it('keeps integers that a double cannot hold', () => {
  const [large] = parseLenientJson('[9007199254740993]') as [Decimal];
  expect(large).toBeInstanceOf(Decimal);
  expect(large.digits).toBe('9007199254740993');
});

it('takes `__proto__` for a name', () => {
  const parsed = parseLenientJson('{__proto__: {x: 1}}');
  expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype);
  expect(Object.keys(parsed as object)).toEqual(['__proto__']);
});
