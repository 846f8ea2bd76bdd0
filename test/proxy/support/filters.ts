/** A system whose backend does of filters what a test wants. */
import type { EntityConnector } from '../../../src/connectors/connector.ts';
import type { ProxyResponse } from '../../../src/proxy/types.ts';
import { ScimError } from '../../../src/scim/errors.ts';
import type { Filter } from '../../../src/scim/filter-ast.ts';
import { compileFilter } from '../../../src/scim/filter-evaluate.ts';
import { printFilter } from '../../../src/scim/filter-print.ts';
import type { JsonObject } from '../../../src/scim/json.ts';
import { memoryBackend, type SystemSetup, userSystem } from './backend.ts';

export const LIMIT = 'ipsproxy.filter.residual.limit';

export interface FilterSetup extends Partial<Pick<SystemSetup, 'read' | 'properties'>> {
  readonly entities: readonly JsonObject[];
  /** What the backend can do. Default: one comparison for equality. */
  readonly can?: (filter: Filter) => boolean;
  /** It says so when it is asked only. Default: false. */
  readonly isSilent?: boolean;
  readonly totals?: boolean;
  readonly limit?: number;
  readonly more?: Partial<EntityConnector>;
}

export function isEquality(filter: Filter): boolean {
  return filter.kind === 'compare' && filter.operator === 'eq';
}

/** @returns what clients ask, and what the backend was asked: `filter|startIndex|count` */
export function filteringSystem(setup: FilterSetup) {
  const { entities, can = isEquality, isSilent = false, totals = true, limit, more = {}, ...rest } = setup;
  const backend = memoryBackend(entities, { totals });
  const asked: string[] = [];
  const omitted: (readonly string[])[] = [];
  if (!isSilent) backend.canFilter = can;
  backend.list = async ({ filter, startIndex, count, omit = [] }) => {
    asked.push(`${filter === undefined ? '' : printFilter(filter)}|${startIndex}|${count}`);
    omitted.push(omit);
    if (filter !== undefined && !can(filter)) {
      throw new ScimError(400, 'The backend cannot.', { scimType: 'invalidFilter' });
    }
    const found = [...backend.entities.values()].filter(
      filter === undefined ? () => true : compileFilter(filter),
    );
    const page = found.slice(startIndex - 1, startIndex - 1 + count);
    return { entities: page, ...(totals ? { total: found.length } : {}) };
  };
  Object.assign(backend, more);
  const properties = { ...rest.properties, ...(limit === undefined ? {} : { [LIMIT]: String(limit) }) };
  const made = userSystem({ backend, ...rest, properties });
  return {
    ...made,
    backend,
    asked,
    omitted,
    list: (query: Record<string, string>) => made.users.list(query, made.context),
  };
}

export function resourcesIn(body: JsonObject | undefined): JsonObject[] {
  return body?.['Resources'] as JsonObject[];
}

export function namesIn({ body }: ProxyResponse): unknown[] {
  return resourcesIn(body).map(({ userName }) => userName);
}

export function users(count: number, more: (index: number) => JsonObject = () => ({})): JsonObject[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `u${index}`,
    userName: `user${index}`,
    title: index % 2 === 0 ? 'Even' : 'Odd',
    ...more(index),
  }));
}
