/** `/ServiceProviderConfig` and `/ResourceTypes` (RFC 7644 §4). */
import type { JsonObject } from '../../../scim/json.ts';
import { notFound } from '../failure.ts';
import type { Kind } from '../schema/registry.ts';
import { LIST_RESPONSE, RESOURCE_TYPE, SCHEMA, SERVICE_PROVIDER_CONFIG } from '../schema/urns.ts';
import type { Directory } from '../store/directory.ts';
import type { Route } from './route.ts';

export const MOST_BULK_OPERATIONS = 100;
export const LARGEST_BULK = 1_048_576;

/** Shape and paging block are the library's; the other values are not public. */
export const serviceProviderConfigRoute: Route = {
  GET: {
    run: () => ({
      status: 200,
      body: {
        schemas: [SERVICE_PROVIDER_CONFIG],
        patch: { supported: true },
        bulk: { supported: true, maxOperations: MOST_BULK_OPERATIONS, maxPayloadSize: LARGEST_BULK },
        filter: { supported: true, maxResults: 100 },
        changePassword: { supported: false },
        sort: { supported: false },
        etag: { supported: true },
        paging: {
          supported: true,
          defaultStartIndex: 1,
          defaultCount: 100,
          startIdPagingParam: 'initial',
          nextIdPagingParam: 'end',
        },
        authenticationSchemes: [
          {
            type: 'httpbasic',
            name: 'HTTP Basic',
            description: 'Client id and secret of a system administrator',
          },
        ],
      },
    }),
  },
};

/** @param rest path segments after the endpoint */
export function resourceTypeRoute(directory: Directory, [name, more]: readonly string[]): Route | undefined {
  if (more !== undefined) return undefined;
  return {
    GET: {
      run: () => {
        const types = [
          resourceType(directory, 'User', 'User Account'),
          resourceType(directory, 'Group', 'Group'),
          { ...common(directory, 'Schema'), description: 'Schema', endpoint: '/Schemas', schema: SCHEMA },
        ];
        if (name === undefined) {
          const body = {
            schemas: [LIST_RESPONSE],
            totalResults: types.length,
            itemsPerPage: 100,
            startIndex: 1,
          };
          return { status: 200, body: { ...body, Resources: types } };
        }
        const type = types.find(({ id }) => id === name);
        if (type === undefined) throw notFound('ResourceType', name);
        return { status: 200, body: type };
      },
    },
  };
}

function resourceType(directory: Directory, kind: Kind, description: string): JsonObject {
  return {
    ...common(directory, kind),
    description,
    endpoint: `/${kind}s`,
    schema: directory.schemas.core(kind).id,
    schemaExtensions: directory.schemas.extensions(kind).map(({ id }) => ({ schema: id, required: false })),
  };
}

function common({ base }: Directory, name: string): { id: string; name: string } & JsonObject {
  return {
    id: name,
    name,
    schemas: [RESOURCE_TYPE],
    meta: { resourceType: 'ResourceType', location: `${base}/ResourceTypes/${name}` },
  };
}
