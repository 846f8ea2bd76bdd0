import { describe, expect, it } from 'vitest';
import { millisOf } from '../../../src/transformation/dates/calendar.ts';
import {
  compileDatePattern,
  DEFAULT_DATE_FORMAT,
  formatDate,
  plus,
} from '../../../src/transformation/dates/index.ts';
import { withMistakes } from '../../support/mistakes.ts';
import { fc, reaching } from '../../support/property.ts';

const NOTHING = { years: 0, months: 0, days: 0, hours: 0, minutes: 0, seconds: 0 };
/** Within the years that ISO 8601 writes with four digits. */
const moment = fc
  .date({
    min: new Date('0001-01-01T00:00:00Z'),
    max: new Date('9999-12-31T23:59:59.999Z'),
    noInvalidDate: true,
  })
  .map(Number);

describe('formatDate', () => {
  it('writes a moment in UTC, by default as currentDate has it', () => {
    const millis = Date.UTC(2026, 7, 5, 6, 7, 8, 9);
    expect(formatDate(millis)).toBe('2026-08-05 06:07:08.009');
    expect(formatDate(millis, "yyyy-MM-dd'T'HH:mm:ssXXX")).toBe('2026-08-05T06:07:08Z');
    expect(formatDate(millis, 'Date(milliseconds)')).toBe(`/Date(${millis})/`);
    expect(formatDate(-1)).toBe('1969-12-31 23:59:59.999');
  });

  it('agrees with JavaScript', () => {
    fc.assert(
      fc.property(moment, (millis) => {
        expect(formatDate(millis, "uuuu-MM-dd'T'HH:mm:ss.SSSX")).toBe(new Date(millis).toISOString());
      }),
    );
  });

  it('refuses a wrong pattern at every call', () => {
    for (let i = 0; i < 2; i++) expect(() => formatDate(0, 'v')).toThrow('names of zones');
  });

  it('keeps a bounded number of patterns', () => {
    for (let i = 0; i < 300; i++) expect(formatDate(0, `yyyy'${i}'`)).toBe(`1970${i}`);
  });
});

describe('a pattern', () => {
  it('reads what it has written', () => {
    const { format, parse } = compileDatePattern(DEFAULT_DATE_FORMAT);
    fc.assert(
      fc.property(moment, (millis) => {
        const text = formatDate(millis);
        expect(format(parse(text))).toBe(text);
      }),
    );
  });

  it('reads zones, whose offset is shown and not applied', () => {
    const { parse } = compileDatePattern('yyyy-MM-dd HH:mm z');
    const shown = compileDatePattern('HH:mm z XXX');
    const convert = (zone: string) => shown.format(parse(`2018-02-28 11:00 ${zone}`));
    expect(convert('UTC')).toBe('11:00 UTC Z');
    expect(convert('GMT')).toBe('11:00 UTC Z');
    expect(convert('UTC+1')).toBe('11:00 UTC+1 +01:00');
    expect(convert('GMT-02:30')).toBe('11:00 UTC-2:30 -02:30');
    expect(convert('+05:45')).toBe('11:00 UTC+5:45 +05:45');
    expect(convert('EST')).toBe('11:00 UTC-5 -05:00');
    expect(convert('Europe/Berlin')).toBe('11:00 UTC+1 +01:00');
    expect(convert('Australia/Sydney')).toBe('11:00 UTC+10 +10:00');
    for (const zone of ['Nowhere/Land', 'UTC+19', '', '?'])
      expect(() => convert(zone)).toThrow('is not a date');
  });

  it('refuses optional sections that are nested too deeply', () => {
    const nested = (depth: number) => `${'['.repeat(depth)}yyyy${']'.repeat(depth)}`;
    expect(formatDate(0, nested(32))).toBe('1970');
    for (const depth of [33, 10_000])
      expect(() => compileDatePattern(nested(depth))).toThrow('Optional sections are nested too deeply');
  });

  it('takes the first of what is missing', () => {
    const at = (pattern: string, text: string) =>
      compileDatePattern(DEFAULT_DATE_FORMAT).format(compileDatePattern(pattern).parse(text));
    expect(at('yyyy', '2018')).toBe('2018-01-01 00:00:00.000');
    expect(at('MM/yyyy', '02/2018')).toBe('2018-02-01 00:00:00.000');
    expect(at('yyyy-Q', '2018-3')).toBe('2018-07-01 00:00:00.000');
    expect(at('HH:mm', '11:22')).toBe('1970-01-01 11:22:00.000');
    expect(() => at('dd.MM.', '01.02.')).toThrow('the date has no year');
  });

  it('does not take forever, nor crash, whatever it reads', () => {
    const patterns = [
      'yyyy-MM-dd[ HH:mm[:ss]] z',
      'uMMddHHmmss',
      'pppppd EEEE MMMM G y',
      'Date(milliseconds)',
      'yyyy-MM-dd XXXXX O',
    ];
    const odd = fc.oneof(
      fc.constantFrom(...'0123456789 :+-/ZAM'),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    );
    const written = fc.constantFrom(...patterns).chain((pattern) =>
      fc.tuple(
        fc.constant(pattern),
        fc.oneof(
          {
            weight: 20,
            arbitrary: withMistakes(
              moment.map((millis) => [...formatDate(millis, pattern)]),
              odd,
            ),
          },
          fc.array(odd),
        ),
      ),
    );
    fc.assert(
      fc.property(
        written,
        reaching(([pattern, characters]) => {
          try {
            compileDatePattern(pattern).parse(characters.join(''));
            return true;
          } catch (error) {
            expect(error).toHaveProperty('code', 'TRANSFORMATION_EVALUATION');
            return false;
          }
        }),
      ),
      { numRuns: 300 },
    );
  });

  it('is refused where it is wrong, with the position', () => {
    const wrong = (pattern: string) => {
      try {
        compileDatePattern(pattern);
        return undefined;
      } catch (error) {
        return error;
      }
    };
    expect(wrong('yyyy-ddd')).toMatchObject({ code: 'TRANSFORMATION_EXPRESSION', position: 5 });
    expect(wrong("yyyy'")).toMatchObject({ position: 4 });
    expect(wrong('yyyy-v')).toMatchObject({ position: 5 });
    expect(wrong('yyyy-ww-cc')).toMatchObject({ position: 8 });
  });
});

describe('plus', () => {
  const date = compileDatePattern('uuuu-MM-dd').parse('2024-02-29');

  it('keeps within the month', () => {
    expect(plus(date, { ...NOTHING, years: 1 })).toMatchObject({ year: 2025, month: 2, day: 28 });
    expect(plus(date, { ...NOTHING, months: -12 })).toMatchObject({ year: 2023, month: 2, day: 28 });
    expect(plus(date, { ...NOTHING, months: 11 })).toMatchObject({ year: 2025, month: 1, day: 29 });
  });

  it('agrees with JavaScript on days and shorter units', () => {
    const amount = fc.integer({ min: -100_000, max: 100_000 });
    fc.assert(
      fc.property(amount, amount, amount, (days, hours, seconds) => {
        const sum = plus(date, { ...NOTHING, days, hours, seconds });
        const expected = new Date(Date.UTC(2024, 1, 29 + days, hours, 0, seconds));
        expect(compileDatePattern("uuuu-MM-dd'T'HH:mm:ss.SSSX").format(sum)).toBe(expected.toISOString());
      }),
    );
  });
});

describe('weeks, where Java gives no date', () => {
  const read = (pattern: string, text: string) =>
    formatDate(millisOf(compileDatePattern(pattern).parse(text)), 'uuuu-MM-dd HH:mm');

  it('begin with their first day', () => {
    expect(read('YYYY-ww', '2018-09')).toBe('2018-02-25 00:00');
  });

  it.each([
    ['YYYY', '2018', 'the week-based year (Y) of the date has no week (w)'],
    ['ww-e', '09-4', 'the date has no year'],
    ['yyyy-MM-dd w', '2018-02-28 10', 'the week does not belong to the date'],
    ['yyyy-MM-dd HH B', '2018-02-28 06 at night', 'the part of the day does not belong to the time'],
    ['gggg', '999999999', 'the Julian day of the date is out of range'],
  ])('%s fails for %s: %s', (pattern, text, message) => {
    expect(() => compileDatePattern(pattern).parse(text)).toThrow(message);
  });

  it('agree with the days that they are made of', () => {
    const week = compileDatePattern("YYYY-'W'ww-e");
    const day = compileDatePattern('uuuu-MM-dd');
    fc.assert(
      fc.property(moment, (millis) => {
        const text = formatDate(millis, "YYYY-'W'ww-e");
        expect(day.format(week.parse(text))).toBe(formatDate(millis, 'uuuu-MM-dd'));
      }),
    );
  });
});
