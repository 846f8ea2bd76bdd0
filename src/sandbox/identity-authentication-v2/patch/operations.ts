/** The body of a PATCH → checked operations. All are checked before any is applied. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../../scim/json.ts';
import { member } from '../../identity-authentication/json-access.ts';
import { findAttribute } from '../../kit/attribute.ts';
import { Failure, immutable, invalidPath, invalidSyntax, invalidValue, unreadable } from '../failure.ts';
import { cleanValue } from '../schema/clean.ts';
import type { Kind, SchemaRegistry } from '../schema/registry.ts';
import { PATCH_OP } from '../schema/urns.ts';
import { type PatchPath, parsePath } from './path.ts';

export type AttributePath = Extract<PatchPath, { kind: 'attribute' }>;

export type PatchOperation =
  | { readonly op: 'add' | 'replace'; readonly path: AttributePath; readonly value: JsonValue | undefined }
  | { readonly op: 'remove'; readonly path: PatchPath };

/** @throws {Failure} 400 */
export function parsePatch(schemas: SchemaRegistry, kind: Kind, body: JsonObject): PatchOperation[] {
  const urns = member(body, 'schemas');
  if (!Array.isArray(urns) || !urns.includes(PATCH_OP)) {
    throw invalidSyntax(`Schema with name: ${PATCH_OP} is required!`);
  }
  const operations = member(body, 'Operations');
  if (!Array.isArray(operations) || operations.length === 0) {
    throw invalidSyntax('At least one operation is required');
  }
  return operations.flatMap((operation) => parseOperation(schemas, kind, operation));
}

function parseOperation(schemas: SchemaRegistry, kind: Kind, operation: JsonValue): PatchOperation[] {
  if (!isJsonObject(operation)) throw unreadable();
  const op = member(operation, 'op');
  // Exactly so: the library compares the names with regard to case.
  if (op !== 'add' && op !== 'replace' && op !== 'remove') {
    throw invalidValue(
      'The operation type is invalid. It must be one of the following: add, replace, remove',
    );
  }
  const path = member(operation, 'path') ?? '';
  if (typeof path !== 'string') throw unreadable();
  const value = member(operation, 'value') ?? null;
  if (op === 'remove') return [parseRemoval(schemas, kind, path, value)];
  if (value === null) {
    throw invalidSyntax("Attribute 'value' is required for operation types: add, replace");
  }
  if (path === '') return parseMembers(schemas, kind, op, '', value);
  const parsed = parsePath(schemas, kind, path);
  if (parsed.kind === 'extension') return parseMembers(schemas, kind, op, `${parsed.extension}:`, value);
  requireWritable(parsed);
  return [writeOperation(op, parsed, value)];
}

function parseRemoval(schemas: SchemaRegistry, kind: Kind, path: string, value: JsonValue): PatchOperation {
  if (path === '')
    throw new Failure(400, 'noTarget', "Attribute 'path' is required for operation type remove");
  const parsed = parsePath(schemas, kind, path);
  // `value: null` and `""` are tolerated. Anything else would be taken for a list of what to remove by its sender,
  // while a server that ignores it removes everything; which of them a tenant is, is not public.
  if (value !== null && value !== '')
    throw invalidValue('A remove operation takes no value; use a value path.');
  if (parsed.kind === 'extension') return { op: 'remove', path: parsed };
  const { attribute, sub } = parsed.address;
  const target = sub ?? attribute;
  requireWritable(parsed);
  if (target.mutability === 'immutable') throw immutable(target.name);
  if (target.required && parsed.elements === undefined) {
    throw invalidValue(`Attribute with name ${path} is required and cannot not be removed`);
  }
  return { op: 'remove', path: parsed };
}

/**
 * Without a path the value is an object of core attributes and, with `add` alone (as in the library), of extensions;
 * with the path of an extension, of its attributes. Each member is an operation of its own; read-only ones are ignored.
 */
function parseMembers(
  schemas: SchemaRegistry,
  kind: Kind,
  op: 'add' | 'replace',
  prefix: string,
  value: JsonValue,
): PatchOperation[] {
  if (!isJsonObject(value)) throw invalidValue('The value data type is not correct');
  return Object.entries(value).flatMap(([name, each]) => {
    if (prefix === '' && op === 'add' && schemas.extension(kind, name) !== undefined) {
      return parseMembers(schemas, kind, op, `${name}:`, each);
    }
    const owner = prefix === '' ? schemas.core(kind) : schemas.extension(kind, prefix.slice(0, -1));
    const attribute = findAttribute(owner?.attributes ?? [], name);
    if (attribute === undefined) {
      const detail = `Provided attribute with name '${name}' does not exist according to the schema`;
      throw op === 'replace' ? invalidPath(detail) : invalidSyntax(detail);
    }
    if (attribute.mutability === 'readOnly') return [];
    const extension = prefix === '' ? undefined : owner?.id;
    return [writeOperation(op, { kind: 'attribute', address: { extension, attribute } }, each)];
  });
}

function writeOperation(op: 'add' | 'replace', path: AttributePath, value: JsonValue): PatchOperation {
  const { attribute, sub } = path.address;
  const target = sub ?? attribute;
  if (op === 'replace' && target.mutability === 'immutable') throw immutable(target.name);
  const single = sub === undefined && path.elements !== undefined && !Array.isArray(value);
  const shape = single ? { ...attribute, multiValued: false } : target;
  return { op, path, value: cleanValue(shape, value, 'refuse-unknown') };
}

function requireWritable({ address: { attribute, sub } }: AttributePath): void {
  if (attribute.mutability === 'readOnly' || sub?.mutability === 'readOnly') {
    throw new Failure(
      400,
      'mutability',
      `Attribute with name '${(sub ?? attribute).name}' cannot be modified`,
    );
  }
}
