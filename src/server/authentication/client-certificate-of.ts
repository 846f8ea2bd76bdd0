/** The client certificate of a request. */
import { TLSSocket } from 'node:tls';
import type { FastifyRequest } from 'fastify';

/** @returns DER; nothing where the client has shown none, or the connection is without TLS */
export function clientCertificateOf({ raw: { socket } }: Pick<FastifyRequest, 'raw'>): Buffer | undefined {
  return socket instanceof TLSSocket ? socket.getPeerCertificate(true)?.raw : undefined;
}
