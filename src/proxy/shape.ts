/** Which part of an entity the client asked for, and what therefore need not be read. */

import { isJsonObject, type JsonObject, type JsonValue, jsonText } from '../scim/json.ts';
import { parseProjection } from '../scim/projection.ts';
import { coreSchema } from '../scim/schemas.ts';
import type { ProxiedEntity } from './entity.ts';
import { given, parseMembersType } from './query.ts';
import type { RawQuery } from './types.ts';

export interface Shape {
  /** `attributes` was given, so that an answer needs a body (RFC 7644 §3.5.2). */
  readonly namesAttributes: boolean;
  /** Resources are shown as they are. */
  readonly isWhole: boolean;
  /** Lists that are expensive to read and that nobody will look at. */
  readonly omit: readonly string[];
  apply(resource: JsonObject): JsonObject;
}

/** Attributes that can be huge: a group's members, a user's groups. */
export const EXPENSIVE_ATTRIBUTES: readonly string[] = ['members', 'groups'];

const WHOLE: Shape = { isWhole: true, namesAttributes: false, omit: [], apply: (resource) => resource };

/** @throws ScimError 400 for a wrong `attributes`, `excludedAttributes` or `membersType` */
export function shapeOf(entity: ProxiedEntity, query: RawQuery): Shape {
  const attributes = given(query, 'attributes');
  const excludedAttributes = given(query, 'excludedAttributes');
  const membersType = entity.read.entityType === 'group' ? parseMembersType(query) : undefined;
  if (attributes === undefined && excludedAttributes === undefined && membersType === undefined) return WHOLE;
  const projection = parseProjection(attributes, excludedAttributes, coreSchema(entity.read.entityType));
  return {
    isWhole: projection.kind === 'everything' && membersType === undefined,
    namesAttributes: projection.kind === 'attributes',
    omit: EXPENSIVE_ATTRIBUTES.filter(
      (attribute) => projection.hides(attribute) && entity.read.canOmit(attribute),
    ),
    apply: (resource) => {
      const typed = membersType === undefined ? resource : withMembersOfType(resource, membersType);
      const projected = projection.apply(typed);
      return projected === typed ? typed : withOwnSchemas(projected, typed);
    },
  };
}

/** RFC 7643 §3: `schemas` names what is in the body; extensions that the client did not want are not. */
function withOwnSchemas(projected: JsonObject, resource: JsonObject): JsonObject {
  const { schemas } = projected;
  if (!Array.isArray(schemas)) return projected;
  const isThere = (urn: JsonValue) =>
    typeof urn !== 'string' || !Object.hasOwn(resource, urn) || Object.hasOwn(projected, urn);
  return { ...projected, schemas: schemas.filter(isThere) };
}

function withMembersOfType(resource: JsonObject, type: 'user' | 'group'): JsonObject {
  const { members } = resource;
  if (!Array.isArray(members)) return resource;
  return {
    ...resource,
    // A member without a type is a user: backends that nest groups say so.
    members: members.filter(
      (member) => isJsonObject(member) && jsonText(member['type'] ?? 'User').toLowerCase() === type,
    ),
  };
}
