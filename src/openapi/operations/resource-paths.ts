/** The operations on resources (RFC 7644 §3.3 to §3.6). */
import type { DescribedResourceType } from '../../proxy/description/types.ts';
import type { JsonObject } from '../../scim/json.ts';
import type { Api } from '../api.ts';
import { createExample, filterExample, patchExample, searchExample } from '../examples/requests.ts';
import { parameterReference, schemaReference } from '../schemas/reference.ts';
import { listParameters, precondition, shapeParameters } from './parameters.ts';
import { errors, requestBody, success, writeErrors } from './responses.ts';

export function resourcePaths(api: Api): JsonObject {
  const entries = api.description.resourceTypes.flatMap((type) => {
    const endpoint = `/${encodeURIComponent(type.endpoint)}`;
    return [
      [endpoint, collection(type, api)],
      [`${endpoint}/.search`, search(type, api)],
      [`${endpoint}/{id}`, single(type, api)],
    ] as const;
  });
  return Object.fromEntries(entries.filter(([, item]) => item !== undefined)) as JsonObject;
}

function collection(type: DescribedResourceType, api: Api): JsonObject | undefined {
  const { operations } = type;
  const item: JsonObject = {
    ...(operations.has('list') ? { get: list(type, api) } : {}),
    ...(operations.has('create') ? { post: create(type, api) } : {}),
  };
  return Object.keys(item).length === 0 ? undefined : item;
}

function single(type: DescribedResourceType, api: Api): JsonObject | undefined {
  const { operations } = type;
  const item: JsonObject = {
    ...(operations.has('read') ? { get: read(type, api) } : {}),
    ...(operations.has('replace') ? { put: replace(type, api) } : {}),
    ...(operations.has('patch') ? { patch: patch(type, api) } : {}),
    ...(operations.has('delete') ? { delete: remove(type, api) } : {}),
  };
  return Object.keys(item).length === 0 ? undefined : { parameters: [parameterReference('id')], ...item };
}

function search(type: DescribedResourceType, { names }: Api): JsonObject | undefined {
  if (!type.operations.has('list')) return undefined;
  return {
    post: {
      ...about('search', type, names, `Some of the ${type.endpoint}, asked for in a body`),
      requestBody: requestBody(schemaReference('SearchRequest'), searchExample(type)),
      responses: {
        200: success('A page of the list.', schemaReference(names.list(type.name))),
        ...errors(true, 501),
      },
    },
  };
}

function list(type: DescribedResourceType, { description: { features }, names }: Api): JsonObject {
  const filter = filterExample(type);
  return {
    ...about('list', type, names, `All ${type.endpoint}, or some of them, in pages`),
    ...(filter === undefined ? {} : { description: `A filter that works: \`${filter}\`.` }),
    parameters: listParameters(type, features),
    responses: {
      200: success('A page of the list.', schemaReference(names.list(type.name))),
      ...errors(false, 501),
    },
  };
}

function read(type: DescribedResourceType, { description: { features }, names }: Api): JsonObject {
  const { etag } = features;
  return {
    ...about('read', type, names, `One of the ${type.endpoint}`),
    parameters: [...shapeParameters(type), ...precondition('ifNoneMatch', features)],
    responses: {
      200: entity(type, names, etag, 'The entity.'),
      ...(etag ? { 304: success('The client knows this version.', undefined, ...ofEntity(etag)) } : {}),
      ...errors(false, 414, 501),
    },
  };
}

function create(type: DescribedResourceType, { description: { features }, names }: Api): JsonObject {
  const { etag } = features;
  const created = schemaReference(names.resource(type.name, 'read'));
  return {
    ...about('create', type, names, `Makes one of the ${type.endpoint}`),
    parameters: [...shapeParameters(type), ...ofWrites()],
    requestBody: requestBody(schemaReference(names.resource(type.name, 'write')), createExample(type)),
    responses: {
      200: changed(
        type,
        names,
        etag,
        'What a dry run came to; or the entity that was there already, where creates of this system are skipped.',
      ),
      201: {
        ...success('The new entity.', created, 'Idempotency-Replayed', ...ofEntity(etag)),
        links: linksTo(type, names),
      },
      ...writeErrors(true, 501),
    },
  };
}

function replace(type: DescribedResourceType, { description: { features }, names }: Api): JsonObject {
  return {
    ...about('replace', type, names, `Replaces one of the ${type.endpoint}`),
    parameters: [...shapeParameters(type), ...precondition('ifMatch', features), ...ofWrites()],
    requestBody: requestBody(schemaReference(names.resource(type.name, 'write')), createExample(type)),
    responses: {
      200: changed(type, names, features.etag, 'The entity as it is now, or what a dry run came to.'),
      ...writeErrors(true, 412, 414, 501),
    },
  };
}

function patch(type: DescribedResourceType, { description: { features }, names }: Api): JsonObject {
  return {
    ...about('patch', type, names, `Changes one of the ${type.endpoint}`),
    parameters: [...shapeParameters(type), ...precondition('ifMatch', features), ...ofWrites()],
    requestBody: requestBody(schemaReference('PatchOp'), patchExample(type)),
    responses: {
      200: changed(type, names, features.etag, 'The entity as it is now, or what a dry run came to.'),
      204: success(
        'Done; the entity is not read again.',
        undefined,
        'Idempotency-Replayed',
        ...ofEntity(features.etag),
      ),
      ...writeErrors(true, 412, 414, 501),
    },
  };
}

function remove(type: DescribedResourceType, { description: { features }, names }: Api): JsonObject {
  return {
    ...about('delete', type, names, `Deletes one of the ${type.endpoint}`),
    parameters: [...precondition('ifMatch', features), ...ofWrites()],
    responses: {
      200: success('What a dry run came to.', schemaReference('WriteTrial'), 'Preference-Applied'),
      204: success('It is gone.', undefined, 'Idempotency-Replayed'),
      ...writeErrors(false, 412, 414, 501),
    },
  };
}

function ofWrites(): JsonObject[] {
  return [parameterReference('prefer'), parameterReference('idempotencyKey')];
}

function about(
  operation: string,
  { name, endpoint }: DescribedResourceType,
  names: Api['names'],
  summary: string,
): JsonObject {
  return { operationId: operationId(operation, name, names), tags: [endpoint], summary };
}

/** Made of the name of the schema, as none of those is there twice either. */
function operationId(operation: string, name: string, names: Api['names']): string {
  return `${operation}${names.resource(name, 'read')}`;
}

function entity(
  type: DescribedResourceType,
  names: Api['names'],
  etag: boolean,
  description: string,
): JsonObject {
  return success(description, schemaReference(names.resource(type.name, 'read')), ...ofEntity(etag));
}

/** After a write, which may be a dry run. */
function changed(
  type: DescribedResourceType,
  names: Api['names'],
  etag: boolean,
  description: string,
): JsonObject {
  const either = {
    anyOf: [schemaReference(names.resource(type.name, 'read')), schemaReference('WriteTrial')],
  };
  return success(description, either, 'Preference-Applied', 'Idempotency-Replayed', ...ofEntity(etag));
}

/** Headers of an entity. @param etag whether it has a version */
function ofEntity(etag: boolean): string[] {
  return ['Location', ...(etag ? ['ETag'] : [])];
}

/** What can be done with a new entity. */
function linksTo({ name, operations }: DescribedResourceType, names: Api['names']): JsonObject {
  const possible = (['read', 'replace', 'patch', 'delete'] as const).filter((each) => operations.has(each));
  return Object.fromEntries(
    possible.map((operation) => [
      operation,
      { operationId: operationId(operation, name, names), parameters: { id: '$response.body#/id' } },
    ]),
  );
}
