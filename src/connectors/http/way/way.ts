/** How a system is reached: with which certificates, and through which web proxy. */
import type { SecureContext } from 'node:tls';
import type { ShownCertificate } from './peer.ts';
import type { WebProxyLogon } from './web-proxy-trouble.ts';

/** A proxy for outgoing connections (RFC 9110 §9.3.6, CONNECT); no proxy system. */
export interface WebProxy {
  /** Scheme, host and port, for messages as well: `http://proxy.example.com:8080`. */
  readonly origin: string;
  readonly credentials?: { readonly user: string; readonly password: string } | undefined;
  /** Where it is set, for messages: `the property ipsproxy.webproxy`, `the environment variable HTTPS_PROXY`. */
  readonly setBy: string;
}

/** What is shown to backends, and whom of them is trusted. */
export interface Tls {
  /** The client certificate of the moment. Absent: there is none. */
  readonly used?: ShownCertificate | undefined;
  /**
   * As its files are now; a new object after each change. Where a file has become unusable, what was there before.
   *
   * @returns nothing where Node.js's own defaults do
   */
  current(): Promise<SecureContext> | undefined;
}

export interface Way {
  /** The same for systems that may share connections. */
  readonly key: string;
  /** Absent: the defaults of Node.js. */
  readonly tls?: Tls | undefined;
  /** @returns nothing where this origin is reached directly */
  webProxyFor(origin: string): WebProxy | undefined;
  /** What is known of the credentials for a web proxy. Absent, and without a result: nothing. */
  webProxyLogon?(webProxy: WebProxy): WebProxyLogon | undefined;
}

/** No certificate of its own, no web proxy. */
export const DIRECT: Way = { key: '', webProxyFor: () => undefined };
