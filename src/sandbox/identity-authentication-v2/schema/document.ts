/** Schemas as the tenant shows them at `/Schemas` (RFC 7643 §7). */
import type { JsonObject } from '../../../scim/json.ts';
import type { Attribute, Schema } from '../../kit/attribute.ts';
import { createRandom, randomUuid } from '../../kit/random.ts';
import { SCHEMA } from './urns.ts';

const TIMESTAMP = '2025-01-14T15:33:22Z';

/** @param base `http://…/scim` */
export function schemaDocument(schema: Schema, base: string): JsonObject {
  return {
    id: schema.id,
    meta: {
      created: TIMESTAMP,
      lastModified: TIMESTAMP,
      location: schemaLocation(schema, base),
      version: schemaVersion(schema),
      resourceType: 'Schema',
    },
    schemas: [SCHEMA],
    name: schema.name,
    ...(schema.attributes.length === 0 ? {} : { attributes: schema.attributes.map(attributeDocument) }),
  };
}

/** Recorded: the colons of the URN are encoded. */
export function schemaLocation(schema: Schema, base: string): string {
  return `${base}/Schemas/${encodeURIComponent(schema.id)}`;
}

/** Schemas never change, so neither do their versions. */
export function schemaVersion(schema: Schema): string {
  let seed = 0;
  for (const character of schema.id) seed = (Math.imul(seed, 31) + (character.codePointAt(0) ?? 0)) | 0;
  return randomUuid(createRandom(seed));
}

function attributeDocument(attribute: Attribute): JsonObject {
  const { name, type, subAttributes, multiValued, required, caseExact, mutability, returned, uniqueness } =
    attribute;
  return {
    name,
    type,
    ...(subAttributes.length === 0 ? {} : { subAttributes: subAttributes.map(attributeDocument) }),
    multiValued,
    required,
    caseExact,
    mutability,
    returned,
    uniqueness,
    ...(attribute.canonicalValues === undefined ? {} : { canonicalValues: [...attribute.canonicalValues] }),
    ...(attribute.referenceTypes === undefined ? {} : { referenceTypes: [...attribute.referenceTypes] }),
  };
}
