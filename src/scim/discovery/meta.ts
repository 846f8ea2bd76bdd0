/** What discovery documents have in common (RFC 7643 §3.1 and §5 to §7). */
import type { JsonObject } from '../json.ts';
import { CORE_SCHEMA_PREFIX } from '../schemas.ts';

export type DiscoveryType = 'ServiceProviderConfig' | 'ResourceType' | 'Schema';

/** The endpoint of the documents. */
const ENDPOINTS: Readonly<Record<DiscoveryType, string>> = {
  ServiceProviderConfig: 'ServiceProviderConfig',
  ResourceType: 'ResourceTypes',
  Schema: 'Schemas',
};

/**
 * @param baseUrl of the system, without a slash at the end
 * @param name of one among several
 */
export function discoveryDocument(
  type: DiscoveryType,
  content: JsonObject,
  baseUrl: string,
  name?: string,
): JsonObject {
  // A colon need not be encoded in a path (RFC 3986 §3.3), and URNs are easier to read with it.
  const last = name === undefined ? '' : `/${encodeURIComponent(name.toWellFormed()).replaceAll('%3A', ':')}`;
  return {
    schemas: [CORE_SCHEMA_PREFIX + type],
    ...content,
    meta: { resourceType: type, location: `${baseUrl}/${ENDPOINTS[type]}${last}` },
  };
}
