/** What technical users may do: permissions, and systems. */
import type { TechnicalUser } from '../config/technical-users.ts';
import { ScimError } from '../scim/errors.ts';

/** The role *Access Proxy System API*. */
export const PROXY_USER = 'IPS_PROXY_USER';
/** Explanations and dry runs, which show what is in the backend and how it is asked, whatever clients may see. */
export const EXPLAIN = 'IPSPROXY_EXPLAIN';

export type Permission = typeof PROXY_USER | typeof EXPLAIN;

/** @throws ScimError 401 where nobody is logged on, 403 where it is not allowed, whether the system exists or not */
export function authorize(user: TechnicalUser | undefined, systemId: string, permission: Permission): void {
  if (user === undefined) throw new ScimError(401, 'Basic authentication with a technical user is required.');
  const refusal = refusalFor(user, systemId, permission);
  if (refusal !== undefined) throw new ScimError(403, refusal);
}

/** Why this user may not do this with this system, or `undefined`; a sentence. */
export function refusalFor(
  { permissions, systems }: Pick<TechnicalUser, 'permissions' | 'systems'>,
  systemId: string,
  permission: Permission,
): string | undefined {
  if (!permissions.has(permission)) {
    const purpose = permission === EXPLAIN ? ', which explanations and dry runs need. Nothing was done' : '';
    return `This technical user does not have the permission ${permission}${purpose}.`;
  }
  if (systems !== undefined && !systems.has(systemId)) return 'This technical user may not use this system.';
  return undefined;
}
