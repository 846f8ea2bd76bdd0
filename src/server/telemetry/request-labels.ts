/** What a request was, in few words: for metrics, which may have no more, and for traces in the same ones. */
import type { FastifyRequest } from 'fastify';
import { hasScheme } from '../authentication/way-in.ts';
import { OAUTH_PATHS } from '../oauth/routes.ts';
import type { ScimTarget } from '../request-state.ts';

/** Of an entity, by the method. */
const OF_ENTITY: Readonly<Record<string, string>> = {
  GET: 'get',
  HEAD: 'get',
  PUT: 'replace',
  PATCH: 'patch',
  DELETE: 'delete',
};

/** @returns `other` of what came to no operation: not let in, no such URL */
export function operationOf({ method, trail, scim }: FastifyRequest): string {
  const target = scim?.target;
  if (target !== undefined) return operationOfTarget(method, target);
  return !scim && OAUTH_PATHS.includes(trail.route) ? 'oauth' : 'other';
}

export function operationOfTarget(method: string, { purpose, id }: ScimTarget): string {
  switch (purpose) {
    case 'serve':
      if (id === undefined) return method === 'POST' ? 'create' : 'list';
      return OF_ENTITY[method] ?? 'other';
    case 'describe':
      return 'discovery';
    default:
      return purpose;
  }
}

export interface LogonFailure {
  readonly scheme: 'basic' | 'bearer' | 'certificate' | 'client_credentials' | 'none';
  /** Code of an error, or a word. */
  readonly reason: string;
}

/** Why nobody was let in; `undefined`: somebody was, or nobody had to be. */
export function logonFailureOf(request: FastifyRequest): LogonFailure | undefined {
  const { trail, scim, problem } = request;
  if (trail.user !== undefined) return undefined;
  const { status, triedUser, triedCertificate } = trail;
  if (!scim) {
    // Where tokens are issued.
    if (triedUser === undefined) return undefined;
    return { scheme: 'client_credentials', reason: reasonOf(status, undefined) };
  }
  if (triedCertificate !== undefined) return { scheme: 'certificate', reason: 'refused' };
  if (triedUser === undefined && status !== 401) return undefined;
  const scheme = (['basic', 'bearer'] as const).find((each) => hasScheme(request, each));
  if (scheme === undefined) return { scheme: 'none', reason: 'no_credentials' };
  return { scheme, reason: reasonOf(status, problem?.code) };
}

function reasonOf(status: number | undefined, code: string | undefined): string {
  if (status === 429 || status === 503) return 'too_many_attempts';
  return code === undefined || code.startsWith('SCIM_') ? 'wrong_credentials' : code.toLowerCase();
}
