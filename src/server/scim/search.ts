import type { ProxyContext, ProxyResponse } from '../../proxy/types.ts';
import { ScimError } from '../../scim/errors.ts';
import type { JsonObject } from '../../scim/json.ts';
import type { ResourceTarget } from '../request-state.ts';
import type { SystemCall } from './system-call.ts';

export async function searchAll({ target }: SystemCall): Promise<ProxyResponse> {
  throw new ScimError(501, `${target.endpoint} is not implemented by this proxy.`);
}

/** POST of a SearchRequest to an endpoint (RFC 7644 §3.4.3). */
export async function searchEndpoint(
  _target: ResourceTarget,
  _body: JsonObject | undefined,
  _context: ProxyContext,
): Promise<ProxyResponse> {
  throw new ScimError(501, '.search is not implemented by this proxy.');
}
