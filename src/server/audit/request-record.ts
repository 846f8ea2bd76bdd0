/** What the audit log says of a request, out of what its hooks have found out. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { bounded } from '../../audit/print.ts';
import type { AuditedOperation, AuditRecord, Outcome } from '../../audit/record.ts';
import { isJsonObject, type JsonValue } from '../../scim/json.ts';
import type { ScimState } from '../request-state.ts';
import type { EndedOperation } from '../scim/bulk/gate.ts';
import { type AttributeNames, attributesOfEntity, attributesOfPatch } from './attributes.ts';

/** Characters; ids of entities have a bound of their own (scim/entity-id.ts), and so have those of users. */
const LONGEST_ID = 1024;
const LONGEST_NAME = 100;

const OPERATIONS: Readonly<Record<string, AuditedOperation>> = {
  GET: 'read',
  HEAD: 'read',
  POST: 'create',
  PUT: 'replace',
  PATCH: 'patch',
  DELETE: 'delete',
};

/** What came of a request. */
export interface Result {
  readonly outcome: Outcome;
  readonly status: number;
  readonly code: string | undefined;
  /** Where a success says which entity it is about: the `Location`. */
  readonly location?: string | undefined;
}

export function recordOf(
  request: FastifyRequest,
  { outcome, status, code, location }: Result,
  later?: true,
): AuditRecord {
  const { trail, method } = request;
  // Before the hooks of the SCIM routes there is none.
  const scim: ScimState | undefined = request.scim ?? undefined;
  const isKnown = scim?.user !== undefined;
  const operation = operationOf(method, scim);
  const attributes = isKnown ? attributesOf(request.body, operation) : undefined;
  return {
    requestId: trail.requestId,
    bulkOperation: undefined,
    user: trail.user,
    triedUser: trail.triedUser === undefined ? undefined : bounded(trail.triedUser, LONGEST_NAME),
    triedCertificate: trail.triedCertificate?.fingerprint,
    way: scim?.way,
    address: bounded(trail.address, LONGEST_NAME),
    route: trail.route,
    system: trail.system,
    endpoint: isKnown ? endpointOf(scim) : undefined,
    operation,
    mode: modeOf(scim),
    entityId: isKnown ? entityIdOf(scim, request.body, location) : undefined,
    outcome,
    status,
    code,
    later,
    upstreamCalls: scim?.account?.calls,
    milliseconds: Math.round((performance.now() - request.started) * 10) / 10,
    ...printed(attributes),
  };
}

function printed(attributes: AttributeNames | undefined) {
  return {
    attributes: attributes?.names.length ? attributes.names : undefined,
    moreAttributes: attributes?.more || undefined,
  };
}

/** Of one operation of a Bulk request. */
export function recordOfOperation(
  request: FastifyRequest,
  { number, method, endpoint, id, data, account }: EndedOperation,
  result: Result,
  later?: true,
): AuditRecord {
  const operation = OPERATIONS[method ?? ''] ?? 'other';
  const entityId = id ?? decoded(lastSegmentOf(result.location));
  const { endpoints = [] } = request.scim.target?.system ?? {};
  return {
    ...recordOf(request, result, later),
    bulkOperation: number,
    endpoint: endpoint !== undefined && endpoints.includes(endpoint) ? endpoint : undefined,
    operation,
    entityId: entityId === undefined ? undefined : bounded(entityId, LONGEST_ID),
    upstreamCalls: account?.calls,
    ...printed(attributesOf(data, operation)),
  };
}

function operationOf(method: string, scim: ScimState | undefined): AuditedOperation {
  if (scim === undefined) return 'other';
  const known = scim.target?.purpose ?? (method === 'POST' ? purposeIn(scim.segments) : undefined);
  switch (known) {
    case 'explain':
    case 'bulk':
    case 'search':
      return known;
    default:
      return OPERATIONS[method] ?? 'other';
  }
}

/** What a POST is for that was turned away before anybody had resolved its URL. */
function purposeIn([, endpoint, last]: readonly string[]): 'explain' | 'bulk' | 'search' | undefined {
  if (last === '.explain') return 'explain';
  if ((last ?? endpoint) === '.search') return 'search';
  return last === undefined && endpoint === 'Bulk' ? 'bulk' : undefined;
}

function modeOf(scim: ScimState | undefined): AuditRecord['mode'] {
  const purpose = scim?.target?.purpose;
  return purpose === 'dry-run' || purpose === 'explain' ? purpose : undefined;
}

/** One that there is; anything else in its place may be anything. */
function endpointOf({ target, segments, lease }: ScimState): string | undefined {
  if (target !== undefined) return target.endpoint;
  const [systemId = '', endpoint = ''] = segments;
  const slot = lease.runtime.systems.get(systemId);
  return slot?.status === 'serving' && slot.system.endpoints.includes(endpoint) ? endpoint : undefined;
}

function entityIdOf(scim: ScimState, body: unknown, location: string | undefined): string | undefined {
  const { target, segments } = scim;
  if (target?.purpose === 'explain') {
    const id = isJsonObject(body as JsonValue) ? (body as { id?: unknown }).id : undefined;
    return typeof id === 'string' ? bounded(id, LONGEST_ID) : undefined;
  }
  const isNone = segments[2] === '.search' || segments[2] === '.explain';
  const given = isNone ? undefined : segments[2];
  const id = target === undefined ? given : (target.id ?? lastSegmentOf(location));
  const readable = target?.id === undefined ? decoded(id) : id;
  return readable === undefined ? undefined : bounded(readable, LONGEST_ID);
}

function lastSegmentOf(location: string | undefined): string | undefined {
  return location?.slice(location.lastIndexOf('/') + 1);
}

function decoded(segment: string | undefined): string | undefined {
  if (segment === undefined) return undefined;
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function attributesOf(body: unknown, operation: AuditedOperation): AttributeNames | undefined {
  if (typeof body !== 'object' || body === null || !isJsonObject(body as JsonValue)) return undefined;
  switch (operation) {
    case 'create':
    case 'replace':
      return attributesOfEntity(body as never);
    case 'patch':
      return attributesOfPatch(body as never);
    default:
      return undefined;
  }
}

/** What a reply says of a success. */
export function locationOf(reply: FastifyReply): string | undefined {
  const location = reply.getHeader('location');
  return typeof location === 'string' ? location : undefined;
}
