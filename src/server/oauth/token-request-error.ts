/** Errors of the token endpoint (RFC 6749 §5.2). */
import { IpsProxyError } from '../../errors.ts';
import type { JsonObject } from '../../scim/json.ts';

export type TokenRequestProblem =
  | 'invalid_request'
  | 'invalid_client'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'invalid_scope'
  | 'temporarily_unavailable'
  | 'server_error';

export class TokenRequestError extends IpsProxyError {
  readonly problem: TokenRequestProblem;
  readonly status: number;

  /** @param description a sentence in ASCII without quotes and backslashes */
  constructor(
    problem: TokenRequestProblem,
    description: string,
    status = problem === 'invalid_client' ? 401 : 400,
  ) {
    super('TOKEN_REQUEST', description);
    this.problem = problem;
    this.status = status;
  }

  toBody(): JsonObject {
    return { error: this.problem, error_description: this.message };
  }
}
