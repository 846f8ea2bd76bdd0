/** The schemas of resources: as they are shown, as they are sent, and lists of them. */
import type { DescribedResourceType } from '../../proxy/description/types.ts';
import type { DescribedSchema } from '../../scim/discovery/schema-document.ts';
import type { JsonObject } from '../../scim/json.ts';
import { LIST_RESPONSE_SCHEMA } from '../../scim/schemas.ts';
import type { Api } from '../api.ts';
import { ANY_OBJECT } from './any-object.ts';
import { isPresent, objectParts } from './attribute-schema.ts';
import type { Side } from './names.ts';
import { schemaReference } from './reference.ts';

const SIDES: readonly Side[] = ['read', 'write'];

export function resourceSchemas({ description, names }: Api): JsonObject {
  const schemas: JsonObject = {};
  for (const type of description.resourceTypes) {
    for (const side of SIDES) {
      schemas[names.resource(type.name, side)] = resourceSchema(type, side, names);
      for (const { schema } of type.extensions) {
        schemas[names.extension(schema.id, side)] = extensionSchema(schema, side);
      }
    }
    schemas[names.list(type.name)] = listSchema(
      [names.resource(type.name, 'read')],
      `Some of the ${type.endpoint}.`,
    );
  }
  return schemas;
}

function resourceSchema(
  { name, description, schema, extensions }: DescribedResourceType,
  side: Side,
  names: Api['names'],
): JsonObject {
  const { properties, required = [] } = objectParts(schema.attributes, side);
  const there = extensions.filter((extension) =>
    extension.schema.attributes.some((attribute) => isPresent(attribute, side)),
  );
  const urns = [schema.id, ...there.map((extension) => extension.schema.id)];
  return {
    type: 'object',
    description: description || name,
    properties: {
      schemas: {
        type: 'array',
        items: { type: 'string' },
        description: 'URNs of the schemas whose attributes are in the body.',
        examples: [urns],
      },
      ...(side === 'read' ? { id: ID } : {}),
      ...properties,
      ...Object.fromEntries(
        there.map((extension) => [
          extension.schema.id,
          schemaReference(names.extension(extension.schema.id, side)),
        ]),
      ),
      ...(side === 'read' ? { meta: schemaReference('Meta') } : {}),
    },
    required:
      side === 'read'
        ? ['id']
        : [
            ...required,
            ...there.filter((extension) => extension.required).map((extension) => extension.schema.id),
          ],
  };
}

/** RFC 7643 §3.1. */
const ID: JsonObject = {
  type: 'string',
  readOnly: true,
  description: 'Given by the system; opaque, and percent-encoded in URLs.',
};

function extensionSchema({ id, description, attributes }: DescribedSchema, side: Side): JsonObject {
  return { type: 'object', description: description || id, ...objectParts(attributes, side) };
}

/** RFC 7644 §3.4.2. @param names of the schemas of what can be in it */
export function listSchema(names: readonly string[], description: string): JsonObject {
  const [first, ...others] = names.map(schemaReference);
  return {
    type: 'object',
    description,
    properties: {
      schemas: { type: 'array', items: { type: 'string', const: LIST_RESPONSE_SCHEMA } },
      totalResults: {
        type: 'integer',
        minimum: 0,
        description:
          'How many there are; see the paging loop of the documentation. Absent where nobody knows it and a cursor leads on (RFC 9865 section 2).',
      },
      startIndex: { type: 'integer', minimum: 1 },
      itemsPerPage: {
        type: 'integer',
        minimum: 0,
        description: 'How many were read for this page; a condition of the system may hide some of them.',
      },
      nextCursor: { type: 'string' },
      previousCursor: { type: 'string' },
      Resources: {
        type: 'array',
        items: first === undefined || others.length > 0 ? ANY_OBJECT : first,
      },
    },
    required: ['schemas', 'Resources'],
  };
}

/** RFC 7643 §3.1. */
export const META: JsonObject = {
  type: 'object',
  readOnly: true,
  properties: {
    resourceType: { type: 'string' },
    location: { type: 'string', format: 'uri-reference' },
    version: { type: 'string', description: 'The same as the header ETag.' },
    created: { type: 'string', format: 'date-time' },
    lastModified: { type: 'string', format: 'date-time' },
  },
};
