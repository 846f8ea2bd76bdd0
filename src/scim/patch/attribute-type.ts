/**
 * What an attribute's name says about its shape. Only a help where the resource has no value to go by: what is there
 * already counts more, and names that no schema knows are just attributes.
 */
import type { Attribute } from '../schema/attribute.ts';
import { BOOLEAN_NAMES, findSchema } from '../schema/known.ts';

export interface AttributeType {
  /** As the client wrote it. */
  readonly name: string;
  /** `multiValued`: a list of complex values. */
  readonly kind: 'simple' | 'complex' | 'multiValued' | 'unknown';
  readonly boolean: boolean;
  /** `members` of a group: its values are told apart by their id alone, and an empty list is sent as such. */
  readonly members: boolean;
  /** A complex attribute that points to another resource by its `value`. */
  readonly reference: boolean;
  /** What the schema says of it. */
  readonly declared: Attribute | undefined;
}

/**
 * @param schema the URN of the schema that the attribute belongs to, in any case
 * @param core whether that is the resource's core schema
 */
export function attributeType(schema: string, core: boolean, name: string): AttributeType {
  const lower = name.toLowerCase();
  const declared = findSchema(schema)?.attributes.get(lower);
  return {
    name,
    kind: kindOf(declared),
    boolean: isBooleanName(name),
    members: core && lower === 'members',
    reference: isReference(declared),
    declared,
  };
}

export function subAttributeType(parent: AttributeType, name: string): AttributeType {
  const declared = parent.declared?.subAttributes.get(name.toLowerCase());
  return {
    name: `${parent.name}.${name}`,
    kind: kindOf(declared),
    boolean: isBooleanName(name),
    members: false,
    reference: false,
    declared,
  };
}

/** Whether some schema has a boolean of that name. */
export function isBooleanName(name: string): boolean {
  return BOOLEAN_NAMES.has(name.toLowerCase());
}

/** RFC 7643 §4.3: a manager is named by the id alone by some clients. */
export function isReference(declared: Attribute | undefined): boolean {
  return declared?.type === 'complex' && !declared.multiValued && declared.subAttributes.has('value');
}

function kindOf(declared: Attribute | undefined): AttributeType['kind'] {
  if (declared === undefined) return 'unknown';
  if (declared.type !== 'complex') return declared.multiValued ? 'unknown' : 'simple';
  return declared.multiValued ? 'multiValued' : 'complex';
}
