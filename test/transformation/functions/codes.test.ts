/** Functions that convert codes and dates. */
/* biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of the language */
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/transformation/types.ts';
import { Work } from '../../../src/transformation/work.ts';
import { compile, compileClean, problemsOf, run } from './harness.ts';

describe('convertCountryCode', () => {
  const convert = (outputFormat: string, value: Json) =>
    run({ function: 'convertCountryCode', outputFormat }, value);

  it.each(['US', 'us', 'USA', '840', 'United States', 'United States of America', 'united states'])(
    '%s',
    (country) => {
      expect(convert('alpha2', country)).toBe('US');
      expect(convert('alpha3', country)).toBe('USA');
      expect(convert('numeric', country)).toBe('840');
      expect(convert('fullName', country)).toBe('United States');
    },
  );

  it('knows numbers without their zeros, and names of some years ago', () => {
    expect(convert('alpha2', 4)).toBe('AF');
    expect(convert('alpha2', 'Czech Republic')).toBe('CZ');
    expect(convert('alpha3', 'Turkey')).toBe('TUR');
  });

  it('leaves what it does not know', () => {
    for (const unknown of ['Atlantis', 'XX', '', '000']) expect(convert('alpha2', unknown)).toBe(unknown);
  });

  it('works on attributes of objects', () => {
    const source = {
      function: 'convertCountryCode',
      outputFormat: 'alpha2',
      inputAttributes: ['country'],
      outputAttribute: 'country',
    };
    expect(
      run(source, [{ country: 'Germany', x: 1 }, { country: 'Atlantis' }, {}, { country: null }, 'DEU']),
    ).toEqual([{ country: 'DE', x: 1 }, { country: 'Atlantis' }, {}, { country: null }, 'DE']);
    expect(run({ ...source, inputAttributes: 'issuingCountry' }, { issuingCountry: 'FRA' })).toEqual({
      issuingCountry: 'FRA',
      country: 'FR',
    });
    const { outputAttribute: _, ...withoutOutput } = source;
    expect(run({ ...withoutOutput, inputAttributes: ['a', 'b'] }, { b: 'FRA' })).toEqual({
      a: 'FR',
      b: 'FRA',
    });
  });

  it('refuses impossible parameters', () => {
    const name = 'convertCountryCode';
    expect(problemsOf({ function: name })).toEqual(['missing-parameter']);
    expect(problemsOf({ function: name, outputFormat: 'alpha4' })).toEqual([
      'invalid-parameter outputFormat',
    ]);
    expect(problemsOf({ function: name, outputFormat: 'alpha2', inputAttributes: [5] })).toEqual([
      'invalid-parameter inputAttributes',
    ]);
    expect(problemsOf({ function: name, outputFormat: 'alpha2', outputAttribute: 'a' })).toEqual([
      'missing-parameter',
    ]);
  });
});

describe('convertCountryRegion', () => {
  const source = (outputFormat: string) => ({
    function: 'convertCountryRegion',
    outputFormat,
    inputAttributes: ['region', 'country'],
    outputAttribute: 'region',
  });

  it.each([
    [{ region: 'US-AL' }],
    [{ region: 'AL', country: 'US' }],
    [{ region: 'al', country: 'United States' }],
    [{ region: 'Alabama', country: 'USA' }],
  ])('%j', (address) => {
    expect(run(source('alpha2'), [address])).toEqual([{ ...address, region: 'US-AL' }]);
    expect(run(source('fullName'), address)).toEqual({ ...address, region: 'Alabama' });
  });

  it('leaves what it does not know', () => {
    for (const address of [
      { region: 'AL' },
      { region: 'ZZ', country: 'US' },
      { country: 'US' },
      { region: 5 },
      {},
    ]) {
      expect(run(source('alpha2'), address)).toEqual(address);
    }
  });

  it('takes country and region in either order, and a text alone', () => {
    const turned = { ...source('fullName'), inputAttributes: ['country', 'region'] };
    expect(run(turned, { region: 'BY', country: 'DE' })).toEqual({ region: 'Bayern', country: 'DE' });
    expect(run({ function: 'convertCountryRegion', outputFormat: 'fullName' }, 'US-AL')).toBe('Alabama');
  });
});

describe('convertLocaleCode', () => {
  it.each([
    ['EN', 'en-US', 'EN'],
    ['de', 'de-DE', 'DE'],
    ['en-US', 'en-US', 'EN'],
    ['pt_BR', 'pt-BR', 'PT'],
    ['de-AT', 'de-AT', 'DE'],
    ['ZH', 'zh-CN', 'ZH'],
    ['JA', 'ja-JP', 'JA'],
    ['EO', 'en-US', 'EN'],
    ['IA', 'en-US', 'EN'],
    ['IO', 'en-US', 'EN'],
    ['qq', 'en-US', 'EN'],
    ['', 'en-US', 'EN'],
    ['no locale', 'en-US', 'EN'],
  ])('%s', (value, tag, code) => {
    expect(run({ function: 'convertLocaleCode', outputFormat: 'bcp47' }, value)).toBe(tag);
    expect(run({ function: 'convertLocaleCode', outputFormat: 'iso639' }, value)).toBe(code);
  });
});

describe('convertTimezoneCode', () => {
  const convert = (outputFormat: string, value: Json | undefined) =>
    run({ type: 'convertTimezoneCode', outputFormat }, value);

  it.each([
    ['America/Phoenix', 'MSTNO'],
    ['Europe/Sofia', 'EET'],
    ['Asia/Shanghai', 'UTC+8'],
    ['Asia/Kolkata', 'INDIA'],
    ['Asia/Calcutta', 'INDIA'],
    ['Pacific/Bougainville', 'UTC+11'],
    ['MSTNO', 'MSTNO'],
    ['Nowhere/Land', 'CET'],
    ['', 'CET'],
    [undefined, 'CET'],
  ])('%s in SAP: %s', (value, expected) => {
    expect(convert('sap', value)).toBe(expected);
  });

  it.each([
    ['AST', 'America/Halifax'],
    ['CET', 'Europe/Berlin'],
    ['UTC+8', 'Etc/GMT-8'],
    ['EST', 'America/New_York'],
    ['JAPAN', 'Asia/Tokyo'],
    ['Europe/Sofia', 'Europe/Sofia'],
    ['NOWHERE', 'Europe/Berlin'],
    [undefined, 'Europe/Berlin'],
  ])('%s at IANA: %s', (value, expected) => {
    expect(convert('iana', value)).toBe(expected);
  });

  it('takes lists, and lets null through', () => {
    expect(convert('sap', ['Europe/Sofia', null])).toEqual(['EET', null]);
    expect(convert('sap', null)).toBeNull();
    expect(compileClean({ type: 'convertTimezoneCode', outputFormat: 'sap' }).takesMissing).toBe(true);
  });

  it('has zones that exist', () => {
    for (const key of ['CET', 'MSTNO', 'EST_NA', 'UTC-12', 'UTC+63', 'RUS07']) {
      const timeZone = convert('iana', key) as string;
      expect(() => new Intl.DateTimeFormat('en', { timeZone })).not.toThrow();
      expect(convert('sap', timeZone)).toBe(key);
    }
  });
});

describe('manipulateDate', () => {
  const date = (parameters: Record<string, Json>, value: Json) =>
    run({ function: 'manipulateDate', ...parameters }, value);

  it('converts formats', () => {
    expect(date({ targetDateFormat: 'MM/dd/yyyy' }, '2018-02-28 11:00:00.000')).toBe('02/28/2018');
    expect(
      date({ sourceDateFormat: 'd MMM uuuu', targetDateFormat: 'uuuu-MM-dd HH:mm' }, '28 Feb 2018'),
    ).toBe('2018-02-28 00:00');
  });

  it('adds and takes away', () => {
    const sourceDateFormat = 'yyyy-MM-dd HH:mm:ss';
    const start = '2020-01-31 23:59:58';
    const plus = (parameters: Record<string, Json>) => date({ sourceDateFormat, ...parameters }, start);
    expect(plus({ days: '3', hours: '+2' })).toBe('2020-02-04 01:59:58');
    expect(plus({ months: 1 })).toBe('2020-02-29 23:59:58');
    expect(plus({ years: '-1', months: '+1' })).toBe('2019-02-28 23:59:58');
    expect(plus({ seconds: 2, minutes: '-1' })).toBe('2020-01-31 23:59:00');
    expect(plus({ days: '', years: null })).toBe(start);
    expect(
      run({ function: 'manipulateDate', sourceDateFormat, days: '${n}' }, start, { variables: { n: 1 } }),
    ).toBe('2020-02-01 23:59:58');
  });

  it('reads the pattern of currentDate by default', () => {
    const { compiled } = compile(
      { function: 'manipulateDate', targetDateFormat: 'yyyy' },
      { 'ips.date.variable.format': 'dd.MM.yy' },
    );
    expect(
      compiled?.run('28.02.18', { input: {}, variables: {}, now: 0, defaults: true, work: new Work() }),
    ).toBe('2018');
  });

  it.each([
    [1519809649123, 'yyyy-MM-dd HH:mm:ss.SSS', '2018-02-28 09:20:49.123'],
    ['1519809649123', 'yyyy-MM-dd', '2018-02-28'],
    ['Date(1519809649123)', 'yyyy-MM-dd', '2018-02-28'],
    ['/Date(1519809649123+0060)/', "yyyy-MM-dd'T'HH:mmXXX", '2018-02-28T09:20+01:00'],
    ['Date(1519809649123–0240)', 'yyyy-MM-dd HH z', '2018-02-28 09 UTC-4'],
    ['/Date(-1)/', 'yyyy-MM-dd HH:mm:ss.SSS', '1969-12-31 23:59:59.999'],
  ])('reads Unix time %s', (value, targetDateFormat, expected) => {
    expect(date({ sourceDateFormat: 'Date(milliseconds)', targetDateFormat }, value)).toBe(expected);
  });

  it('writes Unix time', () => {
    expect(
      date({ sourceDateFormat: 'yyyy-MM-dd', targetDateFormat: 'Date(milliseconds)' }, '2018-02-28'),
    ).toBe('/Date(1519776000000)/');
    expect(date({ sourceDateFormat: 'Date(milliseconds)', days: 1 }, '/Date(0+0060)/')).toBe(
      '/Date(86400000+0060)/',
    );
  });

  it('names the format, not the value, when it does not fit', () => {
    expect(() => date({ sourceDateFormat: 'yyyy-MM-dd' }, 'SECRET')).toThrow(
      /^the function manipulateDate failed: the value is not a date of the format yyyy-MM-dd$/,
    );
    expect(() => date({ sourceDateFormat: 'Date(milliseconds)' }, 'x')).toThrow('Date(milliseconds)');
    expect(() => date({ sourceDateFormat: 'yyyy-MM-dd', years: 999_999_999 }, '2018-02-28')).toThrow(
      'out of range',
    );
  });

  it('refuses wrong patterns and amounts', () => {
    const name = 'manipulateDate';
    expect(problemsOf({ function: name, targetDateFormat: 'yyyy-MM-ddT' })).toEqual([
      'invalid-parameter targetDateFormat',
    ]);
    expect(problemsOf({ function: name, sourceDateFormat: 'foo' })).toEqual([
      'invalid-parameter sourceDateFormat',
    ]);
    expect(problemsOf({ function: name, targetDateFormat: 'YYYY-MM-dd' })).toEqual([
      'date-letter targetDateFormat',
    ]);
    expect(problemsOf({ function: name, sourceDateFormat: 'yyyy-MM-DD', targetDateFormat: 'yyyy' })).toEqual([
      'date-letter sourceDateFormat',
    ]);
    expect(problemsOf({ function: name, targetDateFormat: "YYYY-'W'ww" })).toEqual([]);
    expect(problemsOf({ function: name, targetDateFormat: 'yyyy-DDD' })).toEqual([]);
    expect(problemsOf({ function: name, days: 'x' })).toEqual(['invalid-parameter days']);
    expect(compile({ function: name }, { 'ips.date.variable.format': 'foo' }).problems).toMatchObject([
      { rule: 'invalid-parameter', message: expect.stringContaining('ips.date.variable.format') },
    ]);
  });
});
