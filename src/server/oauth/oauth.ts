/** What the server has of OAuth 2.0 where the configuration has it: tokens that are let in, and perhaps some of its own. */
import type { FastifyRequest } from 'fastify';
import type { JsonObject } from '../../scim/json.ts';
import type { AcceptedTokens } from './accepted-tokens.ts';

export interface OAuth {
  readonly accepted: Pick<AcceptedTokens, 'recognize' | 'verify'>;
  /** Absent: the proxy issues none. */
  readonly own?: AuthorizationServer | undefined;
  /** Of other issuers that are accepted. */
  readonly issuers: readonly string[];
  /** To be called when its configuration is put to work: until then, keys are read as the one before says. */
  begin(): void;
  /** Reads the keys of other issuers, so that the first token need not wait. */
  prepare(): Promise<void>;
}

export interface AuthorizationServer {
  readonly issuer: string;
  /** JSON Web Key Set of its public keys. */
  readonly keySet: JsonObject;
  /** Answers a token request. @throws TokenRequestError @throws ScimError 429 and 503 where too many log on */
  answer(request: FastifyRequest): Promise<JsonObject>;
}
