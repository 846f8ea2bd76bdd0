/** Which conditions a filter may pass by: those that hold wherever the value is that is looked for. */
import { expect, it } from 'vitest';
import { compileUser } from '../helpers.ts';

const ID = { sourcePath: '$.id', targetVariable: 'entityIdSourceSystem', targetPath: '$.id' };

function isLookedFor(condition: string): boolean {
  const mapping = { condition, sourcePath: '$.a.b[0].c', targetPath: '$.x' };
  const user = compileUser([ID, mapping], { direction: 'read' });
  return user.attributeSource(['x']) !== undefined;
}

it.each([
  '$.a.b[0].c EMPTY false',
  '$.a.b[0].c != null',
  '$.a.b[0].c !== null',
  "$.a.b[0].c != ''",
  '$.a.b[0].c != []',
  '$.a.b[0].c != [ ]',
  '$.a.b[0].c',
  "$['a'].b[0]['c'] EMPTY false",
  '$.a.b EMPTY false',
  '$.a != null',
  '$.a && $.a.b EMPTY false && $.a.b[0].c != []',
])('%s asks whether the value is there', (condition) => {
  expect(isLookedFor(condition)).toBe(true);
});

it.each([
  // Of something else: entities that are found by the filter may not show it to clients.
  '$.b EMPTY false',
  '$.b != null',
  '$.b',
  '$.a.c EMPTY false',
  '$.a.b[1] EMPTY false',
  '$.a.b[1].c',
  '$.a.b[0].c.d EMPTY false',
  '$.a.b[0].c.length() EMPTY false',
  '$.a EMPTY false && $.b EMPTY false',
  "$.b != '' && $.a",
  // Of the same, but not whether it is there.
  '$.a.b[0].c EMPTY true',
  '$.a.b[0].c == null',
  "$.a.b[0].c == ''",
  "$.a.b[0].c != 'x'",
  '$.a.b[0].c != [1]',
  '$.a.b[0].c != 0',
  '!($.a.b[0].c)',
  '$.a || $.b',
  '$.a.b[0].c == 1',
  'null != $.a',
])('%s asks for something else', (condition) => {
  expect(isLookedFor(condition)).toBe(false);
});
