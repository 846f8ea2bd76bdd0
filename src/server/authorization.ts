/** What technical users may do: permissions, systems, endpoints, operations, and from where. */
import type { Operation } from '../config/technical-user-schema.ts';
import type { TechnicalUser } from '../config/technical-users.ts';
import type { Refusal } from '../explain/explain.ts';
import type { Question } from '../explain/question.ts';
import { ScimError } from '../scim/errors.ts';

/** The role *Access Proxy System API*. */
export const PROXY_USER = 'IPS_PROXY_USER';
/** Explanations and dry runs, which show what is in the backend and how it is asked, whatever clients may see. */
export const EXPLAIN = 'IPSPROXY_EXPLAIN';

export type Permission = typeof PROXY_USER | typeof EXPLAIN;

/** What an administrator changes. */
const WHERE = 'See its permissions, systems and addresses in the configuration.';

/** The system that is asked, and by whom. */
export interface Approach {
  readonly systemId: string;
  readonly permission: Permission;
  /** Where the request comes from. */
  readonly address: string;
}

/** @throws ScimError 401 where nobody is logged on, 403 where it is not allowed, whether the system exists or not */
export function authorize(
  user: TechnicalUser | undefined,
  { systemId, permission, address }: Approach,
): void {
  if (user === undefined) throw new ScimError(401, 'Basic authentication with a technical user is required.');
  const refusal = addressRefusal(user, address) ?? systemRefusal(user, systemId, permission);
  if (refusal !== undefined) throw new ScimError(403, `${refusal} ${WHERE}`);
}

/** What is asked of a system. */
export interface Use {
  readonly endpoint: string;
  /** All of them have to be allowed. */
  readonly operations: readonly Operation[];
}

/** @throws ScimError 403 where it is not allowed, whether the endpoint exists or not */
export function authorizeUse(user: TechnicalUser | undefined, use: Use): void {
  if (user?.endpoints === undefined && user?.operations === undefined) return;
  const refusal = endpointRefusal(user, use) ?? operationRefusal(user, use);
  if (refusal !== undefined) throw new ScimError(403, `${refusal} ${WHERE_USE}`);
}

/** The same as a question. */
export function mayUse(user: TechnicalUser | undefined, use: Use): boolean {
  if (user === undefined) return true;
  return endpointRefusal(user, use) === undefined && operationRefusal(user, use) === undefined;
}

const WHERE_USE = 'See its endpoints and operations in the configuration.';

/** The operations that a method asks for. */
export function operationsOf(method: string, createUpdates = false): readonly Operation[] {
  switch (method) {
    case 'POST':
      return createUpdates ? ['create', 'update'] : ['create'];
    case 'PUT':
    case 'PATCH':
      return ['update'];
    case 'DELETE':
      return ['delete'];
    case 'OPTIONS':
      return [];
    default:
      return ['read'];
  }
}

const METHODS = { create: 'POST', update: 'PUT', patch: 'PATCH', delete: 'DELETE' } as const;

/** The operations that a question is about. */
export function operationsOfQuestion(
  { write }: Pick<Question, 'write'>,
  createUpdates = false,
): readonly Operation[] {
  return operationsOf(write === undefined ? 'GET' : METHODS[write.operation], createUpdates);
}

/**
 * What a technical user gets instead of an answer, whatever there is in the system; `undefined` where it gets answers. Nothing
 * is known here of the address that it would come from.
 *
 * @param user absent: nobody has the id
 * @param use absent: anything
 */
export function refusalOfClient(
  user: TechnicalUser | undefined,
  systemId: string,
  use?: Use,
): Refusal | undefined {
  if (user === undefined) {
    const detail = 'There is no technical user with this id, or it is disabled.';
    return { status: 401, detail, reach: 'system' };
  }
  const whole = systemRefusal(user, systemId, PROXY_USER);
  if (whole !== undefined) return { status: 403, detail: whole, reach: 'system' };
  if (use === undefined) return undefined;
  const ofEndpoint = endpointRefusal(user, use);
  if (ofEndpoint !== undefined) return { status: 403, detail: ofEndpoint, reach: 'endpoint' };
  const ofOperation = operationRefusal(user, use);
  return ofOperation === undefined ? undefined : { status: 403, detail: ofOperation, reach: 'operation' };
}

/** A sentence where this user may not call from there. */
export function addressRefusal({ addresses }: TechnicalUser, address: string): string | undefined {
  if (addresses === undefined || addresses.has(address)) return undefined;
  return 'This technical user may not call from this address, which the log line of this request has.';
}

/** Why this user may not do this with this system, or `undefined`; a sentence. */
function systemRefusal(
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

function endpointRefusal({ endpoints }: TechnicalUser, { endpoint }: Use): string | undefined {
  if (endpoints === undefined || endpoints.has(endpoint)) return undefined;
  return `This technical user may not use this endpoint; it may use ${named(endpoints)}.`;
}

function operationRefusal({ operations: allowed }: TechnicalUser, { operations }: Use): string | undefined {
  if (allowed === undefined) return undefined;
  const missing = operations.find((operation) => !allowed.has(operation));
  if (missing === undefined) return undefined;
  const skipped = missing === 'update' && operations.includes('create') ? CREATE_UPDATES : '';
  return `This technical user may not ${missing} entities${skipped}; it may ${named(allowed)}.`;
}

const CREATE_UPDATES =
  ', and a create here updates the entity that exists (skipOperations of the write transformation)';

function named(names: ReadonlySet<string>): string {
  return names.size === 0 ? 'nothing' : [...names].join(', ');
}
