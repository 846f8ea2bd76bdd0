/** Documents about a system's API: OpenAPI, a collection of requests, and a page to look at. */
import { createHash } from 'node:crypto';
import type { SystemDescription } from '../../proxy/description/types.ts';
import type { ProxyResponse } from '../../proxy/types.ts';
import { parseEntityTag } from '../../scim/entity-tag.ts';
import { ScimError } from '../../scim/errors.ts';
import type { JsonObject } from '../../scim/json.ts';
import { BoundedMap } from '../authentication/bounded-map.ts';
import { apiAddress } from './api-address.ts';
import type { SystemCall } from './system-call.ts';

interface Document {
  readonly text: Buffer;
  readonly version: string;
}

/** URLs of one system that its documents are kept for: a host may have several names, and there are three families. */
const MOST_KEPT = 8;

/** By what they are made of, and so no longer than a configuration. */
const kept = new WeakMap<SystemDescription, BoundedMap<Promise<Document>>>();

export function openApi(call: SystemCall): Promise<ProxyResponse> {
  return answer(call, 'openapi', async () => {
    const { openApiDocument } = await import('../../openapi/document.ts');
    return openApiDocument(call.target.system.description, addressOf(call));
  });
}

export function postman(call: SystemCall): Promise<ProxyResponse> {
  return answer(call, 'postman', async () => {
    const { openApiDocument } = await import('../../openapi/document.ts');
    const { postmanCollection } = await import('../../openapi/postman.ts');
    const address = addressOf(call);
    return postmanCollection(openApiDocument(call.target.system.description, address), address);
  });
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

function addressOf({ target, runtime }: SystemCall) {
  return apiAddress(target.baseUrl, target.family, runtime);
}

async function answer(
  { target, ifNoneMatch }: SystemCall,
  kind: string,
  make: () => Promise<JsonObject>,
): Promise<ProxyResponse> {
  const { text, version } = await documentOf(target.system.description, `${kind} ${target.baseUrl}`, make);
  const isKnown = ifNoneMatch
    ?.split(',')
    .some((tag) => tag.trim() === '*' || parseEntityTag(tag) === version);
  if (isKnown) return { status: 304, version, warnings: [] };
  return { status: 200, text, version, mediaType: 'application/json', warnings: [] };
}

function documentOf(
  description: SystemDescription,
  key: string,
  make: () => Promise<JsonObject>,
): Promise<Document> {
  let documents = kept.get(description);
  if (documents === undefined) {
    documents = new BoundedMap(MOST_KEPT);
    kept.set(description, documents);
  }
  const known = documents.get(key);
  if (known !== undefined) return known;
  const made = make().then((document): Document => {
    const text = Buffer.from(JSON.stringify(document));
    return { text, version: createHash('sha256').update(text).digest('base64url') };
  });
  documents.set(key, made);
  return made;
}
