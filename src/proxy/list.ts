/** GET on an endpoint: paging, filters, totals (proxy API, sections 2 to 4). */
import { listResponse } from '../scim/list-response.ts';
import type { FoundPage } from './backend-page.ts';
import type { ProxiedEntity } from './entity.ts';
import { findPage } from './find-page.ts';
import { readListRequest } from './list-request.ts';
import type { Page } from './paging.ts';
import type { ProxyContext, ProxyResponse, RawQuery } from './types.ts';

export async function listEntities(
  entity: ProxiedEntity,
  query: RawQuery,
  context: ProxyContext,
): Promise<ProxyResponse> {
  const request = readListRequest(entity, query);
  return answer(request.page, await findPage(entity, request, context));
}

export function answer(
  { startIndex }: Page,
  { read, total, resources, text, warnings }: FoundPage,
): ProxyResponse {
  if (text !== undefined) return { status: 200, text, warnings };
  const body = listResponse({ totalResults: total, startIndex, itemsPerPage: read, resources });
  return { status: 200, body, warnings };
}
