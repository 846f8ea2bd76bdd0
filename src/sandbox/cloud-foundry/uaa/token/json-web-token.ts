import { createHmac, randomBytes } from 'node:crypto';

/** New with every process: nothing outside can verify or forge what this stand-in issues. */
const KEY = randomBytes(32);
const KEY_ID = 'sandbox';

/** A JSON web token (RFC 7519), signed with HMAC and SHA-256. */
export function signToken(payload: Readonly<Record<string, unknown>>): string {
  const head = encode({ alg: 'HS256', kid: KEY_ID, typ: 'JWT' });
  const signed = `${head}.${encode(payload)}`;
  return `${signed}.${signature(signed)}`;
}

/** Whether a text has the shape of a JSON web token; everything else is the name of one. */
export function looksLikeToken(value: string): boolean {
  return /^[\w\\=-]*\.[\w\\=-]*\.[\w\\=-]*$/.test(value);
}

/** What is wrong with a text of that shape, in the UAA's words; `undefined` for one that was signed here. */
export function flawOfToken(value: string): string | undefined {
  const [head = '', payload = '', end] = value.split('.');
  const header = decode(head);
  if (typeof header?.['alg'] !== 'string' || decode(payload) === undefined) return 'Invalid token';
  const { kid } = header;
  if (kid === undefined || kid === null) return 'kid claim not found in JWT token header';
  if (kid !== KEY_ID) return `Token header claim [kid] references unknown signing key : [${kid}]`;
  if (end !== signature(`${head}.${payload}`)) return 'Could not verify token signature.';
  return undefined;
}

function signature(text: string): string {
  return createHmac('sha256', KEY).update(text).digest('base64url');
}

function encode(value: Readonly<Record<string, unknown>>): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function decode(part: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
