/** What each type of resource has to do with a search over all of them (RFC 7644 §3.4.2.1). */
import { printAttributePath } from '../../scim/attribute-path.ts';
import { ScimError } from '../../scim/errors.ts';
import type { AttributePath, Filter } from '../../scim/filter-ast.ts';
import { pathsIn } from '../../scim/filter-tree.ts';
import { schemasOf } from '../../scim/schema/known.ts';
import { resourceTypeName } from '../../scim/schemas.ts';
import type { FoundPage } from '../backend-page.ts';
import type { ProxiedEntity } from '../entity.ts';
import { findPage } from '../find-page.ts';
import type { ListRequest } from '../list-request.ts';
import { isDefined } from '../residual/check.ts';
import { shapeOf } from '../shape.ts';
import type { SortRequest } from '../sorting/sort-request.ts';
import type { ProxyContext, RawQuery } from '../types.ts';
import { foldFilter } from './fold.ts';

/** A type of which something may be found. */
export interface SearchedType {
  readonly entity: ProxiedEntity;
  /** What its endpoint would be asked; the page is that of the whole search. */
  readonly request: ListRequest;
}

/** Types of which nothing can match are left out. @throws ScimError 400 */
export function searchedTypes(
  entities: readonly ProxiedEntity[],
  query: RawQuery,
  { page, filter, sort }: Pick<ListRequest, 'page' | 'filter' | 'sort'>,
): SearchedType[] {
  return entities.flatMap((entity) => {
    const left = filter === undefined ? true : filterOf(entity, filter);
    if (left === false || entity.read.ignore) return [];
    const own = left === true ? undefined : left;
    return { entity, request: { page, shape: shapeOf(entity, query), filter: own, isSingle: false, sort } };
  });
}

function filterOf({ read }: ProxiedEntity, filter: Filter): Filter | boolean {
  const resourceType = resourceTypeName(read.entityType);
  return foldFilter(filter, { resourceType, has: (path) => hasAttribute(read, path) });
}

/** What only another type's schema has, a type does not have, whatever its transformation copies. */
function hasAttribute(read: ProxiedEntity['read'], path: AttributePath): boolean {
  if (!isDefined(read, path)) return false;
  const { entityType } = read;
  const others = entityType === 'user' ? ['group'] : entityType === 'group' ? ['user'] : [];
  return isDeclared(entityType, path) || !others.some((other) => isDeclared(other, path));
}

function isDeclared(entityType: string, { schema, attribute }: AttributePath): boolean {
  const { core, extensions } = schemasOf(entityType);
  return [core, ...extensions].some(
    ({ id, attributes }) =>
      attributes.has(attribute.toLowerCase()) &&
      (schema === undefined || id.toLowerCase() === schema.toLowerCase()),
  );
}

/**
 * A name that no type has is a wrong one, and would find nobody.
 *
 * @param entities all there are
 * @throws ScimError 400 `invalidFilter`, or `invalidValue` for `sortBy`
 */
export function requireKnownNames(
  entities: readonly ProxiedEntity[],
  filter: Filter | undefined,
  sort: SortRequest | undefined,
): void {
  const isUnknown = (path: AttributePath) => !entities.some(({ read }) => hasAttribute(read, path));
  const inFilter = filter === undefined ? undefined : pathsIn(filter).find(isUnknown);
  if (inFilter !== undefined) throw unknown('The filter', inFilter, 'invalidFilter');
  if (sort !== undefined && isUnknown(sort.by)) throw unknown('sortBy', sort.by, 'invalidValue');
}

function unknown(what: string, path: AttributePath, scimType: 'invalidFilter' | 'invalidValue'): ScimError {
  const detail = `${what} cannot be used: ${printAttributePath(path)}: no type of resource of this system has it. Look at its spelling.`;
  return new ScimError(400, detail, { scimType });
}

/** A page of one type. What is wrong with its filter is said with its endpoint. @throws ScimError */
export async function findPart(
  { entity, request }: SearchedType,
  page: ListRequest['page'],
  context: ProxyContext,
): Promise<FoundPage> {
  try {
    return await findPage(entity, { ...request, page, sort: undefined }, context);
  } catch (error) {
    throw named(entity, error);
  }
}

export function named({ read }: ProxiedEntity, error: unknown): unknown {
  if (!(error instanceof ScimError) || error.status !== 400) return error;
  const { message, scimType } = error;
  return new ScimError(400, `${read.scimEntityEndpoint}: ${message}`, { scimType, cause: error });
}
