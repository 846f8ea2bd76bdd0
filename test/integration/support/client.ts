/** A SCIM client as an identity management system would be one, over real HTTP. */
import { request } from 'undici';
import type { JsonObject } from '../../../src/scim/json.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: JsonObject;
  readonly text: string;
}

export interface Call {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** `false`: without credentials. */
  readonly credentials?: string | false;
}

export interface Client {
  readonly url: string;
  get(path: string, call?: Call): Promise<Answer>;
  post(path: string, body: unknown, call?: Call): Promise<Answer>;
  put(path: string, body: unknown, call?: Call): Promise<Answer>;
  patch(path: string, operations: readonly object[], call?: Call): Promise<Answer>;
  delete(path: string, call?: Call): Promise<Answer>;
  send(method: string, path: string, call?: Call): Promise<Answer>;
}

export const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** @param url of a system, without trailing slash; paths begin with one */
export function scimClient(url: string, credentials = 'demo-client:demo-secret'): Client {
  const send = async (method: string, path: string, call: Call = {}): Promise<Answer> => {
    const authorization =
      call.credentials === false
        ? undefined
        : `Basic ${Buffer.from(call.credentials ?? credentials).toString('base64')}`;
    const response = await request(`${url}${path}`, {
      method: method as 'GET',
      headers: {
        ...(authorization === undefined ? {} : { authorization }),
        ...(call.body === undefined ? {} : { 'content-type': 'application/scim+json' }),
        ...call.headers,
      },
      body:
        call.body === undefined
          ? null
          : typeof call.body === 'string'
            ? call.body
            : JSON.stringify(call.body),
    });
    const text = await response.body.text();
    return {
      status: response.statusCode,
      headers: response.headers,
      body: text === '' ? {} : (JSON.parse(text) as JsonObject),
      text,
    };
  };
  return {
    url,
    send,
    get: (path, call) => send('GET', path, call),
    post: (path, body, call) => send('POST', path, { ...call, body }),
    put: (path, body, call) => send('PUT', path, { ...call, body }),
    patch: (path, operations, call) =>
      send('PATCH', path, { ...call, body: { schemas: [PATCH_OP], Operations: operations } }),
    delete: (path, call) => send('DELETE', path, call),
  };
}

/** Requests of one loop; a loop that needs more does not end. */
const MOST_REQUESTS = 5_000;

/** The loop that the proxy's API documents, and nothing else that would end it: every entity once, whatever the totals mean. */
export async function initialLoad(
  client: Client,
  endpoint: string,
  count: number,
): Promise<{ resources: JsonObject[]; requests: number; warnings: string[] }> {
  const resources: JsonObject[] = [];
  const warnings: string[] = [];
  for (let startIndex = 1, requests = 1; requests <= MOST_REQUESTS; requests += 1) {
    const { status, body, text, headers } = await client.get(
      `/${endpoint}?startIndex=${startIndex}&count=${count}`,
    );
    if (status !== 200) throw new Error(`${status} ${text}`);
    resources.push(...(body['Resources'] as JsonObject[]));
    warnings.push(...[headers['x-ipsproxy-warning'] ?? []].flat());
    startIndex += body['itemsPerPage'] as number;
    if (startIndex > (body['totalResults'] as number)) return { resources, requests, warnings };
  }
  throw new Error('the loop does not end');
}
