/** Operations on a document, one after the other (RFC 7644 §3.5.2). */
import { isJsonObject, type JsonObject, type JsonValue } from '../../../scim/json.ts';
import { listAt, member, objectAt } from '../../identity-authentication/json-access.ts';
import type { Attribute } from '../../kit/attribute.ts';
import { immutable } from '../failure.ts';
import { addElements, removeElements, setElements, withMember } from './elements.ts';
import type { PatchOperation } from './operations.ts';
import type { Elements } from './path.ts';

/** The changed document; the given one stays as it is. @throws {Failure} 400 */
export function applyPatch(document: JsonObject, operations: readonly PatchOperation[]): JsonObject {
  return operations.reduce(applyOperation, document);
}

function applyOperation(document: JsonObject, operation: PatchOperation): JsonObject {
  const { path } = operation;
  if (path.kind === 'extension') return withMember(document, path.extension, undefined);
  const { extension, attribute, sub } = path.address;
  const holder = extension === undefined ? document : (objectAt(document, extension) ?? {});
  const present = member(holder, attribute.name);
  const next =
    operation.op === 'remove'
      ? removed(present, attribute, sub, path.elements)
      : written(operation.op, present, attribute, sub, path.elements, operation.value);
  const changed = withMember(holder, attribute.name, isEmpty(next) ? undefined : next);
  if (extension === undefined) return changed;
  return withMember(document, extension, isEmpty(changed) ? undefined : changed);
}

function removed(
  present: JsonValue | undefined,
  attribute: Attribute,
  sub: Attribute | undefined,
  elements: Elements | undefined,
): JsonValue | undefined {
  if (attribute.multiValued && attribute.type === 'complex') {
    return removeElements(listAt({ present: present ?? [] }, 'present'), elements, sub?.name);
  }
  if (sub === undefined) return undefined;
  return isJsonObject(present) ? withMember(present, sub.name, undefined) : present;
}

function written(
  op: 'add' | 'replace',
  present: JsonValue | undefined,
  attribute: Attribute,
  sub: Attribute | undefined,
  elements: Elements | undefined,
  value: JsonValue | undefined,
): JsonValue | undefined {
  if (attribute.multiValued && attribute.type === 'complex') {
    const list = listAt({ present: present ?? [] }, 'present');
    if (elements !== undefined) return setElements(list, elements, sub?.name, value);
    if (sub !== undefined) return list.map((element) => withMember(element, sub.name, value));
    const given = Array.isArray(value) ? value.filter(isJsonObject) : [];
    return op === 'add' ? addElements(list, given) : given;
  }
  if (sub !== undefined) return withMember(isJsonObject(present) ? present : {}, sub.name, value);
  if (op === 'add' && Array.isArray(present) && Array.isArray(value)) {
    return [...new Set([...present, ...value])];
  }
  if (attribute.mutability === 'immutable' && present !== undefined && present !== value) {
    throw immutable(attribute.name);
  }
  return isJsonObject(present) && isJsonObject(value) ? { ...present, ...value } : value;
}

function isEmpty(value: JsonValue | undefined): boolean {
  if (value === undefined || value === null) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isJsonObject(value) && Object.keys(value).length === 0;
}
