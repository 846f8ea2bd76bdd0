/** The body of a PATCH request (RFC 7644 §3.5.2), checked. */
import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import { findMember, isDeeperThan } from './json-tools.ts';
import { patchProblem } from './problem.ts';

export type Operation =
  | { readonly op: 'add' | 'replace'; readonly path: string | undefined; readonly value: JsonValue }
  | { readonly op: 'remove'; readonly path: string; readonly value: JsonValue | undefined };

/** No schema nests more than a few levels; without a limit a body could exhaust the stack. */
export const MAX_DEPTH = 100;

/**
 * The operations as sent, still unchecked.
 *
 * @throws ScimError 400 `invalidSyntax`, `invalidValue`
 */
export function operationsOf(request: JsonObject): readonly JsonValue[] {
  const operations = findMember(request, 'operations');
  if (!Array.isArray(operations) || operations.length === 0) {
    throw patchProblem(
      'invalidSyntax',
      'A PATCH request needs Operations: a list of at least one operation.',
    );
  }
  if (isDeeperThan(operations, MAX_DEPTH)) {
    throw patchProblem('invalidValue', `The request is nested more than ${MAX_DEPTH} levels deep.`);
  }
  return operations;
}

/**
 * Names and `op` in any case; a path of `null` or blanks is none, as serializers of some clients write it.
 *
 * @throws ScimError 400 `invalidSyntax`, `invalidPath`, `noTarget`, `invalidValue`
 */
export function parseOperation(operation: JsonValue): Operation {
  if (!isJsonObject(operation)) {
    throw patchProblem('invalidSyntax', 'an operation is an object with op, path and value.');
  }
  const op = findMember(operation, 'op');
  const name = typeof op === 'string' ? op.trim().toLowerCase() : undefined;
  const path = parsePathMember(findMember(operation, 'path'));
  const value = findMember(operation, 'value');
  if (name === 'remove') {
    if (path === undefined) throw patchProblem('noTarget', 'remove needs a path that says what to remove.');
    return { op: name, path, value };
  }
  if (name !== 'add' && name !== 'replace') {
    throw patchProblem('invalidSyntax', 'op must be add, replace or remove.');
  }
  if (value === undefined) throw patchProblem('invalidValue', `${name} needs a value.`);
  return { op: name, path, value };
}

function parsePathMember(path: JsonValue | undefined): string | undefined {
  if (path === undefined || path === null) return undefined;
  if (typeof path !== 'string') throw patchProblem('invalidPath', 'path must be a text such as displayName.');
  const text = path.trim();
  return text === '' ? undefined : text;
}
