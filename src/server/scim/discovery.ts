import type { ProxyResponse } from '../../proxy/types.ts';
import { ScimError } from '../../scim/errors.ts';
import type { SystemCall } from './system-call.ts';

export async function serviceProviderConfig({ target }: SystemCall): Promise<ProxyResponse> {
  throw new ScimError(501, `${target.endpoint} is not implemented by this proxy.`);
}

export async function resourceTypes({ target }: SystemCall): Promise<ProxyResponse> {
  throw new ScimError(501, `${target.endpoint} is not implemented by this proxy.`);
}

export async function schemas({ target }: SystemCall): Promise<ProxyResponse> {
  throw new ScimError(501, `${target.endpoint} is not implemented by this proxy.`);
}
