/** An access token as it came: a JWT in the compact form of JWS (RFC 7515 §3.1, RFC 7519), of which nothing is believed yet. */
import { isJsonObject, type JsonObject } from '../scim/json.ts';
import { TokenRefused } from './refusal.ts';

export interface UnverifiedToken {
  readonly text: string;
  readonly algorithm: string;
  /** Which key of the issuer (RFC 7515 §4.1.4). */
  readonly keyId: string | undefined;
  /** Of which kind it says it is (RFC 7515 §4.1.9), in lower case, without `application/`. */
  readonly type: string | undefined;
  readonly issuer: string;
}

/** Characters. Those of SAP with many scopes have a few thousand. */
const LONGEST = 16 * 1024;
const COMPACT = /^([\w-]+)\.([\w-]+)\.([\w-]+)$/;

/**
 * Keys and addresses of keys in its header (`jwk`, `jku`, `x5c`, `x5u`) are not looked at: whoever made the token chose them.
 *
 * @throws TokenRefused
 */
export function readToken(text: string): UnverifiedToken {
  if (text.length > LONGEST) throw new TokenRefused('This token is longer than 16 kB.');
  const [, head = '', body = ''] = COMPACT.exec(text) ?? [];
  const header = decode(head);
  const claims = decode(body);
  if (header === undefined || claims === undefined) {
    throw new TokenRefused('This token is no signed JWT; send an access token, as it came from its issuer.');
  }
  const { alg, kid, typ } = header;
  // RFC 7515 §4.1.11: what is critical has to be understood, and none of it is.
  if (Object.hasOwn(header, 'crit')) {
    throw new TokenRefused(
      'This token has critical extensions (crit) in its header, which are not supported.',
    );
  }
  if (typeof alg !== 'string' || !isTextOrAbsent(kid) || !isTextOrAbsent(typ)) {
    throw new TokenRefused('The header of this token is malformed.');
  }
  const { iss } = claims;
  if (typeof iss !== 'string') throw new TokenRefused('This token does not name its issuer (iss).');
  const type = typ?.toLowerCase().replace(/^application\//, '');
  return { text, algorithm: alg, keyId: kid, type, issuer: iss };
}

function isTextOrAbsent(value: unknown): value is string | undefined {
  return value === undefined || typeof value === 'string';
}

function decode(part: string): JsonObject | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(part, 'base64url'));
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
