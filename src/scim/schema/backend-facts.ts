/** Where the entities of a backend are not what their schemas declare. */
import type { Attribute, AttributeMap } from './attribute.ts';
import type { ResourceSchemas } from './known.ts';

/**
 * Attributes of the core schema, by names as in `userType` and `addresses.type`; those of extensions with the URN in front, as in
 * `urn:…:User:division`.
 */
export interface BackendFacts {
  /** The only values that the backend takes and keeps as they are. */
  readonly values?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Attributes that it does not have, although the schema lists them. */
  readonly lacking?: readonly string[] | undefined;
  /** Attributes whose texts it compares exactly, although the schema does not say so. */
  readonly caseExact?: ReadonlySet<string> | undefined;
}

/** The schemas of the backend's own entities; the same object where there is nothing to say. */
export function asBackendHas(schemas: ResourceSchemas, facts: BackendFacts | undefined): ResourceSchemas {
  if (facts === undefined) return schemas;
  const { core, extensions } = schemas;
  return {
    core: { ...core, attributes: attributesOf(core.attributes, '', facts) },
    extensions: extensions.map((extension) => ({
      ...extension,
      attributes: attributesOf(extension.attributes, `${extension.id}:`, facts),
    })),
  };
}

function attributesOf(attributes: AttributeMap, prefix: string, facts: BackendFacts): AttributeMap {
  const kept = [...attributes].filter(([, { name }]) => facts.lacking?.includes(`${prefix}${name}`) !== true);
  return new Map(kept.map(([key, attribute]) => [key, attributeOf(attribute, prefix, facts)]));
}

function attributeOf(attribute: Attribute, prefix: string, facts: BackendFacts): Attribute {
  const path = `${prefix}${attribute.name}`;
  const canonicalValues = facts.values?.[path] ?? attribute.canonicalValues;
  const subAttributes = attributesOf(attribute.subAttributes, `${path}.`, facts);
  const caseExact = attribute.caseExact || facts.caseExact?.has(path) === true;
  return {
    ...attribute,
    subAttributes,
    caseExact,
    ...(canonicalValues === undefined ? {} : { canonicalValues }),
  };
}
