import { compareTexts } from '../store/database-text.ts';
import { InvalidFilter } from './filter/ast.ts';
import type { Column, Columns } from './filter/columns.ts';

/** @returns negative where the left row comes first */
export type Order<T> = (left: T, right: T) => number;

/**
 * The order of one column or a comma list of them, by name or by number. Of a list only the last column is descending
 * when that is asked for: that is where the UAA appends the word. Rows that tie keep their order.
 *
 * @returns `undefined` when there is no column of some number: the database notices no sooner than it reads a row
 * @throws InvalidFilter for an unknown column
 */
export function orderBy<T>(sortBy: string, descending: boolean, columns: Columns<T>): Order<T> | undefined {
  const sorted = sortBy.split(',').map((name) => sortedColumn(name.trim(), columns));
  const known = sorted.filter((column) => column !== undefined);
  if (known.length < sorted.length) return undefined;
  const last = known.length - 1;
  return (left, right) => {
    for (const [index, column] of known.entries()) {
      const sign = compare(column, left, right);
      if (sign !== 0) return descending && index === last ? -sign : sign;
    }
    return 0;
  };
}

function sortedColumn<T>(name: string, { selected, renamed }: Columns<T>): Column<T> | undefined {
  if (/^[+-]?\d+$/.test(name)) return selected[Number(name) - 1]?.[1];
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
