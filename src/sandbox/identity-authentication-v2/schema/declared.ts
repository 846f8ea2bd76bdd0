/** `schemas` of a POST or PUT body (RFC 7643 §3), as the library takes it: before it looks at anything else. */
import { isJsonObject, type JsonObject } from '../../../scim/json.ts';
import { member } from '../../identity-authentication/json-access.ts';
import { Failure } from '../failure.ts';
import type { Kind } from './registry.ts';
import { CORE_GROUP, CORE_USER } from './urns.ts';

const CORE: Readonly<Record<Kind, string>> = { User: CORE_USER, Group: CORE_GROUP };

/** @throws {Failure} 400 for a body that does not name its core schema, or an extension that it has */
export function requireSchemas(kind: Kind, body: JsonObject): void {
  const schemas = member(body, 'schemas') ?? null;
  if (schemas === null) throw refused("Missing required creator property 'schemas' (index 3)");
  if (!Array.isArray(schemas)) throw refused('Error parsing request body.');
  for (const [name, value] of Object.entries(body)) {
    if (/^urn:/i.test(name) && !(isJsonObject(value) && schemas.includes(name))) {
      throw refused(`Invalid user attribute: ${name}`);
    }
  }
  if (!schemas.includes(CORE[kind])) throw refused('Invalid core schema');
}

const refused = (detail: string): Failure => new Failure(400, undefined, detail);
