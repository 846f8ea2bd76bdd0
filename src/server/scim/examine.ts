/** Requests that are only tried or explained: the same operations, with what they came to as the answer. */
import type { IncomingHttpHeaders } from 'node:http';
import { dryRun } from '../../explain/dry-run.ts';
import type { ProxyContext, ProxyResponse } from '../../proxy/types.ts';
import type { JsonObject } from '../../scim/json.ts';
import type { ScimTarget } from '../request-state.ts';
import { dispatch } from './dispatch.ts';

/** @throws ScimError for what is wrong with the request for a dry run itself */
export async function tryOut(
  method: string,
  target: ScimTarget,
  body: JsonObject | undefined,
  headers: IncomingHttpHeaders,
  context: ProxyContext,
): Promise<ProxyResponse> {
  const report = await dryRun(target.parts, target.endpoint, context, (resource, observed) =>
    dispatch(method, { ...target, resource }, body, headers, observed),
  );
  return { status: 200, body: report as unknown as JsonObject, warnings: [] };
}
