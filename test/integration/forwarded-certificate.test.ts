/** A client behind a router, with a certificate: to the backend and back. */

import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { derOf, makeCertificate } from '../support/certificates.ts';
import { runningProxy } from './support/proxy.ts';

const HEADER = 'x-forwarded-client-cert';
const client = makeCertificate({ name: 'client' });
const certificate = derOf(client).toString('base64');

it('is let in by it, and the backend gets none of it, believed or not', async () => {
  const seen: IncomingHttpHeaders[] = [];
  const backend = createServer(({ headers }, response) => {
    seen.push(headers);
    response.writeHead(200, { 'content-type': 'application/scim+json' });
    response.end(
      JSON.stringify({ schemas: [], totalResults: 0, startIndex: 1, itemsPerPage: 0, Resources: [] }),
    );
  }).listen(0, '127.0.0.1');
  await once(backend, 'listening');
  onTestFinished(() => void backend.close());
  const { port } = backend.address() as AddressInfo;
  const proxy = await runningProxy({
    server: { forwardedClientCertificates: { from: ['127.0.0.1'] } },
    files: { 'client.pem': client.certificate },
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
  const ask = async (family: string, headers: Record<string, string>) =>
    (await fetch(`${proxy.url}/ipsproxy/${family}/v1/scim/one/Users`, { headers })).status;
  expect(await ask('certapi', { [HEADER]: certificate })).toBe(200);
  expect(await ask('service/api', { [HEADER]: certificate })).toBe(200);
  const authorization = `Basic ${Buffer.from('idm:demo-secret').toString('base64')}`;
  expect(await ask('api', { [HEADER]: 'whatever', authorization })).toBe(200);
  expect(seen.length).toBeGreaterThanOrEqual(3);
  for (const headers of seen) expect(headers).not.toHaveProperty(HEADER);
});
