/** Resource types as clients read them (RFC 7643 §6). */
import type { JsonObject } from '../json.ts';
import { discoveryDocument } from './meta.ts';

export interface ListedResourceType {
  /** Also its id. */
  readonly name: string;
  /** Without slash. */
  readonly endpoint: string;
  readonly description: string;
  readonly schema: { readonly id: string };
  readonly extensions: readonly { readonly schema: { readonly id: string }; readonly required: boolean }[];
}

/** @param baseUrl of the system, without a slash at the end */
export function resourceTypeDocument(
  { name, endpoint, description, schema, extensions }: ListedResourceType,
  baseUrl: string,
): JsonObject {
  const content = {
    id: name,
    name,
    endpoint: `/${encodeURIComponent(endpoint.toWellFormed())}`,
    description,
    schema: schema.id,
    schemaExtensions: extensions.map((extension) => ({
      schema: extension.schema.id,
      required: extension.required,
    })),
  };
  return discoveryDocument('ResourceType', content, baseUrl, name);
}
