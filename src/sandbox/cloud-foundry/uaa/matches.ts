/** Which rows a filter finds, in which order, and the page of them that was asked for. */
import type { Landscape } from '../landscape.ts';
import { grammarError } from './database.ts';
import { type UaaError, unexpectedError } from './errors.ts';
import { InvalidFilter } from './filter/ast.ts';
import type { Columns } from './filter/columns.ts';
import { compileFilter } from './filter/compile.ts';
import { parseLenient } from './filter/parse.ts';
import { hasText } from './has-text.ts';
import { integerParameter } from './query-values.ts';
import { orderBy } from './sort.ts';

/** The most resources in one answer, whatever was asked for. */
const LARGEST_COUNT = 500;
const DEFAULT_COUNT = 100;

export interface RowSource<T> {
  /** Names the rows in the cache. */
  readonly kind: string;
  readonly columns: Columns<T>;
  readonly all: () => Iterable<T>;
}

export interface Query {
  readonly filter: string;
  readonly sortBy: string;
  readonly ascending: boolean;
}

export interface Matches<T> {
  readonly rows: readonly T[];
  /** What reading any of them fails with, where the order cannot be had. */
  readonly failure: UaaError | undefined;
}

export interface Page {
  /** From 1. */
  readonly startIndex: number;
  readonly count: number;
}

/** @throws InvalidFilter for a filter or an order the UAA has no statement for */
export function matches<T>(landscape: Landscape, source: RowSource<T>, query: Query): Matches<T> {
  const { filter, sortBy, ascending } = query;
  if (!hasText(sortBy)) throw new InvalidFilter('an order by nothing');
  const order = orderBy(sortBy, !ascending, source.columns);
  const rows = landscape.cache.rows(`${source.kind} ${JSON.stringify([filter, sortBy, ascending])}`, () => {
    const found = !hasText(filter)
      ? [...source.all()]
      : [...source.all()].filter(test(filter, source.columns));
    return typeof order === 'function' ? found.sort(order) : found;
  });
  const failure =
    typeof order === 'function'
      ? undefined
      : grammarError(
          `select … ORDER BY ${sortBy}`,
          `ORDER BY position ${order.missing} is not in select list`,
        );
  return { rows, failure };
}

function test<T>(filter: string, columns: Columns<T>): (row: T) => boolean {
  return compileFilter(parseLenient(filter), columns);
}

/**
 * @param lowestStart what a start below 1 counts as
 * @throws UaaError 500
 */
export function readPage(query: URLSearchParams, lowestStart: number | undefined): Page {
  const startIndex = integerParameter(query, 'startIndex', 1);
  const count = integerParameter(query, 'count', DEFAULT_COUNT);
  return {
    startIndex: lowestStart === undefined ? startIndex : Math.max(lowestStart, startIndex),
    count: Math.min(LARGEST_COUNT, count),
  };
}

/** @throws UaaError 500 for a page that starts before the first row, 400 where the order cannot be had */
export function pageOf<T>({ rows, failure }: Matches<T>, { startIndex, count }: Page): readonly T[] {
  if (count <= 0 || rows.length < startIndex || rows.length === 0) return [];
  if (startIndex < 1) throw unexpectedError();
  if (failure !== undefined) throw failure;
  return rows.slice(startIndex - 1, startIndex - 1 + count);
}
