/** The web proxy, and not the backend, is why there is no connection. */
import { nextAttempt } from '../refusal.ts';
import { isTlsFailure, tlsAdvice } from './tls-failure.ts';
import type { WebProxy } from './way.ts';
import type { WebProxyRefusal, WebProxyTrouble } from './web-proxy-trouble.ts';

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

/** 401 is wrong there, and what Tinyproxy says of a wrong password. */
const LOGON_REFUSED: ReadonlySet<number> = new Set([401, 407]);
/** Statuses of servers that do not know what CONNECT is. */
const NO_CONNECT: ReadonlySet<number> = new Set([400, 404, 405, 501, 505]);

export function isLogonRefused({ status }: WebProxyRefusal): boolean {
  return LOGON_REFUSED.has(status);
}

/**
 * @param whom the backend, which is not to blame
 * @param during what was asked for
 */
export function webProxyAdvice(
  { webProxy: { origin, credentials, setBy }, trouble, cause }: WebProxyError,
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
      if (isTlsFailure(trouble.code)) {
        const advice = tlsAdvice(trouble.code, cause, it, 'check its address');
        return { status: 502, text: `${none}, as there is no TLS connection to ${it}: ${advice}.` };
      }
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
    case 'unasked':
      return {
        status: 502,
        text: `${none}, as ${it} sent more than an answer to CONNECT, and nobody had asked for anything else: check its address.`,
      };
    case 'refused': {
      const next = trouble.seconds === undefined ? '' : ` ${nextAttempt(trouble.seconds)}`;
      return {
        status: 502,
        text: `${none}, as ${it} ${refusal(trouble, credentials !== undefined)}.${next}`,
      };
    }
  }
}

function refusal(trouble: WebProxyRefusal, hasCredentials: boolean): string {
  const { status } = trouble;
  if (isLogonRefused(trouble)) {
    return hasCredentials
      ? `refused the credentials (${status}): check ipsproxy.webproxy.user and ipsproxy.webproxy.password, or those in the environment variable; only Basic authentication is supported`
      : `asks for credentials (${status}): set ipsproxy.webproxy with ipsproxy.webproxy.user and ipsproxy.webproxy.password`;
  }
  if (NO_CONNECT.has(status)) {
    return `does not take CONNECT (${status}): check its address, and whether it is a web proxy`;
  }
  if (status >= 500) {
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
