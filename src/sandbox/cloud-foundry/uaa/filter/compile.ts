import { type Filter, InvalidFilter, type Operator, type Value } from './ast.ts';
import type { Column, Columns } from './columns.ts';

export type Predicate<T> = (row: T) => boolean;

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/**
 * The test a filter stands for. The database refuses to compare what does not belong together, e.g. a time with a
 * text that is no time, milliseconds included.
 *
 * @throws InvalidFilter for an unknown attribute or such a comparison
 */
export function compileFilter<T>(filter: Filter, columns: Columns<T>): Predicate<T> {
  switch (filter.kind) {
    case 'and': {
      const tests = filter.operands.map((operand) => compileFilter(operand, columns));
      return (row) => tests.every((test) => test(row));
    }
    case 'or':
      return anyOf(filter.operands, columns);
    case 'present': {
      const column = columnOf(filter.attribute, columns);
      return (row) => column.read(row) !== undefined;
    }
    case 'compare':
      return comparison(columnOf(filter.attribute, columns), filter.operator, filter.value);
  }
}

/** @throws InvalidFilter */
export function columnOf<T>(attribute: string, columns: Columns<T>): Column<T> {
  const column = columns.get(attribute.toLowerCase());
  if (column === undefined) throw new InvalidFilter(`no column ${attribute}`);
  return column;
}

/** Clients ask for many ids at once: those become one look-up per row. */
function anyOf<T>(operands: readonly Filter[], columns: Columns<T>): Predicate<T> {
  const wanted = new Map<Column<T>, Set<string>>();
  const others: Predicate<T>[] = [];
  for (const operand of operands) {
    const column = operand.kind === 'compare' ? columnOf(operand.attribute, columns) : undefined;
    if (
      operand.kind === 'compare' &&
      operand.operator === 'eq' &&
      operand.value.kind === 'quoted' &&
      column?.kind === 'text' &&
      !TIME.test(operand.value.text)
    ) {
      const values = wanted.get(column) ?? new Set();
      values.add(operand.value.text.toLowerCase());
      wanted.set(column, values);
    } else others.push(compileFilter(operand, columns));
  }
  const lookups = [...wanted];
  return (row) =>
    lookups.some(([column, values]) => values.has(String(column.read(row) ?? '\0').toLowerCase())) ||
    others.some((test) => test(row));
}

function comparison<T>(column: Column<T>, operator: Operator, value: Value): Predicate<T> {
  if (value.kind === 'null') {
    if (operator !== 'eq') throw new InvalidFilter('null can only be equal');
    return (row) => column.read(row) === undefined;
  }
  if (value.kind === 'quoted') {
    const isTime = TIME.test(value.text);
    if (column.kind === 'time' && isTime && operator !== 'co' && operator !== 'sw') {
      return ordering(column.read, operator, Date.parse(value.text));
    }
    if (column.kind !== 'text' || isTime) throw new InvalidFilter(`a text is not a ${column.kind}`);
    return textComparison(column.read, operator, value.text.toLowerCase());
  }
  if (operator === 'co' || operator === 'sw') throw new InvalidFilter('only texts contain anything');
  if (column.kind === 'number' && value.kind === 'number') {
    return ordering(column.read, operator, value.number);
  }
  if (column.kind === 'boolean' && value.kind === 'boolean') {
    const { read } = column;
    return ordering((row: T) => Number(read(row)), operator, Number(value.boolean));
  }
  throw new InvalidFilter(`a ${value.kind} is not a ${column.kind}`);
}

/** Both sides in lower case: the UAA compares every quoted value so. */
function textComparison<T>(
  read: (row: T) => string | undefined,
  operator: Operator,
  wanted: string,
): Predicate<T> {
  const lower = (row: T): string | undefined => read(row)?.toLowerCase();
  switch (operator) {
    case 'co':
      return (row) => lower(row)?.includes(wanted) ?? false;
    case 'sw':
      return (row) => lower(row)?.startsWith(wanted) ?? false;
    default:
      return ordering(lower, operator, wanted);
  }
}

function ordering<T, V extends string | number>(
  read: (row: T) => V | undefined,
  operator: Exclude<Operator, 'co' | 'sw'>,
  wanted: V,
): Predicate<T> {
  const holds = ORDERINGS[operator];
  return (row) => {
    const value = read(row);
    // SQL: nothing compares with NULL.
    return value !== undefined && holds(value < wanted ? -1 : value > wanted ? 1 : 0);
  };
}

const ORDERINGS: Readonly<Record<Exclude<Operator, 'co' | 'sw'>, (sign: number) => boolean>> = {
  eq: (sign) => sign === 0,
  gt: (sign) => sign > 0,
  ge: (sign) => sign >= 0,
  lt: (sign) => sign < 0,
  le: (sign) => sign <= 0,
};
