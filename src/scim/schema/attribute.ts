/** Attributes as a schema declares them (RFC 7643 §2 and §7), as far as this product has to know them. */

/** RFC 7643 §2.3. */
export type AttributeDataType =
  | 'string'
  | 'boolean'
  | 'decimal'
  | 'integer'
  | 'dateTime'
  | 'reference'
  | 'binary'
  | 'complex';

/** RFC 7643 §2.2 and §7. */
export interface Characteristics {
  readonly required: boolean;
  readonly caseExact: boolean;
  readonly mutability: 'readOnly' | 'readWrite' | 'immutable' | 'writeOnly';
  readonly returned: 'always' | 'never' | 'default' | 'request';
  readonly uniqueness: 'none' | 'server' | 'global';
  /** Values that are usual; others are possible. */
  readonly canonicalValues?: readonly string[] | undefined;
  /** Of references: names of resource types, `external` or `uri`. */
  readonly referenceTypes?: readonly string[] | undefined;
}

export interface Attribute extends Characteristics {
  /** As the schema spells it; names are compared without regard to case (RFC 7643 §2.1). */
  readonly name: string;
  readonly type: AttributeDataType;
  readonly multiValued: boolean;
  /** By their names in lower case; empty unless the type is complex. */
  readonly subAttributes: AttributeMap;
  /** Clients may use the name (RFC 7643 §2.4), but the schema does not list it. Default: false. */
  readonly unlisted?: true;
}

/** By their names in lower case. */
export type AttributeMap = ReadonlyMap<string, Attribute>;

export interface Schema {
  /** The schema's URN, e.g. `urn:ietf:params:scim:schemas:core:2.0:User`. */
  readonly id: string;
  readonly attributes: AttributeMap;
}

type Facts = Partial<Characteristics>;

/** RFC 7643 §2.2. */
const DEFAULTS: Characteristics = {
  required: false,
  caseExact: false,
  mutability: 'readWrite',
  returned: 'default',
  uniqueness: 'none',
};

export const READ_ONLY: Facts = { mutability: 'readOnly' };
export const IMMUTABLE: Facts = { mutability: 'immutable' };
/** What nobody can read is never in an answer. */
export const WRITE_ONLY: Facts = { mutability: 'writeOnly', returned: 'never' };

const NONE: AttributeMap = new Map();

export function schema(id: string, ...attributes: readonly (readonly Attribute[])[]): Schema {
  return { id, attributes: byName(attributes.flat()) };
}

/** Single values of one type. @param names separated by blanks */
export function simple(names: string, type: AttributeDataType = 'string', facts?: Facts): Attribute[] {
  return names
    .split(' ')
    .map((name) => ({ ...factsOf(type, facts), name, type, multiValued: false, subAttributes: NONE }));
}

export function complex(name: string, ...subAttributes: readonly (readonly Attribute[])[]): Attribute[] {
  return [
    { ...DEFAULTS, name, type: 'complex', multiValued: false, subAttributes: byName(subAttributes.flat()) },
  ];
}

/** A list of complex values. */
export function list(name: string, ...subAttributes: readonly (readonly Attribute[])[]): Attribute[] {
  return [
    { ...DEFAULTS, name, type: 'complex', multiValued: true, subAttributes: byName(subAttributes.flat()) },
  ];
}

/** A list of simple values. */
export function simpleList(name: string, type: AttributeDataType = 'string', facts?: Facts): Attribute[] {
  return [{ ...factsOf(type, facts), name, type, multiValued: true, subAttributes: NONE }];
}

/** The same attributes with further facts; those of their sub-attributes stay. */
export function having(facts: Facts, ...attributes: readonly (readonly Attribute[])[]): Attribute[] {
  return attributes.flat().map((attribute) => ({ ...attribute, ...facts }));
}

/** RFC 7643 §2.4: what the values of a list have. @param types that are usual, separated by blanks */
export function valuesOf(types?: string, value: readonly Attribute[] = simple('value')): Attribute[] {
  return [
    ...value,
    ...simple('display'),
    ...typedBy(types),
    ...simple('primary', 'boolean'),
    ...unlisted(simple('$ref', 'reference')),
  ];
}

/** @param types that are usual, separated by blanks */
export function typedBy(types?: string): Attribute[] {
  return simple('type', 'string', types === undefined ? {} : { canonicalValues: types.split(' ') });
}

export function unlisted(...attributes: readonly (readonly Attribute[])[]): Attribute[] {
  return attributes.flat().map((attribute) => ({ ...attribute, unlisted: true }));
}

/** RFC 7643 §2.3.6 and §2.3.7: binary values and references are case exact. */
function factsOf(type: AttributeDataType, facts: Facts | undefined): Characteristics {
  return { ...DEFAULTS, caseExact: type === 'reference' || type === 'binary', ...facts };
}

function byName(attributes: readonly Attribute[]): AttributeMap {
  return new Map(attributes.map((attribute) => [attribute.name.toLowerCase(), attribute]));
}
