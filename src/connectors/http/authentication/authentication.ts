/** How a system is logged on to, read from its properties. */
import type { Credentials } from '../basic-authentication.ts';
import type { TokenUrl } from './token-url.ts';

export type Authentication =
  | { readonly kind: 'none' }
  /** `ips.http.header.Authorization` has what logs on, such as a token without an end. */
  | { readonly kind: 'header' }
  | { readonly kind: 'basic'; readonly credentials: Credentials }
  /** The connection has the certificate. */
  | { readonly kind: 'certificate' }
  | ClientCredentials;

/** The client credentials grant (RFC 6749 §4.4). */
export interface ClientCredentials {
  readonly kind: 'oauth';
  readonly tokenUrl: TokenUrl;
  readonly clientId: string;
  /** Absent: the client shows its certificate (RFC 8705 §2). */
  readonly clientSecret: string | undefined;
  /** Of the tokens, separated by blanks. Absent: what the token service gives. */
  readonly scope: string | undefined;
}

/** What must not be shown of it; a client with a certificate has no password. */
export function credentialsOf(authentication: Authentication): Partial<Credentials> {
  if (authentication.kind === 'basic') return authentication.credentials;
  if (authentication.kind !== 'oauth') return {};
  const { clientId, clientSecret } = authentication;
  return { user: clientId, ...(clientSecret === undefined ? {} : { password: clientSecret }) };
}
