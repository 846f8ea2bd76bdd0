/** An attribute (RFC 7643 §7) as a JSON Schema of the values that it has in an answer, or in a request. */
import type { DescribedAttribute } from '../../scim/discovery/schema-document.ts';
import type { JsonObject } from '../../scim/json.ts';
import type { AttributeDataType } from '../../scim/schema/attribute.ts';
import type { Side } from './names.ts';

/** RFC 7643 §2.3. */
const TYPES: Readonly<Record<Exclude<AttributeDataType, 'complex'>, JsonObject>> = {
  string: { type: 'string' },
  boolean: { type: 'boolean' },
  integer: { type: 'integer' },
  decimal: { type: 'number' },
  dateTime: { type: 'string', format: 'date-time' },
  reference: { type: 'string', format: 'uri-reference' },
  binary: { type: 'string', contentEncoding: 'base64' },
};

export interface ObjectParts {
  readonly properties: JsonObject;
  /** Where no attribute is known. */
  readonly additionalProperties?: true;
  readonly patternProperties?: JsonObject;
  /** Those that have to be there; of an answer, clients can have anything left out. */
  readonly required?: string[];
}

/** What is not declared may be there as well. */
export function objectParts(attributes: readonly DescribedAttribute[], side: Side): ObjectParts {
  const present = attributes.filter((attribute) => isPresent(attribute, side));
  const schemas = present.map((attribute) => [attribute.name, attributeSchema(attribute, side)] as const);
  const reference = schemas.find(([name]) => name === REFERENCE);
  const required = present
    .filter((attribute) => side === 'write' && attribute.required)
    .map(({ name }) => name);
  return {
    properties: Object.fromEntries(schemas.filter(([name]) => name !== REFERENCE)),
    ...(schemas.length === 0 ? { additionalProperties: true } : {}),
    ...(reference === undefined ? {} : { patternProperties: { '^\\$ref$': reference[1] } }),
    ...(required.length === 0 ? {} : { required }),
  };
}

/** Many a tool takes a property of this name for a reference (JSON Schema core §8.2.3.1), which it is not. */
const REFERENCE = '$ref';

/** Whether it is in answers (RFC 7643 §7: `returned`), or means something in requests (`mutability`). */
export function isPresent({ mutability, returned }: DescribedAttribute, side: Side): boolean {
  return side === 'read' ? mutability !== 'writeOnly' && returned !== 'never' : mutability !== 'readOnly';
}

function attributeSchema(attribute: DescribedAttribute, side: Side): JsonObject {
  const value = valueSchema(attribute, side);
  const { description, multiValued } = attribute;
  return {
    ...(multiValued ? { type: 'array', items: value } : value),
    ...(description === '' ? {} : { description }),
    ...(attribute.mutability === 'readOnly' ? { readOnly: true } : {}),
    ...(side === 'write' && attribute.returned === 'never' ? { writeOnly: true } : {}),
  };
}

function valueSchema(
  { type, required, subAttributes, canonicalValues }: DescribedAttribute,
  side: Side,
): JsonObject {
  if (type === 'complex') return { type: 'object', ...objectParts(subAttributes, side) };
  // Canonical values are examples: others may come (RFC 7643 §7).
  const examples =
    canonicalValues === undefined || canonicalValues.length === 0 ? {} : { examples: [...canonicalValues] };
  // A blank text is none to what demands one.
  const blank = type === 'string' && required && side === 'write' ? { pattern: '\\S' } : {};
  return { ...TYPES[type], ...blank, ...examples };
}
