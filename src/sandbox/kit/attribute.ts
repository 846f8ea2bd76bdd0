/** Attribute definitions (RFC 7643 §7), and short ways to write tables of them. */

export type AttributeType =
  | 'string'
  | 'boolean'
  | 'integer'
  | 'decimal'
  | 'dateTime'
  | 'reference'
  | 'binary'
  | 'complex';

export type Mutability = 'readWrite' | 'readOnly' | 'writeOnly' | 'immutable';

export interface Attribute {
  readonly name: string;
  readonly type: AttributeType;
  readonly multiValued: boolean;
  readonly required: boolean;
  readonly caseExact: boolean;
  readonly mutability: Mutability;
  readonly returned: 'always' | 'never' | 'default' | 'request';
  readonly uniqueness: 'none' | 'server' | 'global';
  /** The only values it takes; absent: any. */
  readonly canonicalValues?: readonly string[] | undefined;
  readonly referenceTypes?: readonly string[] | undefined;
  /** Empty unless complex. */
  readonly subAttributes: readonly Attribute[];
}

export interface Schema {
  /** The URN. */
  readonly id: string;
  readonly name: string;
  readonly attributes: readonly Attribute[];
}

/** What differs from the usual: optional, single, readWrite, returned by default, not unique, any case. */
export type Traits = Partial<Omit<Attribute, 'name' | 'type' | 'subAttributes'>>;

export function define(
  name: string,
  type: AttributeType,
  traits: Traits = {},
  subAttributes: readonly Attribute[] = [],
): Attribute {
  return {
    name,
    type,
    multiValued: false,
    required: false,
    caseExact: false,
    mutability: 'readWrite',
    returned: 'default',
    uniqueness: 'none',
    ...traits,
    subAttributes,
  };
}

export const string = (name: string, traits?: Traits): Attribute => define(name, 'string', traits);
/** A string that is compared with regard to case. */
export const exact = (name: string, traits?: Traits): Attribute =>
  define(name, 'string', { caseExact: true, ...traits });
export const boolean = (name: string, traits?: Traits): Attribute => define(name, 'boolean', traits);
export const integer = (name: string, traits?: Traits): Attribute => define(name, 'integer', traits);
export const dateTime = (name: string, traits?: Traits): Attribute => define(name, 'dateTime', traits);
export const reference = (name: string, referenceTypes: readonly string[], traits?: Traits): Attribute =>
  define(name, 'reference', { caseExact: true, referenceTypes, ...traits });
export const complex = (name: string, subAttributes: readonly Attribute[], traits?: Traits): Attribute =>
  define(name, 'complex', traits, subAttributes);
/** A multi-valued complex attribute. */
export const list = (name: string, subAttributes: readonly Attribute[], traits?: Traits): Attribute =>
  define(name, 'complex', { multiValued: true, ...traits }, subAttributes);

/** Names in paths and filters are compared without regard to case (RFC 7643 §2.1). */
export function findAttribute(attributes: readonly Attribute[], name: string): Attribute | undefined {
  const wanted = name.toLowerCase();
  return attributes.find((attribute) => attribute.name.toLowerCase() === wanted);
}
