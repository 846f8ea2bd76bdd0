/** The OpenAPI 3.1 document of a system (https://spec.openapis.org/oas/v3.1.1), made of its description alone. */
import type { SystemDescription } from '../proxy/description/types.ts';
import type { JsonObject } from '../scim/json.ts';
import { type Api, type ApiAddress, apiOf } from './api.ts';
import { parametersOf } from './operations/parameters.ts';
import { resourcePaths } from './operations/resource-paths.ts';
import { errorResponses, HEADERS } from './operations/responses.ts';
import { systemPaths } from './operations/system-paths.ts';
import { DISCOVERY_SCHEMAS } from './schemas/discovery-schemas.ts';
import {
  BULK_RESPONSE,
  bulkRequest,
  DRY_RUN,
  ERROR,
  PATCH_OP,
  searchRequest,
} from './schemas/message-schemas.ts';
import { listSchema, META, resourceSchemas } from './schemas/resource-schemas.ts';
import { securityRequirements, securitySchemes } from './security.ts';

/** Of the URLs (`/api/v1/`), not of the proxy: clients need not care for that. */
const API_VERSION = '1.0.0';

export function openApiDocument(description: SystemDescription, address: ApiAddress): JsonObject {
  const api = apiOf(description, address);
  return {
    openapi: '3.1.1',
    info: {
      title: description.name,
      version: API_VERSION,
      summary: `SCIM 2.0 API of the system ${description.id}`,
      description:
        'Resources and messages are those of RFC 7643 and RFC 7644. Names of attributes are compared without regard to case; names of query parameters are not. Other methods than those named are 405 with the header Allow.',
    },
    servers: [{ url: address.baseUrl }],
    security: securityRequirements(address),
    tags: [
      ...description.resourceTypes.map(({ endpoint, description: text }) => ({
        name: endpoint,
        ...(text === '' ? {} : { description: text }),
      })),
      { name: 'System', description: 'The system as a whole.' },
    ],
    paths: { ...resourcePaths(api), ...systemPaths(api) },
    components: {
      schemas: schemasOf(api),
      parameters: parametersOf(description.features),
      headers: HEADERS,
      responses: errorResponses(),
      securitySchemes: securitySchemes(address),
    },
  };
}

function schemasOf(api: Api): JsonObject {
  const { resourceTypes, features } = api.description;
  const listed = resourceTypes.filter(({ operations }) => operations.has('list'));
  return {
    ...resourceSchemas(api),
    Meta: META,
    AnyList: listSchema(
      listed.map(({ name }) => api.names.resource(name, 'read')),
      'Resources of all types.',
    ),
    PatchOp: PATCH_OP,
    SearchRequest: searchRequest(features.sort, features.pagination.cursor),
    ...(features.bulk.supported
      ? { BulkRequest: bulkRequest(features.bulk.maxOperations), BulkResponse: BULK_RESPONSE }
      : {}),
    WriteTrial: DRY_RUN,
    Error: ERROR,
    ...DISCOVERY_SCHEMAS,
  };
}
