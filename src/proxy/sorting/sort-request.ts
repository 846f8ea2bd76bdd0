/** `sortBy` and `sortOrder` (RFC 7644 §3.4.2.3). */
import { parseAttributePath } from '../../scim/attribute-path.ts';
import { ScimError } from '../../scim/errors.ts';
import type { AttributePath } from '../../scim/filter-ast.ts';
import { refuseSortingBy } from '../../scim/schema/never-returned.ts';
import type { SortOrder } from '../../scim/sort-values.ts';
import { given, single } from '../query.ts';
import type { RawQuery } from '../types.ts';

export interface SortRequest {
  /** In the client's names. */
  readonly by: AttributePath;
  readonly order: SortOrder;
}

/**
 * `undefined`: nothing is to be sorted. An order without an attribute means nothing, and has to be one all the same.
 *
 * @throws ScimError 400 `invalidValue`; `invalidFilter` for an attribute that is never returned
 */
export function parseSort(query: RawQuery): SortRequest | undefined {
  const order = parseOrder(single(query, 'sortOrder'));
  const text = given(query, 'sortBy')?.trim();
  if (text === undefined) return undefined;
  refuseSortingBy(text);
  const by = parseAttributePath(text);
  if (by === undefined) {
    throw wrong('sortBy has to be one attribute such as userName, name.familyName or urn:…:User:department.');
  }
  return { by, order };
}

function parseOrder(text: string | undefined): SortOrder {
  const order = text?.trim().toLowerCase();
  if (order === undefined || order === '' || order === 'ascending') return 'ascending';
  if (order === 'descending') return order;
  throw wrong('sortOrder has to be ascending or descending.');
}

function wrong(detail: string): ScimError {
  return new ScimError(400, detail, { scimType: 'invalidValue' });
}
