/** GET on an endpoint: paging by index or cursor, filters, totals (proxy API, sections 2 to 4). */
import { listResponse } from '../scim/list-response.ts';
import type { FoundPage } from './backend-page.ts';
import { openWalk, type WalkedList } from './cursor/walk.ts';
import type { ProxiedEntity } from './entity.ts';
import { findPage } from './find-page.ts';
import { type ListRequest, readListRequest } from './list-request.ts';
import { single } from './query.ts';
import type { ProxyContext, ProxyResponse, RawQuery } from './types.ts';

export async function listEntities(
  entity: ProxiedEntity,
  query: RawQuery,
  context: ProxyContext,
): Promise<ProxyResponse> {
  const cursor = single(query, 'cursor');
  const walk = cursor === undefined ? undefined : await openWalk(walkedList(entity), query, cursor);
  const request = readListRequest(entity, query, walk);
  return answer(request, await findPage(entity, request, context));
}

function walkedList({ systemId, read, connector, cursors }: ProxiedEntity): WalkedList {
  const isNative = connector.capabilities.cursors === true;
  return { systemId, endpoint: read.scimEntityEndpoint, cursors, isNative };
}

export function answer({ page, walk }: Pick<ListRequest, 'page' | 'walk'>, found: FoundPage): ProxyResponse {
  const { read, total, resources, text, warnings } = found;
  if (text !== undefined) return { status: 200, text, warnings };
  const body = listResponse({
    totalResults: total,
    startIndex: walk === undefined ? page.startIndex : undefined,
    itemsPerPage: read,
    resources,
    ...(found.links ?? walk?.links(found, undefined)),
  });
  return { status: 200, body, warnings };
}
