/** Letters of date patterns that are taken for others. */
import { describe, expect, it } from 'vitest';
import { compileDatePattern } from '../../../src/transformation/dates/index.ts';

const YEAR = 'write yyyy for the year, or add the week (w)';
const DAY = 'write dd for the day of the month';
const MONTH = 'write MM for the month';
const MINUTE = 'write mm for the minute';
const HOUR = 'write HH for the hour, or add AM or PM (a)';

describe('letters that most likely stand for others', () => {
  it.each<[string, ...string[]]>([
    ['dd.MM.YYYY', YEAR],
    ['DD.MM.YYYY', YEAR, DAY],
    ['yyyy-MM-DD', DAY],
    ['yyyy[-MM][-DD]', DAY],
    ['dd.mm.yyyy', MONTH],
    ['yyyymm', MONTH],
    ['DD.mm.YYYY', YEAR, MONTH],
    ['pppmm/uuuu', MONTH],
    ['dd.MM.yyyy HH:MM', MINUTE],
    ['hh:MM a', MINUTE],
    ['dd.MM.yyyy hh:mm', HOUR],
    ["yyyy-MM-dd'T'KK:mm:ss'Z'", HOUR],
  ])('are found in %s', (pattern, ...fixes) => {
    expect(compileDatePattern(pattern).suspicions.map(({ fix }) => fix)).toEqual(fixes);
  });

  it.each([
    'yyyy-MM-dd HH:mm:ss.SSS',
    "YYYY-'W'ww-e",
    'yyyy-DDD',
    'mm:ss',
    'yyyyMMddHHmm',
    'HH:mm dd/MM',
    'HH MM yyyy',
    'HH:mm:MM',
    'hh:mm a',
    'h B',
    'kk:mm',
    'Date(milliseconds)',
  ])('are not found in %s', (pattern) => {
    expect(compileDatePattern(pattern).suspicions).toEqual([]);
  });
});
