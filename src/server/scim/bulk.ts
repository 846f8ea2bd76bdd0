import type { ProxyResponse } from '../../proxy/types.ts';
import { ScimError } from '../../scim/errors.ts';
import type { SystemCall } from './system-call.ts';

export async function bulk({ target }: SystemCall): Promise<ProxyResponse> {
  throw new ScimError(501, `${target.endpoint} is not implemented by this proxy.`);
}
