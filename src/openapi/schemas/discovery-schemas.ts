/** The resources of discovery (RFC 7643 §5 to §7). */
import type { JsonObject } from '../../scim/json.ts';
import { schemaReference } from './reference.ts';
import { listSchema } from './resource-schemas.ts';

const TEXT: JsonObject = { type: 'string' };
const FLAG: JsonObject = { type: 'boolean' };
const NUMBER: JsonObject = { type: 'integer', minimum: 0 };
const URNS: JsonObject = { type: 'array', items: TEXT };
const SUPPORTED = feature({});

function object(properties: JsonObject, required: readonly string[]): JsonObject {
  return { type: 'object', properties, required: [...required] };
}

function feature(more: JsonObject): JsonObject {
  return object({ supported: FLAG, ...more }, ['supported']);
}

export const DISCOVERY_SCHEMAS: JsonObject = {
  ServiceProviderConfig: object(
    {
      schemas: URNS,
      documentationUri: TEXT,
      patch: SUPPORTED,
      bulk: feature({ maxOperations: NUMBER, maxPayloadSize: NUMBER }),
      filter: feature({ maxResults: NUMBER }),
      changePassword: SUPPORTED,
      sort: SUPPORTED,
      etag: SUPPORTED,
      pagination: object(
        {
          cursor: FLAG,
          index: FLAG,
          defaultPaginationMethod: TEXT,
          defaultPageSize: NUMBER,
          maxPageSize: NUMBER,
          cursorTimeout: NUMBER,
        },
        ['cursor', 'index'],
      ),
      authenticationSchemes: {
        type: 'array',
        items: object({ type: TEXT, name: TEXT, description: TEXT, specUri: TEXT, primary: FLAG }, [
          'type',
          'name',
          'description',
        ]),
      },
      meta: schemaReference('Meta'),
    },
    ['schemas', 'patch', 'bulk', 'filter', 'changePassword', 'sort', 'etag', 'authenticationSchemes'],
  ),
  ResourceType: object(
    {
      schemas: URNS,
      id: TEXT,
      name: TEXT,
      description: TEXT,
      endpoint: TEXT,
      schema: TEXT,
      schemaExtensions: {
        type: 'array',
        items: object({ schema: TEXT, required: FLAG }, ['schema', 'required']),
      },
      meta: schemaReference('Meta'),
    },
    ['schemas', 'name', 'endpoint', 'schema'],
  ),
  ResourceTypeList: listSchema(['ResourceType'], 'All resource types.'),
  // Under the name of the RFC, OpenAPI Generator takes it for an annotation of Java, and what it makes does not compile.
  ScimSchema: object(
    {
      schemas: URNS,
      id: TEXT,
      name: TEXT,
      description: TEXT,
      attributes: { type: 'array', items: schemaReference('SchemaAttribute') },
      meta: schemaReference('Meta'),
    },
    ['id', 'attributes'],
  ),
  SchemaAttribute: object(
    {
      name: TEXT,
      type: {
        type: 'string',
        enum: ['string', 'boolean', 'decimal', 'integer', 'dateTime', 'reference', 'binary', 'complex'],
      },
      multiValued: FLAG,
      description: TEXT,
      required: FLAG,
      canonicalValues: URNS,
      caseExact: FLAG,
      mutability: { type: 'string', enum: ['readOnly', 'readWrite', 'immutable', 'writeOnly'] },
      returned: { type: 'string', enum: ['always', 'never', 'default', 'request'] },
      uniqueness: { type: 'string', enum: ['none', 'server', 'global'] },
      referenceTypes: URNS,
      subAttributes: { type: 'array', items: schemaReference('SchemaAttribute') },
    },
    ['name', 'type', 'multiValued'],
  ),
  SchemaList: listSchema(['ScimSchema'], 'All schemas.'),
};
