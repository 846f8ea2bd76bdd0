/** By which id and secret a client of the token endpoint shows who it is (RFC 6749 §2.3.1). */
import type { Parameters } from './parameters.ts';
import { TokenRequestError } from './token-request-error.ts';

export interface ClientCredentials {
  readonly id: string;
  readonly secret: string;
}

const BASIC = /^Basic +([A-Za-z0-9+/]+={0,2}) *$/i;
/** Text that may have been form-urlencoded: anything else would be a percent sign with two digits. */
const ENCODED = /^(?:[\w.*~!'()+-]|%[0-9A-Fa-f]{2})*$/;

/**
 * @returns what may be meant, the likeliest first: clients should form-urlencode what they send by Basic, and many do not
 * @throws TokenRequestError
 */
export function credentialsOf(
  authorization: string | undefined,
  parameters: Parameters,
): ClientCredentials[] {
  const { client_id: id, client_secret: secret } = parameters;
  if (authorization === undefined) {
    if (id !== undefined && secret !== undefined) return [{ id, secret }];
    throw new TokenRequestError(
      'invalid_client',
      'Send id and secret of the technical user, by Basic authentication or as client_id and client_secret.',
    );
  }
  if (secret !== undefined) {
    throw new TokenRequestError(
      'invalid_request',
      'There are two secrets, by Basic authentication and as client_secret; send one.',
    );
  }
  const pair = pairOf(authorization);
  if (pair === undefined) {
    throw new TokenRequestError(
      'invalid_client',
      'The Authorization header is no Basic authentication with id and secret.',
    );
  }
  const candidates = meanings(pair);
  if (id !== undefined && !candidates.some((each) => each.id === id)) {
    throw new TokenRequestError(
      'invalid_request',
      'client_id is another one than that of the Authorization header.',
    );
  }
  return candidates;
}

function pairOf(authorization: string): ClientCredentials | undefined {
  const [, encoded] = BASIC.exec(authorization.trim()) ?? [];
  if (encoded === undefined) return undefined;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(encoded, 'base64'));
  } catch {
    return undefined;
  }
  const colon = text.indexOf(':');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: RFC 7617 §2 forbids them.
  if (colon === -1 || /[\u0000-\u001f\u007f]/.test(text)) return undefined;
  return { id: text.slice(0, colon), secret: text.slice(colon + 1) };
}

function meanings(pair: ClientCredentials): ClientCredentials[] {
  const decoded = { id: decode(pair.id), secret: decode(pair.secret) };
  if (decoded.id === undefined || decoded.secret === undefined) return [pair];
  const isSame = decoded.id === pair.id && decoded.secret === pair.secret;
  return isSame ? [pair] : [{ id: decoded.id, secret: decoded.secret }, pair];
}

/** @returns `undefined` where the text was not encoded */
function decode(text: string): string | undefined {
  if (!ENCODED.test(text)) return undefined;
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
