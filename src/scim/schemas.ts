/** URNs of RFC 7643 and RFC 7644 that this product names. */
export const CORE_SCHEMA_PREFIX = 'urn:ietf:params:scim:schemas:core:2.0:';
export const USER_SCHEMA = `${CORE_SCHEMA_PREFIX}User`;
export const GROUP_SCHEMA = `${CORE_SCHEMA_PREFIX}Group`;
export const LIST_RESPONSE_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
export const BULK_REQUEST_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
export const BULK_RESPONSE_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:BulkResponse';
export const SEARCH_REQUEST_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';
export const PATCH_OP_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** `user` → `User`: the name in `meta.resourceType` (RFC 7643 §6). */
export function resourceTypeName(entityType: string): string {
  return entityType.charAt(0).toUpperCase() + entityType.slice(1);
}

/** The core schema of an entity type; a custom one is named after itself. */
export function coreSchema(entityType: string): string {
  return CORE_SCHEMA_PREFIX + resourceTypeName(entityType);
}

/** Whether the schema is one of the core; schemas are compared without regard to letter case. */
export function isCoreSchema(schema: string): boolean {
  return schema.toLowerCase().startsWith(CORE_SCHEMA_PREFIX);
}
