/** `/Bulk` (RFC 7644 §3.7): up to a hundred writes, each on its own, none referring to another. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../../scim/json.ts';
import { compact, listAt, member, stringAt } from '../../identity-authentication/json-access.ts';
import { Failure, invalidValue } from '../failure.ts';
import { locationOf } from '../read/meta.ts';
import type { Kind } from '../schema/registry.ts';
import { BULK_REQUEST, BULK_RESPONSE } from '../schema/urns.ts';
import type { Directory } from '../store/directory.ts';
import {
  createResource,
  deleteResource,
  patchResource,
  replaceResource,
  requireDocument,
  requireObject,
} from '../write/resources.ts';
import { LARGEST_BULK, MOST_BULK_OPERATIONS } from './discovery-routes.ts';
import { versionOf, WRITERS } from './resource-routes.ts';
import type { Route } from './route.ts';

const METHODS = ['POST', 'PUT', 'PATCH', 'DELETE'];
const STATUS: Readonly<Record<string, number>> = { POST: 201, PUT: 200, PATCH: 204, DELETE: 204 };

export function bulkRoute(directory: Directory): Route {
  return {
    POST: {
      roles: ['Manage Users', 'Manage Groups'],
      takesBody: true,
      run: ({ body, bodySize }) => {
        const operations = readOperations(requireObject(body), bodySize);
        return {
          status: 200,
          body: {
            schemas: [BULK_RESPONSE],
            Operations: operations.map((operation) => perform(directory, operation)),
          },
        };
      },
    },
  };
}

function readOperations(body: JsonObject, size: number): JsonObject[] {
  if (size > LARGEST_BULK) {
    throw new Failure(413, 'tooMany', `The bulk request is larger than ${LARGEST_BULK} bytes.`);
  }
  const schemas = member(body, 'schemas');
  if (!Array.isArray(schemas) || !schemas.includes(BULK_REQUEST)) {
    throw invalidValue(`The schema ${BULK_REQUEST} is required!`);
  }
  const operations = listAt(body, 'Operations');
  if (operations.length > MOST_BULK_OPERATIONS) {
    throw new Failure(413, 'tooMany', 'Bulk operations count exceeded the maximum value supported.');
  }
  const seen = new Set<string>();
  for (const operation of operations) {
    const bulkId = stringAt(operation, 'bulkId');
    if (bulkId === undefined) continue;
    if (seen.has(bulkId)) throw invalidOperation(bulkId, 'BulkId should be unique within a bulk request!');
    seen.add(bulkId);
  }
  return operations;
}

function perform(directory: Directory, operation: JsonObject): JsonObject {
  const method = stringAt(operation, 'method')?.toUpperCase() ?? '';
  const bulkId = stringAt(operation, 'bulkId');
  const done = (status: number, more: Record<string, JsonValue | undefined>): JsonObject =>
    compact({ method, bulkId, status: String(status), ...more });
  try {
    const { kind, id } = readTarget(directory, method, bulkId, stringAt(operation, 'path') ?? '');
    const written = write(directory, method, kind, id, member(operation, 'data'), bulkId);
    return done(STATUS[method] ?? 200, {
      location: locationOf(directory, kind, written),
      version: method === 'DELETE' ? undefined : versionOf(requireDocument(directory, kind, written)),
    });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const [first] = [error.body()].flat();
    return done(error.status, { response: first });
  }
}

function readTarget(
  directory: Directory,
  method: string,
  bulkId: string | undefined,
  path: string,
): { kind: Kind; id: string } {
  if (!METHODS.includes(method)) {
    throw invalidOperation(bulkId, `Invalid method name!, Valid methods: [${METHODS.join(', ')}]`);
  }
  if (method === 'POST' && bulkId === undefined) {
    throw invalidOperation(bulkId, 'bulkId is required for method: POST');
  }
  const [, endpoint, id = ''] = /^\/(Users|Groups)(?:\/([^/]+))?$/.exec(path) ?? [];
  if (endpoint === undefined) {
    throw invalidOperation(
      bulkId,
      `Invalid path endpoint for operation with bulkId: ${bulkId}. Path should start with either Users or Groups endpoint.`,
    );
  }
  if (method !== 'POST' && id === '') {
    throw invalidOperation(bulkId, 'Path should point to resource id for PUT and POST methods');
  }
  const kind: Kind = endpoint === 'Users' ? 'User' : 'Group';
  if (!WRITERS[kind].some((role) => directory.settings.roles.includes(role))) {
    throw new Failure(403, undefined, 'Forbidden');
  }
  return { kind, id };
}

/** @returns the id */
function write(
  directory: Directory,
  method: string,
  kind: Kind,
  id: string,
  data: JsonValue | undefined,
  bulkId: string | undefined,
): string {
  if (method === 'DELETE') {
    deleteResource(directory, kind, id);
    return id;
  }
  if (!isJsonObject(data))
    throw invalidOperation(bulkId, 'The attribute data is required for POST, PUT or PATCH!');
  if (method === 'POST') return createResource(directory, kind, data);
  if (method === 'PUT') replaceResource(directory, kind, id, data);
  else patchResource(directory, kind, id, data);
  return id;
}

function invalidOperation(bulkId: string | undefined, reason: string): Failure {
  return invalidValue(`Invalid operation with bulkId: ${bulkId}. Reason: ${reason}`);
}
