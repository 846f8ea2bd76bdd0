/** What is made of the certificates of a connection; whom they let in is in test/attacks/certificates.test.ts. */
import type { IncomingMessage } from 'node:http';
import { expect, it } from 'vitest';
import { ClientCertificates } from '../../src/server/authentication/client-certificates.ts';
import * as x509 from '../../src/x509/index.ts';
import { derOf, makeCertificate } from '../support/certificates.ts';

const trust = () => ({ authorities: [], revocationLists: [] });
const certificates = new ClientCertificates({ users: [], x509, trust, routers: undefined });

function showing(peer: object): IncomingMessage {
  return { socket: { getPeerCertificate: () => peer }, headers: {} } as unknown as IncomingMessage;
}

it('a certificate that TLS has taken, and that cannot be read here, is the fault of who shows it', () => {
  const request = showing({ raw: Buffer.from('no certificate') });
  expect(certificates.isShown(request)).toBe(true);
  expect(() => certificates.shownWith(request)).toThrow(expect.objectContaining({ status: 401 }));
});

it('one that is its own issuer is the last one, and a circle has an end', () => {
  const [one, two] = ['one', 'two'].map((name) => ({ raw: derOf(makeCertificate({ name })) }));
  const root = { ...one, issuerCertificate: {} };
  root.issuerCertificate = root;
  expect(certificates.shownWith(showing(root))?.others).toHaveLength(0);
  const circle = { ...one, issuerCertificate: { ...two, issuerCertificate: {} } };
  circle.issuerCertificate.issuerCertificate = circle;
  expect(certificates.shownWith(showing(circle))?.others).toHaveLength(8);
});

it('nothing is shown where there is none', () => {
  expect(certificates.shownWith(showing({}))).toBeUndefined();
  expect(certificates.isShown(showing({}))).toBe(false);
});
