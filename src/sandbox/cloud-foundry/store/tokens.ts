/** The tokens a UAA has issued. */

/** Times are seconds since the epoch. */
interface Issued {
  /** What it is presented as: a JSON web token, or an opaque one. */
  readonly value: string;
  readonly client: string;
  readonly scopes: readonly string[];
  readonly expires: number;
}

/** Whose token it is. */
export interface TokenUser {
  readonly userId: string;
  /** Of what the user was then: with another name, address or password the token is void. */
  readonly userHash: string;
}

export interface AccessToken extends Issued {
  readonly id: string;
  /** Absent: the client acts for itself. */
  readonly user: TokenUser | undefined;
  /** Kept by the UAA, and gone with its user. */
  readonly revocable: boolean;
}

export interface RefreshToken extends Issued {
  readonly user: TokenUser;
  /** When the user logged in. */
  readonly loggedIn: number;
}

export type TokenCheck =
  | { readonly state: 'valid' | 'expired'; readonly token: AccessToken }
  | { readonly state: 'unknown' };

export class TokenStore {
  readonly #access = new Map<string, AccessToken>();
  readonly #refresh = new Map<string, RefreshToken>();
  #callsLeft = Number.POSITIVE_INFINITY;

  addAccess(token: AccessToken): void {
    this.#access.set(token.value, token);
  }

  addRefresh(token: RefreshToken): void {
    this.#refresh.set(token.value, token);
  }

  refresh(value: string): RefreshToken | undefined {
    return this.#refresh.get(value);
  }

  /** @param now milliseconds since the epoch */
  check(value: string, now: number): TokenCheck {
    const token = this.#access.get(value);
    if (token === undefined) return { state: 'unknown' };
    if (token.expires * 1000 <= now) return { state: 'expired', token };
    if (this.#callsLeft === 0) {
      this.#callsLeft = Number.POSITIVE_INFINITY;
      this.expireAccess();
      return { state: 'unknown' };
    }
    this.#callsLeft -= 1;
    return { state: 'valid', token };
  }

  /** Every access token issued so far is refused from now on. */
  expireAccess(): void {
    this.#access.clear();
  }

  /** The same, once, after so many calls have been accepted. */
  expireAccessAfter(calls: number): void {
    this.#callsLeft = calls;
  }

  revokeRefresh(): void {
    this.#refresh.clear();
  }
}
