/** The web proxy, and not the backend, is why there is no connection. */
import type { WebProxy } from './way.ts';

export type WebProxyTrouble =
  /** No connection to it. `code`: `ECONNREFUSED`, a code of TLS. */
  | { readonly kind: 'unreachable'; readonly code: string }
  /** It answered CONNECT with this status. */
  | { readonly kind: 'refused'; readonly status: number }
  /** What it answered is no HTTP. */
  | { readonly kind: 'no HTTP' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'timeout' };

export class WebProxyError extends Error {
  readonly code: string;
  readonly webProxy: WebProxy;
  readonly trouble: WebProxyTrouble;

  constructor(webProxy: WebProxy, trouble: WebProxyTrouble, cause?: unknown) {
    super(`no connection through the web proxy ${webProxy.origin}`, { cause });
    this.code = codeOf(trouble);
    this.webProxy = webProxy;
    this.trouble = trouble;
  }
}

function codeOf(trouble: WebProxyTrouble): string {
  if (trouble.kind === 'unreachable') return trouble.code;
  return trouble.kind === 'refused' ? `CONNECT ${trouble.status}` : 'CONNECT';
}

/** Statuses with which web proxies say that the host is not reached, or not in time. */
const NOT_REACHED: ReadonlySet<number> = new Set([502, 503, 504]);

/**
 * @param whom the backend, which is not to blame
 * @param during what was asked for
 */
export function webProxyAdvice(
  { webProxy: { origin, credentials, setBy }, trouble }: WebProxyError,
  whom: string,
  during: string,
): { readonly status: number; readonly text: string } {
  const it = `the web proxy ${origin} (${setBy})`;
  const none = `There was no connection to ${whom} ${during}`;
  switch (trouble.kind) {
    case 'timeout':
      return {
        status: 504,
        text: `${none}, as ${it} did not answer in time: look at it, and check its address.`,
      };
    case 'unreachable':
      return {
        status: 502,
        text: `${none}, as ${it} cannot be reached: check its address, and whether it is up.`,
      };
    case 'closed':
      return {
        status: 502,
        text: `${none}, as ${it} closed the connection without an answer: check its address, and whether it takes CONNECT.`,
      };
    case 'no HTTP':
      return {
        status: 502,
        text: `${none}, as what ${it} answered to CONNECT is no HTTP: check its scheme and its port.`,
      };
    case 'refused':
      return {
        status: 502,
        text: `${none}, as ${it} ${refusal(trouble.status, credentials !== undefined)}.`,
      };
  }
}

function refusal(status: number, hasCredentials: boolean): string {
  if (status === 407) {
    return hasCredentials
      ? 'refused the credentials (407): check ipsproxy.webproxy.user and ipsproxy.webproxy.password, or those in the environment variable; only Basic authentication is supported'
      : 'asks for credentials (407): set ipsproxy.webproxy with ipsproxy.webproxy.user and ipsproxy.webproxy.password';
  }
  if (NOT_REACHED.has(status)) {
    return `does not reach the host (${status}): check the address of the system, and whether the web proxy knows that host`;
  }
  return `does not let it through (${status}): ask whoever runs it to allow CONNECT to this host and port, or exempt the host (NO_PROXY, ipsproxy.webproxy with the value none)`;
}

const through = new WeakMap<Error, WebProxy>();

/** The tunnel stood, and what failed is between us and the backend. */
export function noteWebProxy(error: Error, webProxy: WebProxy): void {
  through.set(error, webProxy);
}

export function webProxyOf(error: unknown): WebProxy | undefined {
  return error instanceof Error ? through.get(error) : undefined;
}
