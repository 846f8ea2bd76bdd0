/** What both sides showed of themselves in a TLS handshake that failed: with the connection all of it is gone. */
import { X509Certificate } from 'node:crypto';
import type { DetailedPeerCertificate, TLSSocket } from 'node:tls';

/** A certificate that is its own issuer would be followed for ever. */
const LONGEST_CHAIN = 10;

/** The certificate that a host was shown. */
export interface ShownCertificate {
  /** `CN=client, O=Example`. */
  readonly subject: string;
  /** The property that it comes from. */
  readonly property: string;
}

const peers = new WeakMap<Error, DetailedPeerCertificate>();
const shown = new WeakMap<Error, ShownCertificate>();

/**
 * To be called before the handshake.
 *
 * @param own the certificate that the host gets, if it asks for one
 */
export function notePeer(socket: TLSSocket, own: ShownCertificate | undefined): void {
  let certificate: DetailedPeerCertificate | undefined;
  // Before Node.js itself looks at it, and closes the connection. After getPeerX509Certificate it would see none.
  socket.prependOnceListener('secure', () => {
    certificate = socket.getPeerCertificate(true);
  });
  socket.prependOnceListener('error', (error) => {
    if (certificate !== undefined) peers.set(error, certificate);
    if (own !== undefined) shown.set(error, own);
    // In TLS 1.3 a host that refuses the certificate says so when requests are out already, and closes. Without this it would
    // look as if it had only closed.
    socket.destroy(error);
  });
}

/** The certificate that the host got, or would have got, which this error is about. */
export function shownTo(error: unknown): ShownCertificate | undefined {
  return error instanceof Error ? shown.get(error) : undefined;
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
