/** Which resource of which system a request means, and whether its technical user may use it. */
import type { FastifyRequest } from 'fastify';
import type { ProxySystem } from '../../proxy/types.ts';
import { LONGEST_ID } from '../../scim/entity-id.ts';
import { ScimError } from '../../scim/errors.ts';
import { authorize, authorizeUse, EXPLAIN, operationsOf, PROXY_USER } from '../authorization.ts';
import type { RouteFamily } from '../families.ts';
import { externalOrigin } from '../http/origin.ts';
import { decodePart } from '../http/request-target.ts';
import type { ResourceTarget, ScimTarget, SystemTarget } from '../request-state.ts';
import { prefersDryRun } from './preference.ts';
import { parseQuery } from './query.ts';
import { SYSTEM_ENDPOINTS, type SystemEndpoint } from './system-endpoints.ts';

/** Behind an endpoint: POST explains what becomes of an entity there. */
const EXPLAIN_SEGMENT = '.explain';

const COLLECTION_METHODS = ['GET', 'HEAD', 'POST', 'OPTIONS'];
const RESOURCE_METHODS = ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const SEARCH_METHODS = ['POST', 'OPTIONS'];

/** Behind an endpoint: POST of a query (RFC 7644 §3.4.3). */
const SEARCH_SEGMENT = '.search';

/**
 * The order tells a caller nothing about systems that it may not use.
 *
 * @throws ScimError 404 for a doubled slash, whatever is around it; 403 without permission, whether the system exists or
 * not; then 404, 503, 403 where this endpoint or operation is not allowed, 404, 400, 501, 405
 */
export function resolveTarget(request: FastifyRequest, family: RouteFamily): ScimTarget {
  const { lease, segments, user } = request.scim;
  const purpose = purposeOf(request);
  refuseDoubledSlash(segments);
  const { 0: encodedSystem = '', 1: encodedEndpoint, 2: last } = segments;
  const systemId = decodePart(encodedSystem, 'The system id in the URL');
  const slot = lease.runtime.systems.get(systemId);
  // Also for the log line of a 403; an id that no system has can be anything.
  if (slot !== undefined) request.trail.system = systemId;
  const permission = purpose === 'serve' || purpose === 'search' ? PROXY_USER : EXPLAIN;
  authorize(user, { systemId, permission, address: request.trail.address });
  if (slot === undefined)
    throw new ScimError(404, 'There is no system with this id; the start of the log names all there are.');
  if (slot.status !== 'serving')
    throw new ScimError(503, `System ${systemId} is not available: ${slot.reason.replace(/[.?!]+$/, '')}.`);
  const { system, parts } = slot;

  refuseTraversal(request.originalUrl, segments);
  if (segments.length > 3) {
    throw new ScimError(
      404,
      'No such URL: behind the id of a resource nothing may follow; encode a slash in an id as %2F.',
    );
  }
  const endpoint =
    encodedEndpoint === undefined ? undefined : decodePart(encodedEndpoint, 'The endpoint in the URL');
  const resource = endpoint === undefined ? undefined : system.resource(endpoint);
  const common = {
    baseUrl: `${externalOrigin(request.raw, request.originalUrl, lease.runtime.settings)}${family.prefix}/${systemId}`,
    systemId,
    system,
    parts,
    query: parseQuery(request.scim.queryString),
  };
  const ofSystem =
    resource === undefined && endpoint !== undefined ? SYSTEM_ENDPOINTS.get(endpoint) : undefined;
  if (ofSystem !== undefined && endpoint !== undefined && purpose !== 'explain') {
    return systemTarget(request, { ...common, family, endpoint, encodedId: last }, ofSystem);
  }
  if (endpoint !== undefined) {
    // Explanations and searches change nothing, whatever they are about.
    const method = purpose === 'explain' || purpose === 'search' ? 'GET' : request.method;
    authorizeUse(user, { endpoint, operations: operationsOf(method, resource?.createUpdates) });
  }
  if (endpoint === undefined || resource === undefined) throw noSuchEndpoint(system, endpoint);
  const encodedId = purpose === 'explain' || last === SEARCH_SEGMENT ? undefined : last;
  const id = encodedId === undefined ? undefined : decodePart(encodedId, 'The id in the URL');
  if (id !== undefined && id.length > LONGEST_ID) {
    throw new ScimError(414, `The id in the URL is longer than ${LONGEST_ID} characters.`);
  }
  const isSearch = last === SEARCH_SEGMENT;
  const allow = isSearch ? SEARCH_METHODS : id === undefined ? COLLECTION_METHODS : RESOURCE_METHODS;
  const here = isSearch
    ? `${endpoint}/${SEARCH_SEGMENT}`
    : id === undefined
      ? `the endpoint ${endpoint}`
      : `a resource of ${endpoint}`;
  requireMethod(request.method, here, allow);
  return { ...common, scope: 'resource', resource, endpoint, purpose, id, allow };
}

/** Who may use the system may know what it is; what is in it, and what becomes of it, is looked at for each part. */
function systemTarget(
  { method, headers }: FastifyRequest,
  {
    encodedId,
    ...target
  }: Omit<SystemTarget, 'scope' | 'purpose' | 'id' | 'allow'> & {
    readonly encodedId: string | undefined;
  },
  { purpose, methods, hasParts }: SystemEndpoint,
): SystemTarget {
  if (encodedId !== undefined && !hasParts) {
    throw new ScimError(404, `No such URL: behind ${target.endpoint} nothing may follow.`);
  }
  requireMethod(method, target.endpoint, methods);
  if (purpose === 'bulk' && prefersDryRun(method, headers)) throw noDryRun();
  const id = encodedId === undefined ? undefined : decodePart(encodedId, 'The name in the URL');
  return { ...target, scope: 'system', purpose, id, allow: methods };
}

/** @throws ScimError 405 */
function requireMethod(method: string, here: string, allow: readonly string[]): void {
  if (allow.includes(method)) return;
  throw new ScimError(405, `${method} is not possible on ${here}; use ${allow.join(', ')}.`, { allow });
}

function noDryRun(): ScimError {
  return new ScimError(
    400,
    'There is no dry run of Bulk: try its operations one by one with this Prefer header. Nothing was done.',
    { scimType: 'invalidValue' },
  );
}

/** Nothing between two slashes is no name; said as such, since it is hard to see in a URL that a client put together. */
function refuseDoubledSlash(segments: readonly string[]): void {
  const empty = segments.indexOf('');
  if (empty === -1) return;
  const place =
    ['before the system id', 'behind the system id', 'behind the endpoint'][empty] ?? 'behind the id';
  throw new ScimError(
    404,
    `No such URL: its path has a doubled slash (//) ${place}. Take one out; often the base URL that the client is configured with ends with a slash too many.`,
  );
}

/** Whether the operation is to be done, and what the URL says of its resource. @throws ScimError 400 */
function purposeOf({ method, headers, scim, trail }: FastifyRequest): ResourceTarget['purpose'] {
  const { segments } = scim;
  if (method === 'POST' && segments.length === 3 && segments[2] === EXPLAIN_SEGMENT) {
    trail.route = trail.route.replace(/:id$/, EXPLAIN_SEGMENT);
    return 'explain';
  }
  if (segments.at(-1) === SEARCH_SEGMENT && segments.length > 1) {
    if (segments.length === 3) trail.route = trail.route.replace(/:id$/, SEARCH_SEGMENT);
    return 'search';
  }
  return prefersDryRun(method, headers) ? 'dry-run' : 'serve';
}

/** Clients and routers on the way resolve dot segments; which resource would be meant is anybody's guess. */
function refuseTraversal(url: string, segments: readonly string[]): void {
  if (url.includes('#')) {
    throw new ScimError(400, 'The URL contains a fragment; encode # as %23.', { scimType: 'invalidValue' });
  }
  if (segments.some(isDotSegment)) {
    throw new ScimError(400, 'The URL contains the segment . or .., which is not possible as an id.', {
      scimType: 'invalidValue',
    });
  }
}

function isDotSegment(segment: string): boolean {
  return segment.length <= '%2e%2e'.length && /^(?:\.|%2e){1,2}$/i.test(segment);
}

function noSuchEndpoint(system: ProxySystem, endpoint: string | undefined): ScimError {
  if (endpoint === 'Me') return new ScimError(501, 'Me is not implemented by this proxy.');
  const known = system.endpoints.join(', ');
  if (endpoint === undefined)
    return new ScimError(404, `The URL names no endpoint; this system has ${known}.`);
  const meant = system.endpoints.find((name) => name.toLowerCase() === endpoint.toLowerCase());
  if (meant !== undefined) return new ScimError(404, `Endpoint names are case-sensitive; use ${meant}.`);
  return new ScimError(404, `This system has no such endpoint; it has ${known}.`);
}
