/** Whose a token of another issuer is, in the words of the issuers that there are. */
import type { JWTPayload } from 'jose';
import { TokenRefused } from './refusal.ts';

export interface TokenFacts {
  /** Whom it was issued to: `client_id` (RFC 9068 §2.2), `azp` (OpenID Connect), `cid` (UAA, XSUAA). */
  readonly clientId: string | undefined;
  readonly subject: string | undefined;
  readonly scopes: readonly string[];
  readonly audiences: readonly string[];
  /** It says that it is a person's, whom the client acts for. */
  readonly isPersonal: boolean;
}

/** Claims that only ID tokens and logout tokens of OpenID Connect have. */
const OF_OTHER_KINDS = ['nonce', 'at_hash', 'c_hash', 's_hash', 'events'];

/** @throws TokenRefused where it is no access token, or says two things */
export function factsOf(claims: JWTPayload): TokenFacts {
  const other = OF_OTHER_KINDS.find((name) => Object.hasOwn(claims, name));
  // Keycloak says so in a claim.
  if (other !== undefined || /^(?:ID|Refresh|Offline|Logout)$/.test(String(claims['typ']))) {
    throw new TokenRefused(
      'This is no access token but one of another kind, such as an ID token; send the access token.',
    );
  }
  const clients = ['client_id', 'azp', 'cid']
    .map((name) => claims[name])
    .filter((name) => name !== undefined);
  const [clientId] = clients;
  if (clients.some((client) => typeof client !== 'string' || client !== clientId)) {
    throw new TokenRefused(
      'This token was issued to several clients: its claims client_id, azp and cid differ.',
    );
  }
  return {
    clientId: clientId as string | undefined,
    subject: typeof claims.sub === 'string' ? claims.sub : undefined,
    scopes: [...textsOf(claims['scope']), ...textsOf(claims['scp'])],
    audiences: typeof claims.aud === 'string' ? [claims.aud] : textsOf(claims.aud),
    isPersonal: isPersonal(claims),
  };
}

/** A list as of XSUAA, or a text with blanks between (RFC 9068 §2.2.3). */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return value.split(' ').filter((text) => text !== '');
  return Array.isArray(value) ? value.filter((text) => typeof text === 'string') : [];
}

/** `sap_id_type` of Identity Authentication, `idtyp` of Entra ID, `user_id` of UAA and XSUAA. */
function isPersonal(claims: JWTPayload): boolean {
  return claims['sap_id_type'] === 'user' || claims['idtyp'] === 'user' || claims['user_id'] !== undefined;
}
