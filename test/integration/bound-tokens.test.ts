/**
 * Tokens that are bound to a client certificate (RFC 8705 §3), from the handshake of a client to the backend: worth nothing to
 * whoever has the token and not the key of the certificate.
 */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { derOf, makeCertificate, type TestCertificate } from '../support/certificates.ts';
import {
  makeKey,
  type OpenIdProvider,
  startOpenIdProvider,
  thumbprintOf,
} from '../support/openid-provider.ts';
import { SERVER_FILES, SERVER_TLS, server } from '../support/tls-stage.ts';
import { until } from '../support/until.ts';
import { type Backend, startBackend } from './support/backends.ts';
import { type RunningProxy, runningProxy } from './support/proxy.ts';

const own = makeCertificate({ name: 'own' });
/** Of the same name: only the certificate itself counts. */
const namesake = makeCertificate({ name: 'own' });
/** Of a technical user that may do everything. */
const admin = makeCertificate({ name: 'admin' });
const FAMILY = '/ipsproxy/api/v1/scim';
const SERVICE = '/ipsproxy/service/api/v1/scim';
/** The address from which certificates of others are believed. */
const ROUTER = '127.0.0.9';

let backend: Backend;
let provider: OpenIdProvider;
let proxy: RunningProxy;
let bound: string;

beforeAll(async () => {
  backend = await startBackend('v2', { users: 3, groups: 1 });
  provider = await startOpenIdProvider(makeKey('ES256'));
  const { issuer } = provider;
  bound = provider.token({ cnf: { 'x5t#S256': thumbprintOf(derOf(own)) } });
  proxy = await runningProxy({
    systems: [{ id: 'one', type: backend.type, properties: backend.properties }],
    server: { tls: SERVER_TLS, forwardedClientCertificates: { from: [ROUTER] } },
    oauth: { issuers: [{ issuer, audience: ['proxy'] }] },
    technicalUsers: [
      { id: 'idm', tokens: [{ issuer, clientId: 'client' }], operations: ['read'], endpoints: ['Users'] },
      { id: 'admin', certificates: [{ file: 'admin.pem' }] },
    ],
    audit: { file: 'audit.jsonl' },
    files: { ...SERVER_FILES, 'admin.pem': admin.certificate },
  });
});

afterAll(async () => {
  await proxy.stop();
  await provider[Symbol.asyncDispose]();
  await backend.close();
});

interface Attempt {
  /** Default: the bound one. */
  readonly token?: () => string;
  readonly shows?: TestCertificate | undefined;
  /** What a router says that the client has shown. */
  readonly forwards?: TestCertificate;
  readonly from?: string;
  readonly family?: string;
  readonly path?: string;
  readonly method?: string;
  readonly agent?: Agent;
}

async function ask(attempt: Attempt): Promise<{ status: number; body: string }> {
  const {
    token = () => bound,
    shows,
    forwards,
    from,
    family = FAMILY,
    path = '/Users',
    method,
    agent,
  } = attempt;
  const sent = request(`${proxy.url}${family}/one${path}`, {
    method,
    ca: server.certificate,
    agent: agent ?? false,
    localAddress: from,
    ...(shows === undefined ? {} : { cert: shows.certificate, key: shows.key }),
    headers: {
      authorization: `Bearer ${token()}`,
      ...(forwards === undefined ? {} : { 'x-forwarded-client-cert': derOf(forwards).toString('base64') }),
    },
  });
  sent.end();
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: answer.statusCode ?? 0, body: await text(answer) };
}

function withClaimsOf(other: string): string {
  const [head, , signature] = bound.split('.');
  return [head, other.split('.')[1], signature].join('.');
}

async function audited(): Promise<Record<string, unknown>[]> {
  const lines = (await readFile(join(proxy.folder, 'audit.jsonl'), 'utf8')).trim().split('\n');
  return lines.map((line) => JSON.parse(line));
}

it('gets what there is over a connection with its certificate', async () => {
  const { status, body } = await ask({ shows: own });
  expect([status, JSON.parse(body).totalResults]).toEqual([200, 3]);
  expect((await ask({ shows: own, family: SERVICE })).status).toBe(200);
});

it.each<[string, Attempt]>([
  ['without a certificate', {}],
  ['with another certificate of the same name', { shows: namesake }],
  ['with that of a user who may do everything', { shows: admin }],
  ['with that of such a user, where certificates let in', { shows: admin, family: SERVICE }],
  ['with a header that says so, and comes from no router', { forwards: own }],
  ['with a header that says so, and another certificate', { forwards: own, shows: namesake }],
  ['by a router that shows this certificate as its own', { shows: own, from: ROUTER }],
  ['by a router whose client has shown another one', { shows: own, from: ROUTER, forwards: namesake }],
  [
    'without a certificate, with the claims of a token that is free',
    { token: () => withClaimsOf(provider.token()) },
  ],
])('gets nothing %s, also once it was good', async (_, attempt) => {
  expect((await ask({ shows: own })).status).toBe(200);
  const { status, body } = await ask(attempt);
  expect(status).toBe(401);
  expect(body).not.toContain('totalResults');
});

it('counts behind a router by what the router says of its client', async () => {
  expect((await ask({ from: ROUTER, forwards: own })).status).toBe(200);
});

it('is looked at with each request of a connection, whatever came before on it', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const shown = { shows: namesake, agent };
  const free = () => provider.token();
  expect((await ask({ ...shown, token: free })).status).toBe(200);
  expect((await ask(shown)).status).toBe(401);
  expect((await ask({ ...shown, token: free })).status).toBe(200);
  agent.destroy();
});

describe('permissions', () => {
  it.each<[string, Attempt]>([
    ['an operation', { method: 'DELETE', path: '/Users/1' }],
    ['an endpoint', { path: '/Groups' }],
  ])('of its user hold, though the certificate is good: %s', async (_, attempt) => {
    expect((await ask({ shows: own, ...attempt })).status).toBe(403);
  });
});

it('in other hands is in the audit log, with whose it is', async () => {
  expect((await ask({ shows: admin })).status).toBe(401);
  const isOfIt = ({ status, triedUser }: Record<string, unknown>) => status === 401 && triedUser === 'idm';
  await until(async () => (await audited()).some(isOfIt));
  expect((await audited()).find(isOfIt)).toMatchObject({
    outcome: 'denied',
    operation: 'read',
    system: 'one',
  });
});
