/** Where a backend is: the property `URL`, and the URLs below it. */
import { isUsableId } from '../../scim/entity-id.ts';
import type { Notice } from '../definition.ts';

export interface BaseUrl {
  /** Scheme, host and port. */
  readonly origin: string;
  /** Path of the API, percent-encoded, without trailing slash: `/scim`. */
  readonly path: string;
}

export type ParsedBaseUrl =
  | { readonly status: 'ok'; readonly base: BaseUrl; readonly notices: readonly Notice[] }
  | { readonly status: 'problem'; readonly message: string };

export interface ApiPath {
  /** What the connector puts behind `URL`: `/scim`. */
  readonly path: string;
  /** Paths that people paste along with the host although the connector brings its own, the longest first. */
  readonly pasted: readonly string[];
}

/** Reads the property `URL`; a trailing slash, a path in front of the API and the API's own path are accepted. */
export function parseBaseUrl(text: string, api: ApiPath): ParsedBaseUrl {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    return problem('must be an absolute URL such as https://tenant.accounts.ondemand.com');
  }
  if (url.username !== '' || url.password !== '') {
    return problem(
      'must not contain a user or a password; they belong into the properties User and Password',
    );
  }
  if (url.search !== '' || url.hash !== '') return problem('must not have a query ("?") or a fragment ("#")');

  const notices: Notice[] = [];
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    const message = `uses http: user, password and all data travel unencrypted to ${url.host}; write https`;
    notices.push({ property: 'URL', message });
  }
  let prefix = url.pathname.replace(/\/+$/, '');
  const pasted = api.pasted.find((path) => prefix.endsWith(path));
  if (pasted !== undefined) {
    prefix = prefix.slice(0, -pasted.length);
    const message = `holds the path ${pasted}, which the connector adds itself (${api.path}); scheme and host are enough`;
    notices.push({ property: 'URL', message });
  }
  return { status: 'ok', base: { origin: url.origin, path: `${prefix}${api.path}` }, notices };
}

/**
 * An id as one path segment (`encodeURIComponent`), or `undefined` where it cannot be one: empty, too long, not
 * well-formed, with control characters, or with `.` and `..` segments.
 */
export function encodeId(id: string): string | undefined {
  return isUsableId(id) ? encodeURIComponent(id) : undefined;
}

/** `encodeURIComponent` for text of any origin, which itself throws at half a surrogate. */
export function encodeText(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

/** `?a=1&b=2`, names in the order given and values percent-encoded; empty without any. */
export function encodeQuery(query: Readonly<Record<string, string | number | undefined>>): string {
  let text = '';
  for (const name in query) {
    const value = query[name];
    if (value !== undefined) text += `${text === '' ? '?' : '&'}${name}=${encodeText(String(value))}`;
  }
  return text;
}

function problem(message: string): ParsedBaseUrl {
  return { status: 'problem', message };
}

export function isLoopback(hostname: string): boolean {
  return /^(?:(?:[^.]+\.)*localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
}
