/** Headers that requests carry, from properties `ips.http.header.<Name>`. */
import { z } from 'zod';
import type { Notice } from '../definition.ts';
import type { Interceptor } from './exchange.ts';

export const HEADER_PROPERTY_PREFIX = 'ips.http.header.';

/** The schema of all of them, each by itself; what they say together is read by {@link configuredHeaders}. */
export const headerProperties = {
  [`${HEADER_PROPERTY_PREFIX}*` as const]: z
    .string()
    .optional()
    .meta({ description: 'Header that every request to the backend carries.', value: 'header value' }),
};

/** RFC 9110 §5.6.2. */
const TOKEN = /^[!#$%&'*+.^`|~\w-]+$/;
/** RFC 9110 §5.5 without the obsolete part, so that no encoding has to be guessed. */
const VALUE = /^[\t\x20-\x7e]*$/;
/** What each request says itself, and what belongs to the connection. */
const COMPUTED: ReadonlySet<string> = new Set([
  'accept',
  'connection',
  'content-length',
  'content-type',
  'expect',
  'host',
  'if-match',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'x-request-id',
]);

export interface ConfiguredHeaders {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly notices: readonly Notice[];
  /** Properties that cannot be headers. */
  readonly problems: readonly { readonly property: string; readonly message: string }[];
}

/**
 * The headers that properties ask for. Those that the client computes are left out.
 *
 * @param logsOn whether `authorization` is computed, too. Default: it is
 */
export function configuredHeaders(
  properties: Iterable<readonly [name: string, value: string]>,
  logsOn = true,
): ConfiguredHeaders {
  const headers: Record<string, string> = Object.create(null);
  const notices: Notice[] = [];
  const problems: { property: string; message: string }[] = [];
  for (const [property, value] of properties) {
    if (!property.startsWith(HEADER_PROPERTY_PREFIX)) continue;
    const name = property.slice(HEADER_PROPERTY_PREFIX.length).toLowerCase();
    if (!TOKEN.test(name)) {
      problems.push({
        property,
        message: 'what follows ips.http.header. must be a header name such as X-Custom',
      });
    } else if (!VALUE.test(value)) {
      problems.push({
        property,
        message: 'a header value has printable ASCII characters only, no line breaks',
      });
    } else if (name === 'authorization' && logsOn) {
      notices.push({ property, message: 'is ignored, because the system is logged on to in another way' });
    } else if (COMPUTED.has(name)) {
      notices.push({ property, message: `is ignored: ${name} is set by the connector` });
    } else {
      headers[name] = value.trim();
    }
  }
  return { headers, notices, problems };
}

/** Adds headers; those that the request already has win. */
export function addHeaders(headers: Readonly<Record<string, string>>): Interceptor {
  return (next) => (request) => next({ ...request, headers: { ...headers, ...request.headers } });
}
