/** Whom access tokens let in. One that was verified is remembered until it ends, so that it costs no more than a secret. */
import { hash } from 'node:crypto';
import { formatSecretHash } from '../../config/secret-hash.ts';
import type { TokenMatch } from '../../config/technical-user-schema.ts';
import type { TechnicalUser } from '../../config/technical-users.ts';
import type { TokenFacts } from '../../oauth/claims.ts';
import { boundTo, checkBinding } from '../../oauth/confirmation.ts';
import type { OtherIssuer } from '../../oauth/other-issuer.ts';
import type { OwnTokens } from '../../oauth/own-tokens.ts';
import { TokenRefused } from '../../oauth/refusal.ts';
import { readToken, type UnverifiedToken } from '../../oauth/token.ts';
import { CLOCK_SKEW } from '../../oauth/verify.ts';
import { BoundedMap } from '../bounded-map.ts';

/** Tokens that are remembered, about 300 bytes each. */
const MOST_KNOWN = 2000;
/** Of a claim in a message. */
const LONGEST_NAME = 100;

interface KnownToken {
  readonly user: TechnicalUser;
  /** The thumbprint of a client certificate; absent: anybody who has the token may use it. */
  readonly boundTo: string | undefined;
  /** Milliseconds since the epoch. */
  readonly until: number;
  /** Whether its key is still one of its issuer. */
  isCurrent(): boolean;
}

export interface AcceptedTokensOptions {
  /** Those who may log in, in the order of the configuration. */
  readonly users: readonly TechnicalUser[];
  readonly own: OwnTokens | undefined;
  readonly issuers: readonly OtherIssuer[];
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Of one configuration: with the next one, all tokens are looked at again. */
export class AcceptedTokens {
  readonly #known = new BoundedMap<KnownToken>(MOST_KNOWN);
  readonly #users: ReadonlyMap<string, TechnicalUser>;
  /** By issuer, in the order of the configuration. */
  readonly #matches: ReadonlyMap<string, readonly (readonly [TokenMatch, TechnicalUser])[]>;
  readonly #issuers: ReadonlyMap<string, OtherIssuer>;
  readonly #own: OwnTokens | undefined;
  readonly #now: () => number;

  constructor({ users, own, issuers, now }: AcceptedTokensOptions) {
    this.#users = new Map(users.map((user) => [user.id, user]));
    const matches = users.flatMap((user) => (user.tokens ?? []).map((match) => [match, user] as const));
    this.#matches = Map.groupBy(matches, ([{ issuer }]) => issuer);
    this.#issuers = new Map(issuers.map((each) => [each.issuer, each]));
    this.#own = own;
    this.#now = now;
  }

  /** Whose token this is, where it was verified before and is enough by itself; `undefined` says nothing. */
  recognize(text: string): TechnicalUser | undefined {
    const known = this.#recall(digestOf(text));
    return known?.boundTo === undefined ? known?.user : undefined;
  }

  /**
   * @param certificate DER, of the client; absent: the connection has none
   * @param requestId of the request that brings it
   * @throws TokenRefused
   * @throws IssuerUnavailable
   */
  async verify(text: string, certificate: Buffer | undefined, requestId?: string): Promise<TechnicalUser> {
    const digest = digestOf(text);
    const known = this.#recall(digest) ?? (await this.#verify(readToken(text), requestId));
    this.#known.set(digest, known);
    if (known.boundTo !== undefined) checkBinding(known.boundTo, certificate, known.user.id);
    return known.user;
  }

  #recall(digest: string): KnownToken | undefined {
    const known = this.#known.get(digest);
    return known !== undefined && this.#now() < known.until && known.isCurrent() ? known : undefined;
  }

  async #verify(token: UnverifiedToken, requestId: string | undefined): Promise<KnownToken> {
    if (token.issuer === this.#own?.issuer) return await this.#verifyOwn(this.#own, token);
    const issuer = this.#issuers.get(token.issuer);
    if (issuer === undefined) {
      throw new TokenRefused(
        `Tokens of the issuer ${shown(token.issuer)} are not accepted here; see oauth.issuers.`,
      );
    }
    const {
      facts,
      expires,
      boundTo: thumbprint,
      isCurrent,
    } = await issuer.verify(token, this.#now(), requestId);
    const matches = this.#matches.get(token.issuer) ?? [];
    const [, user] = matches.find(([match]) => fits(match, facts)) ?? [];
    if (user === undefined) throw new TokenRefused(nobody(token.issuer, facts), { bearer: facts.clientId });
    return { user, boundTo: thumbprint, until: endOf(expires), isCurrent };
  }

  async #verifyOwn(own: OwnTokens, token: UnverifiedToken): Promise<KnownToken> {
    const { userId, expires, claims, isFor } = await own.verify(token, this.#now());
    const user = this.#users.get(userId);
    if (user === undefined || !user.secrets.some((secret) => isFor(formatSecretHash(secret)))) {
      throw new TokenRefused(
        'The technical user of this token, or the secret that it was issued for, is no longer there; get a new one.',
        { bearer: userId },
      );
    }
    return { user, boundTo: boundTo(claims), until: endOf(expires), isCurrent: () => true };
  }
}

/** What is remembered is worth nothing elsewhere. */
function digestOf(text: string): string {
  return hash('sha256', text, 'base64');
}

/** @param expires seconds since the epoch @returns milliseconds */
function endOf(expires: number): number {
  return (expires + CLOCK_SKEW) * 1000;
}

function fits({ clientId, subject, scope, audience }: TokenMatch, facts: TokenFacts): boolean {
  return (
    (clientId === undefined || clientId === facts.clientId) &&
    (subject === undefined || subject === facts.subject) &&
    (scope === undefined || facts.scopes.includes(scope)) &&
    (audience === undefined || facts.audiences.includes(audience)) &&
    // Persons get tokens by way of the same client.
    (subject !== undefined || !facts.isPersonal)
  );
}

function nobody(issuer: string, { clientId = 'none', subject = 'none', isPersonal }: TokenFacts): string {
  const person = isPersonal ? ', and as a token of a person, its subject has to be named' : '';
  return `No technical user has this token of ${shown(issuer)} among its tokens: client ${shown(clientId)}, subject ${shown(subject)}${person}.`;
}

/** Part of a header as well. */
function shown(text: string): string {
  return text.slice(0, LONGEST_NAME).replace(/[^\x21\x23-\x5b\x5d-\x7e]/g, '?');
}
