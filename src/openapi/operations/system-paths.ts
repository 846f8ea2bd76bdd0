/** The operations on a system as a whole: discovery (RFC 7644 §4), search (§3.4.3) and Bulk (§3.7). */
import type { JsonObject } from '../../scim/json.ts';
import type { Api } from '../api.ts';
import { bulkExample, searchExample } from '../examples/requests.ts';
import { parameterReference, schemaReference } from '../schemas/reference.ts';
import { errors, requestBody, success, writeErrors } from './responses.ts';

export function systemPaths({ description: { resourceTypes, features, schemas } }: Api): JsonObject {
  const typeNames = resourceTypes.map(({ name }) => name);
  const urns = schemas.map(({ id }) => id);
  const listed = resourceTypes.some(({ operations }) => operations.has('list'));
  const bulk = features.bulk.supported ? bulkExample(resourceTypes) : undefined;
  return {
    '/ServiceProviderConfig': {
      get: discovery('readServiceProviderConfig', 'What the system can do', 'ServiceProviderConfig'),
    },
    '/ResourceTypes': { get: discovery('listResourceTypes', 'Its types of resources', 'ResourceTypeList') },
    '/ResourceTypes/{name}': {
      parameters: [named('name', typeNames)],
      get: discovery('readResourceType', 'One of its types of resources', 'ResourceType'),
    },
    '/Schemas': { get: discovery('listSchemas', 'The schemas of its resources', 'SchemaList') },
    '/Schemas/{urn}': {
      parameters: [named('urn', urns)],
      get: discovery('readSchema', 'One of these schemas', 'ScimSchema'),
    },
    ...(listed
      ? {
          '/.search': {
            post: {
              operationId: 'searchAll',
              tags: ['System'],
              summary: 'Resources of all types, asked for in a body',
              requestBody: requestBody(schemaReference('SearchRequest'), searchExample()),
              responses: {
                200: success('A page of the list.', schemaReference('AnyList')),
                ...errors(true, 501),
              },
            },
          },
        }
      : {}),
    ...(bulk === undefined
      ? {}
      : {
          '/Bulk': {
            post: {
              operationId: 'bulk',
              tags: ['System'],
              summary: 'Many operations in one request',
              parameters: [parameterReference('idempotencyKey')],
              requestBody: requestBody(schemaReference('BulkRequest'), bulk),
              responses: {
                200: success('What became of each.', schemaReference('BulkResponse'), 'Idempotency-Replayed'),
                ...writeErrors(true, 501),
              },
            },
          },
        }),
  };
}

function discovery(operationId: string, summary: string, schema: string): JsonObject {
  return {
    operationId,
    tags: ['System'],
    summary,
    parameters: [
      {
        name: 'If-None-Match',
        in: 'header',
        description: 'The version that is known.',
        schema: { type: 'string' },
      },
    ],
    responses: {
      200: success('The document.', schemaReference(schema), 'ETag'),
      304: success('The client knows this version.', undefined, 'ETag'),
      ...errors(false),
    },
  };
}

function named(name: string, values: readonly string[]): JsonObject {
  return {
    name,
    in: 'path',
    required: true,
    schema: { type: 'string', ...(values.length === 0 ? {} : { enum: [...values] }) },
  };
}
