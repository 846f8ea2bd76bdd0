/** What a run of a transformation that gave nothing is in words. */
import { expect, it } from 'vitest';
import { failureOfRun, place } from '../../src/explain/explanation/run.ts';
import type { ObservedRun } from '../../src/explain/observed/observed-system.ts';

const filtered = (operation: string, lookedAt?: object[]) =>
  ({
    transformation: { conditionPlace: 'tx/read.json:3' },
    input: {},
    options: { operation },
    result: { status: 'filtered', condition: '$.a', trace: { condition: { lookedAt } } },
  }) as unknown as ObservedRun;

it.each([
  ['x'.repeat(78), `"${'x'.repeat(78)}"`],
  ['x'.repeat(79), `"${'x'.repeat(78)}…`],
  // Not in the middle of a character.
  [`${'x'.repeat(77)}😀`, `"${'x'.repeat(77)}\ufffd…`],
  [[1, 2], '[1,2]'],
])('shows of the value %j what fits into a sentence', (value, shown) => {
  expect(failureOfRun(filtered('read', [{ path: '$.a', value }]))).toBe(
    `It does not meet the condition of the read transformation at tx/read.json:3: $.a. $.a is ${shown}.`,
  );
});

it('says what is not there, and nothing of values where none were looked at', () => {
  const run = filtered('create', [{ path: '$.a' }, { path: '$.b', value: null }]);
  const sentence = 'It does not meet the condition of the write transformation at tx/read.json:3: $.a.';
  expect(failureOfRun(run)).toBe(`${sentence} $.a is not there, $.b is null.`);
  expect(failureOfRun(filtered('create', []))).toBe(sentence);
  expect(failureOfRun(filtered('create'))).toBe(sentence);
});

it.each([
  ['tx/read.json', 4, 'tx/read.json:4'],
  ['tx/read.json', undefined, 'tx/read.json'],
  [undefined, 4, 'line 4'],
  [undefined, undefined, 'in the text'],
])('a place in %s at %s is %s', (file, line, text) => {
  expect(place({ file }, line)).toBe(text);
});
