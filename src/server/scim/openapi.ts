/** Documents about a system's API: OpenAPI, a collection of requests, and a page to look at. Loaded when somebody asks. */
import type { ApiAddress } from '../../openapi/api.ts';
import type { ProxyResponse } from '../../proxy/types.ts';
import { ScimError } from '../../scim/errors.ts';
import { openWays } from '../authentication/ways-in.ts';
import { TOKEN_PATH } from '../oauth/token-path.ts';
import { keptDocument } from './kept-documents.ts';
import type { SystemCall } from './system-call.ts';

const MEDIA_TYPE = 'application/json';

export async function openApi(call: SystemCall): Promise<ProxyResponse> {
  const { openApiDocument } = await import('../../openapi/document.ts');
  const { description } = call.target.system;
  const kept = keptDocument(call, call.target.endpoint, () => openApiDocument(description, addressOf(call)));
  return { ...kept, mediaType: MEDIA_TYPE };
}

export async function postman(call: SystemCall): Promise<ProxyResponse> {
  const { postmanCollection } = await import('../../openapi/postman.ts');
  const { description } = call.target.system;
  const kept = keptDocument(call, call.target.endpoint, () =>
    postmanCollection(description, addressOf(call)),
  );
  return { ...kept, mediaType: MEDIA_TYPE };
}

function addressOf({ target: { baseUrl, family }, runtime }: SystemCall): ApiAddress {
  const origin = baseUrl.slice(0, baseUrl.lastIndexOf(`${family.prefix}/`));
  return {
    baseUrl,
    waysIn: openWays(family, runtime),
    tokenUrl: runtime.oauth?.own === undefined ? undefined : `${origin}${TOKEN_PATH}`,
  };
}

/** @throws ScimError 404 where `server.apiPage` is not true, and for what is not part of the page */
export async function apiPage({ target, runtime }: SystemCall): Promise<ProxyResponse> {
  if (!runtime.settings.apiPage) {
    throw new ScimError(
      404,
      'There is no page of the API: the configuration does not have server.apiPage. The document itself is openapi.json.',
    );
  }
  const { page, pagePart, PAGE_PARTS } = await import('../../openapi/page.ts');
  const { baseUrl, id, system } = target;
  const part = id === undefined ? page(baseUrl, system.description.name) : await pagePart(id);
  if (part === undefined) {
    throw new ScimError(404, `No such URL: the page of the API has ${PAGE_PARTS.join(', ')}.`);
  }
  return { status: 200, text: part.bytes, mediaType: part.mediaType, warnings: [] };
}
