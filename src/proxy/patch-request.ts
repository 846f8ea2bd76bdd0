/** PATCH bodies (RFC 7644 §3.5.2), checked and brought into one spelling before a transformation sees them. */
import { ScimError } from '../scim/errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../scim/json.ts';
import { PATCH_OP_SCHEMA } from '../scim/schemas.ts';

const OPERATIONS = new Set(['add', 'replace', 'remove']);

/**
 * Clients differ in case (`"op": "Replace"`, `operations`) and some leave `schemas` out. All of them mean the same.
 *
 * @throws ScimError 400 `invalidSyntax`, `invalidPath`, `noTarget`
 */
export function normalizePatchRequest(body: JsonObject): JsonObject {
  const operations = member(body, 'operations');
  if (!Array.isArray(operations) || operations.length === 0) {
    throw new ScimError(400, 'A PATCH request needs Operations: a list of at least one operation.', {
      scimType: 'invalidSyntax',
    });
  }
  const schemas = member(body, 'schemas');
  return {
    schemas: Array.isArray(schemas) && schemas.length > 0 ? schemas : [PATCH_OP_SCHEMA],
    Operations: operations.map(normalizeOperation),
  };
}

function normalizeOperation(operation: JsonValue, index: number): JsonObject {
  if (!isJsonObject(operation)) {
    throw new ScimError(400, `Operations[${index}] must be an object with op, path and value.`, {
      scimType: 'invalidSyntax',
    });
  }
  const op = member(operation, 'op');
  const name = typeof op === 'string' ? op.toLowerCase() : '';
  if (!OPERATIONS.has(name)) {
    throw new ScimError(400, `Operations[${index}].op must be add, replace or remove.`, {
      scimType: 'invalidSyntax',
    });
  }
  // Some serializers write what is not there as null.
  const path = member(operation, 'path') ?? undefined;
  if (path !== undefined && typeof path !== 'string') {
    throw new ScimError(400, `Operations[${index}].path must be a text such as displayName.`, {
      scimType: 'invalidPath',
    });
  }
  if (name === 'remove' && (path === undefined || path.trim() === '')) {
    throw new ScimError(400, `Operations[${index}]: remove needs a path.`, { scimType: 'noTarget' });
  }
  const value = member(operation, 'value');
  if (name !== 'remove' && value === undefined) {
    throw new ScimError(400, `Operations[${index}]: ${name} needs a value.`, { scimType: 'invalidValue' });
  }
  return {
    op: name,
    ...(path === undefined ? {} : { path }),
    ...(value === undefined ? {} : { value }),
  };
}

/** Attribute names are case-insensitive (RFC 7643 §2.1). */
function member(object: JsonObject, name: string): JsonValue | undefined {
  const key = Object.keys(object).find((candidate) => candidate.toLowerCase() === name);
  return key === undefined ? undefined : object[key];
}

/** Whether all that a normalized request changes is the membership of a group. */
export function changesOnlyMembers(request: JsonObject): boolean {
  return (request['Operations'] as JsonObject[]).every((operation) => {
    const { path, value } = operation;
    if (typeof path === 'string')
      return /^(urn:ietf:params:scim:schemas:core:2\.0:Group:)?members(\[|$)/i.test(path.trim());
    return isJsonObject(value) && Object.keys(value).every((key) => key.toLowerCase() === 'members');
  });
}
