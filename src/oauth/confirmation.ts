/** What a token says of how its bearer has to prove that it is its own (RFC 7800 §3.1). */
import { createHash } from 'node:crypto';
import type { JWTPayload } from 'jose';
import { TokenRefused } from './refusal.ts';

/** The thumbprint of the client certificate that the token is bound to (RFC 8705 §3.1); absent: anybody who has it may use it. */
export function boundTo({ cnf }: JWTPayload): string | undefined {
  if (cnf === undefined) return undefined;
  const { 'x5t#S256': thumbprint, ...others } = (cnf ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof thumbprint !== 'string' || Object.keys(others).length > 0) {
    throw new TokenRefused(
      'This token is bound to its bearer (cnf) in a way that cannot be checked here; only client certificates (x5t#S256) can.',
    );
  }
  return thumbprint;
}

/**
 * @param certificate DER; absent: the connection has none
 * @param bearer whose token it is
 * @throws TokenRefused
 */
export function checkBinding(thumbprint: string, certificate: Buffer | undefined, bearer: string): void {
  if (
    certificate !== undefined &&
    createHash('sha256').update(certificate).digest('base64url') === thumbprint
  )
    return;
  throw new TokenRefused(
    'This token is bound to a client certificate (cnf), which this connection does not have; connect with it.',
    { bearer },
  );
}
