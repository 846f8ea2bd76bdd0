/** What a client sends of an entity, before any write transformation looks at it. */
import { booleanOf } from '../scim/boolean.ts';
import { ScimError } from '../scim/errors.ts';
import type { JsonObject } from '../scim/json.ts';
import { unusableMember, usableMembers } from '../scim/members.ts';
import { canonicalNames } from '../scim/names/canonical.ts';
import { unqualified } from '../scim/names/unqualified.ts';
import { declaredShapes } from '../scim/schema/declared-shapes.ts';
import type { EntityTransformation } from '../transformation/index.ts';
import type { ProxiedEntity } from './entity.ts';

/**
 * The entity with its names as the write transformation spells them (RFC 7643 §2.1), values in the shape that the schemas
 * declare, members that each have an id, and URLs of this proxy as the backend's.
 *
 * @throws ScimError 400 `invalidSyntax` for an attribute in two spellings, `invalidValue` for a member without a value and
 *   a value that has no meaning for a complex attribute
 */
export function clientEntity(
  { vocabulary, links, read, write }: ProxiedEntity,
  body: JsonObject,
  operation: 'create' | 'update',
): JsonObject {
  const { names, members } = vocabulary;
  const named = canonicalNames(unqualified(body, vocabulary), names);
  const shaped = links.toBackend(declaredShapes(named, names, members));
  if (members !== undefined) return withUsableMembers(shaped, members, operation);
  return read.entityType === 'user'
    ? withActive(shaped, () => write === undefined || !isInterpreted(write, operation))
    : shaped;
}

function withUsableMembers(entity: JsonObject, name: string, operation: 'create' | 'update'): JsonObject {
  if (!Object.hasOwn(entity, name)) return entity;
  const { [name]: members = null, ...others } = entity;
  if (members !== null) return { ...entity, [name]: usableMembers(members) };
  // RFC 7643 §2.5 takes null for nothing, and nothing empties a group on update: too much to follow from a slip.
  if (operation === 'update') throw unusableMember();
  return others;
}

/** Whether a mapping makes something of the value, such as of a text. */
function isInterpreted(write: EntityTransformation, operation: 'create' | 'update'): boolean {
  return !write.copiesWhole('active', operation) && write.uncarried({ active: true }, operation).length === 0;
}

/**
 * Null says nothing about whether the user may log on.
 *
 * @param isStrict whether no mapping looks at the value, so that a text would have no meaning
 */
function withActive(entity: JsonObject, isStrict: () => boolean): JsonObject {
  if (!Object.hasOwn(entity, 'active') || typeof entity['active'] === 'boolean') return entity;
  const { active = null, ...others } = entity;
  if (active === null) return others;
  const meant = booleanOf(active);
  if (meant === undefined && isStrict()) {
    throw new ScimError(400, 'active must be true or false.', { scimType: 'invalidValue' });
  }
  return meant === undefined ? entity : { ...entity, active: meant };
}
