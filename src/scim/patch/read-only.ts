/** Attributes that no client may change (RFC 7643 §3.1 and §3). Saying again what they are is no change. */
import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import { jsonEqual } from '../json-equal.ts';
import { findMember } from './json-tools.ts';
import type { PatchPath } from './path.ts';
import { patchProblem } from './problem.ts';
import type { ResourceDraft } from './resource-draft.ts';

type Handled = boolean;

/**
 * @param value what they shall become; `undefined` and null to remove them
 * @returns whether there is nothing left to do
 * @throws ScimError 400 `mutability`, `invalidValue`
 */
export function handleReadOnly(draft: ResourceDraft, path: PatchPath, value: JsonValue | undefined): Handled {
  if (path.schema !== undefined) return false;
  switch (path.attribute?.toLowerCase()) {
    case 'id':
      return unchanged('id', jsonEqual(jsonAt(draft, 'id') ?? null, value ?? null) && isWhole(path));
    case 'meta':
      return unchanged(
        'meta',
        path.filter === undefined && repeatsMeta(jsonAt(draft, 'meta'), path.subAttribute, value ?? null),
      );
    case 'schemas':
      return announceSchemas(draft, path, value);
    default:
      return false;
  }
}

/** These three are never opened as drafts. */
function jsonAt(draft: ResourceDraft, name: string): JsonValue | undefined {
  return draft.core.get(name) as JsonValue | undefined;
}

function isWhole(path: PatchPath): boolean {
  return path.filter === undefined && path.subAttribute === undefined;
}

function unchanged(attribute: string, same: boolean): Handled {
  if (same) return true;
  throw patchProblem('mutability', `${attribute} is read-only; leave it out.`);
}

/** Whether the value says of `meta` only what it is. */
export function repeatsMeta(
  meta: JsonValue | undefined,
  subAttribute: string | undefined,
  value: JsonValue,
): boolean {
  const current: JsonObject = isJsonObject(meta) ? meta : {};
  if (subAttribute !== undefined) return jsonEqual(findMember(current, subAttribute) ?? null, value);
  if (!isJsonObject(value)) return value === null && Object.keys(current).length === 0;
  return Object.entries(value).every(([name, member]) =>
    jsonEqual(findMember(current, name) ?? null, member),
  );
}

/**
 * `schemas` follows from what the resource has, so its URNs cannot be taken away. Clients that send a whole resource
 * name only those that they know; new ones may be announced.
 */
function announceSchemas(draft: ResourceDraft, path: PatchPath, value: JsonValue | undefined): Handled {
  if (value === undefined || value === null || !isWhole(path)) {
    throw patchProblem('mutability', 'schemas follows from the attributes; remove the extension itself.');
  }
  const urns = Array.isArray(value) ? value : [value];
  if (!urns.every((urn) => typeof urn === 'string')) {
    throw patchProblem('invalidValue', 'schemas must be a list of URNs.');
  }
  const current = jsonAt(draft, 'schemas');
  const listed = Array.isArray(current) ? current : [];
  draft.budget.spend(listed.length);
  const added = withoutListed(urns, listed);
  if (added.length > 0) draft.core.set('schemas', [...listed, ...added]);
  return true;
}

/** URNs are compared without regard to case. */
export function withoutListed(urns: readonly string[], listed: readonly JsonValue[]): string[] {
  const known = new Set(listed.map((urn) => (typeof urn === 'string' ? urn.toLowerCase() : '')));
  return urns.filter((urn) => {
    const lower = urn.toLowerCase();
    const isNew = !known.has(lower);
    known.add(lower);
    return isNew;
  });
}
