/** The query of a list: which parameters there are, what they mean, what is wrong with them. */
import type { CcError } from '../errors.ts';
import { readCommaList, writeCommaList } from './comma-list.ts';
import { labelSelector } from './label-selector.ts';
import { type TimeTest, timeFilter } from './time-filter.ts';

const LARGEST_PAGE = 5000;
const DEFAULT_PAGE = 50;
const FIRST_PAGE = 1;
/** Of a page's last row. */
const LARGEST_RESULT_TEXT = '9223372036854775807';
const LARGEST_RESULT = Number(LARGEST_RESULT_TEXT);

export interface ListRules {
  /** Parameters with comma lists beside `guids`, in the order in which messages name them. */
  readonly lists: readonly string[];
  /** What `include` may name; empty where the list has no such parameter. */
  readonly includes: readonly string[];
  /** Columns of `order_by`. */
  readonly orders: readonly string[];
  readonly labels: boolean;
  /** Column the list is ordered by, and says so in its links, when the client asks for none. */
  readonly defaultOrder?: string;
  /** Roles and users answer 422, organizations and spaces 400. */
  readonly invalid: (reason: string) => CcError;
}

export interface ListQuery {
  readonly page: number;
  readonly perPage: number;
  readonly order: { readonly column: string; readonly descending: boolean } | undefined;
  /** The values of a comma list; `undefined` where it was not given. */
  list(name: string): readonly string[] | undefined;
  includes(name: string): boolean;
  readonly createdAt: TimeTest;
  readonly updatedAt: TimeTest;
  readonly matchesLabels: (labels: Readonly<Record<string, string>>) => boolean;
  /** What the links of a page repeat, except for the page itself. */
  readonly linkParameters: ReadonlyMap<string, string>;
  /** The same for every page of one list. */
  readonly key: string;
}

const TIMES = ['created_ats', 'updated_ats'] as const;

/** @throws CcError with every problem found */
export function readListQuery(query: string, rules: ListRules): ListQuery {
  const given = new Map(new URLSearchParams(query));
  const problems: string[] = [];
  const report = <T>(result: T | { readonly problem: string }, fallback: T): T => {
    if (typeof result !== 'object' || result === null || !('problem' in result)) return result;
    problems.push(result.problem);
    return fallback;
  };
  const page = readPage(given, problems);
  const perPage = readPerPage(given, problems);
  if (page * perPage > LARGEST_RESULT) {
    problems.push(`Maximum result (page * per_page) must be less than ${LARGEST_RESULT_TEXT}`);
  }
  const order = report(readOrder(given.get('order_by'), rules), undefined);
  const [createdAt, updatedAt] = TIMES.map((name) => {
    const tests = [...given]
      .filter(([key]) => timeParameter(key) === name)
      .map(([key, value]) =>
        report(timeFilter(label(name), relationOf(key), readCommaList(value)), () => true),
      );
    return (moment: number) => tests.every((test) => test(moment));
  });
  const matchesLabels = report(readLabels(given.get('label_selector')), () => true);
  checkNames([...given.keys()], rules, problems);
  const include = readIncludes(given.get('include'), rules, problems);
  if (problems.length > 0 || createdAt === undefined || updatedAt === undefined) {
    throw rules.invalid(problems.join(', '));
  }
  const lists = new Map(
    ['guids', ...rules.lists]
      .filter((name) => given.has(name))
      .map((name) => [name, readCommaList(given.get(name) ?? '')]),
  );
  const repeated = linkParameters(given, lists, order);
  return {
    page,
    perPage,
    order,
    list: (name) => lists.get(name),
    includes: (name) => include.includes(name),
    createdAt,
    updatedAt,
    matchesLabels,
    linkParameters: repeated,
    key: JSON.stringify([...repeated].sort()),
  };
}

/** @throws CcError for an unknown parameter or include; single resources know nothing else */
export function readIncludeOnly(query: string, rules: Pick<ListRules, 'includes' | 'invalid'>): string[] {
  const given = new Map(new URLSearchParams(query));
  const unknown = [...given.keys()].filter((name) => name !== 'include');
  if (unknown.length > 0) throw rules.invalid(unknownParameters(unknown, ['include']));
  const problems: string[] = [];
  const include = readIncludes(given.get('include'), rules, problems);
  if (problems.length > 0) throw rules.invalid(problems.join(', '));
  return include;
}

function checkNames(names: readonly string[], rules: ListRules, problems: string[]): void {
  const valid = [
    ...['page', 'per_page', 'order_by', ...TIMES],
    'guids',
    ...rules.lists,
    ...(rules.includes.length > 0 ? ['include'] : []),
    ...(rules.labels ? ['label_selector'] : []),
  ];
  const unknown = names.filter((name) => !valid.includes(timeParameter(name) ?? name));
  if (unknown.length > 0) problems.push(unknownParameters(unknown, valid));
}

function unknownParameters(unknown: readonly string[], valid: readonly string[]): string {
  return `Unknown query parameter(s): ${quoteAll(unknown)}. Valid parameters are: ${quoteAll(valid)}`;
}

function readPage(given: ReadonlyMap<string, string>, problems: string[]): number {
  const page = positiveInteger(given.get('page') ?? String(FIRST_PAGE));
  if (page === undefined) problems.push('Page must be a positive integer');
  return page ?? FIRST_PAGE;
}

function readPerPage(given: ReadonlyMap<string, string>, problems: string[]): number {
  const perPage = positiveInteger(given.get('per_page') ?? String(DEFAULT_PAGE));
  if (perPage === undefined) problems.push('Per page must be a positive integer');
  else if (perPage > LARGEST_PAGE) problems.push(`Per page must be between 1 and ${LARGEST_PAGE}`);
  return perPage ?? DEFAULT_PAGE;
}

function readOrder(
  text: string | undefined,
  { orders, defaultOrder }: ListRules,
): ListQuery['order'] | { readonly problem: string } {
  if (text === undefined) {
    return defaultOrder === undefined ? undefined : { column: defaultOrder, descending: false };
  }
  // A blank one counts as given, and orders nothing.
  if (text.trim() === '') return undefined;
  const [, sign, column = ''] = /^([+-]?)(.*)$/s.exec(text) ?? [];
  if (!orders.includes(column)) return { problem: `Order by can only be: ${quoteAll(orders)}` };
  return { column, descending: sign === '-' };
}

function readIncludes(
  text: string | undefined,
  { includes }: Pick<ListRules, 'includes'>,
  problems: string[],
): string[] {
  if (text === undefined || includes.length === 0) return [];
  const names = readCommaList(text);
  const counts = new Map<string, number>();
  for (const name of names) {
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    if (!includes.includes(name)) {
      problems.push(
        `Invalid included resource: '${name}'. Valid included resources are: ${quoteAll(includes)}`,
      );
    } else if (count === 2) problems.push(`Duplicate included resource: '${name}'`);
  }
  return names;
}

function readLabels(text: string | undefined): ListQuery['matchesLabels'] | { readonly problem: string } {
  if (text === undefined) return () => true;
  return labelSelector(text) ?? { problem: 'Invalid label_selector value' };
}

/** `created_ats[gt]` → `created_ats`; `undefined` for what is no time parameter. */
function timeParameter(name: string): (typeof TIMES)[number] | undefined {
  const plain = name.replace(/\[[^[\]]*\]$/, '');
  return TIMES.find((time) => time === plain);
}

function relationOf(name: string): string | undefined {
  return /\[([^[\]]*)\]$/.exec(name)?.[1];
}

function label(name: string): string {
  return name === 'created_ats' ? 'Created ats' : 'Updated ats';
}

function linkParameters(
  given: ReadonlyMap<string, string>,
  lists: ReadonlyMap<string, readonly string[]>,
  order: ListQuery['order'],
): Map<string, string> {
  const repeated = new Map(given);
  repeated.delete('page');
  repeated.delete('per_page');
  for (const [name, values] of lists) repeated.set(name, writeCommaList(values));
  repeated.delete('order_by');
  if (order !== undefined) repeated.set('order_by', `${order.descending ? '-' : '+'}${order.column}`);
  return repeated;
}

/** As Ruby's `to_i`: the digits in front, whatever follows. */
function positiveInteger(text: string): number | undefined {
  const [, digits = ''] = /^\s*\+?(\d+(?:_\d+)*)/.exec(text) ?? [];
  const number = Number(digits.replaceAll('_', ''));
  return number > 0 ? number : undefined;
}

function quoteAll(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ');
}
