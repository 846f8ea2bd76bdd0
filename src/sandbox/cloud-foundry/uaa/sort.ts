import type { Column, Columns } from './filter/columns.ts';
import { columnOf } from './filter/compile.ts';

/**
 * Orders rows by one column or a comma list of them. Of a list only the last column is descending when
 * `descending` is asked for: that is where the UAA appends the word. Rows that tie keep their order.
 *
 * @throws InvalidFilter for an unknown column
 */
export function sortRows<T>(rows: T[], sortBy: string, descending: boolean, columns: Columns<T>): T[] {
  const sorted = sortBy.split(',').map((name) => columnOf(name.trim(), columns));
  const last = sorted.length - 1;
  return rows.sort((left, right) => {
    for (const [index, column] of sorted.entries()) {
      const sign = compare(column, left, right);
      if (sign !== 0) return descending && index === last ? -sign : sign;
    }
    return 0;
  });
}

/** As PostgreSQL does: what is missing comes last. */
function compare<T>(column: Column<T>, left: T, right: T): number {
  const a = column.read(left);
  const b = column.read(right);
  if (a === b) return 0;
  if (a === undefined) return 1;
  if (b === undefined) return -1;
  return a < b ? -1 : 1;
}
