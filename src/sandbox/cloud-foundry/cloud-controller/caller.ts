/** Who calls Cloud Controller. */
import type { StandInRequest } from '../../kit/message.ts';
import type { Landscape } from '../landscape.ts';
import { invalidAuthToken, notAuthenticated, notAuthorized } from './errors.ts';

export interface Caller {
  /** GUID of the user. */
  readonly guid: string;
  readonly isAdmin: boolean;
  /** Administrators and auditors of the whole platform see everything. */
  readonly readsAll: boolean;
  readonly mayRead: boolean;
  readonly mayWrite: boolean;
}

/**
 * The caller behind a bearer token; `undefined` without a token.
 *
 * @throws CcError 401 for a token that is not valid (any more)
 */
export function identifyCaller({ tokens, clock }: Landscape, request: StandInRequest): Caller | undefined {
  const header = request.headers.authorization;
  if (header === undefined) return undefined;
  // Cloud Controller verifies tokens by itself: what is no JSON web token means nothing to it.
  const value = /^bearer +(\S+\.\S+\.\S+)$/i.exec(header)?.[1];
  if (value === undefined) throw invalidAuthToken();
  const check = tokens.check(value, clock.now());
  if (check.state !== 'valid') throw invalidAuthToken();
  const { user, client, scopes } = check.token;
  const isAdmin = scopes.includes('cloud_controller.admin');
  const readsAll =
    isAdmin ||
    scopes.includes('cloud_controller.admin_read_only') ||
    scopes.includes('cloud_controller.global_auditor');
  return {
    // A client has no roles: nothing is assigned to its id.
    guid: user?.userId ?? client,
    isAdmin,
    readsAll,
    mayRead: readsAll || scopes.includes('cloud_controller.read'),
    mayWrite: isAdmin || scopes.includes('cloud_controller.write'),
  };
}

/** @throws CcError 401 without a token, 403 where its scopes do not cover the method */
export function requireCaller(caller: Caller | undefined, method: string): Caller {
  if (caller === undefined) throw notAuthenticated();
  if (method === 'GET' ? !caller.mayRead : !caller.mayWrite) throw notAuthorized();
  return caller;
}
