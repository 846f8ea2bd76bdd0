/** What users and groups have in common when they are shown. */
import type { JsonObject, JsonValue } from '../../../scim/json.ts';
import { compact, member, objectAt, stringAt } from '../../identity-authentication/json-access.ts';
import type { Kind } from '../schema/registry.ts';
import type { Directory } from '../store/directory.ts';

/** @param more further members, whose names have a dot in them */
export function renderMeta(
  directory: Directory,
  kind: Kind,
  document: JsonObject,
  more: Record<string, JsonValue | undefined>,
): JsonObject {
  const meta = objectAt(document, 'meta');
  return compact({
    created: member(meta, 'created'),
    lastModified: member(meta, 'lastModified'),
    location: locationOf(directory, kind, stringAt(document, 'id') ?? ''),
    // Recorded: some old users have none.
    version: member(meta, 'version'),
    resourceType: kind,
    ...more,
  });
}

export function locationOf({ base }: Directory, kind: Kind, id: string): string {
  return `${base}/${kind}s/${id}`;
}

/** URNs of the extensions that the document has. */
export function extensionsOf(document: JsonObject): string[] {
  return Object.keys(document).filter((name) => name.startsWith('urn:'));
}
