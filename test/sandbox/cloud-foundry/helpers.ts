/** A stand-in per test, on a clock that moves only when told, and a client for it that knows no shortcuts. */
import { afterEach, expect } from 'vitest';
import {
  type CloudFoundry,
  type CloudFoundryOptions,
  startCloudFoundry,
} from '../../../src/sandbox/cloud-foundry/index.ts';

export const NOW = Date.parse('2026-03-01T12:00:00.000Z');
export const CF_CLIENT = 'Basic Y2Y6';
export const SCHEMA = 'urn:scim:schemas:core:1.0';

const running: CloudFoundry[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((cloudFoundry) => cloudFoundry.close()));
});

/** Jobs are done after `jobPolls` looks and never by time, unless a test says otherwise. */
export async function start(options: CloudFoundryOptions = {}): Promise<CloudFoundry> {
  const cloudFoundry = await startCloudFoundry({
    orgs: 2,
    spaces: 2,
    users: 12,
    now: () => NOW,
    jobSeconds: Number.POSITIVE_INFINITY,
    ...options,
  });
  running.push(cloudFoundry);
  return cloudFoundry;
}

interface Reference {
  readonly data: { readonly guid: string } | null;
}
interface Link {
  readonly href: string;
}
export interface Group {
  readonly value: string;
  readonly display: string;
  readonly type: string;
}

/** Every member that an answer of UAA or Cloud Controller may have; one that is missing fails the test. */
export interface Body {
  readonly [name: string]: unknown;
  readonly access_token: string;
  readonly refresh_token: string;
  readonly scope: string;
  readonly jti: string;
  readonly expires_in: number;
  readonly error: string;
  readonly error_description: string;
  readonly message: string;
  readonly errors: readonly { readonly detail: string; readonly title: string; readonly code: number }[];
  readonly pagination: {
    readonly total_results: number;
    readonly total_pages: number;
    readonly first: Link;
    readonly last: Link;
    readonly next: Link | null;
    readonly previous: Link | null;
  };
  readonly resources: readonly Body[];
  readonly included: {
    readonly users: readonly Body[];
    readonly organizations: readonly Body[];
    readonly spaces: readonly Body[];
  };
  readonly totalResults: number;
  readonly startIndex: number;
  readonly itemsPerPage: number;
  readonly id: string;
  readonly guid: string;
  readonly name: unknown;
  readonly type: string;
  readonly state: string;
  readonly userName: string;
  readonly origin: string | null;
  readonly username: string | null;
  readonly created_at: string;
  readonly emails: readonly { readonly value: string; readonly primary: boolean }[];
  readonly groups: readonly Group[];
  readonly members: readonly { readonly value: string; readonly type: string; readonly origin: string }[];
  readonly meta: { readonly version: number; readonly created: string; readonly lastModified: string };
  readonly links: Readonly<Record<string, Link>>;
  readonly relationships: Readonly<Record<string, Reference>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Parsed whatever the content type says; `undefined` for what is not JSON. */
  readonly json: Body;
}

export async function request(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, init);
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: parse(text) };
}

function parse(text: string): Body {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Tests that expect JSON fail on what they miss.
  }
  return value as Body;
}

export type Send = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Answer>;

/** Sends requests with a bearer token; bodies go as JSON unless they are text. */
export function sender(cloudFoundry: CloudFoundry, token: string): Send {
  return (method, path, body, headers = {}) =>
    request(cloudFoundry.url + path, {
      method,
      headers: {
        authorization: `bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
}

export interface Credentials {
  readonly username: string;
  readonly password: string;
  readonly origin?: string;
}

/** `POST /oauth/token` with the password grant. */
export function login(cloudFoundry: CloudFoundry, credentials: Credentials): Promise<Answer> {
  const { username, password, origin } = credentials;
  const hint = origin === undefined ? '' : `?login_hint=${encodeURIComponent(JSON.stringify({ origin }))}`;
  return postForm(cloudFoundry, `/oauth/token${hint}`, { grant_type: 'password', username, password });
}

export function postForm(
  cloudFoundry: CloudFoundry,
  path: string,
  fields: Record<string, string>,
  headers: Record<string, string> = { authorization: CF_CLIENT },
): Promise<Answer> {
  return request(cloudFoundry.url + path, { method: 'POST', headers, body: new URLSearchParams(fields) });
}

export function provisionerCredentials(cloudFoundry: CloudFoundry): Required<Credentials> {
  const { userName, password } = cloudFoundry.provisioningUser;
  return { username: userName, password, origin: cloudFoundry.origin };
}

export interface Session {
  readonly cf: CloudFoundry;
  readonly send: Send;
  readonly get: (path: string) => Promise<Answer>;
}

/** A stand-in and its provisioning user, logged in. */
export async function startSession(options: CloudFoundryOptions = {}): Promise<Session> {
  const cf = await start(options);
  const send = await loginAs(cf, provisionerCredentials(cf));
  return { cf, send, get: (path) => send('GET', path) };
}

export async function loginAs(cf: CloudFoundry, credentials: Credentials): Promise<Send> {
  const answer = await login(cf, credentials);
  expect(answer.status).toBe(200);
  return sender(cf, answer.json.access_token);
}

export const ADMIN: CloudFoundryOptions = {
  scopes: [
    'openid',
    'cloud_controller.admin',
    'cloud_controller.read',
    'cloud_controller.write',
    'uaa.admin',
  ],
};

/** The body of `POST /v3/roles`. */
export function roleBody(
  type: string,
  user: Record<string, unknown>,
  target: { organization?: string; space?: string },
): Record<string, unknown> {
  const place = Object.entries(target).map(([name, guid]) => [name, { data: { guid } }]);
  return { type, relationships: { user: { data: user }, ...Object.fromEntries(place) } };
}

/** Checks a Cloud Controller error and gives its detail. */
export function expectCcError(answer: Answer, status: number, code: number, title: string): string {
  expect([answer.status, answer.json?.errors?.[0]?.code, answer.json?.errors?.[0]?.title]).toEqual([
    status,
    code,
    title,
  ]);
  expect(answer.json.errors).toHaveLength(1);
  return answer.json.errors[0]?.detail ?? '';
}

export function unprocessableDetail(answer: Answer): string {
  return expectCcError(answer, 422, 10008, 'CF-UnprocessableEntity');
}

export function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('The seed has no such thing.');
  return value;
}

/** Queues a fault through the control endpoint. */
export async function fault(cf: CloudFoundry, body: Record<string, unknown>): Promise<void> {
  const answer = await request(`${cf.url}/__sandbox/faults`, { method: 'POST', body: JSON.stringify(body) });
  expect(answer.status).toBe(200);
}

export function query(parameters: Record<string, string | number>): string {
  const pairs = Object.entries(parameters).map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
  );
  return `?${pairs.join('&')}`;
}
