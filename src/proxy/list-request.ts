/** What a list is asked for, read from the parameters of a query or of a search. */
import type { Filter } from '../scim/filter-ast.ts';
import { parseFilter } from '../scim/filter-parse.ts';
import { refuseNeverReturned } from '../scim/schema/never-returned.ts';
import type { Walk } from './cursor/walk.ts';
import type { ProxiedEntity } from './entity.ts';
import { isSingleEntityFilter } from './filter.ts';
import { type Page, parsePage } from './paging.ts';
import { given, single } from './query.ts';
import { type Shape, shapeOf } from './shape.ts';
import { parseSort, type SortRequest } from './sorting/sort-request.ts';
import type { RawQuery } from './types.ts';

export interface ListRequest {
  readonly page: Page;
  readonly shape: Shape;
  /** In the client's names; absent: all entities. */
  readonly filter: Filter | undefined;
  /** The filter asks for one entity by an identifying attribute: several are an error. */
  readonly isSingle: boolean;
  readonly sort: SortRequest | undefined;
  /** By cursor; absent: by index. */
  readonly walk?: Walk | undefined;
}

/** @throws ScimError 400 */
export function readListRequest(entity: ProxiedEntity, query: RawQuery, walk?: Walk): ListRequest {
  const page = walk?.page ?? parsePage(single(query, 'startIndex'), single(query, 'count'));
  const shape = shapeOf(entity, query);
  const filter = parseClientFilter(query);
  const isSingle = filter !== undefined && isSingleEntityFilter(filter, entity.read.entityType);
  return { page, shape, filter, isSingle, sort: parseSort(query), walk };
}

/** @throws ScimError 400 `invalidFilter` */
export function parseClientFilter(query: RawQuery): Filter | undefined {
  const text = given(query, 'filter');
  if (text === undefined) return undefined;
  const filter = parseFilter(text);
  refuseNeverReturned(filter);
  return filter;
}
