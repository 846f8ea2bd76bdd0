/** What is written like a time is one, to every column, and is read as leniently as Java reads it. */
import { describe, expect, it } from 'vitest';
import { parseTime, timeText } from '../../../src/sandbox/cloud-foundry/uaa/filter/time.ts';
import { query, startSession } from './helpers.ts';

describe('a time in a filter', () => {
  it.each([
    ['2020-01-01T00:00:00.000Z', '2020-01-01T00:00:00.000Z'],
    ['2020-13-01T00:00:00.000Z', '2021-01-01T00:00:00.000Z'],
    ['2021-02-30T25:61:00.000Z', '2021-03-03T02:01:00.000Z'],
    ['2020-00-00T00:00:00.000Z', '2019-11-30T00:00:00.000Z'],
    ['2020-01-01T00:00:00.0Z', '2020-01-01T00:00:00.000Z'],
    // Milliseconds, however many digits: not a fraction.
    ['2020-01-01T00:00:00.5Z', '2020-01-01T00:00:00.005Z'],
    ['2020-01-01T00:00:00.123456Z', '2020-01-01T00:02:03.456Z'],
    ['2020-1-1T0:0:0.0Z', '2020-01-01T00:00:00.000Z'],
    ['2020-01-01T00:00:00.000Zjunk', '2020-01-01T00:00:00.000Z'],
    [' 2020- 01-\t01T 00:00:00.000Z', '2020-01-01T00:00:00.000Z'],
    ['20-01-01T00:00:00.000Z', '0020-01-01T00:00:00.000Z'],
  ])('%j is %s', (text, iso) => {
    expect(new Date(parseTime(text) ?? Number.NaN).toISOString()).toBe(iso);
  });

  it.each([
    '2020-01-01T00:00:00Z',
    '2020-01-01T00:00:00.000',
    '2020-01-01t00:00:00.000z',
    '2020-01-01 00:00:00.000Z',
    'junk2020-01-01T00:00:00.000Z',
    '2020-01-01 T00:00:00.000Z',
    '',
  ])('%j is none', (text) => {
    expect(parseTime(text)).toBeUndefined();
  });

  it.each([
    ['2020-01-02T03:04:05.006Z', '2020-01-02 03:04:05.006+00'],
    ['2020-01-02T03:04:50.600Z', '2020-01-02 03:04:50.6+00'],
    ['2020-01-02T03:04:50.000Z', '2020-01-02 03:04:50+00'],
  ])('%s is the text %j to a column of texts', (iso, text) => {
    expect(timeText(Date.parse(iso))).toBe(text);
  });

  it('is compared with a column of texts as it stands, without signs around it', async () => {
    const { cf, get } = await startSession();
    const userName = '2020-01-01 00:00:00+00';
    for (const name of [userName, `${userName}x`, '2019']) cf.addUser({ userName: name });
    const found = async (operator: string): Promise<string[]> => {
      const filter = `userName ${operator} "2020-01-01T00:00:00.000Z" and userName sw "20"`;
      return (await get(`/Users${query({ filter })}`)).json.resources.map((user) => user.userName);
    };
    for (const operator of ['eq', 'sw', 'co']) expect(await found(operator)).toEqual([userName]);
    expect(await found('gt')).toEqual([`${userName}x`]);
    expect(await found('lt')).toEqual(['2019']);
  });

  it.each(['version', 'active', 'last_logon_success_time'])('is refused for %s', async (attribute) => {
    const { get } = await startSession();
    expect(
      (await get(`/Users${query({ filter: `${attribute} gt "2020-01-01T00:00:00.000Z"` })}`)).status,
    ).toBe(400);
  });
});
