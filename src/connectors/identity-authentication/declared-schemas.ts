/** `schemas` of the bodies of POST and PUT, and the extensions that it names. */
import { isJsonObject, type JsonObject } from '../../scim/json.ts';
import { coreSchema } from '../../scim/schemas.ts';
import type { EntityKind } from './entity-kind.ts';

/**
 * The same entity, `schemas` complete: it is required and names every schema of which there are attributes (RFC 7643 §3).
 * SAP's SCIM library (scimono) refuses extensions that it does not name with 400 "Invalid user attribute: urn:…", and
 * write transformations name those that they write themselves, not those that are repeated from the present entity.
 * Null as an extension is refused likewise, and left out here: both mean that there is none (RFC 7643 §2.5).
 */
export function withSchemas(kind: EntityKind, entity: JsonObject): JsonObject {
  const { schemas } = entity;
  const extensions = Object.entries(entity).filter(([name]) => /^urn:/i.test(name));
  const declared = Array.isArray(schemas) ? schemas : [];
  const used = extensions.filter(([, value]) => isJsonObject(value)).map(([name]) => name);
  const missing = [coreSchema(kind), ...used].filter((urn) => !declared.includes(urn));
  const none = new Set(extensions.filter(([, value]) => value === null).map(([name]) => name));
  if (missing.length === 0 && none.size === 0) return entity;
  const kept = Object.entries(entity).filter(([name]) => !none.has(name));
  return { ...Object.fromEntries(kept), schemas: [...declared, ...missing] };
}
