/** Tables for terminals: as wide as what is in them, and cut where that is too wide. */

/** Characters of a line where the output is no terminal. */
const DEFAULT_WIDTH = 120;
const GAP = '  ';
/** Characters that a column keeps, however many there are. */
const NARROWEST = 6;

export function terminalWidth({ columns }: Pick<NodeJS.WriteStream, 'columns'>): number {
  return columns > 0 ? columns : DEFAULT_WIDTH;
}

/**
 * @param titles of the columns
 * @param rows one text for each column
 * @param width characters of a line
 */
export function tableLines(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
): string[] {
  const cells = [titles, ...rows].map((row) => row.map(printable));
  const widths = fitting(
    titles.map((_, column) => Math.max(...cells.map((row) => lengthOf(row[column] ?? '')))),
    width - GAP.length * (titles.length - 1),
  );
  return cells.map((row) =>
    row
      .map((cell, column) => padded(cut(cell, widths[column] ?? 0), widths[column] ?? 0))
      .join(GAP)
      .trimEnd(),
  );
}

/** The widest column gives first, character by character. */
function fitting(wanted: readonly number[], width: number): number[] {
  const widths = [...wanted];
  for (let over = widths.reduce((sum, each) => sum + each, 0) - width; over > 0; over -= 1) {
    const widest = widths.indexOf(Math.max(...widths));
    if ((widths[widest] ?? 0) <= NARROWEST) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

/** What a terminal would take for a command, or what has no place on a line, is shown as a question mark. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?');
}

/** The text, or its beginning and an ellipsis. @param width characters */
export function cut(text: string, width: number): string {
  if (lengthOf(text) <= width) return text;
  return `${[...text].slice(0, Math.max(0, width - 1)).join('')}…`;
}

function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - lengthOf(text)));
}

function lengthOf(text: string): number {
  return [...text].length;
}
