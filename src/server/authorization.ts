/** What technical users may do: permissions, and systems. */
import type { TechnicalUser } from '../config/technical-users.ts';
import type { Refusal } from '../explain/explain.ts';
import { ScimError } from '../scim/errors.ts';

/** The role *Access Proxy System API*. */
export const PROXY_USER = 'IPS_PROXY_USER';
/** Explanations and dry runs, which show what is in the backend and how it is asked, whatever clients may see. */
export const EXPLAIN = 'IPSPROXY_EXPLAIN';

export type Permission = typeof PROXY_USER | typeof EXPLAIN;

/** What an administrator changes. */
const WHERE = 'See its permissions and systems in the configuration.';

/** @throws ScimError 401 where nobody is logged on, 403 where it is not allowed, whether the system exists or not */
export function authorize(user: TechnicalUser | undefined, systemId: string, permission: Permission): void {
  if (user === undefined) throw new ScimError(401, 'Basic authentication with a technical user is required.');
  const refusal = refusalFor(user, systemId, permission);
  if (refusal !== undefined) throw new ScimError(403, `${refusal} ${WHERE}`);
}

/**
 * What a technical user gets from a system, whatever it asks; `undefined` where it gets answers.
 *
 * @param user absent: nobody has the id
 */
export function refusalOfClient(user: TechnicalUser | undefined, systemId: string): Refusal | undefined {
  if (user === undefined) {
    return { status: 401, detail: 'There is no technical user with this id, or it is disabled.' };
  }
  const detail = refusalFor(user, systemId, PROXY_USER);
  return detail === undefined ? undefined : { status: 403, detail };
}

/** Why this user may not do this with this system, or `undefined`; a sentence. */
function refusalFor(
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
