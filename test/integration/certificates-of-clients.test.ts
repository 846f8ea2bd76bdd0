/** Clients with a certificate, to the backend and back. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { expect, it, onTestFinished } from 'vitest';
import type { JsonObject } from '../../src/scim/json.ts';
import { derOf, makeCertificate } from '../support/certificates.ts';
import { SERVER_FILES, SERVER_TLS, server, showing } from '../support/tls-stage.ts';
import { runningProxy } from './support/proxy.ts';

const HEADER = 'x-forwarded-client-cert';
const client = makeCertificate({ name: 'client' });
const certificate = derOf(client).toString('base64');
const USER = { id: '1', userName: 'one', schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'] };

/** In front of a backend with one user. */
async function start(settings: object) {
  const seen: IncomingHttpHeaders[] = [];
  const backend = createServer(({ headers }, response) => {
    seen.push(headers);
    response.writeHead(200, { 'content-type': 'application/scim+json' });
    response.end(JSON.stringify(USER));
  }).listen(0, '127.0.0.1');
  await once(backend, 'listening');
  onTestFinished(() => void backend.close());
  const { port } = backend.address() as AddressInfo;
  const proxy = await runningProxy({
    server: settings,
    files: { ...SERVER_FILES, 'client.pem': client.certificate },
    technicalUsers: [{ id: 'idm', certificates: [{ file: 'client.pem' }] }],
    systems: [
      {
        id: 'one',
        type: 'scim',
        properties: { URL: `http://127.0.0.1:${port}/scim`, Authentication: 'NoAuthentication' },
      },
    ],
  });
  onTestFinished(async () => {
    await proxy.stop();
  });
  return { seen, url: proxy.url };
}

it('behind a router are let in, and the backend gets nothing of the header, believed or not', async () => {
  const { seen, url } = await start({ forwardedClientCertificates: { from: ['127.0.0.1'] } });
  const ask = async (family: string, headers: Record<string, string>) =>
    (await fetch(`${url}/ipsproxy/${family}/v1/scim/one/Users/1`, { headers })).status;
  expect(await ask('certapi', { [HEADER]: certificate })).toBe(200);
  expect(await ask('service/api', { [HEADER]: certificate })).toBe(200);
  const authorization = `Basic ${Buffer.from('idm:demo-secret').toString('base64')}`;
  expect(await ask('api', { [HEADER]: 'whatever', authorization })).toBe(200);
  expect(seen.length).toBeGreaterThanOrEqual(3);
  for (const headers of seen) expect(headers).not.toHaveProperty(HEADER);
});

it('that come by TLS get URLs that begin with https', async () => {
  const { url } = await start({ tls: SERVER_TLS });
  const base = `${url}/ipsproxy/certapi/v1/scim/one/Users/1`;
  expect(base).toMatch(/^https:/);
  const asked = request(base, { ca: server.certificate, agent: false, ...showing(client) }).end();
  const [response] = await once(asked, 'response');
  expect(await json(response)).toMatchObject({
    userName: 'one',
    meta: { location: base },
  } satisfies JsonObject);
});
