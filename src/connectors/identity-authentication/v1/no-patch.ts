/** Version 1 has no PATCH: the proxy reads, applies and replaces. */
import { ScimError } from '../../../scim/errors.ts';
import type { Capabilities, WriteResult } from '../../connector.ts';

export const CAPABILITIES: Capabilities = { totals: true, patch: 'none', versions: false };

export async function noPatch(): Promise<WriteResult> {
  throw new ScimError(501, 'Identity Authentication version 1 has no PATCH.');
}
