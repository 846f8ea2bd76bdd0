/** `skipOperations`: what a client is told about an operation that the administrator switched off. */
import { ScimError } from '../scim/errors.ts';
import type { ComparisonValue, Filter } from '../scim/filter-ast.ts';
import { parseFilter } from '../scim/filter-parse.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../scim/json.ts';
import type { ProxiedEntity } from './entity.ts';
import { translateFilter } from './filter.ts';
import type { ProxyContext } from './types.ts';

export function noteSkipped(
  entity: ProxiedEntity,
  operation: 'create' | 'update' | 'delete',
  context: ProxyContext,
): void {
  entity.counters.skippedOperations += 1;
  context.log.info(
    { systemId: entity.systemId, entityType: entity.read.entityType, operation },
    'operation skipped: skipOperations of the write transformation',
  );
}

/**
 * The id, as clients see it, of the entity that a skipped create means: the one with the same unique attribute.
 *
 * @throws ScimError 403 when there is none, 400 `tooMany` when there are several
 */
export async function findExisting(
  entity: ProxiedEntity,
  body: JsonObject,
  context: ProxyContext,
): Promise<string> {
  const { entityType } = entity.read;
  const attribute = entity.settings.uniqueAttribute(entityType);
  const value = attribute === undefined ? undefined : valueAt(body, attribute);
  const refusal = new ScimError(
    403,
    `System ${entity.systemId} creates no ${entityType}s (skipOperations of its write transformation), and it has none ` +
      `with this ${attribute ?? 'unique attribute'} that could be updated.`,
  );
  if (attribute === undefined || value === undefined) throw refusal;
  const filter = translateFilter(equals(attribute, value), {
    entityType,
    read: entity.read,
    targetId: (id) => id,
  });
  if (filter === 'nothing') throw refusal;
  const { entities, total } = await entity.connector.list({ startIndex: 1, count: 2, filter }, context);
  const [found] = entities;
  if (found === undefined) throw refusal;
  if (entities.length > 1 || (total ?? 0) > 1) {
    throw new ScimError(400, `System ${entity.systemId} has several ${entityType}s with this ${attribute}.`, {
      scimType: 'tooMany',
    });
  }
  const id = entity.read.sourceId(found);
  if (id === undefined) throw refusal;
  return id;
}

function equals(attribute: string, value: ComparisonValue): Filter {
  return parseFilter(`${attribute} eq ${JSON.stringify(value)}`);
}

/** A scalar of the body at a path such as `userName` or `emails[0].value`. */
function valueAt(body: JsonObject, attribute: string): string | number | boolean | undefined {
  const { path } = parseFilter(`${attribute} pr`) as Extract<Filter, { kind: 'present' }>;
  const root: JsonValue | undefined = path.schema === undefined ? body : member(body, path.schema);
  let value = member(root, path.attribute);
  if (Array.isArray(value)) value = value[path.index ?? 0];
  if (path.subAttribute !== undefined) value = member(value, path.subAttribute);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : undefined;
}

function member(value: JsonValue | undefined, name: string): JsonValue | undefined {
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}
