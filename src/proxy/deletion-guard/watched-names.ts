/** Where a backend's entity says whether a user may log on, and who belongs to a group: what requests are looked through for. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../scim/json.ts';
import type { EntityTransformation } from '../../transformation/index.ts';
import { memberIds, STATE_NAMES } from './losses.ts';

/** The names that clients' `active` comes from; `undefined`: it is computed, of whatever. */
export function stateNames(read: EntityTransformation): ReadonlySet<string> | undefined {
  const names = new Set(STATE_NAMES);
  if (!read.targets(['active'])) return names;
  const source = read.attributeSource(['active']);
  if (source === undefined) return undefined;
  for (const part of source.path) if (typeof part === 'string') names.add(part.toLowerCase());
  return names;
}

/** The name of the backend's list of members. @param name as clients call it */
export function membersList(read: EntityTransformation, name: string): string {
  const [first] = read.attributeSource([name])?.path ?? [];
  return typeof first === 'string' ? first : 'members';
}

/** Whether one of the names is anywhere in a body: as a name, or in the path of an operation. */
export function mentions(body: JsonValue, names: ReadonlySet<string>): boolean {
  if (Array.isArray(body)) return body.some((entry) => mentions(entry, names));
  if (!isJsonObject(body)) return false;
  return Object.entries(body).some(
    ([name, value]) =>
      isIn(name, names) ||
      (name === 'path' && typeof value === 'string' && isIn(value, names)) ||
      (typeof value === 'object' && mentions(value, names)),
  );
}

/** `urn:…:User:active` and `active.value` have the name in them. */
function isIn(text: string, names: ReadonlySet<string>): boolean {
  const lower = text.toLowerCase();
  return names.values().some((name) => lower.includes(name));
}

/** The operations of a PATCH (RFC 7644 §3.5.2), where it has any. */
export function operationsIn(body: JsonObject): readonly JsonObject[] | undefined {
  const { Operations: operations } = body;
  const list = isJsonObject(operations) ? [operations] : operations;
  return Array.isArray(list) && list.every(isJsonObject) ? list : undefined;
}

/** Ids of members that removing operations name, in a list or in the filter of their path. */
export function namedMembers(operations: readonly JsonObject[]): ReadonlySet<string> {
  const removing = operations.filter(
    ({ op }) => typeof op === 'string' && op.trim().toLowerCase() === 'remove',
  );
  return new Set(
    removing.flatMap(({ path, value }) => [
      ...memberIds(value),
      ...(typeof path === 'string' ? quotedIn(path) : []),
    ]),
  );
}

/** Whether the operation takes out of the list whom it names, and nobody else: by a list, or by `members[value eq "…"]`. */
export function removesNamed({ op, path, value }: JsonObject, list: string): boolean {
  if (typeof op !== 'string' || op.trim().toLowerCase() !== 'remove' || typeof path !== 'string')
    return false;
  const name = path.trim();
  if (!name.toLowerCase().startsWith(list.toLowerCase())) return false;
  const selection = name.slice(list.length).trim();
  if (selection === '') return memberIds(value).size > 0;
  return value === undefined && ONE_MEMBER.test(selection);
}

const ONE_MEMBER = /^\[\s*value\s+eq\s+"(?:[^"\\]|\\.)*"\s*\]$/i;

function quotedIn(path: string): string[] {
  return [...path.matchAll(/"(?:[^"\\]|\\.)*"/g)].flatMap(([text]) => {
    try {
      return String(JSON.parse(text));
    } catch {
      return [];
    }
  });
}
