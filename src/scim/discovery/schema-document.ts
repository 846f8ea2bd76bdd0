/** Schemas as clients read them (RFC 7643 §7). */
import type { JsonObject } from '../json.ts';
import type { AttributeDataType, Characteristics } from '../schema/attribute.ts';
import { discoveryDocument } from './meta.ts';

export interface DescribedAttribute extends Characteristics {
  readonly name: string;
  readonly type: AttributeDataType;
  readonly multiValued: boolean;
  readonly description: string;
  /** Empty unless the type is complex. */
  readonly subAttributes: readonly DescribedAttribute[];
}

export interface DescribedSchema {
  /** URN. */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly attributes: readonly DescribedAttribute[];
}

/** @param baseUrl of the system, without a slash at the end */
export function schemaDocument(
  { id, name, description, attributes }: DescribedSchema,
  baseUrl: string,
): JsonObject {
  const content = { id, name, description, attributes: attributes.map(attributeDefinition) };
  return discoveryDocument('Schema', content, baseUrl, id);
}

function attributeDefinition(attribute: DescribedAttribute): JsonObject {
  const { canonicalValues, referenceTypes, subAttributes } = attribute;
  return {
    name: attribute.name,
    type: attribute.type,
    ...(subAttributes.length === 0 ? {} : { subAttributes: subAttributes.map(attributeDefinition) }),
    multiValued: attribute.multiValued,
    description: attribute.description,
    required: attribute.required,
    ...(canonicalValues === undefined ? {} : { canonicalValues: [...canonicalValues] }),
    caseExact: attribute.caseExact,
    mutability: attribute.mutability,
    returned: attribute.returned,
    uniqueness: attribute.uniqueness,
    ...(referenceTypes === undefined ? {} : { referenceTypes: [...referenceTypes] }),
  };
}
