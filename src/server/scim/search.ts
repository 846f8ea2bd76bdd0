/** POST of a SearchRequest (RFC 7644 §3.4.3). */
import { ignoredParameters, readSearchRequest } from '../../proxy/search/search-request.ts';
import type { ProxyContext, ProxyResponse, RawQuery } from '../../proxy/types.ts';
import type { JsonObject } from '../../scim/json.ts';
import { authorizeUse, mayUse, operationsOf } from '../authorization.ts';
import type { ResourceTarget } from '../request-state.ts';
import { emptyBody } from './body.ts';
import type { SystemCall } from './system-call.ts';

/** Over all types of resources that the technical user may read. @throws ScimError 403 where it may read none */
export async function searchAll({ target, body, user, context }: SystemCall): Promise<ProxyResponse> {
  const { system, query } = target;
  const operations = operationsOf('GET');
  const endpoints = system.endpoints.filter((endpoint) => mayUse(user, { endpoint, operations }));
  const [first = ''] = system.endpoints;
  if (endpoints.length === 0) authorizeUse(user, { endpoint: first, operations });
  return await search(body, query, (asked) => system.search(asked, new Set(endpoints), context));
}

export async function searchEndpoint(
  { resource, query }: ResourceTarget,
  body: JsonObject | undefined,
  context: ProxyContext,
): Promise<ProxyResponse> {
  return await search(body, query, (asked) => resource.list(asked, context));
}

async function search(
  body: JsonObject | undefined,
  parameters: RawQuery,
  find: (query: RawQuery) => Promise<ProxyResponse>,
): Promise<ProxyResponse> {
  if (body === undefined) throw emptyBody();
  const { query, warnings } = readSearchRequest(body);
  const response = await find(query);
  return { ...response, warnings: [...ignoredParameters(parameters), ...warnings, ...response.warnings] };
}
