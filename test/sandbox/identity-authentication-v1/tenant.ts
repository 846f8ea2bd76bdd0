/** A running stand-in of version 1, and how tests talk to it. */
import { request } from 'undici';
import { afterEach } from 'vitest';
import {
  type IdentityAuthenticationV1,
  type IdentityAuthenticationV1Options,
  startIdentityAuthenticationV1,
} from '../../../src/sandbox/identity-authentication-v1/index.ts';
import type { JsonObject } from '../../../src/scim/json.ts';

/** A fixed moment: Friday, 3 July 2026, 10:00:00 UTC. */
export const NOW = Date.UTC(2026, 6, 3, 10);
export const FIRST_GROUP = '57aadecee4b0c8e9241d1635';
export const CUSTOM_GROUP = 'urn:sap:cloud:scim:schemas:extension:custom:2.0:Group';
export const CUSTOM_USER = 'urn:sap:cloud:scim:schemas:extension:custom:2.0:User';
export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  /** Parsed where it is JSON, else without members. */
  readonly body: JsonObject;
  readonly text: string;
}

export interface Tenant {
  readonly standIn: IdentityAuthenticationV1;
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  list(endpoint: string, parameters?: Record<string, string | number>): Promise<Answer>;
}

const running: IdentityAuthenticationV1[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((standIn) => standIn.close()));
});

/** Paths are below `/service/scim/`. */
export async function startTenant(options: IdentityAuthenticationV1Options = {}): Promise<Tenant> {
  const standIn = await startIdentityAuthenticationV1({ users: 0, groups: 0, now: () => NOW, ...options });
  running.push(standIn);
  const { clientId, clientSecret } = standIn.credentials;
  const call: Tenant['call'] = async (method, path, body, headers = {}) => {
    const response = await request(`${standIn.url}/service/scim/${path}`, {
      method: method as 'GET',
      headers: {
        authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
        ...(body === undefined ? {} : { 'content-type': 'application/scim+json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.body.text();
    const isJson = String(response.headers['content-type']).startsWith('application/scim+json');
    const parsed = isJson ? (JSON.parse(text) as JsonObject) : {};
    return { status: response.statusCode, headers: response.headers, body: parsed, text };
  };
  return {
    standIn,
    call,
    list: (endpoint, parameters = {}) => {
      const query = Object.entries(parameters).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
      return call('GET', `${endpoint}?${query.join('&')}`);
    },
  };
}

export function resources({ body }: Answer): JsonObject[] {
  return body['Resources'] as JsonObject[];
}

export function members(group: JsonObject): JsonObject[] {
  return (group['members'] ?? []) as JsonObject[];
}

export function userBody(name: string, more: JsonObject = {}): JsonObject {
  return {
    userName: name,
    name: { familyName: 'Vale' },
    emails: [{ value: `${name}@example.com` }],
    ...more,
  };
}
