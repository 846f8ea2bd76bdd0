import { createHmac, randomBytes } from 'node:crypto';

/** New with every process: nothing outside can verify or forge what this stand-in issues. */
const KEY = randomBytes(32);

/** A JSON web token (RFC 7519), signed with HMAC and SHA-256. */
export function signToken(payload: Readonly<Record<string, unknown>>): string {
  const head = encode({ alg: 'HS256', kid: 'sandbox', typ: 'JWT' });
  const signed = `${head}.${encode(payload)}`;
  return `${signed}.${createHmac('sha256', KEY).update(signed).digest('base64url')}`;
}

function encode(value: Readonly<Record<string, unknown>>): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
