/** The query string as the proxy wants it: decoded, nothing interpreted. */
import type { RawQuery } from '../../proxy/types.ts';
import { decodePart } from '../http/request-target.ts';

const NOTHING: RawQuery = Object.freeze(Object.create(null));

/**
 * `+` means a blank, as in forms and in what the URL classes of Java, Python and JavaScript write; a plus is `%2B`.
 *
 * @throws ScimError 400 for broken percent-encoding
 */
export function parseQuery(queryString: string): RawQuery {
  if (queryString === '') return NOTHING;
  const query: Record<string, string | string[]> = Object.create(null);
  for (const pair of queryString.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decode(equals === -1 ? pair : pair.slice(0, equals));
    const value = equals === -1 ? '' : decode(pair.slice(equals + 1));
    const earlier = query[name];
    if (earlier === undefined) query[name] = value;
    else if (typeof earlier === 'string') query[name] = [earlier, value];
    else earlier.push(value);
  }
  return query;
}

function decode(text: string): string {
  return decodePart(text.replaceAll('+', ' '), 'The query string');
}
