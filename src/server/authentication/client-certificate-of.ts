/** The certificate of whoever sends a request, for others than the way in by certificates: tokens may be bound to one. */
import type { FastifyRequest } from 'fastify';
import '../request-state.ts';

/**
 * @returns DER; `undefined` where none was shown, to the proxy itself or to a router that is believed
 * @throws ScimError 400 and 401 where it cannot be read
 */
export function clientCertificateOf({ raw, scim }: FastifyRequest): Buffer | undefined {
  return scim.lease.runtime.clientCertificates?.shownWith(raw)?.certificate.x509.raw;
}
