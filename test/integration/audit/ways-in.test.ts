/** What the audit log says of those who came in, and of those who did not, by each way there is. */

import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { type RequestOptions, request } from 'node:https';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it, onTestFinished } from 'vitest';
import { makeCertificate } from '../../support/certificates.ts';
import { inSeconds, makeKey, startOpenIdProvider } from '../../support/openid-provider.ts';
import { SERVER_FILES, SERVER_TLS, server } from '../../support/tls-stage.ts';
import { until } from '../../support/until.ts';
import { runningProxy } from '../support/proxy.ts';

const stranger = makeCertificate({ name: 'stranger' });
const LIST = '/ipsproxy/api/v1/scim/one/Users';
const GRANT = 'grant_type=client_credentials';

async function stage() {
  const key = makeKey('ES256', 'shared');
  const provider = await startOpenIdProvider(key);
  const { issuer } = provider;
  const proxy = await runningProxy({
    // Whatever gets there has come in.
    systems: [
      {
        id: 'one',
        type: 'scim',
        properties: { URL: 'http://127.0.0.1:9', Authentication: 'NoAuthentication' },
      },
    ],
    server: { tls: SERVER_TLS },
    oauth: {
      issuer: 'https://proxy.example',
      keys: { file: 'keys.pem' },
      issuers: [{ issuer, audience: ['proxy'] }],
    },
    technicalUsers: [
      { id: 'idm', tokens: [{ issuer, clientId: 'client' }], limits: { requestsPerMinute: 1 } },
    ],
    audit: { file: 'audit.jsonl' },
    files: SERVER_FILES,
  });
  onTestFinished(async () => {
    await proxy.stop();
    await provider[Symbol.asyncDispose]();
  });
  const send = async (path: string, options: RequestOptions = {}, body = '') => {
    const sent = request(`${proxy.url}${path}`, { ca: server.certificate, agent: false, ...options });
    sent.end(body);
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    return { status: answer.statusCode, body: await text(answer) };
  };
  return {
    provider,
    bearer: (token: string) => send(LIST, { headers: { authorization: `Bearer ${token}` } }),
    token: (credentials: string, form = GRANT) =>
      send(
        '/oauth2/token',
        {
          method: 'POST',
          auth: credentials,
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
        },
        form,
      ),
    certificate: (shown: typeof stranger) =>
      send('/ipsproxy/certapi/v1/scim/one/Users', { cert: shown.certificate, key: shown.key }),
    /** Of the only request. */
    line: async () => {
      let line: Record<string, unknown> | undefined;
      await until(async () => {
        const all = (await readFile(join(proxy.folder, 'audit.jsonl'), 'utf8')).trim().split('\n');
        line = all.map((each) => JSON.parse(each)).find(({ requestId }) => requestId !== undefined);
        return line !== undefined;
      });
      return line;
    },
  };
}

it('a token that is issued, before whoever asked for it has it', async () => {
  const { token, line } = await stage();
  expect((await token('idm:demo-secret')).status).toBe(200);
  expect(await line()).toMatchObject({
    user: 'idm',
    route: '/oauth2/token',
    operation: 'other',
    outcome: 'done',
    status: 200,
  });
});

it('a token that is not issued, with the id that was tried', async () => {
  const { token, line } = await stage();
  expect((await token('idm:wrong')).status).toBe(401);
  expect(await line()).toMatchObject({
    triedUser: 'idm',
    route: '/oauth2/token',
    outcome: 'denied',
    status: 401,
  });
});

it('a certificate that lets nobody in, with its fingerprint', async () => {
  const { certificate, line } = await stage();
  expect((await certificate(stranger)).status).toBe(401);
  const { fingerprint256 } = new X509Certificate(stranger.certificate);
  const triedCertificate = fingerprint256.replaceAll(':', '').toLowerCase();
  expect(await line()).toMatchObject({ triedCertificate, system: 'one', outcome: 'denied', status: 401 });
});

it.each([
  ['has expired', { exp: inSeconds(-600), iat: inSeconds(-1200) }],
  ['is meant for others', { aud: 'another' }],
  ['comes from the future', { iat: inSeconds(600) }],
  ['is of nobody here', { azp: 'somebody-else' }],
])('a token that %s, with its client', async (_, claims) => {
  const { provider, bearer, line } = await stage();
  expect((await bearer(provider.token(claims))).status).toBe(401);
  const triedUser = 'azp' in claims ? claims.azp : 'client';
  expect(await line()).toMatchObject({ triedUser, outcome: 'denied', status: 401 });
});

it('a token that somebody else has signed, without what it says of itself', async () => {
  const { provider, bearer, line } = await stage();
  expect((await bearer(provider.token({}, {}, makeKey('ES256', 'shared')))).status).toBe(401);
  const denial = await line();
  expect(denial).toMatchObject({ outcome: 'denied', status: 401 });
  expect(denial).not.toHaveProperty('triedUser');
});

it('who has asked too often, by the way of the last request', async () => {
  const { provider, bearer, line } = await stage();
  const statuses = [await bearer(provider.token()), await bearer(provider.token())].map(
    ({ status }) => status,
  );
  expect(statuses[1]).toBe(429);
  expect(await line()).toMatchObject({ user: 'idm', way: 'bearer', outcome: 'denied', status: 429 });
});
