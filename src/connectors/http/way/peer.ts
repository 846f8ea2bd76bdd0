/** What a host showed of itself in a TLS handshake that failed: with the connection all of it is gone. */
import { X509Certificate } from 'node:crypto';
import type { DetailedPeerCertificate, TLSSocket } from 'node:tls';

/** A certificate that is its own issuer would be followed for ever. */
const LONGEST_CHAIN = 10;

const peers = new WeakMap<Error, DetailedPeerCertificate>();

/** To be called before the handshake. */
export function notePeer(socket: TLSSocket): void {
  let certificate: DetailedPeerCertificate | undefined;
  // Before Node.js itself looks at it, and closes the connection. After getPeerX509Certificate it would see none.
  socket.prependOnceListener('secure', () => {
    certificate = socket.getPeerCertificate(true);
  });
  socket.prependOnceListener('error', (error) => {
    if (certificate !== undefined) peers.set(error, certificate);
  });
}

/** The certificates of the host that this error is about, its own first, as far as it sent them. */
export function peerOf(error: unknown): readonly X509Certificate[] {
  const chain: X509Certificate[] = [];
  let next = error instanceof Error ? peers.get(error) : undefined;
  // Without a certificate it is an empty object.
  while (next?.raw !== undefined && chain.length < LONGEST_CHAIN) {
    chain.push(new X509Certificate(next.raw));
    next = next.issuerCertificate === next ? undefined : next.issuerCertificate;
  }
  return chain;
}
