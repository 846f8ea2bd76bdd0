/** Systems that are logged on to without a password: with a certificate, with tokens for a certificate, with a fixed token. */
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { expect, it, onTestFinished } from 'vitest';
import { json, startBackend } from '../connectors/support/backend.ts';
import { makeCertificate } from '../support/certificates.ts';
import { runningProxy } from './support/proxy.ts';

const authority = makeCertificate({ name: 'Company CA', authority: true });
const server = makeCertificate({ name: 'backend', issuer: authority, addresses: ['127.0.0.1'] });
const client = makeCertificate({ name: 'client', issuer: authority });
const FILES = {
  'ca.pem': authority.certificate,
  'client.pem': client.certificate,
  'client.key': client.key,
};
const LOGON = {
  Authentication: 'ClientCertificateAuthentication',
  TrustStoreLocation: { file: 'ca.pem' },
  'ipsproxy.tls.certificate': { file: 'client.pem' },
  'ipsproxy.tls.private.key': { file: 'client.key' },
};
const TOKEN = `token-of-the-certificate-${'x'.repeat(20)}`;
const EMPTY = {
  schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
  totalResults: 0,
  startIndex: 1,
  itemsPerPage: 0,
  Resources: [],
};

interface Seen {
  /** `CN` of the certificate that was shown. */
  readonly client: string;
  readonly call: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

/** Token service and API, which both end the handshake of whoever shows no certificate of the authority. */
async function startDemanding() {
  const seen: Seen[] = [];
  const options = {
    cert: server.certificate,
    key: server.key,
    ca: authority.certificate,
    requestCert: true,
    rejectUnauthorized: true,
  };
  const service = createServer(options, async (request, response) => {
    const { subject } = (request.socket as TLSSocket).getPeerCertificate();
    const { method, url = '', headers } = request;
    const body = (await request.setEncoding('utf8').toArray()).join('');
    const call = `${method} ${url.split('?')[0]}`;
    seen.push({ client: String(subject.CN), call, authorization: headers.authorization, body });
    if (url === '/oauth/token') json(response, 200, { access_token: TOKEN, token_type: 'Bearer' });
    else json(response, 200, EMPTY);
  });
  service.listen(0, '127.0.0.1');
  await once(service, 'listening');
  onTestFinished(async () => {
    service.closeAllConnections();
    service.close();
    await once(service, 'close');
  });
  return { origin: `https://127.0.0.1:${(service.address() as AddressInfo).port}`, seen };
}

async function list(type: string, properties: object, log: string[] = []) {
  const proxy = await runningProxy({
    systems: [{ id: 'a', type, properties }],
    files: FILES,
    log,
  });
  onTestFinished(async () => {
    await proxy.stop();
  });
  return await proxy.client('a').get('/Users');
}

it.each([
  ['scim', '/scim/Users', {}],
  ['identity-authentication', '/scim/Users', { 'ias.api.version': 2 }],
])('the certificate is the logon at a system of type %s', async (type, path, more) => {
  const { origin, seen } = await startDemanding();
  const URL_ = type === 'scim' ? `${origin}/scim` : origin;
  expect(await list(type, { ...LOGON, ...more, URL: URL_ })).toMatchObject({ status: 200 });
  expect(seen.filter(({ call }) => call === `GET ${path}`)).not.toEqual([]);
  for (const { client, authorization } of seen)
    expect([client, authorization]).toEqual(['client', undefined]);
});

it('the certificate is the logon at a token service, whose host demands it (RFC 8705)', async () => {
  const { origin, seen } = await startDemanding();
  const log: string[] = [];
  const tokens = { User: 'my-client', OAuth2TokenServiceURL: `${origin}/oauth/token` };
  const answer = await list('scim', { ...LOGON, ...tokens, URL: `${origin}/scim` }, log);
  expect(answer).toMatchObject({ status: 200 });
  const [asked, ...others] = seen.filter(({ call }) => call === 'POST /oauth/token');
  expect(others).toEqual([]);
  expect(asked).toEqual({
    client: 'client',
    call: 'POST /oauth/token',
    authorization: undefined,
    body: 'grant_type=client_credentials&client_id=my-client',
  });
  const calls = seen.filter(({ call }) => call.startsWith('GET '));
  expect(calls).not.toEqual([]);
  for (const { authorization } of calls) expect(authorization).toBe(`Bearer ${TOKEN}`);
  expect(log.join('')).not.toContain(TOKEN);
});

it('a fixed token is the logon, and is shown to nobody else', async () => {
  const fixed = 'fixed-token-4711-abc';
  const authorizations: unknown[] = [];
  await using backend = await startBackend(({ headers, target }, response) => {
    authorizations.push(headers.authorization);
    if (target.includes('ServiceProviderConfig')) json(response, 404, {});
    else json(response, 401, { detail: `${fixed} has ended` });
  });
  const log: string[] = [];
  const answer = await list(
    'scim',
    {
      URL: `${backend.origin}/scim`,
      Authentication: 'NoAuthentication',
      'ips.http.header.Authorization': `Bearer ${fixed}`,
    },
    log,
  );
  expect(new Set(authorizations)).toEqual(new Set([`Bearer ${fixed}`]));
  expect(answer.status).toBe(502);
  expect(JSON.stringify(answer)).toContain(
    'The backend does not take what the property ips.http.header.Authorization has: check whether it is whole, with its scheme (such as Bearer) in front, and whether it has ended.',
  );
  expect(`${JSON.stringify(answer)}${log.join('')}`).not.toContain(fixed);
});
