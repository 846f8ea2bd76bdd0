/** Lists of the UAA: filter, order, page, and the envelope around them. */
import type { StandInAnswer } from '../../kit/message.ts';
import { type UaaCall, uaaAnswer } from './call.ts';
import { scimError } from './errors.ts';
import { InvalidFilter } from './filter/ast.ts';
import type { Columns } from './filter/columns.ts';
import { compileFilter } from './filter/compile.ts';
import { parseFilter } from './filter/parse.ts';
import { type Attributes, projector } from './projection.ts';
import { SCHEMAS } from './schemas.ts';
import { sortRows } from './sort.ts';

/** The most resources in one answer, whatever was asked for. */
const LARGEST_COUNT = 500;
const DEFAULT_COUNT = 100;

export interface SearchTarget<T> {
  /** Names the rows in the cache. */
  readonly kind: string;
  readonly columns: Columns<T>;
  readonly all: () => Iterable<T>;
  readonly attributes: Attributes<T>;
}

/** @throws UaaError 400 for a filter, sort field, attribute or number that makes no sense */
export function search<T>(call: UaaCall, target: SearchTarget<T>): StandInAnswer {
  const { query } = call;
  const startIndex = Math.max(1, readNumber(query, 'startIndex', 1));
  const count = Math.min(LARGEST_COUNT, Math.max(0, readNumber(query, 'count', DEFAULT_COUNT)));
  const present = projector(target.attributes, query.get('attributes') || undefined);
  const rows = matches(call, target);
  const page = rows.slice(startIndex - 1, startIndex - 1 + count);
  return uaaAnswer(200, {
    resources: page.map(present),
    startIndex,
    // Not what is in the answer but what was asked for.
    itemsPerPage: count,
    totalResults: rows.length,
    schemas: SCHEMAS,
  });
}

function matches<T>(call: UaaCall, target: SearchTarget<T>): readonly T[] {
  const filter = call.query.get('filter') || 'id pr';
  const sortBy = call.query.get('sortBy') || 'created';
  const descending = (call.query.get('sortOrder') || 'ascending').toLowerCase() !== 'ascending';
  try {
    return call.landscape.cache.rows(`${target.kind} ${JSON.stringify([filter, sortBy, descending])}`, () => {
      const test = compileFilter(parseFilter(filter), target.columns);
      return sortRows([...target.all()].filter(test), sortBy, descending, target.columns);
    });
  } catch (error) {
    if (!(error instanceof InvalidFilter)) throw error;
    throw scimError(
      400,
      'scim',
      `Invalid filter expression: [${escapeHtml(filter)}] [${escapeHtml(sortBy)}]`,
    );
  }
}

function readNumber(query: URLSearchParams, name: string, absent: number): number {
  const text = query.get(name);
  if (text === null || text === '') return absent;
  if (!/^[+-]?\d{1,9}$/.test(text)) {
    throw scimError(400, 'scim', `Failed to convert value of parameter '${name}' to type 'int'`);
  }
  return Number(text);
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
