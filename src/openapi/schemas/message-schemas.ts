/** The messages of RFC 7644. */
import { ERROR_SCHEMA, type ScimType } from '../../scim/errors.ts';
import type { JsonObject } from '../../scim/json.ts';
import {
  BULK_REQUEST_SCHEMA,
  BULK_RESPONSE_SCHEMA,
  PATCH_OP_SCHEMA,
  SEARCH_REQUEST_SCHEMA,
} from '../../scim/schemas.ts';
import { ANY_OBJECT } from './any-object.ts';

/** A record, so that none of the type can be forgotten. */
const SCIM_TYPES: Readonly<Record<ScimType, true>> = {
  invalidFilter: true,
  tooMany: true,
  uniqueness: true,
  mutability: true,
  invalidSyntax: true,
  invalidPath: true,
  noTarget: true,
  invalidValue: true,
  invalidVers: true,
  sensitive: true,
  invalidCursor: true,
  expiredCursor: true,
  invalidCount: true,
};

/** RFC 7644 §3.12, RFC 9865 §2.1. */
export const ERROR: JsonObject = {
  type: 'object',
  description: 'What went wrong, for the administrator.',
  properties: {
    schemas: { type: 'array', items: { type: 'string' }, contains: { const: ERROR_SCHEMA } },
    status: { type: 'string', pattern: '^[1-5][0-9]{2}$', description: 'The status of the answer.' },
    scimType: { type: 'string', enum: Object.keys(SCIM_TYPES) },
    detail: { type: 'string' },
  },
  required: ['schemas', 'status', 'detail'],
};

/** RFC 7644 §3.5.2. */
export const PATCH_OP: JsonObject = {
  type: 'object',
  properties: {
    schemas: messageSchemas(PATCH_OP_SCHEMA),
    Operations: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        properties: {
          op: { type: 'string', enum: ['add', 'remove', 'replace'] },
          path: {
            type: 'string',
            description: 'Absent: the attributes are in the value.',
            examples: ['displayName'],
          },
          value: { description: 'What is added or replaced.' },
        },
        required: ['op'],
      },
    },
  },
  required: ['schemas', 'Operations'],
};

/** RFC 7644 §3.4.3. */
export function searchRequest(isSorted: boolean, hasCursors: boolean): JsonObject {
  return {
    type: 'object',
    properties: {
      schemas: messageSchemas(SEARCH_REQUEST_SCHEMA),
      filter: { type: 'string' },
      startIndex: { type: 'integer' },
      count: { type: 'integer' },
      attributes: { type: 'array', items: { type: 'string' } },
      excludedAttributes: { type: 'array', items: { type: 'string' } },
      ...(isSorted
        ? { sortBy: { type: 'string' }, sortOrder: { type: 'string', enum: ['ascending', 'descending'] } }
        : {}),
      ...(hasCursors ? { cursor: { type: 'string' } } : {}),
    },
    required: ['schemas'],
  };
}

/** RFC 7644 §3.7. */
export function bulkRequest(maxOperations: number): JsonObject {
  return {
    type: 'object',
    properties: {
      schemas: messageSchemas(BULK_REQUEST_SCHEMA),
      failOnErrors: { type: 'integer', minimum: 1, description: 'So many errors end it.' },
      Operations: {
        type: 'array',
        maxItems: maxOperations,
        items: {
          type: 'object',
          properties: {
            method: { type: 'string', enum: ['POST', 'PUT', 'PATCH', 'DELETE'] },
            path: { type: 'string', examples: ['/Users'] },
            bulkId: {
              type: 'string',
              description: 'Of a POST; other operations mean what it makes by bulkId:….',
            },
            version: { type: 'string' },
            data: ANY_OBJECT,
          },
          required: ['method', 'path'],
        },
      },
    },
    required: ['schemas', 'Operations'],
  };
}

export const BULK_RESPONSE: JsonObject = {
  type: 'object',
  properties: {
    schemas: messageSchemas(BULK_RESPONSE_SCHEMA),
    Operations: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          method: { type: 'string', description: 'As it was sent; absent where none was.' },
          bulkId: { type: 'string' },
          version: { type: 'string' },
          location: { type: 'string', format: 'uri-reference' },
          status: { type: 'string', pattern: '^[1-5][0-9]{2}$' },
          response: { ...ANY_OBJECT, description: 'What it was answered with, where it failed.' },
        },
        required: ['status'],
      },
    },
  },
  required: ['schemas', 'Operations'],
};

/**
 * Of this proxy: docs/explain.md. Its name in documents, `WriteTrial`, comes behind those of users and groups: of the two that a write
 * may be answered with, what OpenAPI Generator makes for Java takes the first by name that can be read, which `DryRun` always was.
 */
export const DRY_RUN: JsonObject = {
  type: 'object',
  description: 'What the write would do (Prefer: handling=dry-run).',
  properties: {
    summary: { type: 'string' },
    requests: { type: 'array', items: ANY_OBJECT },
    response: ANY_OBJECT,
  },
  required: ['summary', 'requests'],
};

function messageSchemas(urn: string): JsonObject {
  return { type: 'array', items: { type: 'string', const: urn }, minItems: 1 };
}
