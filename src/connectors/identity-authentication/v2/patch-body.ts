/** PATCH requests (RFC 7644 §3.5.2) as Identity Directory takes them. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../../scim/json.ts';

/**
 * The same request, extensions by the paths of their attributes. SAP's SCIM library (scimono) takes the value of a
 * `replace` without a path for attributes of the core schema alone, and refuses the URN of an extension in it with 400
 * `invalidPath`. It takes both in an `add`.
 */
export function patchBody(body: JsonObject): JsonObject {
  const { Operations: operations } = body;
  if (!Array.isArray(operations) || !operations.some(replacesExtension)) return body;
  return { ...body, Operations: operations.flatMap(byPaths) };
}

function replacesExtension(operation: JsonValue): boolean {
  if (!isJsonObject(operation)) return false;
  const { op, path = '', value = null } = operation;
  const isReplace = typeof op === 'string' && op.toLowerCase() === 'replace';
  return isReplace && path === '' && isJsonObject(value) && Object.entries(value).some(isExtension);
}

function byPaths(operation: JsonValue): JsonValue[] {
  if (!isJsonObject(operation) || !replacesExtension(operation)) return [operation];
  const { path: _, value = null, ...rest } = operation;
  const members = isJsonObject(value) ? Object.entries(value) : [];
  const core = members.filter((member) => !isExtension(member));
  return [
    ...(core.length === 0 ? [] : [{ ...rest, value: Object.fromEntries(core) }]),
    ...members.filter(isExtension).flatMap(([urn, attributes]) =>
      Object.entries(attributes).map(([name, part]) => {
        const path = `${urn}:${name}`;
        return part === null ? { op: 'remove', path } : { ...rest, path, value: part };
      }),
    ),
  ];
}

function isExtension(member: [string, JsonValue]): member is [string, JsonObject] {
  const [name, value] = member;
  return /^urn:/i.test(name) && isJsonObject(value);
}
