/** What is said of JSON that the parser stumbles over. */
import { expect, it } from 'vitest';
import { findingsOf } from '../helpers.ts';

it.each([
  ['{"a": 1, 2}', 'a key in double quotes is expected here'],
  [
    '{"a": }',
    'a value is expected here: text in double quotes, a number, true, false, null, a list or an object',
  ],
  ['{"a" 1}', 'a colon is expected after the key'],
  ['{"a": 1 "b": 2}', 'a comma is expected here'],
  ['{"a": [1}', 'a closing bracket ] is missing before this'],
  ['{"a": [{"b": 1]}', 'a closing brace } is missing before this'],
  ['{} /* and', 'the comment does not end; close it with */'],
  ['{"a": "b\n}', 'the string does not end on its line; close it with a double quote'],
  ['{"a": 1.}', 'the number is not complete; write it like 8080 or 0.5'],
  ['{"a": "\\u12"}', 'an escape sequence \\u needs four hexadecimal digits'],
  ['{"a": "\\x"}', 'this escape sequence does not exist in JSON; a backslash itself is written \\\\'],
  ['{"a": "\u0001"}', 'this character may not stand in a string; write it as an escape sequence'],
  ['{"a": ?}', 'this is no JSON value: text belongs in double quotes'],
])('%s: %s', (text, message) => {
  expect(findingsOf(text)).toMatchObject([{ rule: 'syntax', message: expect.stringContaining(message) }]);
});
