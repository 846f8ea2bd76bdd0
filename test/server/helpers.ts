/** A proxy on a free port, with systems that record what reaches them. */
import { connect } from 'node:net';
import { Writable } from 'node:stream';
import { type Logger, pino } from 'pino';
import { Agent, type Dispatcher } from 'undici';
import { expect, onTestFinished } from 'vitest';
import { AddressRanges } from '../../src/config/address-ranges.ts';
import type { SystemLimits, UserLimits } from '../../src/config/limits-schema.ts';
import type { ServerSettings } from '../../src/config/schema.ts';
import { hashSecret } from '../../src/config/secret-hash.ts';
import type { Operation } from '../../src/config/technical-user-schema.ts';
import type { TechnicalUser } from '../../src/config/technical-users.ts';
import { ClientCertificates } from '../../src/connectors/http/way/client-certificates.ts';
import { newCounters } from '../../src/proxy/counters.ts';
import { describeSystem } from '../../src/proxy/description/describe.ts';
import type { BulkSettings } from '../../src/proxy/settings.ts';
import type {
  ProxyContext,
  ProxyResource,
  ProxyResponse,
  ProxySystem,
  ProxySystemParts,
  RawQuery,
} from '../../src/proxy/types.ts';
import type { JsonObject } from '../../src/scim/json.ts';
import type { Auditing } from '../../src/server/audit/auditing.ts';
import { Authenticator } from '../../src/server/authentication/authenticator.ts';
import { AuthenticationGuards } from '../../src/server/authentication/guards.ts';
import { Limits } from '../../src/server/limits/limits.ts';
import type { Overload } from '../../src/server/overload/overload.ts';
import { type Runtime, RuntimeHolder, type SystemSlot } from '../../src/server/runtime.ts';
import { type Service, startService } from '../../src/server/service.ts';
import { MemoryState } from '../../src/state/memory-state.ts';
import type { State } from '../../src/state/state.ts';
import { parseLogLine } from './log-line.ts';

export const CHEAP = { ln: 14, r: 8, p: 1 };
export const SYSTEM = '11111111-1111-4111-8111-000000000001';
export const API = '/ipsproxy/api/v1/scim';
export const AUTHORIZATION = basic('client', 'secret');
export const ERROR_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:Error';

export const SETTINGS: ServerSettings = {
  host: '127.0.0.1',
  port: 0,
  trustForwardedHeaders: false,
  bodyLimit: 100_000,
  workMemory: 96,
  overload: { eventLoopDelay: 0, heap: 0 },
  requestTimeout: 30,
  connectTimeout: 5,
  apiPage: false,
  certificateAuthorities: [],
  drainTime: 0,
  shutdownTimeout: 10,
  logLevel: 'info',
};

export function basic(id: string, secret: string): string {
  return `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
}

export async function technicalUser(
  id: string,
  secrets: readonly string[],
  more: {
    permissions?: string[];
    systems?: string[];
    operations?: Operation[];
    endpoints?: string[];
    addresses?: string[];
    limits?: UserLimits;
  } = {},
): Promise<TechnicalUser> {
  return {
    id,
    secrets: await Promise.all(secrets.map((secret) => hashSecret(secret, CHEAP))),
    permissions: new Set(more.permissions ?? ['IPS_PROXY_USER']),
    systems: more.systems && new Set(more.systems),
    operations: more.operations && new Set(more.operations),
    endpoints: more.endpoints && new Set(more.endpoints),
    addresses: more.addresses && new AddressRanges(more.addresses),
    limits: more.limits,
  };
}

export interface Call {
  readonly operation: keyof ProxyResource;
  readonly endpoint: string;
  readonly id?: string;
  readonly body?: JsonObject;
  readonly query?: RawQuery;
  readonly preconditions?: unknown;
  readonly context: ProxyContext;
}

const client = technicalUser('client', ['secret']);

export const OK: ProxyResponse = { status: 200, body: { ok: true }, warnings: [] };

export interface FakeSystem extends ProxySystem {
  readonly calls: Call[];
  closed: boolean;
}

/** Answers everything as told. */
export function fakeSystem(
  answer: (call: Call) => ProxyResponse | Promise<ProxyResponse> = () => OK,
  {
    id = SYSTEM,
    endpoints = ['Users', 'Groups'],
    bulk = { concurrency: 4, maxOperations: 1000 },
  }: { id?: string; endpoints?: string[]; bulk?: BulkSettings } = {},
): FakeSystem {
  const calls: Call[] = [];
  const take = async (call: Call) => {
    calls.push(call);
    return answer(call);
  };
  const resource = (endpoint: string): ProxyResource => ({
    membersName: 'members',
    list: (query, context) => take({ operation: 'list', endpoint, query, context }),
    get: (key, query, preconditions, context) =>
      take({ operation: 'get', endpoint, id: key, query, preconditions, context }),
    create: (body, query, context) => take({ operation: 'create', endpoint, body, query, context }),
    replace: (key, body, query, preconditions, context) =>
      take({ operation: 'replace', endpoint, id: key, body, query, preconditions, context }),
    patch: (key, body, query, preconditions, context) =>
      take({ operation: 'patch', endpoint, id: key, body, query, preconditions, context }),
    delete: (key, preconditions, context) =>
      take({ operation: 'delete', endpoint, id: key, preconditions, context }),
  });
  const resources = new Map(endpoints.map((endpoint) => [endpoint, resource(endpoint)]));
  const system = {
    id,
    name: id,
    type: 'fake',
    endpoints,
    counters: newCounters(),
    bulk,
    description: describeSystem({ id, name: id }, [], { bulk, residualLimit: undefined }),
    calls,
    closed: false,
    resource: (endpoint: string) => resources.get(endpoint),
    search: (query: RawQuery, _: ReadonlySet<string>, context: ProxyContext) =>
      take({ operation: 'list', endpoint: '.search', query, context }),
    close: async () => {
      system.closed = true;
    },
  };
  return system;
}

export interface TestProxy {
  readonly url: string;
  readonly port: number;
  readonly holder: RuntimeHolder;
  readonly service: Service;
  readonly log: LogLines;
  /** Sends a request below the system's URL with valid credentials, unless told otherwise. */
  send(path: string, options?: SendOptions): Promise<Answer>;
  /** Sends characters as they are, reads until the connection ends. */
  raw(text: string | Buffer): Promise<string>;
}

export interface SendOptions {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer | object | undefined;
  /** `null`: none. */
  readonly authorization?: string | null;
  /** Default: below the system; with this, from the root. */
  readonly absolute?: boolean;
  /** The client goes away when it aborts. */
  readonly signal?: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly headers: Dispatcher.ResponseData['headers'];
  readonly text: string;
  readonly body: JsonObject;
}

export interface LogLines {
  readonly lines: Record<string, unknown>[];
  readonly logger: Logger;
}

export function recordLog(level = 'info'): LogLines {
  const lines: Record<string, unknown>[] = [];
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(parseLogLine(chunk.toString()));
      done();
    },
  });
  return { lines, logger: pino({ name: 'ipsproxy', level }, stream) };
}

export interface ProxyOptions {
  readonly systems?: readonly FakeSystem[];
  readonly slots?: Readonly<Record<string, SystemSlot>>;
  readonly users?: readonly TechnicalUser[];
  readonly settings?: Partial<ServerSettings>;
  /** Of systems, by their ids. */
  readonly limits?: Readonly<Record<string, SystemLimits>>;
  /** Default: the memory of this proxy. */
  readonly state?: State;
  readonly audit?: Auditing;
  readonly overload?: Overload;
}

export async function runtimeOf(options: ProxyOptions = {}): Promise<Runtime> {
  const systems = new Map<string, SystemSlot>(Object.entries(options.slots ?? {}));
  for (const system of options.systems ?? [fakeSystem()])
    systems.set(system.id, { status: 'serving', system, parts: { connector: {} } as ProxySystemParts });
  const users = options.users ?? [await client];
  const guards = new AuthenticationGuards();
  const state = options.state ?? new MemoryState();
  const limited = Object.entries(options.limits ?? {}).map(([id, limits]) => ({ id, limits }));
  return {
    settings: { ...SETTINGS, ...options.settings },
    authenticator: new Authenticator(users, guards),
    systems,
    certificates: new ClientCertificates(),
    limits: new Limits(state).of({ technicalUsers: users, systems: limited }),
    state,
    stateSettings: { kind: 'memory' },
  };
}

/** For the test that runs. */
export async function startProxy(options: ProxyOptions = {}): Promise<TestProxy> {
  const { stop, ...proxy } = await openProxy(options);
  onTestFinished(stop);
  return proxy;
}

/** For as long as the caller wants. */
export async function openProxy(
  options: ProxyOptions = {},
): Promise<TestProxy & { stop: () => Promise<void> }> {
  const log = recordLog(options.settings?.logLevel);
  const holder = new RuntimeHolder(await runtimeOf(options));
  const service = await startService({
    runtime: holder,
    logger: log.logger,
    host: '127.0.0.1',
    port: 0,
    audit: options.audit,
    overload: options.overload,
  });
  const agent = new Agent();
  const port = Number(new URL(service.url).port);
  return {
    url: service.url,
    port,
    holder,
    service,
    log,
    send: (path, sendOptions) => send(agent, service.url, path, sendOptions),
    raw: (text) => raw(port, text),
    stop: async () => {
      await agent.destroy();
      await service.stop();
    },
  };
}

async function send(agent: Agent, url: string, path: string, options: SendOptions = {}): Promise<Answer> {
  const { method = 'GET', headers = {}, body, authorization = AUTHORIZATION, absolute = false } = options;
  const isObject = typeof body === 'object' && !Buffer.isBuffer(body);
  const response = await agent.request({
    origin: url,
    path: absolute ? path : `${API}/${SYSTEM}${path}`,
    method: method as Dispatcher.HttpMethod,
    headers: {
      ...(authorization === null ? {} : { authorization }),
      ...(isObject ? { 'content-type': 'application/scim+json' } : {}),
      ...headers,
    },
    body: isObject ? JSON.stringify(body) : (body ?? null),
    signal: options.signal ?? null,
  });
  const text = await response.body.text();
  return {
    status: response.statusCode,
    headers: response.headers,
    text,
    body: text.startsWith('{') ? (JSON.parse(text) as JsonObject) : {},
  };
}

function raw(port: number, text: string | Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('close', () => resolve(Buffer.concat(chunks).toString()));
    socket.write(text);
  });
}

/** Splits the last response of a raw exchange, and checks that it is a SCIM error. */
export function scimErrorOf(text: string): { status: number; head: string; body: JsonObject } {
  const start = text.lastIndexOf('HTTP/1.1 ');
  const [head = '', body = ''] = text.slice(start).split('\r\n\r\n');
  return {
    status: Number(head.slice(9, 12)),
    head: head.toLowerCase(),
    body: JSON.parse(body) as JsonObject,
  };
}

/** The answer is a whole SCIM error (RFC 7644 §3.12). */
export function expectScimError(
  answer: Answer,
  status: number,
  detail: string | RegExp,
  scimType?: string,
): void {
  expect(answer.status).toBe(status);
  expect(answer.headers['content-type']).toBe('application/scim+json');
  expect(answer.headers['x-request-id']).toMatch(/^[A-Za-z0-9._-]+$/);
  expect(answer.body).toEqual({
    schemas: [ERROR_SCHEMA],
    status: String(status),
    ...(scimType === undefined ? {} : { scimType }),
    detail: expect.stringMatching(detail),
  });
}
