/** A running stand-in tenant for one test file, and how tests talk to it. */
import { request } from 'undici';
import { afterEach } from 'vitest';
import {
  type IdentityAuthentication,
  type IdentityAuthenticationOptions,
  startIdentityAuthentication,
} from '../../../src/sandbox/identity-authentication-v2/index.ts';
import { type Body, CORE_GROUP, CORE_USER, ERROR, PATCH_OP } from './shapes.ts';

/** A fixed moment: Friday, 3 July 2026, 10:00:00 UTC. */
export const NOW = Date.UTC(2026, 6, 3, 10);

export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  /** Parsed where it is JSON, else without members. */
  readonly body: Body;
  readonly text: string;
}

export interface Tenant {
  readonly standIn: IdentityAuthentication;
  /**
   * With SCIM headers and the right credentials, unless `headers` says otherwise (`null`: not at all). An object for
   * `POST` or `PUT` that names no schemas names those that it has; a text is sent as it is.
   */
  call(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string | null>,
  ): Promise<Answer>;
  get(path: string, headers?: Record<string, string | null>): Promise<Answer>;
  list(endpoint: 'Users' | 'Groups', parameters?: Record<string, string | number>): Promise<Answer>;
  patch(path: string, ...operations: object[]): Promise<Answer>;
  control(method: string, name: string, body?: unknown): Promise<Answer>;
  advance(seconds: number): void;
}

const running: IdentityAuthentication[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((standIn) => standIn.close()));
});

export async function startTenant(options: IdentityAuthenticationOptions = {}): Promise<Tenant> {
  const standIn = await startIdentityAuthentication({ users: 0, groups: 0, now: () => NOW, ...options });
  running.push(standIn);
  const call: Tenant['call'] = async (method, path, body, headers = {}) => {
    const all: Record<string, string | null> = {
      authorization: basic(standIn.credentials.clientId, standIn.credentials.clientSecret),
      accept: 'application/scim+json',
      ...(body === undefined ? {} : { 'content-type': 'application/scim+json' }),
      ...headers,
    };
    const sent = Object.fromEntries(
      Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== null),
    );
    const response = await request(standIn.url + path, {
      method: method as 'GET',
      headers: sent,
      ...(body === undefined ? {} : { body: textOf(method, path, body) }),
    });
    const text = await response.body.text();
    return { status: response.statusCode, headers: response.headers, body: parse(text), text };
  };
  return {
    standIn,
    call,
    get: (path, headers) => call('GET', path, undefined, headers),
    list: (endpoint, parameters = {}) => {
      const query = Object.entries(parameters).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
      return call('GET', `/scim/${endpoint}?${query.join('&')}`);
    },
    patch: (path, ...Operations) => call('PATCH', path, { schemas: [PATCH_OP], Operations }),
    control: (method, name, body) => call(method, `/__sandbox/${name}`, body, { authorization: null }),
    advance: (seconds) => standIn.clock.advance(seconds),
  };
}

function textOf(method: string, path: string, body: unknown): string {
  if (typeof body === 'string') return body;
  const core = path.startsWith('/scim/Users') ? CORE_USER : path.startsWith('/scim/Groups') ? CORE_GROUP : '';
  const isEntity = ['POST', 'PUT'].includes(method) && core !== '' && !path.endsWith('/.search');
  return JSON.stringify(isEntity && isObject(body) ? withSchemas(core, body) : body);
}

function isObject(body: unknown): body is Record<string, unknown> {
  return typeof body === 'object' && body !== null && !Array.isArray(body);
}

/** The entity with `schemas`: its own, or those of which it has attributes. */
export function withSchemas(core: string, entity: Record<string, unknown>): Record<string, unknown> {
  return { schemas: [core, ...Object.keys(entity).filter((name) => name.startsWith('urn:'))], ...entity };
}

export function basic(clientId: string, secret: string): string {
  return `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`;
}

function parse(text: string): Body {
  try {
    return JSON.parse(text) as Body;
  } catch {
    return {} as Body;
  }
}

/** A user body with the least that is needed. */
export function userBody(name: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return withSchemas(CORE_USER, { userName: name, emails: [{ value: `${name}@example.com` }], ...more });
}

export async function createUser(
  tenant: Tenant,
  name: string,
  more?: Record<string, unknown>,
): Promise<Body> {
  return expectCreated(await tenant.call('POST', '/scim/Users', userBody(name, more)));
}

export async function createGroup(
  tenant: Tenant,
  displayName: string,
  more?: Record<string, unknown>,
): Promise<Body> {
  return expectCreated(
    await tenant.call('POST', '/scim/Groups', withSchemas(CORE_GROUP, { displayName, ...more })),
  );
}

function expectCreated({ status, body, text }: Answer): Body {
  if (status !== 201) throw new Error(`Not created: ${status} ${text}`);
  return body;
}

/** The element at this position, which has to be there; -1 is the last. */
export function at<T>(list: readonly T[] | undefined, position = 0): T {
  const element = list?.at(position);
  if (element === undefined) throw new Error(`Nothing at ${position}.`);
  return element;
}

/** The body of an error answer. */
export function scimError(status: number, detail: string, scimType?: string): object {
  return {
    schemas: [ERROR],
    status: String(status),
    ...(scimType === undefined ? {} : { scimType }),
    detail,
  };
}
