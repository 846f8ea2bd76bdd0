/** Values for examples: of attributes that everybody knows, or else of their type. */
import type { DescribedAttribute } from '../../scim/discovery/schema-document.ts';
import type { JsonObject, JsonValue } from '../../scim/json.ts';
import type { AttributeDataType } from '../../scim/schema/attribute.ts';
import { isPresent } from '../schemas/attribute-schema.ts';

/** By the paths of attributes; those with a value here are in examples even if they may be left out. */
const KNOWN: Readonly<Record<string, JsonValue>> = {
  userName: 'jane.doe@example.com',
  displayName: 'Example',
  active: true,
  'name.givenName': 'Jane',
  'name.familyName': 'Doe',
  'emails.value': 'jane.doe@example.com',
  'emails.primary': true,
};

const OF_TYPE: Readonly<Record<Exclude<AttributeDataType, 'complex'>, JsonValue>> = {
  string: 'example',
  boolean: true,
  integer: 1,
  decimal: 1.5,
  dateTime: '2026-01-01T00:00:00Z',
  reference: 'https://example.com/example',
  binary: 'ZXhhbXBsZQ==',
};

/** @param start of the paths of the attributes: `name.` */
export function exampleObject(attributes: readonly DescribedAttribute[], start = ''): JsonObject {
  const values = attributes
    .filter((attribute) => isPresent(attribute, 'write'))
    .flatMap((attribute) => {
      const { name, multiValued } = attribute;
      const value = exampleValue(attribute, `${start}${name}`);
      return value === undefined ? [] : [[name, multiValued ? [value] : value] as const];
    });
  return Object.fromEntries(values);
}

/** @returns `undefined` where nobody needs one */
function exampleValue(
  { type, required, subAttributes, canonicalValues }: DescribedAttribute,
  path: string,
): JsonValue | undefined {
  if (type === 'complex') {
    const parts = exampleObject(subAttributes, `${path}.`);
    return Object.keys(parts).length > 0 ? parts : required ? anyPart(subAttributes) : undefined;
  }
  if (Object.hasOwn(KNOWN, path)) return KNOWN[path];
  return required ? (canonicalValues?.[0] ?? OF_TYPE[type]) : undefined;
}

/** Something has to be there, though nothing in particular. */
function anyPart(attributes: readonly DescribedAttribute[]): JsonObject {
  const [first] = attributes.filter((each) => isPresent(each, 'write') && each.type !== 'complex');
  return first === undefined ? {} : exampleObject([{ ...first, required: true }]);
}
