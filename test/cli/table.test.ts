import { describe, expect, it } from 'vitest';
import { cut, printable, tableLines, terminalWidth } from '../../src/cli/print/table.ts';
import { traceTable } from '../../src/cli/print/trace-table.ts';

describe('a table', () => {
  const rows = [
    ['1', 'a'.repeat(30), 'b'],
    ['2', '', 'c'.repeat(10)],
  ];

  it('is as wide as what is in it', () => {
    expect(tableLines(['no', 'first', 'second'], rows, 100)).toEqual([
      `no  first${' '.repeat(27)}second`,
      `1   ${'a'.repeat(30)}  b`,
      `2   ${' '.repeat(30)}  cccccccccc`,
    ]);
  });

  it('is cut where its widest column is', () => {
    const lines = tableLines(['no', 'first', 'second'], rows, 30);
    expect(Math.max(...lines.map((line) => line.length))).toBe(30);
    expect(lines[1]).toBe(`1   ${'a'.repeat(13)}…  b`);
    expect(lines[2]).toContain('cccccccccc');
  });

  it('keeps something of each column, however narrow the terminal is', () => {
    expect(tableLines(['first', 'second'], [['a'.repeat(30), 'b'.repeat(30)]], 3)[1]).toBe('aaaaa…  bbbbb…');
  });

  it('shows nothing that a terminal takes for a command', () => {
    expect(tableLines(['x'], [['a\u001b[31mb\u009bc\u202ed\ne']], 80)[1]).toBe('a?[31mb?c?d?e');
    expect(printable('é€😀')).toBe('é€😀');
  });

  it('never cuts a character in two', () => {
    expect(cut('😀😀😀', 2)).toBe('😀…');
  });

  it.each([
    [80, 80],
    [0, 120],
  ])('of a terminal with %d columns has %d', (columns, width) => {
    expect(terminalWidth({ columns })).toBe(width);
  });
});

describe('the table of a trace', () => {
  it('shows the end of long names, and what a condition looked at', () => {
    const path = "$['urn:ietf:params:scim:schemas:extension:sap:2.0:User']['userUuid']";
    const lines = traceTable(
      [
        { index: 0, line: 5, outcome: 'written', source: path, targetPath: path, input: 'a', output: 'a' },
        {
          index: 1,
          line: 6,
          outcome: 'written',
          source: '$.x',
          targetVariable: 'v',
          input: 'a',
          output: 'A',
        },
        {
          index: 2,
          line: 7,
          outcome: 'skipped',
          reason: 'condition $.x == 1 is false',
          lookedAt: [{ path: '$.x', value: 2 }],
        },
      ],
      200,
    );
    const shown = "$['urn:…:sap:2.0:User']['userUuid']";
    expect(lines.map((line) => line.split(/ {2,}/))).toEqual([
      ['line', 'source', 'target', 'what happened', 'value'],
      ['5', shown, shown, 'written', '"a"'],
      ['6', '$.x', '$' + '{v}', 'written', '"a" → "A"'],
      ['7', 'skipped: condition $.x == 1 is false', '$.x = 2'],
    ]);
  });
});
