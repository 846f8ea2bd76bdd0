/** One way in: how technical users show who they are. */
import type { FastifyRequest, onRequestHookHandler } from 'fastify';
import type { TechnicalUser } from '../../config/technical-users.ts';
import type { Runtime } from '../runtime.ts';

export type Way = 'basic' | 'bearer' | 'certificate';

export interface WayIn {
  /** Whether the request shows credentials of this kind, right or wrong. */
  isTried(request: FastifyRequest): boolean;
  /** Lets the technical user in by {@link letIn}, or ends with an error. */
  readonly check: onRequestHookHandler;
  /**
   * For `WWW-Authenticate` (RFC 9110 §11.6.1); `undefined` where this way is closed, or no scheme of HTTP.
   *
   * @param error why somebody who tried this way was not let in; absent: nobody tried it
   */
  challenge(runtime: Runtime, error?: unknown): string | undefined;
}

export function letIn(user: TechnicalUser, way: Way, { scim, trail }: FastifyRequest): void {
  scim.user = user;
  scim.way = way;
  trail.user = user.id;
}

/** Whether the `Authorization` header has this scheme (RFC 9110 §11.4: in any case). */
export function hasScheme({ headers: { authorization } }: FastifyRequest, scheme: string): boolean {
  if (authorization === undefined) return false;
  const start = authorization.trimStart();
  return start.slice(0, scheme.length).toLowerCase() === scheme && !/[^\s]/.test(start.charAt(scheme.length));
}
