/** The names of one entity type: from RFC 7643, SAP's schemas and the paths of its transformation. */
import type { ResourceSchemas } from '../schema/known.ts';
import { NameTree } from './name-tree.ts';

/** Member names from the root of an entity; lists on the way are not named. */
export type NamePath = readonly string[];

export interface Vocabulary {
  readonly schemas: ResourceSchemas;
  /** Attributes of the core schema, and extensions by their URN. */
  readonly names: NameTree;
  /** URNs of the extensions that the entity may have, as they are spelled. */
  readonly extensions: readonly string[];
  /** What clients call the members of a group; absent for other entity types. */
  readonly members: string | undefined;
}

/**
 * @param paths what the transformation reads; its spelling wins over that of the schemas
 * @param members what clients call the members of a group
 */
export function createVocabulary(
  schemas: ResourceSchemas,
  paths: readonly NamePath[],
  members = 'members',
): Vocabulary {
  const names = new NameTree();
  for (const path of paths) {
    let level = names;
    for (const name of path) level = level.add(name);
  }
  names.declare(schemas.core.attributes);
  const ownExtensions = paths.flatMap(([first]) => (first?.toLowerCase().startsWith('urn:') ? [first] : []));
  const extensions = new Map<string, string>();
  for (const urn of [...ownExtensions, ...schemas.extensions.map(({ id }) => id)]) {
    if (!extensions.has(urn.toLowerCase())) extensions.set(urn.toLowerCase(), urn);
  }
  for (const { id, attributes } of schemas.extensions) {
    names.add(extensions.get(id.toLowerCase()) ?? id).declare(attributes);
  }
  return {
    schemas,
    names,
    extensions: [...extensions.values()],
    members: schemas.core.attributes.has('members') ? (names.find(members)?.name ?? members) : undefined,
  };
}
