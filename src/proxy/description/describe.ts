/** Makes the description of a system. */
import { CURSOR_TIMEOUT } from '../cursor/cursors.ts';
import type { ProxiedEntity } from '../entity.ts';
import { DEFAULT_COUNT, MAX_COUNT } from '../paging.ts';
import type { ProxySystemParts } from '../types.ts';
import type { SystemDescription } from './types.ts';

export function describeSystem(
  { id, name }: Pick<ProxySystemParts, 'id' | 'name'>,
  _entities: readonly ProxiedEntity[],
): SystemDescription {
  return {
    id,
    name,
    resourceTypes: [],
    schemas: [],
    features: {
      patch: true,
      bulk: { supported: false, maxOperations: 0 },
      filter: { supported: true, maxResults: MAX_COUNT },
      changePassword: false,
      sort: false,
      etag: false,
      pagination: {
        cursor: true,
        index: true,
        defaultPageSize: DEFAULT_COUNT,
        maxPageSize: MAX_COUNT,
        cursorTimeout: CURSOR_TIMEOUT,
      },
    },
  };
}
