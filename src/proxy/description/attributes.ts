/**
 * The attributes that clients can get or send below one place. What a schema declares is as it declares it, unless the
 * transformations allow less; what none declares is what the transformations show.
 */

import type { DescribedAttribute } from '../../scim/discovery/schema-document.ts';
import type { Attribute, AttributeDataType, AttributeMap } from '../../scim/schema/attribute.ts';
import { attributeDescription } from '../../scim/schema/descriptions.ts';
import { BOOLEAN_NAMES } from '../../scim/schema/known.ts';
import type { ScalarType } from '../../transformation/index.ts';
import { isNowhere, isWhole, namesBelow, originOf, placeKey, type Sides, sidesBelow } from './sides.ts';

/** RFC 7643 §2.1; others cannot stand in a schema, nor in a filter. */
const ATTRIBUTE_NAME = /^(?:[a-z][\w-]*|\$ref)$/i;

type Mutability = DescribedAttribute['mutability'];

/**
 * @param known of the schema; in its order, custom ones follow
 * @param isListed for names from elsewhere
 */
export function describeAttributes(
  sides: Sides,
  known: AttributeMap | undefined,
  isListed: (name: string) => boolean = () => true,
): DescribedAttribute[] {
  const names = new Map<string, string>();
  for (const [key, { name, unlisted }] of known ?? []) if (unlisted !== true) names.set(key, name);
  for (const name of namesBelow(sides))
    if (!names.has(name.toLowerCase())) names.set(name.toLowerCase(), name);
  return [...names].flatMap(([key, name]) => {
    if (!isListed(key) || !ATTRIBUTE_NAME.test(name)) return [];
    return describeAttribute(name, sidesBelow(sides, name), known?.get(key)) ?? [];
  });
}

function describeAttribute(
  name: string,
  sides: Sides,
  declared: Attribute | undefined,
): DescribedAttribute | undefined {
  if (isNowhere(sides)) return undefined;
  const mutability = mutabilityOf(sides, declared);
  if (mutability === undefined) return undefined;
  const shape = shapeOf(name, sides, declared);
  const { canonicalValues, referenceTypes } = shape.like ?? {};
  const isAskedFor = sides.required.has(placeKey(sides.place)) || declared?.required === true;
  const subAttributes = (shape.subAttributes ?? [])
    .map((sub) => within(mutability, sub))
    .map((sub) => (isAskedFor && shape.multiValued ? significant(sub) : sub));
  if (shape.type === 'complex' && subAttributes.length === 0) return undefined;
  return {
    name,
    type: shape.type,
    multiValued: shape.multiValued,
    description: attributeDescription(sides.place, declared),
    required: isAskedFor && mutability !== 'readOnly',
    caseExact: shape.like?.caseExact ?? false,
    mutability,
    returned: mutability === 'writeOnly' ? 'never' : (declared?.returned ?? 'default'),
    uniqueness: declared?.uniqueness ?? 'none',
    ...(canonicalValues === undefined ? {} : { canonicalValues }),
    ...(shape.type === 'reference' ? { referenceTypes: referenceTypes ?? ['uri'] } : {}),
    subAttributes,
  };
}

/** What the schema says, or less. @returns `undefined`: nothing can be done with it */
function mutabilityOf(sides: Sides, declared: Attribute | undefined): Mutability | undefined {
  const { read, create, update, place } = sides;
  const isWritten = !(create.isNothing && update.isNothing);
  switch (declared?.mutability ?? (isPassword(place) ? 'writeOnly' : undefined)) {
    case 'readOnly':
      return read.isNothing ? undefined : 'readOnly';
    case 'writeOnly':
      return isWritten ? 'writeOnly' : undefined;
    default:
      if (read.isNothing) return 'writeOnly';
      if (!isWritten) return 'readOnly';
      // Also where it shows what is: a name that is kept in an extension.
      return declared?.mutability === 'immutable' ||
        originOf(sides)?.mutability === 'immutable' ||
        update.isNothing
        ? 'immutable'
        : 'readWrite';
  }
}

/** In a custom schema or an extension it means the same as in that of users (RFC 7643 §4.1.1). */
function isPassword(place: readonly string[]): boolean {
  const [first = '', ...rest] = place;
  const names = first.includes(':') ? rest : place;
  return names.length === 1 && names[0]?.toLowerCase() === 'password';
}

/** Parts of what cannot be changed, or not be seen, are no better. */
function within(mutability: Mutability, sub: DescribedAttribute): DescribedAttribute {
  if (mutability === 'readWrite' || sub.mutability === mutability) return sub;
  if (mutability === 'immutable') return sub.mutability === 'readWrite' ? { ...sub, mutability } : sub;
  const { returned } = sub;
  return {
    ...sub,
    mutability,
    required: sub.required && mutability !== 'readOnly',
    returned: mutability === 'writeOnly' ? 'never' : returned === 'never' ? 'default' : returned,
    subAttributes: sub.subAttributes.map((below) => within(mutability, below)),
  };
}

/** A list that has to be there has to have values (RFC 7643 §2.4). */
function significant(sub: DescribedAttribute): DescribedAttribute {
  return sub.name === 'value' && sub.mutability !== 'readOnly' ? { ...sub, required: true } : sub;
}

interface AttributeShape {
  readonly type: AttributeDataType;
  readonly multiValued: boolean;
  readonly subAttributes?: readonly DescribedAttribute[];
  /** The declared attribute whose values these are. */
  readonly like: Attribute | undefined;
}

function shapeOf(name: string, sides: Sides, declared: Attribute | undefined): AttributeShape {
  if (declared !== undefined && fits(sides, declared)) {
    const { type, multiValued, subAttributes } = declared;
    if (type !== 'complex') return { type, multiValued, like: declared };
    return { type, multiValued, subAttributes: describeAttributes(sides, subAttributes), like: declared };
  }
  const { read, create, update } = sides;
  const multiValued = read.list || create.list || update.list;
  const origin = originOf(sides);
  const isCopy = origin !== undefined && origin !== declared;
  const known = isCopy && origin.type === 'complex' && isWhole(sides) ? origin.subAttributes : undefined;
  const subAttributes = describeAttributes(sides, known);
  if (subAttributes.length > 0) {
    return {
      type: 'complex',
      multiValued: multiValued || (isCopy && origin.multiValued),
      subAttributes,
      like: origin,
    };
  }
  if (isCopy && origin.type !== 'complex') {
    return { type: origin.type, multiValued: multiValued || origin.multiValued, like: origin };
  }
  return { type: madeType(name, sides), multiValued, like: undefined };
}

/** Whether what clients get is of the declared kind: a transformation may show an object as a text, or the other way round. */
function fits(sides: Sides, { type }: Attribute): boolean {
  const { read } = sides;
  if (read.isNothing) return true;
  const hasMembers = [...read.members.values()].some(({ shape }) => !shape.isNothing);
  if (type !== 'complex') return read.whole || (!hasMembers && takes(type, read.scalars));
  if (hasMembers) return true;
  const origin = originOf(sides);
  return read.whole && (origin === undefined || origin.type === 'complex');
}

/** Whether values that a transformation makes are of the declared type. */
function takes(type: AttributeDataType, scalars: ReadonlySet<ScalarType>): boolean {
  const isNumber = type === 'integer' || type === 'decimal';
  return [...scalars].every((made) => made === (type === 'boolean' || isNumber ? type : 'string'));
}

function madeType(name: string, { read, create, update }: Sides): AttributeDataType {
  const { scalars } = read.isNothing ? { scalars: new Set([...create.scalars, ...update.scalars]) } : read;
  const [only] = scalars;
  if (scalars.size === 1 && only !== undefined) return only;
  if (scalars.size > 1) return scalars.has('string') || scalars.has('boolean') ? 'string' : 'decimal';
  return BOOLEAN_NAMES.has(name.toLowerCase()) ? 'boolean' : 'string';
}
