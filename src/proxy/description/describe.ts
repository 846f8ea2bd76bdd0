/** Makes the description of a system. */
import type { ProxiedEntity } from '../entity.ts';
import { DEFAULT_COUNT, MAX_COUNT } from '../paging.ts';
import type { ProxySettings } from '../settings.ts';
import type { ProxySystemParts } from '../types.ts';
import type { SystemDescription } from './types.ts';

export function describeSystem(
  { id, name }: Pick<ProxySystemParts, 'id' | 'name'>,
  _entities: readonly ProxiedEntity[],
  { bulk }: Pick<ProxySettings, 'bulk'>,
): SystemDescription {
  return {
    id,
    name,
    resourceTypes: [],
    schemas: [],
    features: {
      patch: true,
      bulk: { supported: true, maxOperations: bulk.maxOperations },
      filter: { supported: true, maxResults: MAX_COUNT },
      changePassword: false,
      sort: false,
      etag: false,
      pagination: { cursor: false, index: true, defaultPageSize: DEFAULT_COUNT, maxPageSize: MAX_COUNT },
    },
  };
}
