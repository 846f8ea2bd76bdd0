/** What all systems of a configuration have in common: the web proxies of the environment, further authorities. */
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';
import type { WebProxy } from './way.ts';

export interface Surroundings {
  /** @param origin scheme, host and port */
  webProxyFor(origin: string): WebProxy | undefined;
  /** Certificates in PEM form that are trusted on top of those of Node.js. */
  readonly authorities: readonly string[];
}

export const NO_SURROUNDINGS: Surroundings = { webProxyFor: () => undefined, authorities: [] };

/** Node.js takes what it is given in place of its own, those of `NODE_EXTRA_CA_CERTS` included. */
export function onTop(authorities: readonly string[]): { readonly ca?: string[] } {
  return authorities.length === 0 ? {} : { ca: [...getCACertificates('default'), ...authorities] };
}

const common = new WeakMap<Surroundings, SecureContext>();

/** For systems that have nothing of their own; made once, as it costs some milliseconds. */
export function commonContext(surroundings: Surroundings): SecureContext {
  const known = common.get(surroundings);
  const context = known ?? createSecureContext(onTop(surroundings.authorities));
  common.set(surroundings, context);
  return context;
}
