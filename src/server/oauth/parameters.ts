/** Parameters of a token request: those of the form, and as SAP does it, the kind of grant in the query. */
import { TokenRequestError } from './token-request-error.ts';

/** One without value counts as absent (RFC 6749 §3.2). */
export type Parameters = Readonly<Partial<Record<string, string>>>;

/** Others than these must not be in URLs, which are written into logs on the way (RFC 6749 §2.3.1). */
const IN_QUERY = new Set(['grant_type']);

/**
 * @param query percent-encoded
 * @param body of the form; absent: there is none
 * @throws TokenRequestError for a parameter that is there twice (RFC 6749 §3.2), or in the wrong place
 */
export function parametersOf(query: string, body: string | undefined): Parameters {
  const found: Record<string, string> = Object.create(null);
  const fromQuery = [...new URLSearchParams(query)];
  const secret = fromQuery.find(([name]) => /^(?:client_|.*(?:secret|token|password))/.test(name));
  if (secret !== undefined) {
    throw new TokenRequestError(
      'invalid_request',
      'Credentials must not be in the URL; send them in the body or by Basic authentication.',
    );
  }
  const entries = [...fromQuery.filter(([name]) => IN_QUERY.has(name)), ...new URLSearchParams(body ?? '')];
  for (const [name, value] of entries) {
    if (value === '') continue;
    // The same kind of grant in query and form is what some clients send.
    if (name in found && !(IN_QUERY.has(name) && found[name] === value)) {
      throw new TokenRequestError('invalid_request', 'A parameter is there more than once.');
    }
    found[name] = value;
  }
  return found;
}
