/** `/Users`, `/Users/{id}`, `/Users/.search`, and the same of the other resource types. */
import type { JsonValue } from '../../../scim/json.ts';
import { PATCH_OP_SCHEMA } from '../../../scim/schemas.ts';
import type { StandInAnswer, StandInRequest } from '../../kit/message.ts';
import { Failure } from '../failure.ts';
import { listResources, readListQuery, readSearchRequest, readWanted } from '../read/list.ts';
import { compileProjection } from '../read/projection.ts';
import { headerLocationOf, versionOf, viewOf, withoutSecrets, written } from '../read/view.ts';
import type { ResourceType } from '../schema/resource-types.ts';
import { SEARCH_REQUEST_SCHEMA } from '../schema/urns.ts';
import type { Server } from '../server.ts';
import type { Resource } from '../store/directory.ts';
import { readBody } from '../write/body.ts';
import { createResource, patchResource, replaceResource } from '../write/resources.ts';
import { requireVersion, unchanged } from './preconditions.ts';

interface Call {
  readonly server: Server;
  readonly type: ResourceType;
  readonly request: StandInRequest;
  readonly query: URLSearchParams;
}

/** @param rest of the path behind the endpoint, decoded. @throws {Failure} */
export function answerResources(call: Call, rest: readonly string[]): StandInAnswer {
  const [id, ...deeper] = rest;
  if (deeper.length > 0) throw new Failure(404, 'There is nothing here.');
  if (id === undefined || id === '') return answerCollection(call);
  if (id === '.search' && call.server.switches.current.search) return answerSearch(call);
  return answerResource(call, id);
}

function answerCollection(call: Call): StandInAnswer {
  const { server, type, request, query } = call;
  switch (request.method) {
    case 'GET':
      return json(server, 200, listResources(server, type, readListQuery(query)));
    case 'POST': {
      // What cannot be answered is not done.
      compileProjection(type, readWanted(query));
      const resource = createResource(server, type, readBody(server, request, type.schema.id));
      const { createStatus, createAnswer } = server.switches.current;
      if (createAnswer === 'resource') return withResource(call, createStatus, resource);
      const location = { location: headerLocationOf(server, resource) };
      return { status: createStatus, headers: createAnswer === 'location' ? location : {} };
    }
    default:
      throw notAllowed(request, 'GET, POST');
  }
}

function answerSearch({ server, type, request }: Call): StandInAnswer {
  if (request.method !== 'POST') throw notAllowed(request, 'POST');
  const body = readBody(server, request, SEARCH_REQUEST_SCHEMA);
  return json(server, 200, listResources(server, type, readSearchRequest(body)));
}

function answerResource(call: Call, id: string): StandInAnswer {
  const { server, type, request, query } = call;
  const { patch, replaceAnswer, patchAnswer, deleteStatus } = server.switches.current;
  if (request.method === 'PATCH') requirePatch(patch);
  const resource = server.directory.get(type.name, id);
  if (resource === undefined) throw new Failure(404, `There is no ${type.name} ${id}.`);
  switch (request.method) {
    case 'GET':
      if (unchanged(server, request, resource))
        return { status: 304, headers: versionHeader(server, resource) };
      return withResource(call, 200, resource);
    case 'PUT':
    case 'PATCH': {
      requireVersion(server, request, resource);
      compileProjection(type, readWanted(query));
      if (request.method === 'PUT') {
        replaceResource(server, type, resource, readBody(server, request, type.schema.id));
        return changed(call, replaceAnswer, resource);
      }
      patchResource(server, type, resource, readBody(server, request, PATCH_OP_SCHEMA));
      return changed(call, patchAnswer, resource);
    }
    case 'DELETE':
      requireVersion(server, request, resource);
      server.directory.remove(resource);
      return { status: deleteStatus };
    default:
      throw notAllowed(request, patch === 'full' ? 'GET, PUT, PATCH, DELETE' : 'GET, PUT, DELETE');
  }
}

function requirePatch(patch: Server['switches']['current']['patch']): void {
  switch (patch) {
    case 'full':
      return;
    case 'not-implemented':
      throw new Failure(501, 'PATCH is not implemented.');
    case 'not-allowed':
      throw new Failure(405, 'PATCH is not allowed.', undefined, { allow: 'GET, PUT, DELETE' });
    case 'not-found':
      throw new Failure(404, 'There is nothing here.');
  }
}

function changed(call: Call, answer: 'resource' | 'empty' | 'no-content', resource: Resource): StandInAnswer {
  if (answer === 'resource') return withResource(call, 200, resource);
  return { status: answer === 'empty' ? 200 : 204, headers: versionHeader(call.server, resource) };
}

function withResource({ server, type, query }: Call, status: number, resource: Resource): StandInAnswer {
  const project = compileProjection(type, readWanted(query));
  const shown = project(withoutSecrets(type, viewOf(server, resource)));
  return json(server, status, written(server, shown), {
    location: headerLocationOf(server, resource),
    ...versionHeader(server, resource),
  });
}

function versionHeader(server: Server, resource: Resource): Record<string, string> {
  const version = versionOf(server, resource);
  return version === undefined ? {} : { etag: version };
}

function notAllowed({ method }: StandInRequest, allow: string): Failure {
  return new Failure(405, `${method} is not allowed here.`, undefined, { allow });
}

export function json(
  { switches }: Server,
  status: number,
  body: JsonValue,
  headers: Readonly<Record<string, string>> = {},
): StandInAnswer {
  const type = switches.current.answeredContent === 'scim' ? 'application/scim+json' : 'application/json';
  return { status, headers: { 'content-type': type, ...headers }, body: JSON.stringify(body) };
}
