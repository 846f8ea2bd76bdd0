/** What requests can have beside their bodies. */

import type { DescribedResourceType } from '../../proxy/description/types.ts';
import type { DescribedFeatures } from '../../scim/discovery/service-provider-config.ts';
import { LONGEST_ID } from '../../scim/entity-id.ts';
import type { JsonObject } from '../../scim/json.ts';
import { parameterReference } from '../schemas/reference.ts';

export function parametersOf({ pagination, sort, etag }: DescribedFeatures): JsonObject {
  return {
    id: {
      name: 'id',
      in: 'path',
      required: true,
      description: 'Of the resource, as an answer has it, percent-encoded.',
      schema: { type: 'string', minLength: 1, maxLength: LONGEST_ID },
    },
    filter: query(
      'filter',
      'RFC 7644 section 3.4.2.2; what this system cannot do is refused as invalidFilter.',
      {
        type: 'string',
      },
    ),
    // Without a default: Swagger UI and generated clients send defaults, and a cursor beside it would be refused.
    startIndex: query(
      'startIndex',
      'Number of the first entity of the page, from 1 on; left out, it is the first of all.',
      { type: 'integer' },
    ),
    count: query('count', `Entities on a page, at most ${pagination.maxPageSize}; 0 asks for the total.`, {
      type: 'integer',
      default: pagination.defaultPageSize,
    }),
    attributes: query(
      'attributes',
      'Names of the attributes that are wanted, with commas between; not with excludedAttributes.',
      {
        type: 'string',
      },
    ),
    excludedAttributes: query(
      'excludedAttributes',
      'Names of the attributes that are left out, with commas between.',
      {
        type: 'string',
      },
    ),
    membersType: query('membersType', 'Only members of this kind.', {
      type: 'string',
      enum: ['user', 'group'],
    }),
    // Without an example: Bruno would take it for what is meant, and nothing that was sent would be done.
    prefer: header(
      'Prefer',
      'handling=dry-run: the write is tried only, and the answer says what it would do. Needs the permission IPSPROXY_EXPLAIN.',
      {
        type: 'string',
      },
    ),
    // Without an example, likewise: everybody would send the same key.
    idempotencyKey: header(
      'Idempotency-Key',
      'A new text for each request, in double quotes: a request that is repeated with it is answered as the first one, and done once.',
      { type: 'string', minLength: 1 },
    ),
    ...(sort
      ? {
          sortBy: query('sortBy', 'Attribute that the list is sorted by.', { type: 'string' }),
          sortOrder: query('sortOrder', 'Direction of sortBy.', {
            type: 'string',
            enum: ['ascending', 'descending'],
            default: 'ascending',
          }),
        }
      : {}),
    ...(pagination.cursor
      ? {
          cursor: query(
            'cursor',
            'RFC 9865: nextCursor of the page before, or empty for the first page; not with startIndex.',
            {
              type: 'string',
            },
          ),
        }
      : {}),
    ...(etag
      ? {
          ifMatch: header('If-Match', 'The version that is meant, as ETag has it; another one is 412.', {
            type: 'string',
          }),
          ifNoneMatch: header(
            'If-None-Match',
            'The version that is known, as ETag has it; the same one is 304.',
            {
              type: 'string',
            },
          ),
        }
      : {}),
  };
}

function query(name: string, description: string, schema: JsonObject): JsonObject {
  return { name, in: 'query', description, schema };
}

function header(name: string, description: string, schema: JsonObject): JsonObject {
  return { name, in: 'header', description, schema };
}

/** Which part of an entity is wanted. */
export function shapeParameters({ entityType }: Pick<DescribedResourceType, 'entityType'>): JsonObject[] {
  const names = ['attributes', 'excludedAttributes', ...(entityType === 'group' ? ['membersType'] : [])];
  return names.map(parameterReference);
}

export function listParameters(type: DescribedResourceType, features: DescribedFeatures): JsonObject[] {
  const names = [
    'filter',
    'startIndex',
    'count',
    ...(features.sort ? ['sortBy', 'sortOrder'] : []),
    ...(features.pagination.cursor ? ['cursor'] : []),
  ];
  return [...names.map(parameterReference), ...shapeParameters(type)];
}

/** @param name of the header in the components; nothing where entities have no versions */
export function precondition(name: 'ifMatch' | 'ifNoneMatch', { etag }: DescribedFeatures): JsonObject[] {
  return etag ? [parameterReference(name)] : [];
}
