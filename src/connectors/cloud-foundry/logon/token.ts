/**
 * The access token of the provisioning user: password grant with the origin as login hint, renewed by its refresh token
 * before it ends. After a logon that failed the password is held back: the client for logons stands behind a credential guard.
 */
import type { Logger } from 'pino';
import { ScimError } from '../../../scim/errors.ts';
import { textAt } from '../../../scim/json-access.ts';
import { nothingSent } from '../../../scim/request-ended.ts';
import type { CallContext } from '../../connector.ts';
import { NO_ENTITY } from '../../http/answer-limits.ts';
import type { Credentials } from '../../http/basic-authentication.ts';
import type { TokenSource } from '../../http/bearer-token.ts';
import { TransportFailure } from '../../http/exchange.ts';
import type { Judge } from '../../http/refusal.ts';
import { obtainInTime, TokenCache, type TokenCause } from '../../http/token-cache.ts';
import type { UpstreamCall, UpstreamClient } from '../../http/upstream-client.ts';
import type { Clock } from '../../http/waiting.ts';
import { logFieldsOf } from '../../log-fields.ts';
import { TOKEN_RESOURCE } from '../../uaa-api/uaa-error.ts';
import type { SystemWatch } from '../../watch.ts';
import { inPreparation } from '../preparation.ts';
import { missingScope } from './provisioning-user.ts';
import { mayReadUsers, readToken, type Token } from './token-answer.ts';
import { withNextAttempt } from './token-error.ts';

export interface TokenOptions extends Clock {
  readonly credentials: Credentials;
  readonly origin: string;
  /** For the password grant. */
  readonly logonClient: UpstreamClient;
  /** What becomes of a logon that fails. */
  readonly judge: Judge;
  /** Milliseconds for which no logon is tried. */
  readonly held: () => number;
  readonly refreshClient: UpstreamClient;
  /** Aborts when no token is needed any more. */
  readonly closed: AbortSignal;
  readonly log: Logger;
  /** Absent: nobody wants to know. */
  readonly watch?: SystemWatch | undefined;
}

/** Milliseconds until a token is asked for again that was useless although it was new. */
const HOLD = 60_000;
/** What an answer has that nobody else may see (RFC 6749 §5.1, OpenID Connect Core §3.1.3.3). */
const TOKEN_NAMES = ['access_token', 'refresh_token', 'id_token'] as const;
/** The client that the command line of Cloud Foundry uses; it has an empty secret. */
const CLIENT = `Basic ${Buffer.from('cf:').toString('base64')}`;

export class TokenManager {
  readonly #options: TokenOptions;
  readonly #tokens: TokenCache<Token>;
  #refreshToken: string | undefined;
  #hold: { readonly error: ScimError; readonly until: number } | undefined;

  constructor(options: TokenOptions) {
    this.#options = options;
    const { now, closed, wait, watch } = options;
    this.#tokens = new TokenCache(
      now,
      (cause) => inPreparation(obtainInTime((signal) => this.#attempt(signal, cause), closed, wait)),
      watch,
    );
  }

  /** GUID of the provisioning user. */
  async self({ signal, requestId, trace }: CallContext): Promise<string> {
    try {
      return (await this.#tokens.get(signal, { requestId, trace })).user;
    } catch (error) {
      if (!(error instanceof TransportFailure)) throw error;
      throw nothingSent(signal, 'The token of the provisioning user took too long.');
    }
  }

  /** What requests carry. */
  get source(): TokenSource {
    return this.#tokens;
  }

  async #attempt(signal: AbortSignal, cause: TokenCause): Promise<Token> {
    try {
      return await this.#obtain(signal, cause);
    } catch (error) {
      if (!(error instanceof ScimError)) throw error;
      const { judge, held } = this.#options;
      throw withNextAttempt(error, judge, held());
    }
  }

  async #obtain(signal: AbortSignal, cause: TokenCause): Promise<Token> {
    const { now, logonClient } = this.#options;
    if (this.#hold !== undefined && now() < this.#hold.until) throw this.#hold.error;
    const context = { ...cause, log: this.#options.log.child(logFieldsOf(cause)), signal };
    const answer = (await this.#refresh(context)) ?? (await this.#logOn(context));
    for (const name of TOKEN_NAMES) logonClient.backend.mask.remember(textAt(answer.body, name) ?? '');
    const token = readToken(answer.body, logonClient.backend, now());
    if (!mayReadUsers(token.scopes)) {
      // Refreshed tokens never get more scopes than the first one had.
      this.#refreshToken = undefined;
      const error = new ScimError(502, missingScope('scim.read'));
      this.#hold = { error, until: now() + HOLD };
      throw error;
    }
    // Another attempt was faster.
    if (signal.aborted) return token;
    this.#hold = undefined;
    this.#refreshToken = token.refreshToken;
    return token;
  }

  async #refresh(context: CallContext) {
    const token = this.#refreshToken;
    if (token === undefined) return undefined;
    try {
      return await this.#options.refreshClient.call(
        tokenCall({ grant_type: 'refresh_token', refresh_token: token }),
        context,
      );
    } catch (error) {
      if (!(error instanceof ScimError) || context.signal.aborted) throw error;
      this.#refreshToken = undefined;
      return undefined;
    }
  }

  #logOn(context: CallContext) {
    const { credentials, origin, logonClient } = this.#options;
    const form = { grant_type: 'password', username: credentials.user, password: credentials.password };
    // Anything but exactly this JSON is ignored by the UAA without a word.
    const query = { login_hint: JSON.stringify({ origin }) };
    return logonClient.call({ ...tokenCall(form), query }, context);
  }
}

function tokenCall(form: Readonly<Record<string, string>>): UpstreamCall {
  return {
    method: 'POST',
    resource: TOKEN_RESOURCE,
    form,
    headers: { authorization: CLIENT },
    limit: NO_ENTITY,
    repeatable: true,
    changesNothing: true,
  };
}
