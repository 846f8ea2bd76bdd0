/**
 * Reading request bodies as strictly as the UAA does: property names ignore case, an unknown one is an error, and
 * so is every schema but the UAA's own.
 */
import type { UaaCall } from './call.ts';
import { scimError, type UaaError } from './errors.ts';
import { SCHEMA } from './schemas.ts';

export type Body = ReadonlyMap<string, unknown>;

/** @throws UaaError 415 or 400 for a body that is not one JSON object */
export function readObject({ request }: UaaCall): object {
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (!/^application\/(?:json|[\w.-]+\+json)$/.test(type)) {
    throw scimError(415, 'scim', `Content type '${type}' not supported`);
  }
  let value: unknown;
  try {
    value = JSON.parse(request.body.toString('utf8'));
  } catch {
    throw unreadable('unexpected end or character');
  }
  if (!isObject(value)) throw unreadable('an object was expected');
  return value;
}

/**
 * The members of `value` under the names of `known`, in whatever case they came; `null` counts as absent.
 *
 * @param type the UAA's name for it, for messages
 * @throws UaaError 400 for an unknown member
 */
export function readMembers(value: object, known: readonly string[], type: string): Body {
  const members = new Map<string, unknown>();
  for (const [name, member] of Object.entries(value)) {
    const canonical = known.find((candidate) => candidate.toLowerCase() === name.toLowerCase());
    if (canonical === undefined) {
      throw unreadable(
        `unrecognized field "${name}" (class org.cloudfoundry.identity.uaa.scim.${type}), not marked as ignorable`,
      );
    }
    if (member !== null) members.set(canonical, member);
  }
  return members;
}

/** @throws UaaError 400 */
export function checkSchemas(body: Body): void {
  const schemas = body.get('schemas');
  if (schemas === undefined) return;
  if (!Array.isArray(schemas) || schemas.length !== 1 || schemas[0] !== SCHEMA) {
    throw unreadable(`Only schema '${SCHEMA}' is currently supported`);
  }
}

/** Numbers and truth values become text, as in the UAA's JSON library. */
export function text(body: Body, name: string): string | undefined {
  const value = body.get(name);
  if (value === undefined || typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw unreadable(`${name} is no text`);
}

export function flag(body: Body, name: string): boolean | undefined {
  const value = body.get(name);
  if (value === undefined || typeof value === 'boolean') return value;
  if (value === 'true' || value === 'True') return true;
  if (value === 'false' || value === 'False') return false;
  throw unreadable(`${name} is neither true nor false`);
}

export function objects(body: Body, name: string): object[] | undefined {
  const value = body.get(name);
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || !value.every(isObject)) throw unreadable(`${name} is no list of objects`);
  return value;
}

export function object(body: Body, name: string): object | undefined {
  const value = body.get(name);
  if (value === undefined || isObject(value)) return value;
  throw unreadable(`${name} is no object`);
}

/** `meta.attributes`: what a PATCH removes, in upper case. */
export function removedAttributes(body: Body): string[] {
  const meta = object(body, 'meta');
  const members = readMembers(meta ?? {}, ['version', 'created', 'lastModified', 'attributes'], 'ScimMeta');
  const attributes = members.get('attributes') ?? [];
  if (!Array.isArray(attributes)) throw unreadable('meta.attributes is no list');
  return attributes.map((name) => String(name).toUpperCase());
}

export function unreadable(reason: string): UaaError {
  return scimError(400, 'scim', `Could not read JSON: ${reason}`);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
