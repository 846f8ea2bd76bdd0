/** Why a token is not accepted. */
import { IpsProxyError } from '../errors.ts';

export interface TokenRefusedOptions extends ErrorOptions {
  /** Whom the token is of, where that is proven. */
  readonly bearer?: string | undefined;
}

/** The token is at fault; the message is a sentence for whoever sent it. */
export class TokenRefused extends IpsProxyError {
  readonly bearer: string | undefined;

  constructor(message: string, { bearer, ...options }: TokenRefusedOptions = {}) {
    super('TOKEN_REFUSED', message, options);
    this.bearer = bearer;
  }
}

/** Whether the token is good cannot be told: there are no keys of its issuer. The message is for the administrator. */
export class IssuerUnavailable extends IpsProxyError {
  constructor(message: string, options?: ErrorOptions) {
    super('TOKEN_ISSUER_UNAVAILABLE', message, options);
  }
}
