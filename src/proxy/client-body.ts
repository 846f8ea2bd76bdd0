/** What a client sends of an entity, before any write transformation looks at it. */
import { booleanOf } from '../scim/boolean.ts';
import { ScimError } from '../scim/errors.ts';
import type { JsonObject } from '../scim/json.ts';
import { unusableMember, usableMembers } from '../scim/members.ts';
import { canonicalNames } from '../scim/names/canonical.ts';
import type { ProxiedEntity } from './entity.ts';

/**
 * The entity with its names as the write transformation spells them (RFC 7643 §2.1), members that each have an id, and
 * URLs of this proxy as the backend's.
 *
 * @throws ScimError 400 `invalidSyntax` for an attribute in two spellings, `invalidValue` for a member without a value
 *   and an `active` that is neither true nor false
 */
export function clientEntity(
  { vocabulary, links, read }: ProxiedEntity,
  body: JsonObject,
  operation: 'create' | 'update',
): JsonObject {
  const named = links.toBackend(canonicalNames(body, vocabulary.names));
  if (read.entityType === 'group') return withUsableMembers(named, operation);
  return read.entityType === 'user' ? withActive(named) : named;
}

function withUsableMembers(entity: JsonObject, operation: 'create' | 'update'): JsonObject {
  if (!Object.hasOwn(entity, 'members')) return entity;
  const { members = null, ...others } = entity;
  if (members !== null) return { ...entity, members: usableMembers(members) };
  // RFC 7643 §2.5 takes null for nothing, and nothing empties a group on update: too much to follow from a slip.
  if (operation === 'update') throw unusableMember();
  return others;
}

/** Null says nothing about whether the user may log on. */
function withActive(entity: JsonObject): JsonObject {
  if (!Object.hasOwn(entity, 'active') || typeof entity['active'] === 'boolean') return entity;
  const { active = null, ...others } = entity;
  if (active === null) return others;
  const meant = booleanOf(active);
  if (meant !== undefined) return { ...entity, active: meant };
  throw new ScimError(400, 'active must be true or false.', { scimType: 'invalidValue' });
}
