/** Lists of the UAA: filter, order, page, and the envelope around them. */
import type { StandInAnswer } from '../../kit/message.ts';
import { type UaaCall, uaaAnswer } from './call.ts';
import { scimError, unexpectedError } from './errors.ts';
import { InvalidFilter } from './filter/ast.ts';
import { escapeHtml } from './html-escape.ts';
import { InvalidPath } from './json-path/steps.ts';
import { LIST_RULES, type ListKind, type ListRules } from './list-rules.ts';
import { type Matches, matches, type Page, pageOf, type RowSource, readPage } from './matches.ts';
import { type Attributes, type Projector, present, projector } from './projection.ts';
import { textParameter } from './query-values.ts';
import { SCHEMAS } from './schemas.ts';

export interface SearchTarget<T> extends RowSource<T> {
  readonly kind: ListKind;
  readonly attributes: Attributes<T>;
}

/** @throws UaaError 400 for a filter, sort field or attribute that makes no sense, 500 for such a number */
export function search<T>(call: UaaCall, target: SearchTarget<T>): StandInAnswer {
  const { attributes } = target;
  const rules = LIST_RULES[target.kind];
  const page = readPage(call.query, rules.lowestStart);
  const found = matchesOrError(call, target, rules);
  const rows = pageOf(found, page);
  const wanted = textParameter(call.query, 'attributes');
  const project = wanted === undefined ? whole(attributes) : selected(attributes, wanted, rules, page);
  return listAnswer(rows.map(project), page, found.rows.length);
}

/** The envelope; `itemsPerPage` is not what is in it but what was asked for. */
export function listAnswer(
  resources: readonly unknown[],
  { startIndex, count }: Page,
  totalResults: number,
): StandInAnswer {
  return uaaAnswer(200, { resources, startIndex, itemsPerPage: count, totalResults, schemas: SCHEMAS });
}

function matchesOrError<T>(call: UaaCall, target: RowSource<T>, rules: ListRules): Matches<T> {
  const filter = textParameter(call.query, 'filter') ?? 'id pr';
  const sortBy = textParameter(call.query, 'sortBy') ?? 'created';
  const ascending = rules.isAscending(textParameter(call.query, 'sortOrder') ?? 'ascending');
  try {
    return matches(call.landscape, target, { filter, sortBy, ascending });
  } catch (error) {
    if (!(error instanceof InvalidFilter)) throw error;
    throw scimError(400, 'scim', escapeHtml(rules.invalidFilter(filter, sortBy)));
  }
}

function whole<T>(attributes: Attributes<T>): Projector<T> {
  return (row) => present(row, attributes);
}

function selected<T>(attributes: Attributes<T>, wanted: string, rules: ListRules, page: Page): Projector<T> {
  const { attributeNames, pathOf, onDemand } = rules;
  // Only where resources are put together anew does the UAA notice that it has more of them than asked for.
  if (page.count < 0) throw unexpectedError();
  try {
    return projector(attributes, { names: attributeNames(wanted), pathOf, onDemand });
  } catch (error) {
    if (!(error instanceof InvalidPath)) throw error;
    throw scimError(400, 'scim', `Invalid attributes: [${wanted}]`);
  }
}
