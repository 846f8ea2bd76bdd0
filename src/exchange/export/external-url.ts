/** Under which URL clients reach the proxy, for what is written about its systems. */
import { ExchangeError } from '../errors.ts';
import type { ConfiguredEntry } from './configured-system.ts';

/** Those that nobody has to name. */
export const PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

/**
 * @param given wins over `server.externalUrl`
 * @throws ExchangeError where nobody says it, or it is none
 */
export function externalUrl(
  { file, server }: Pick<ConfiguredEntry, 'file' | 'server'>,
  given: string | undefined,
): URL {
  const text = given ?? server.externalUrl;
  if (text === undefined) {
    throw new ExchangeError(
      `${file} does not say under which URL clients reach the proxy. Add --url https://HOST[:PORT], or set server.externalUrl.`,
    );
  }
  const url = URL.parse(text);
  const isUsable =
    url !== null &&
    PORTS[url.protocol] !== undefined &&
    url.username === '' &&
    url.password === '' &&
    !/[?#\s]/.test(text) &&
    !text.includes('/v1/scim');
  if (!isUsable) {
    throw new ExchangeError(
      `--url must be the http or https URL of the proxy, without user, query and the URL of a system, e.g. https://proxy.example.com`,
    );
  }
  return url;
}
