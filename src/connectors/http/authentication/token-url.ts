/** Where tokens are issued: the property `OAuth2TokenServiceURL`. */
import type { Notice } from '../../definition.ts';
import { type BaseUrl, encodeText, isLoopback } from '../base-url.ts';

export interface TokenUrl {
  /** All but the last part of the path. */
  readonly base: BaseUrl;
  /** The last part of the path, percent-encoded: `token`. */
  readonly resource: string;
  /** Without `grant_type`, which stands in the form of the request. Names are percent-encoded, values are not. */
  readonly query: Readonly<Record<string, string>>;
  readonly notices: readonly Notice[];
}

export const TOKEN_URL = 'OAuth2TokenServiceURL';

/** @returns a text: why it cannot be used */
export function parseTokenUrl(text: string): TokenUrl | string {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    return 'must be an absolute URL such as https://tenant.example.com/oauth/token';
  }
  if (url.username !== '' || url.password !== '') {
    return 'must not contain a user or a password; client id and secret belong into the properties User and Password';
  }
  if (url.hash !== '') return 'must not have a fragment ("#")';
  const names = [...url.searchParams.keys()];
  if (new Set(names).size < names.length) return 'has a parameter more than once';
  const { grant_type: grantType = 'client_credentials', ...others } = Object.fromEntries(url.searchParams);
  if (grantType !== 'client_credentials') {
    return `asks for the grant "${grantType}", and only client_credentials is supported`;
  }
  const slash = url.pathname.lastIndexOf('/');
  return {
    base: { origin: url.origin, path: url.pathname.slice(0, slash) },
    resource: url.pathname.slice(slash + 1),
    query: Object.fromEntries(Object.entries(others).map(([name, value]) => [encodeText(name), value])),
    notices: url.protocol === 'http:' && !isLoopback(url.hostname) ? [unencrypted(url.host)] : [],
  };
}

function unencrypted(host: string): Notice {
  const message = `uses http: client secret and tokens travel unencrypted to ${host}; write https`;
  return { property: TOKEN_URL, message };
}
