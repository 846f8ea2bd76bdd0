/** What can be wrong with a web proxy, and who keeps its credentials from being shown too often. */
export type WebProxyTrouble =
  /** No connection to it. `code`: `ECONNREFUSED`, a code of TLS. */
  | { readonly kind: 'unreachable'; readonly code: string }
  | WebProxyRefusal
  /** What it answered is no HTTP. */
  | { readonly kind: 'no HTTP' }
  /** Behind its answer came more: nobody speaks before he is asked, neither over TLS nor over HTTP. */
  | { readonly kind: 'unasked' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'timeout' };

/** It answered CONNECT with this status. */
export interface WebProxyRefusal {
  readonly kind: 'refused';
  readonly status: number;
  /** For which it does not get the credentials again that it refused. */
  readonly seconds?: number | undefined;
}

/** Goes on with the trouble that there is already, or with nothing. */
export type Turn = (trouble: WebProxyTrouble | undefined) => void;

/** Of one pair of credentials at one web proxy. */
export interface WebProxyLogon {
  /** @param turn called when the web proxy may be asked, at once where nothing speaks against it; whoever asks says how it ended. */
  enter(turn: Turn): void;
  /**
   * @param trouble nothing: the tunnel stands
   * @returns the same, with the time for which these credentials are held back
   */
  leave(trouble: WebProxyTrouble | undefined): WebProxyTrouble | undefined;
}
