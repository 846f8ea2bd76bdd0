/** What `java.util.regex` of Java 17 answers; RegexTable.java beside this file produced the table. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isInsidePair } from '../../../src/transformation/code-points.ts';
import { BacktrackingScan } from '../../../src/transformation/regex/backtracking.ts';
import { compileRegex } from '../../../src/transformation/regex/index.ts';
import { parseRegex } from '../../../src/transformation/regex/parser.ts';
import { compileProgram } from '../../../src/transformation/regex/program.ts';

interface Row {
  readonly pattern: string;
  readonly flags: string;
  readonly error?: true;
  readonly text: string;
  readonly groups: readonly (string | null)[] | null;
  readonly found: readonly string[];
  readonly replacement: string;
  readonly all: string | null;
  readonly first: string | null;
}

const rows: readonly Row[] = JSON.parse(readFileSync(new URL('java-regex.json', import.meta.url), 'utf8'));
const wrong = rows.filter((row) => row.error);
const right = rows.filter((row) => !row.error);

/** Matches as `start-end`, by the backtracking matcher alone. */
function find({ pattern, flags, text }: Row): string[] {
  const scan = new BacktrackingScan(compileProgram(pattern, parseRegex(pattern, flags)), text);
  const found: string[] = [];
  let previousEnd = 0;
  for (let from = 0; from <= text.length; ) {
    const captures = scan.find(from, previousEnd);
    if (captures === undefined) break;
    const [start = 0, end = 0] = captures;
    found.push(`${start}-${end}`);
    previousEnd = end;
    from = end > start ? end : end + (isInsidePair(text, end + 1) ? 2 : 1);
  }
  return found;
}

/** Java replaces empty matches between the halves of a surrogate pair too. */
function splitsPair({ text, found }: Row): boolean {
  return found.some((span) => isInsidePair(text, Number(span.split('-')[0])));
}

describe('the answers of java.util.regex', () => {
  it('has a table worth the name', () => {
    expect(right.length).toBeGreaterThan(500);
    expect(wrong.length).toBeGreaterThan(50);
  });

  it.each(wrong)('refuses $pattern', ({ pattern, flags }) => {
    expect(() => compileRegex(pattern, flags)).toThrowError(
      expect.objectContaining({ code: 'TRANSFORMATION_EXPRESSION' }),
    );
  });

  it.each(right.map((row, index) => [index, JSON.stringify(row.pattern), row] as const))(
    '%i %s',
    (_, __, row) => {
      const { pattern, flags, text, replacement } = row;
      const regex = compileRegex(pattern, flags);
      expect(regex.groups(text) ?? null).toEqual(row.groups?.map((group) => group ?? undefined) ?? null);
      expect(regex.matches(text)).toBe(row.groups !== null);
      if (splitsPair(row)) return;
      expect(find(row)).toEqual(row.found);
      if (row.all !== null && row.first !== null && !isWrongReplacement(row)) {
        expect(regex.replaceAll(text, replacement)).toBe(row.all);
        expect(regex.replaceFirst(text, replacement)).toBe(row.first);
      } else {
        expect(() => regex.replaceAll(text, replacement)).toThrow();
        expect(() => regex.replaceFirst(text, replacement)).toThrow();
      }
    },
  );
});

/** Java finds out about a wrong replacement only at the first match. */
function isWrongReplacement({ found, replacement, pattern, flags }: Row): boolean {
  if (found.length > 0) return false;
  try {
    compileRegex(pattern, flags).replaceAll('', replacement);
    return false;
  } catch {
    return true;
  }
}
