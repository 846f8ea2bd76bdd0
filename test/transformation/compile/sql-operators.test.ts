import { expect, it } from 'vitest';
import { sqlOperatorProblem } from '../../../src/transformation/compile/sql-operators.ts';

it.each([
  ['$.a IS NOT NULL', 'write EMPTY false instead of IS NOT NULL'],
  ['$.a is null', 'write EMPTY true instead of IS NULL'],
  ['$.a NOT EMPTY', 'write EMPTY false instead of NOT EMPTY'],
  ['$.a IS NOT EMPTY', 'write EMPTY false instead of NOT EMPTY'],
  ['$.a IS EMPTY', 'write EMPTY true instead of IS EMPTY'],
  ["$.a NOT IN ['x']", 'write NIN instead of NOT IN'],
  [
    "$.a NOT IN ['x'] AND NOT $.b AND NOT $.c",
    'write && instead of AND, NIN instead of NOT IN, !( … ) instead of NOT',
  ],
  ["$.a <> 'x'", 'write != instead of <>'],
  ["$.a == 'NOT' && $.b =~ /AND/", undefined],
])('%s', (condition, fix) => {
  expect(sqlOperatorProblem(condition)?.fix).toBe(fix);
});
