import { compareTexts, lower } from '../../store/database-text.ts';
import { type Filter, InvalidFilter, type Operator, type Value } from './ast.ts';
import { type Column, type Columns, filteredColumn } from './columns.ts';
import { likeTest } from './like.ts';
import { parseTime, timeText } from './time.ts';

export type Predicate<T> = (row: T) => boolean;

type TextColumn<T> = Extract<Column<T>, { readonly kind: 'text' }>;

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
      const column = filteredColumn(filter.attribute, columns);
      return (row) => column.read(row) !== undefined;
    }
    case 'compare':
      return comparison(filteredColumn(filter.attribute, columns), filter.operator, filter.value);
  }
}

/** Clients ask for many ids at once: those become one look-up per row. */
function anyOf<T>(operands: readonly Filter[], columns: Columns<T>): Predicate<T> {
  const wanted = new Map<TextColumn<T>, Set<string>>();
  const others: Predicate<T>[] = [];
  for (const operand of operands) {
    const plain = plainEquality(operand, columns);
    if (plain === undefined) others.push(compileFilter(operand, columns));
    else {
      const values = wanted.get(plain.column) ?? new Set();
      values.add(lower(storable(plain.text)));
      wanted.set(plain.column, values);
    }
  }
  const lookups = [...wanted];
  const isWanted = (row: T): boolean =>
    lookups.some(([column, values]) => {
      const value = column.read(row);
      return value !== undefined && values.has(lower(value));
    });
  return (row) => isWanted(row) || others.some((test) => test(row));
}

/** A text column that has to equal a text. */
function plainEquality<T>(
  filter: Filter,
  columns: Columns<T>,
): { readonly column: TextColumn<T>; readonly text: string } | undefined {
  if (filter.kind !== 'compare' || filter.operator !== 'eq' || filter.value.kind !== 'quoted')
    return undefined;
  const column = filteredColumn(filter.attribute, columns);
  if (column.kind !== 'text' || column.secret === true) return undefined;
  return parseTime(filter.value.text) === undefined ? { column, text: filter.value.text } : undefined;
}

function comparison<T>(column: Column<T>, operator: Operator, value: Value): Predicate<T> {
  if (value.kind === 'quoted') {
    const time = parseTime(value.text);
    if (time !== undefined) return timeComparison(column, operator, time);
    if (column.kind !== 'text') throw new InvalidFilter(`a text is not a ${column.kind}`);
    return textComparison(column, operator, value.text);
  }
  if (operator === 'co' || operator === 'sw') throw new InvalidFilter('only texts contain anything');
  if (column.kind === 'number' && value.kind === 'number')
    return ordering(column.read, operator, value.number);
  if (column.kind === 'boolean' && value.kind === 'boolean') {
    const { read } = column;
    return ordering((row: T) => Number(read(row)), operator, Number(value.boolean));
  }
  throw new InvalidFilter(`a ${value.kind} is not a ${column.kind}`);
}

/** Both sides in lower case: the UAA compares every quoted value so. */
function textComparison<T>({ read, secret }: TextColumn<T>, operator: Operator, text: string): Predicate<T> {
  const wanted = secret === true ? '' : lower(storable(text));
  switch (operator) {
    case 'co':
      return matching(read, likeTest(`%${wanted}%`));
    case 'sw':
      return matching(read, likeTest(`${wanted}%`));
    default:
      return textOrdering((row) => lowered(read(row)), operator, wanted);
  }
}

function matching<T>(read: (row: T) => string | undefined, test: (text: string) => boolean): Predicate<T> {
  return (row) => {
    const value = read(row);
    return value !== undefined && test(lower(value));
  };
}

/** What looks like a time is one for every column; a column of texts is compared with how the database writes it. */
function timeComparison<T>(column: Column<T>, operator: Operator, time: number): Predicate<T> {
  if (Number.isNaN(time)) throw new InvalidFilter('a time beyond the calendar');
  if (column.kind === 'text') {
    // Nothing surrounds it, so that `co` and `sw` are `eq`.
    return textOrdering(
      column.read,
      operator === 'co' || operator === 'sw' ? 'eq' : operator,
      timeText(time),
    );
  }
  if (column.kind !== 'time' || operator === 'co' || operator === 'sw') {
    throw new InvalidFilter(`a time is not a ${column.kind}`);
  }
  return ordering(column.read, operator, time);
}

type Ordering = Exclude<Operator, 'co' | 'sw'>;

function textOrdering<T>(
  read: (row: T) => string | undefined,
  operator: Ordering,
  wanted: string,
): Predicate<T> {
  const holds = ORDERINGS[operator];
  return (row) => {
    const value = read(row);
    return value !== undefined && holds(compareTexts(value, wanted));
  };
}

function ordering<T>(read: (row: T) => number | undefined, operator: Ordering, wanted: number): Predicate<T> {
  const holds = ORDERINGS[operator];
  return (row) => {
    const value = read(row);
    // SQL: nothing compares with NULL.
    return value !== undefined && holds(value < wanted ? -1 : value > wanted ? 1 : 0);
  };
}

const ORDERINGS: Readonly<Record<Ordering, (sign: number) => boolean>> = {
  eq: (sign) => sign === 0,
  gt: (sign) => sign > 0,
  ge: (sign) => sign >= 0,
  lt: (sign) => sign < 0,
  le: (sign) => sign <= 0,
};

function lowered(text: string | undefined): string | undefined {
  return text === undefined ? undefined : lower(text);
}

/** @throws InvalidFilter for a NUL, which no text of the database can hold */
function storable(text: string): string {
  if (text.includes('\0')) throw new InvalidFilter('a NUL in a text');
  return text;
}
