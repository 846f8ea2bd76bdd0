import { compareTexts } from '../store/database-text.ts';
import { InvalidFilter } from './filter/ast.ts';
import type { Column, Columns } from './filter/columns.ts';

/** @returns negative where the left row comes first */
export type Order<T> = (left: T, right: T) => number;

/** There is no column of this number, which the database notices no sooner than it reads a row. */
export interface NoOrder {
  readonly missing: number;
}

/**
 * The order of one column or a comma list of them, by name or by number. Of a list only the last column is descending
 * when that is asked for: that is where the UAA appends the word. Rows that tie keep their order.
 *
 * @throws InvalidFilter for an unknown column
 */
export function orderBy<T>(sortBy: string, descending: boolean, columns: Columns<T>): Order<T> | NoOrder {
  const sorted = sortBy.split(',').map((name) => sortedColumn(name.trim(), columns));
  const missing = sorted.find((column) => typeof column === 'number');
  if (missing !== undefined) return { missing };
  const known = sorted.filter((column) => typeof column !== 'number');
  const last = known.length - 1;
  return (left, right) => {
    for (const [index, column] of known.entries()) {
      const sign = compare(column, left, right);
      if (sign !== 0) return descending && index === last ? -sign : sign;
    }
    return 0;
  };
}

/** The column; its number where there is none of that number. */
function sortedColumn<T>(name: string, { selected, renamed }: Columns<T>): Column<T> | number {
  const place = Number(name);
  // Of 32 bits, and a plus sign makes no number.
  if (/^-?\d+$/.test(name) && place === (place | 0)) return selected[place - 1]?.[1] ?? place;
  const meant = renamed.get(name);
  const found = selected.find(([key, column]) =>
    meant === undefined ? key === name.toLowerCase() : column === meant,
  );
  if (found === undefined) throw new InvalidFilter(`no column ${name}`);
  return found[1];
}

/** As PostgreSQL does: what is missing comes last. */
function compare<T>(column: Column<T>, left: T, right: T): number {
  const a = column.read(left);
  const b = column.read(right);
  if (a === b) return 0;
  if (a === undefined) return 1;
  if (b === undefined) return -1;
  if (typeof a === 'string' && typeof b === 'string') return compareTexts(a, b);
  return a < b ? -1 : 1;
}
