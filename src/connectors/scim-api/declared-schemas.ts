/** `schemas` of the bodies of POST and PUT, and the extensions that it names. */
import { isJsonObject, type JsonObject } from '../../scim/json.ts';
import { coreSchema } from '../../scim/schemas.ts';
import type { EntityKind } from './entity-kind.ts';

const URN = /^urn:/i;

/**
 * The same entity, `schemas` complete: it is required and names every schema of which there are attributes (RFC 7643 §3).
 * SAP's SCIM library (scimono) refuses extensions that it does not name with 400 "Invalid user attribute: urn:…", and
 * write transformations name those that they write themselves, not those that are repeated from the present entity.
 * Null as an extension is refused likewise, and left out here: both mean that there is none (RFC 7643 §2.5).
 */
export function withSchemas(kind: EntityKind, entity: JsonObject): JsonObject {
  const { schemas } = entity;
  const declared = Array.isArray(schemas) ? schemas : [];
  const core = coreSchema(kind);
  const missing = declared.includes(core) ? [] : [core];
  let hasNone = false;
  for (const name in entity) {
    if (!URN.test(name)) continue;
    const value = entity[name];
    if (value === null) hasNone = true;
    else if (isJsonObject(value) && !declared.includes(name)) missing.push(name);
  }
  if (missing.length === 0 && !hasNone) return entity;
  const kept = Object.entries(entity).filter(([name, value]) => value !== null || !URN.test(name));
  return { ...Object.fromEntries(kept), schemas: [...declared, ...missing] };
}
