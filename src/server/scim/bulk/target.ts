/** Which resource an operation of a Bulk request is about, and whether the technical user may do that with it. */
import type { TechnicalUser } from '../../../config/technical-users.ts';
import type { ProxyResource, ProxySystem } from '../../../proxy/types.ts';
import { bulkIdOf } from '../../../scim/bulk/references.ts';
import type { BulkMethod } from '../../../scim/bulk/request.ts';
import { ScimError } from '../../../scim/errors.ts';
import { authorizeUse, operationsOf } from '../../authorization.ts';
import { decodePart } from '../../http/request-target.ts';
import { decodeId, isDotSegment, noSuchEndpoint, requireMethod } from '../resource-url.ts';

export interface OperationTarget {
  readonly resource: ProxyResource;
  readonly endpoint: string;
  /** Decoded; absent for the endpoint as a whole, and where `bulkId` is there. */
  readonly id: string | undefined;
  /** In place of an id: the resource that the operation with this bulkId creates. */
  readonly bulkId: string | undefined;
}

export interface TargetedSystem {
  readonly system: ProxySystem;
  /** With which absolute URLs in paths have to begin. */
  readonly baseUrl: string;
  readonly user: TechnicalUser | undefined;
}

const ON_ENDPOINT: readonly BulkMethod[] = ['POST'];
const ON_RESOURCE: readonly BulkMethod[] = ['PUT', 'PATCH', 'DELETE'];

/** What a path says, whether there is something or not. */
export interface Place {
  readonly endpoint: string;
  /** Absent: the endpoint as a whole. */
  readonly id: string | undefined;
}

/** @throws ScimError 400, 414 */
export function placeOf(path: string, { baseUrl }: Pick<TargetedSystem, 'baseUrl'>): Place {
  const [endpoint = '', id] = segmentsOf(path, baseUrl);
  return {
    endpoint: decodePart(endpoint, 'The endpoint in the path'),
    id: id === undefined ? undefined : decodeId(id, 'The id in the path'),
  };
}

/** @throws ScimError 403 whether the endpoint exists or not, 404, 400, 405 */
export function targetOf(
  { endpoint, id }: Place,
  method: BulkMethod,
  { system, user }: Omit<TargetedSystem, 'baseUrl'>,
): OperationTarget {
  const resource = system.resource(endpoint);
  authorizeUse(user, { endpoint, operations: operationsOf(method, resource?.createUpdates) });
  if (resource === undefined) throw noSuchEndpoint(system, endpoint);
  if (id === '.search' || id === '.explain') throw invalidPath(`${id} is not possible in a Bulk request.`);
  const here = id === undefined ? `the endpoint ${endpoint}` : `a resource of ${endpoint}`;
  requireMethod(method, here, id === undefined ? ON_ENDPOINT : ON_RESOURCE);
  const bulkId = id === undefined ? undefined : bulkIdOf(id);
  return { resource, endpoint, id: bulkId === undefined ? id : undefined, bulkId };
}

/** Still percent-encoded. */
function segmentsOf(path: string, baseUrl: string): string[] {
  const inside = path.startsWith(`${baseUrl}/`) ? path.slice(baseUrl.length) : path;
  if (/^[a-z][a-z\d+.-]*:\/\//i.test(inside)) {
    throw invalidPath(
      `The path is a URL that does not begin with ${baseUrl}/; send what follows that, such as /Users.`,
    );
  }
  if (/[?#]/.test(inside)) {
    throw invalidPath(
      'The path has a query or a fragment; encode ? as %3F and # as %23 where they are part of an id.',
    );
  }
  const segments = inside.replace(/^\//, '').replace(/\/$/, '').split('/');
  if (segments.some(isDotSegment))
    throw invalidPath('The path contains the segment . or .., which is no id.');
  if (segments.includes('')) {
    throw invalidPath('The path has an empty segment; it has to look like /Users or /Users/<id>.');
  }
  if (segments.length > 2) {
    throw invalidPath('Behind the id in the path nothing may follow; encode a slash in an id as %2F.');
  }
  return segments;
}

function invalidPath(detail: string): ScimError {
  return new ScimError(400, detail, { scimType: 'invalidPath' });
}
