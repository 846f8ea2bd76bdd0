/** Attributes as a schema declares them (RFC 7643 §2 and §7), as far as this product has to know them. */

/** RFC 7643 §2.3. */
export type AttributeDataType =
  | 'string'
  | 'boolean'
  | 'integer'
  | 'dateTime'
  | 'reference'
  | 'binary'
  | 'complex';

export interface Attribute {
  /** As the schema spells it; names are compared without regard to case (RFC 7643 §2.1). */
  readonly name: string;
  readonly type: AttributeDataType;
  readonly multiValued: boolean;
  /** By their names in lower case; empty unless the type is complex. */
  readonly subAttributes: AttributeMap;
}

/** By their names in lower case. */
export type AttributeMap = ReadonlyMap<string, Attribute>;

export interface Schema {
  /** The schema's URN, e.g. `urn:ietf:params:scim:schemas:core:2.0:User`. */
  readonly id: string;
  readonly attributes: AttributeMap;
}

const NONE: AttributeMap = new Map();

export function schema(id: string, ...attributes: readonly (readonly Attribute[])[]): Schema {
  return { id, attributes: byName(attributes.flat()) };
}

/** Single values of one type. @param names separated by blanks */
export function simple(names: string, type: AttributeDataType = 'string'): Attribute[] {
  return names.split(' ').map((name) => ({ name, type, multiValued: false, subAttributes: NONE }));
}

export function complex(name: string, ...subAttributes: readonly (readonly Attribute[])[]): Attribute[] {
  return [{ name, type: 'complex', multiValued: false, subAttributes: byName(subAttributes.flat()) }];
}

/** A list of complex values. */
export function list(name: string, ...subAttributes: readonly (readonly Attribute[])[]): Attribute[] {
  return [{ name, type: 'complex', multiValued: true, subAttributes: byName(subAttributes.flat()) }];
}

/** A list of simple values. */
export function simpleList(name: string, type: AttributeDataType = 'string'): Attribute[] {
  return [{ name, type, multiValued: true, subAttributes: NONE }];
}

/** RFC 7643 §2.4: what the values of a list may have. */
export const VALUE_SUB_ATTRIBUTES: readonly Attribute[] = [
  ...simple('value type display'),
  ...simple('$ref', 'reference'),
  ...simple('primary', 'boolean'),
];

function byName(attributes: readonly Attribute[]): AttributeMap {
  return new Map(attributes.map((attribute) => [attribute.name.toLowerCase(), attribute]));
}
