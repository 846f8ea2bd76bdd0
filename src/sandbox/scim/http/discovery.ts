/** What the server says of itself (RFC 7644 §4): as it is, the opposite, or nothing. */
import type { JsonObject } from '../../../scim/json.ts';
import { LIST_RESPONSE_SCHEMA } from '../../../scim/schemas.ts';
import type { Attribute, Schema } from '../../kit/attribute.ts';
import { Failure } from '../failure.ts';
import { RESOURCE_TYPES, type ResourceType } from '../schema/resource-types.ts';
import type { Server } from '../server.ts';

const CONFIGURATION = 'urn:ietf:params:scim:schemas:core:2.0:';

/**
 * @param path below the base, decoded
 * @returns `undefined` for what is no discovery
 * @throws {Failure} 403 for filters, 404 for what is not there
 */
export function discovered(
  server: Server,
  [name, id, ...rest]: readonly string[],
  query: URLSearchParams,
): JsonObject | undefined {
  const { discovery } = server.switches.current;
  if (!['ServiceProviderConfig', 'ResourceTypes', 'Schemas'].includes(name ?? '')) return undefined;
  if (discovery === 'none' || rest.length > 0) throw new Failure(404, 'There is nothing here.');
  if (query.has('filter')) throw new Failure(403, 'This list is not filtered.');
  switch (name) {
    case 'ServiceProviderConfig':
      return serviceProviderConfig(server, discovery === 'right');
    case 'ResourceTypes':
      return oneOrAll(
        RESOURCE_TYPES.map((type) => resourceTypeDocument(server, type)),
        'name',
        id,
      );
    default:
      return oneOrAll(
        schemas().map((schema) => schemaDocument(server, schema)),
        'id',
        id,
      );
  }
}

function schemas(): Schema[] {
  return RESOURCE_TYPES.flatMap(({ schema, extensions }) => [schema, ...extensions]);
}

function oneOrAll(documents: readonly JsonObject[], key: string, id: string | undefined): JsonObject {
  if (id !== undefined) {
    const found = documents.find((document) => document[key] === id);
    if (found === undefined) throw new Failure(404, `There is no ${id}.`);
    return found;
  }
  return {
    schemas: [LIST_RESPONSE_SCHEMA],
    totalResults: documents.length,
    itemsPerPage: documents.length,
    startIndex: 1,
    Resources: [...documents],
  };
}

function serviceProviderConfig({ switches, base }: Server, honest: boolean): JsonObject {
  const { patch, filters, pageLimit, versions, authentication, sort } = switches.current;
  const supported = (is: boolean): boolean => is === honest;
  const schemes = {
    none: [],
    basic: [{ type: 'httpbasic', name: 'HTTP Basic', description: 'User and password' }],
    bearer: [
      { type: 'oauthbearertoken', name: 'OAuth Bearer Token', description: 'A token of /oauth/token' },
    ],
  };
  return {
    schemas: [`${CONFIGURATION}ServiceProviderConfig`],
    patch: { supported: supported(patch === 'full') },
    bulk: { supported: supported(false), maxOperations: 0, maxPayloadSize: 0 },
    filter: { supported: supported(filters === 'full'), maxResults: honest ? pageLimit : 100_000 },
    changePassword: { supported: supported(false) },
    sort: { supported: supported(sort !== 'none') },
    etag: { supported: supported(versions !== 'none') },
    authenticationSchemes: schemes[authentication],
    meta: { resourceType: 'ServiceProviderConfig', location: `${base}/ServiceProviderConfig` },
  };
}

function resourceTypeDocument({ base }: Server, type: ResourceType): JsonObject {
  return {
    schemas: [`${CONFIGURATION}ResourceType`],
    id: type.name,
    name: type.name,
    endpoint: `/${type.endpoint}`,
    description: type.description,
    schema: type.schema.id,
    schemaExtensions: type.extensions.map(({ id }) => ({ schema: id, required: false })),
    meta: { resourceType: 'ResourceType', location: `${base}/ResourceTypes/${type.name}` },
  };
}

function schemaDocument({ base }: Server, { id, name, attributes }: Schema): JsonObject {
  return {
    schemas: [`${CONFIGURATION}Schema`],
    id,
    name,
    attributes: attributes.map(attributeDocument),
    meta: { resourceType: 'Schema', location: `${base}/Schemas/${id}` },
  };
}

function attributeDocument({
  subAttributes,
  canonicalValues,
  referenceTypes,
  ...rest
}: Attribute): JsonObject {
  return {
    ...rest,
    ...(subAttributes.length === 0 ? {} : { subAttributes: subAttributes.map(attributeDocument) }),
    ...(canonicalValues === undefined ? {} : { canonicalValues: [...canonicalValues] }),
    ...(referenceTypes === undefined ? {} : { referenceTypes: [...referenceTypes] }),
  };
}
