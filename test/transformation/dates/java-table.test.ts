/** What `DateTimeFormatter` of Java 17 answers; DateTable.java beside this file produced the table. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compileDatePattern } from '../../../src/transformation/dates/index.ts';

interface Row {
  readonly kind: 'format' | 'parse';
  readonly pattern: string;
  readonly value: string;
  readonly wrongPattern?: true;
  readonly failed?: true;
  readonly text?: string;
  readonly date?: string | null;
  readonly time?: string | null;
  readonly offset?: number | null;
}

const rows: readonly Row[] = JSON.parse(readFileSync(new URL('java-dates.json', import.meta.url), 'utf8'));

/** As Java prints it: `+` before years of more than four digits. */
const isoDate = compileDatePattern('uuuu-MM-dd');
const isoTime = compileDatePattern('HH:mm:ss.SSSSSSSSS');
const ISO = compileDatePattern("uuuu-MM-dd'T'HH:mm:ss[.SSSSSSSSS][.SSS][.S]XXXXX");

const wrong = rows.filter(({ wrongPattern }) => wrongPattern);
const named = (kind: Row['kind']) =>
  rows
    .filter((row) => row.kind === kind && !row.wrongPattern)
    .map((row) => [row.pattern, row.value, row] as const);

describe('the answers of DateTimeFormatter', () => {
  it.each(wrong.map(({ pattern }) => pattern))('refuses the pattern %s', (pattern) => {
    expect(() => compileDatePattern(pattern)).toThrowError(
      expect.objectContaining({ code: 'TRANSFORMATION_EXPRESSION' }),
    );
  });

  it.each(named('format'))('writes in %s: %s', (pattern, value, { text, failed }) => {
    const { format } = compileDatePattern(pattern);
    if (failed) expect(() => format(ISO.parse(value))).toThrow();
    else expect(format(ISO.parse(value))).toBe(text);
  });

  it.each(named('parse'))('reads in %s: %s', (pattern, value, row) => {
    const { parse } = compileDatePattern(pattern);
    if (row.failed) {
      expect(() => parse(value)).toThrowError(expect.objectContaining({ code: 'TRANSFORMATION_EVALUATION' }));
      return;
    }
    const date = parse(value);
    if (row.date !== null) expect(isoDate.format(date)).toBe(row.date);
    expect(isoTime.format(date)).toBe(row.time ?? '00:00:00.000000000');
    expect(date.offset).toBe(row.offset ?? 0);
  });
});
