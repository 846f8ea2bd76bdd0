/** A request's body: its media type, its JSON, and what it says of its schemas. */
import { isJsonObject, type JsonObject } from '../../../scim/json.ts';
import type { StandInRequest } from '../../kit/message.ts';
import { Failure, refused } from '../failure.ts';
import { member } from '../schema/address.ts';
import type { Server } from '../server.ts';

const MEDIA_TYPES = {
  both: ['application/scim+json', 'application/json'],
  scim: ['application/scim+json'],
  json: ['application/json'],
};

/**
 * @param schema that the body has to name
 * @throws {Failure} 415, or 400 `invalidSyntax`
 */
export function readBody(
  { switches }: Server,
  { headers, body }: StandInRequest,
  schema: string,
): JsonObject {
  const { acceptedContent, schemasRequired } = switches.current;
  const [type = ''] = (headers['content-type'] ?? '').split(';');
  const accepted = MEDIA_TYPES[acceptedContent];
  if (!accepted.includes(type.trim().toLowerCase())) {
    throw new Failure(415, `Bodies are of type ${accepted.join(' or ')} here.`);
  }
  const read = parse(body);
  if (schemasRequired) requireSchema(read, schema);
  return read;
}

function parse(body: Buffer): JsonObject {
  let read: unknown;
  try {
    read = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw refused('invalidSyntax', 'The body is no JSON.');
  }
  if (!isJsonObject(read)) throw refused('invalidSyntax', 'The body is no JSON object.');
  return read;
}

function requireSchema(body: JsonObject, schema: string): void {
  const schemas = member(body, 'schemas');
  const named = Array.isArray(schemas) ? schemas.map((each) => String(each).toLowerCase()) : [];
  if (!named.includes(schema.toLowerCase())) {
    throw refused('invalidSyntax', `The body does not name the schema ${schema} in schemas.`);
  }
}
