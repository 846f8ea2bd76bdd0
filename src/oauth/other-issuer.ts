/** Access tokens of another issuer: XSUAA, Identity Authentication, any OpenID provider or authorization server. */

import { factsOf, type TokenFacts } from './claims.ts';
import { boundTo } from './confirmation.ts';
import { discoverKeys } from './discovery.ts';
import type { GetDocument } from './documents.ts';
import { KeySet } from './key-set.ts';
import { PublishedKeys, type PublishedKeysOptions, type ReadKeys } from './published-keys.ts';
import { TokenRefused } from './refusal.ts';
import type { UnverifiedToken } from './token.ts';
import { type VerifiedToken, verify } from './verify.ts';

export interface IssuerOptions {
  readonly issuer: string;
  readonly audience: readonly string[];
  /** Absent: where its metadata says. */
  readonly jwks?: { readonly url: string } | KeySet | undefined;
  readonly algorithms?: readonly string[] | undefined;
}

export interface IssuerSurroundings {
  readonly get: GetDocument;
  /** Whether keys may be read from a URL. */
  readonly isProtected: (url: string) => boolean;
  readonly onRead: PublishedKeysOptions['onRead'];
  /** By issuer and where its keys are: what is known of them outlives a load of the configuration. */
  readonly lasting: Map<string, PublishedKeys>;
  readonly now?: (() => number) | undefined;
}

export interface OtherToken extends VerifiedToken {
  readonly facts: TokenFacts;
  readonly boundTo: string | undefined;
  /** Whether the keys are those by which it was verified. */
  isCurrent(): boolean;
}

/** Absent: whatever the issuer calls its access tokens. */
const TYPES: ReadonlySet<string | undefined> = new Set([undefined, 'jwt', 'at+jwt']);

export class OtherIssuer {
  readonly issuer: string;
  readonly #audience: readonly string[];
  readonly #keys: Pick<PublishedKeys, 'current' | 'that'>;
  readonly #begin: () => void = () => {};

  constructor({ issuer, audience, jwks, algorithms }: IssuerOptions, surroundings: IssuerSurroundings) {
    this.issuer = issuer;
    this.#audience = audience;
    if (jwks instanceof KeySet) {
      this.#keys = { current: jwks, that: async () => jwks };
      return;
    }
    const { get, isProtected, onRead, lasting, now } = surroundings;
    const read: ReadKeys = async (requestId) => {
      const url = jwks?.url ?? (await discoverKeys(issuer, get, isProtected, requestId));
      try {
        return KeySet.parse(await get(url, requestId), algorithms);
      } catch (error) {
        throw new Error(`${url}: ${error instanceof Error ? error.message : error}`);
      }
    };
    const place = JSON.stringify([issuer, jwks, algorithms]);
    const keys = lasting.get(place) ?? new PublishedKeys(issuer, read, { now, onRead });
    this.#keys = keys;
    const begin = () => {
      keys.readBy(read, onRead);
      lasting.set(place, keys);
    };
    this.#begin = begin;
  }

  /** To be called when its configuration is put to work: until then, keys that are there already are read as by the one before. */
  begin(): void {
    this.#begin();
  }

  /** Reads its keys, so that the first token need not wait; a failure is told to `onRead`. */
  async prepare(): Promise<void> {
    await this.#keys.that(() => true).catch(() => undefined);
  }

  /** @param requestId of the request that brings it @throws TokenRefused @throws IssuerUnavailable */
  async verify(token: UnverifiedToken, now = Date.now(), requestId?: string): Promise<OtherToken> {
    if (!TYPES.has(token.type)) {
      throw new TokenRefused('This is no access token: its type (typ) is one of another kind.');
    }
    const { keyId, algorithm } = token;
    const set = await this.#keys.that((keys) => keys.find(keyId, algorithm).length > 0, requestId);
    const verified = await verify(token, set.find(keyId, algorithm), {
      issuer: this.issuer,
      audience: this.#audience,
      now,
    });
    return {
      ...verified,
      facts: factsOf(verified.claims),
      boundTo: boundTo(verified.claims),
      isCurrent: () => this.#keys.current === set,
    };
  }
}
