/** What a host showed of itself in a TLS handshake that failed: with the connection all of it is gone. */
import type { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';

const peers = new WeakMap<Error, X509Certificate>();

/** To be called before the handshake. */
export function notePeer(socket: TLSSocket): void {
  let certificate: X509Certificate | undefined;
  // Before Node.js itself looks at it, and closes the connection.
  socket.prependOnceListener('secure', () => {
    certificate = socket.getPeerX509Certificate();
  });
  socket.prependOnceListener('error', (error) => {
    if (certificate !== undefined) peers.set(error, certificate);
  });
}

/** The certificates of the host that this error is about, its own first, as far as it sent them. */
export function peerOf(error: unknown): readonly X509Certificate[] {
  const chain: X509Certificate[] = [];
  let next = error instanceof Error ? peers.get(error) : undefined;
  while (next !== undefined && chain.length < LONGEST_CHAIN) {
    chain.push(next);
    next = next.issuerCertificate;
  }
  return chain;
}

/** A certificate that is its own issuer would be followed for ever. */
const LONGEST_CHAIN = 10;
