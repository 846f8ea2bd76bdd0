/** Looks for the entity that a client's body means by its unique attribute. */
import type { ComparisonValue, Filter } from '../scim/filter-ast.ts';
import { parseFilter } from '../scim/filter-parse.ts';
import type { JsonObject } from '../scim/json.ts';
import { valueAt } from '../scim/value-at.ts';
import { requireMatches } from './checked-connector.ts';
import type { ProxiedEntity } from './entity.ts';
import { translateFilter } from './filter.ts';
import type { ProxyContext } from './types.ts';
import type { UniqueValue } from './unique-value.ts';

/** What the body has there; `undefined` where it has none, or no attribute is unique. */
export function uniqueValueOf({ settings, read }: ProxiedEntity, body: JsonObject): UniqueValue | undefined {
  const attribute = settings.uniqueAttribute(read.entityType);
  const value = attribute === undefined ? undefined : scalarAt(body, attribute);
  return attribute === undefined || value === undefined ? undefined : { attribute, value };
}

/**
 * Those that have the value, in the backend's JSON.
 *
 * @param count at most
 * @param total how many there are, where the backend says
 * @throws ScimError 400 `invalidFilter` where the backend cannot be asked, 502 for an answer about others
 */
export async function findByUnique(
  entity: ProxiedEntity,
  { attribute, value }: UniqueValue,
  count: number,
  context: ProxyContext,
): Promise<{ readonly entities: readonly JsonObject[]; readonly total: number | undefined }> {
  const { systemId, read, connector } = entity;
  const { entityType } = read;
  const filter = translateFilter(equals(attribute, value), { entityType, read, targetId: (id) => id });
  if (filter === 'nothing') return { entities: [], total: 0 };
  const { entities, total } = await connector.list({ startIndex: 1, count, filter }, context);
  if (filter.kind === 'compare') requireMatches(filter, entities, { systemId, entityType });
  return { entities, total };
}

function equals(attribute: string, value: ComparisonValue): Filter {
  return parseFilter(`${attribute} eq ${JSON.stringify(value)}`);
}

function scalarAt(body: JsonObject, attribute: string): UniqueValue['value'] | undefined {
  const { path } = parseFilter(`${attribute} pr`) as Extract<Filter, { kind: 'present' }>;
  const value = valueAt(body, path);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : undefined;
}
