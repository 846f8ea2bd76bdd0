/** References within a document. */
import type { JsonObject } from '../../scim/json.ts';

export function schemaReference(name: string): JsonObject {
  return { $ref: `#/components/schemas/${name}` };
}

export function parameterReference(name: string): JsonObject {
  return { $ref: `#/components/parameters/${name}` };
}

export function headerReference(name: string): JsonObject {
  return { $ref: `#/components/headers/${name}` };
}

export function responseReference(name: string): JsonObject {
  return { $ref: `#/components/responses/${name}` };
}
