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

const through = new WeakMap<Error, WebProxy>();

/** The tunnel stood, and what failed is between us and the backend. */
export function noteWebProxy(error: Error, webProxy: WebProxy): void {
  through.set(error, webProxy);
}

export function webProxyOf(error: unknown): WebProxy | undefined {
  return error instanceof Error ? through.get(error) : undefined;
}
