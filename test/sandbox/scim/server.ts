/** A running stand-in of a SCIM server, and how tests talk to it. */
import { request } from 'undici';
import { afterEach } from 'vitest';
import { type ScimOptions, type ScimStandIn, startScim } from '../../../src/sandbox/scim/index.ts';
import type { JsonObject } from '../../../src/scim/json.ts';

/** A fixed moment: Friday, 3 July 2026, 10:00:00 UTC. */
export const NOW = Date.UTC(2026, 6, 3, 10);
export const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
export const DEPARTMENT = 'urn:acme:params:scim:schemas:2.0:Department';
export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  /** Parsed where it is JSON, else without members. */
  readonly body: JsonObject;
  readonly text: string;
}

export interface Server {
  readonly standIn: ScimStandIn;
  /** Paths are below `/scim/v2/`. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  list(endpoint: string, parameters?: Record<string, string | number>): Promise<Answer>;
  patch(path: string, ...operations: JsonObject[]): Promise<Answer>;
  /** The id of a user made with this name. */
  user(userName: string, more?: JsonObject): Promise<string>;
  /** The id of a group made with these members. */
  group(displayName: string, ...members: string[]): Promise<string>;
}

const running: ScimStandIn[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((standIn) => standIn.close()));
});

export async function startServer(options: ScimOptions = {}): Promise<Server> {
  const standIn = await startScim({ users: 0, groups: 0, departments: 0, now: () => NOW, ...options });
  running.push(standIn);
  const { user, password } = standIn.credentials;
  const call: Server['call'] = async (method, path, body, headers = {}) => {
    const response = await request(`${standIn.base}/${path}`, {
      method: method as 'GET',
      headers: {
        authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
        ...(body === undefined ? {} : { 'content-type': 'application/scim+json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.body.text();
    const isJson = String(response.headers['content-type']).includes('json') && text !== '';
    return {
      status: response.statusCode,
      headers: response.headers,
      body: isJson ? (JSON.parse(text) as JsonObject) : {},
      text,
    };
  };
  const create = async (endpoint: string, body: JsonObject): Promise<string> => {
    const { status, body: created, text } = await call('POST', endpoint, body);
    if (status !== 201) throw new Error(text);
    return String(created['id']);
  };
  return {
    standIn,
    call,
    list: (endpoint, parameters = {}) => {
      const query = Object.entries(parameters).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
      return call('GET', `${endpoint}?${query.join('&')}`);
    },
    patch: (path, ...operations) => call('PATCH', path, { schemas: [PATCH_OP], Operations: operations }),
    user: (userName, more = {}) => create('Users', userBody(userName, more)),
    group: (displayName, ...members) =>
      create('Groups', { schemas: [GROUP], displayName, members: members.map((value) => ({ value })) }),
  };
}

export function userBody(userName: string, more: JsonObject = {}): JsonObject {
  return { schemas: [USER], userName, ...more };
}

export function resources({ body }: Answer): JsonObject[] {
  return body['Resources'] as JsonObject[];
}

/** Status and `scimType` of an error. */
export function refusal({ status, body }: Answer): unknown[] {
  return [status, body['scimType']];
}

/** Sets switches as somebody does who only has the address. */
export async function control({ standIn }: Server, method: string, switches?: unknown): Promise<Answer> {
  const response = await request(`${standIn.url}/__sandbox/switches`, {
    method: method as 'GET',
    ...(switches === undefined ? {} : { body: JSON.stringify(switches) }),
  });
  const text = await response.body.text();
  return {
    status: response.statusCode,
    headers: response.headers,
    body: JSON.parse(text) as JsonObject,
    text,
  };
}
