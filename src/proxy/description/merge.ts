/** One schema for all resource types that use it. */

import type { DescribedAttribute, DescribedSchema } from '../../scim/discovery/schema-document.ts';
import type { DescribedResourceType } from './types.ts';

/** Each once, core schemas first, in the order of the resource types. */
export function schemasOfAll(resourceTypes: readonly DescribedResourceType[]): DescribedSchema[] {
  const all = [
    ...resourceTypes.map(({ schema }) => schema),
    ...resourceTypes.flatMap(({ extensions }) => extensions.map(({ schema }) => schema)),
  ];
  const byId = new Map<string, DescribedSchema>();
  for (const schema of all) {
    const key = schema.id.toLowerCase();
    const other = byId.get(key);
    byId.set(key, other === undefined ? schema : merged(other, schema));
  }
  return [...byId.values()];
}

function merged(one: DescribedSchema, other: DescribedSchema): DescribedSchema {
  return { ...one, attributes: mergedAttributes(one.attributes, other.attributes) };
}

function mergedAttributes(
  ones: readonly DescribedAttribute[],
  others: readonly DescribedAttribute[],
): DescribedAttribute[] {
  const byName = new Map(ones.map((attribute) => [attribute.name.toLowerCase(), attribute]));
  for (const attribute of others) {
    const key = attribute.name.toLowerCase();
    const other = byName.get(key);
    byName.set(key, other === undefined ? attribute : mergedAttribute(other, attribute));
  }
  return [...byName.values()];
}

/** What some resource type allows counts, and what all of them require. */
function mergedAttribute(one: DescribedAttribute, other: DescribedAttribute): DescribedAttribute {
  return {
    ...one,
    required: one.required && other.required,
    mutability: one.mutability === other.mutability ? one.mutability : 'readWrite',
    returned: one.returned === other.returned ? one.returned : 'default',
    subAttributes: mergedAttributes(one.subAttributes, other.subAttributes),
  };
}
