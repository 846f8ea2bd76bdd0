/** From an HTTP method to an operation of a resource. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Preconditions, ProxyContext, ProxyResponse } from '../../proxy/types.ts';
import type { JsonObject } from '../../scim/json.ts';
import type { ResourceTarget } from '../request-state.ts';
import { emptyBody } from './body.ts';

export function dispatch(
  method: string,
  { resource, id, query }: Pick<ResourceTarget, 'resource' | 'id' | 'query'>,
  body: JsonObject | undefined,
  headers: IncomingHttpHeaders,
  context: ProxyContext,
): Promise<ProxyResponse> {
  if (id === undefined) {
    return method === 'POST'
      ? resource.create(required(body), query, context)
      : resource.list(query, context);
  }
  const preconditions: Preconditions = {
    ifMatch: headers['if-match'],
    ifNoneMatch: headers['if-none-match'],
  };
  switch (method) {
    case 'PUT':
      return resource.replace(id, required(body), query, preconditions, context);
    case 'PATCH':
      return resource.patch(id, required(body), query, preconditions, context);
    case 'DELETE':
      return resource.delete(id, preconditions, context);
    // GET, and HEAD, which is GET without the body (RFC 9110 §9.3.2); other methods got 405 before.
    default:
      return resource.get(id, query, preconditions, context);
  }
}

function required(body: JsonObject | undefined): JsonObject {
  if (body === undefined) throw emptyBody();
  return body;
}
