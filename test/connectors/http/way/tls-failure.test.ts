/** What is said where there is no TLS connection: the host, the issuer, and the property that helps. */

import { once } from 'node:events';
import { createServer as createPlainServer } from 'node:http';
import type { ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { TransportFailure } from '../../../../src/connectors/http/exchange.ts';
import { transportError } from '../../../../src/connectors/http/transport-error.ts';
import { makeCertificate } from '../../../support/certificates.ts';
import { EXAMPLE, exampleBackend, LIST_CALL } from '../../support/example-backend.ts';
import { startTlsBackend } from '../../support/tls-backend.ts';
import { connectionsOf, GET } from '../../support/ways.ts';

const root = makeCertificate({ name: 'Company Root CA', authority: true });
const between = makeCertificate({ name: 'Company Issuing CA', issuer: root, authority: true });
const addresses = ['127.0.0.1'];
const trusting = { TrustStoreLocation: root.certificate };
const good = makeCertificate({ name: 'backend', issuer: root, addresses });
const day = (days: number) => new Date(Date.now() + days * 86_400_000);
const iso = (date: Date) => date.toISOString().slice(0, 10);

async function failureAt(port: number, properties: Record<string, string>): Promise<string> {
  const connections = connectionsOf(`https://127.0.0.1:${port}`, properties);
  onTestFinished(() => connections.close());
  const failure = await connections.send(GET).then(String, (error) => error);
  if (!(failure instanceof TransportFailure)) throw new Error(`answered: ${failure}`);
  const { status, message } = transportError(exampleBackend(), LIST_CALL, failure);
  expect(status).toBe(502);
  return message;
}

async function failureOf(options: ServerOptions, properties: Record<string, string> = {}): Promise<string> {
  await using backend = await startTlsBackend(options);
  return await failureAt(backend.port, properties);
}

const serving = ({ certificate, key }: { certificate: string; key: string }, chain = '') => ({
  cert: certificate + chain,
  key,
});
const none = (reason: string) => `No TLS connection to ${EXAMPLE} (GET /scim/Users; ${reason}): `;

describe('a host without a connection', () => {
  it('whose issuer is unknown', async () => {
    expect(await failureOf(serving(good))).toBe(
      `${none('UNABLE_TO_VERIFY_LEAF_SIGNATURE')}the issuer of its certificate is not trusted: set TrustStoreLocation to the certificate of "CN=Company Root CA".`,
    );
  });

  it('whose chain ends early, at the last certificate that it sent', async () => {
    const leaf = makeCertificate({ name: 'backend', issuer: between, addresses });
    expect(await failureOf(serving(leaf, between.certificate))).toMatch(
      /is not trusted: set TrustStoreLocation to the certificate of "CN=Company Root CA"\.$/,
    );
    expect(await failureOf(serving(leaf), trusting)).toMatch(
      /is not trusted: set TrustStoreLocation to the certificate of "CN=Company Issuing CA"\.$/,
    );
  });

  it('that sends the root along', async () => {
    expect(await failureOf(serving(good, root.certificate))).toBe(
      `${none('SELF_SIGNED_CERT_IN_CHAIN')}the issuer of its certificate is not trusted: set TrustStoreLocation to the certificate of "CN=Company Root CA".`,
    );
  });

  it('that signed its certificate itself', async () => {
    const own = makeCertificate({ name: 'own', addresses });
    expect(await failureOf(serving(own))).toBe(
      `${none('DEPTH_ZERO_SELF_SIGNED_CERT')}its certificate (CN=own) is signed by itself: if it is meant to be that one, set TrustStoreLocation to it.`,
    );
  });

  it('whose certificate has expired, or is not valid yet', async () => {
    const [from, to] = [day(-20), day(-10)];
    const old = makeCertificate({ name: 'backend', issuer: root, addresses, from, to });
    expect(await failureOf(serving(old), trusting)).toBe(
      `${none('CERT_HAS_EXPIRED')}its certificate "CN=backend" has expired (valid from ${iso(from)} to ${iso(to)}): whoever runs the host has to replace it; check the clock of this machine, too.`,
    );
    const early = makeCertificate({ name: 'backend', issuer: root, addresses, from: day(10), to: day(20) });
    expect(await failureOf(serving(early), trusting)).toContain(
      'its certificate "CN=backend" is not valid yet',
    );
  });

  it('whose certificate is for other names', async () => {
    const foreign = makeCertificate({ name: 'backend', issuer: root, hosts: ['a.example', '*.b.example'] });
    expect(await failureOf(serving(foreign), trusting)).toBe(
      `${none('ERR_TLS_CERT_ALTNAME_INVALID')}its certificate is not for this host, but for a.example, *.b.example: check the property URL.`,
    );
  });

  it('that knows old versions of TLS only', async () => {
    const old = {
      ...serving(good),
      minVersion: 'TLSv1' as const,
      maxVersion: 'TLSv1.1' as const,
      ciphers: 'DEFAULT@SECLEVEL=0',
    };
    expect(await failureOf(old, trusting)).toBe(
      `${none('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION')}it speaks no TLS there, or no version from 1.2 on: check the property URL, its scheme and its port.`,
    );
  });

  it('that speaks HTTP', async () => {
    const plain = createPlainServer().listen(0, '127.0.0.1');
    await once(plain, 'listening');
    onTestFinished(() => void plain.close());
    const { port } = plain.address() as AddressInfo;
    expect(await failureAt(port, trusting)).toMatch(
      /it speaks no TLS there, or no version from 1\.2 on: check the property URL, its scheme and its port\.$/,
    );
  });
});

describe('a host that wants a client certificate', () => {
  const demanding = (version: 'TLSv1.2' | 'TLSv1.3') => ({
    ...serving(good),
    ca: root.certificate,
    requestCert: true,
    rejectUnauthorized: true,
    minVersion: version,
    maxVersion: version,
  });

  it.each(['TLSv1.3', 'TLSv1.2'] as const)('and gets none, with %s', async (version) => {
    expect(await failureOf(demanding(version), trusting)).toMatch(
      /ask(?:s)? for a client certificate: set a client certificate that it takes \(KeyStoreLocation, or ipsproxy\.tls\.certificate\)/,
    );
  });

  it.each(['TLSv1.3', 'TLSv1.2'] as const)(
    'and only closes at that of the system, with %s: it is named',
    async (version) => {
      const stranger = makeCertificate({ name: 'stranger' });
      const properties = {
        ...trusting,
        'ipsproxy.tls.certificate': stranger.certificate,
        'ipsproxy.tls.private.key': stranger.key,
      };
      expect(await failureOf(demanding(version), properties)).toContain(
        ' Hosts that do not accept the client certificate ("CN=stranger", property ipsproxy.tls.certificate) may do so as well.',
      );
    },
  );

  it('and has no cipher for that of the system: it is named', async () => {
    const client = makeCertificate({ name: 'client', issuer: root });
    const properties = {
      ...trusting,
      'ipsproxy.tls.certificate': client.certificate,
      'ipsproxy.tls.private.key': client.key,
    };
    const options = { ...demanding('TLSv1.2'), sigalgs: 'RSA+SHA256' };
    expect(await failureOf(options, properties)).toContain(
      'it broke off the handshake, as hosts do that do not accept the client certificate ("CN=client", property ipsproxy.tls.certificate): see whether that has expired, and whether the host trusts its issuer; else there is no cipher that both know.',
    );
  });
});

it.each([
  [
    'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
    'it asks for a client certificate: set a client certificate that it takes (KeyStoreLocation, or ipsproxy.tls.certificate)',
  ],
  ['ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_EXPIRED', 'it does not accept the client certificate: '],
  ['ERR_SSL_SSL/TLS_ALERT_UNKNOWN_CA', 'it does not accept the client certificate: '],
])('%s comes when the request is out, and changes nothing', (reason, advice) => {
  const call = { ...LIST_CALL, method: 'POST' as const };
  const { message } = transportError(
    exampleBackend(),
    call,
    new TransportFailure(reason, { progress: 'sent' }),
  );
  expect(message).toContain(`: ${advice}`);
  expect(message).toMatch(/ Nothing was sent, so nothing was changed\.$/);
});
