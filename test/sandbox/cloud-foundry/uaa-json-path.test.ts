/** Attributes of lists are JSON paths: what they find, and which are none. */
import { describe, expect, it } from 'vitest';
import { compilePath } from '../../../src/sandbox/cloud-foundry/uaa/json-path/compile.ts';
import { readPath } from '../../../src/sandbox/cloud-foundry/uaa/json-path/read.ts';
import { InvalidPath } from '../../../src/sandbox/cloud-foundry/uaa/json-path/steps.ts';

const ROOT = {
  id: 'i',
  name: { givenName: 'Ada' },
  emails: [{ value: 'a', primary: false }, { value: 'b' }],
  "it's": 1,
  'a.b': 2,
  groups: [],
};

describe('a JSON path of the UAA', () => {
  it.each([
    ['id', 'i'],
    ['id ', 'i'],
    ['name', { givenName: 'Ada' }],
    ['name.givenName', 'Ada'],
    ["['name'].givenName", 'Ada'],
    ['[ "name" ]["givenName"]', 'Ada'],
    [String.raw`['it\'s']`, 1],
    ["it's", 1],
    ["['a.b']", 2],
    ['emails[0].value', 'a'],
    ['emails[ 1 ]value', 'b'],
    ['emails[-1].value', 'b'],
    ['emails[*].value', ['a', 'b']],
    ['emails.*', ROOT.emails],
    ['emails.*.primary', [false]],
    ['emails[0:1].value', ['a']],
    ['emails[1:].value', ['b']],
    ['emails[:-1].value', ['a']],
    ['emails[-1:].value', ['b']],
    ['emails[-5:1].value', ['a']],
    ['.value', ['a', 'b']],
    ['name.*', ['Ada']],
    // Nothing there: null before the first step with several ways, no value behind it.
    ['foo', null],
    ['id.foo', null],
    ['name.givenName.foo', null],
    ['emails.value', null],
    ['emails[2]', null],
    ['emails[-3]', null],
    ['id[0]', null],
    ['id[*]', []],
    ['foo[*]', null],
    ['foo.*', null],
    ['groups[*].display', []],
    ['emails[*].foo', []],
    ['emails[2][*]', []],
    ['emails[*][0]', []],
    ['.foo', []],
    ['toString', null],
    ['__proto__', null],
    // The last character behind a name or a bracket is not looked at.
    ['id[', 'i'],
    ['emails[0].value[', 'a'],
  ])('%s', (path, expected) => {
    expect(readPath(compilePath(path), ROOT)).toEqual(expected);
  });

  it.each([
    '',
    ' ',
    ' id',
    'a b',
    'a.',
    'a..',
    '..a',
    'a...b',
    'a[x]',
    'a[]',
    'a[0',
    "a['b]",
    'a[:]',
    'a[0:1',
    'a[--1]',
    'a[0 1]',
    'length()',
    'a[?(@.b)]',
  ])('%j is none', (path) => {
    expect(() => compilePath(path)).toThrow(InvalidPath);
  });
});
