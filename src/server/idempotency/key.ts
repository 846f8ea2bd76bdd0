/** The header `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header-07, section 2.1). */
import type { IncomingHttpHeaders } from 'node:http';
import { ScimError } from '../../scim/errors.ts';

/** Characters. */
const LONGEST = 255;

/** A string of RFC 8941 §3.3.3. */
const STRING = /^"((?:[ !#-[\]-~]|\\["\\])*)"$/;
/** Without quotes, as most clients send it: a UUID, a token. */
const BARE = /^[\w.:/+=~-]+$/;

/**
 * The key without its quotes.
 *
 * @throws ScimError 400 for a header that is none, that came twice, or whose key is empty or too long
 */
export function idempotencyKeyOf({ 'idempotency-key': header }: IncomingHttpHeaders): string | undefined {
  if (header === undefined) return undefined;
  // Node.js joins several headers with commas, and a comma is in no key without quotes.
  const text = String(header).trim();
  const quoted = STRING.exec(text)?.[1]?.replace(/\\(["\\])/g, '$1');
  const key = quoted ?? (BARE.test(text) ? text : '');
  if (key !== '' && key.length <= LONGEST) return key;
  throw new ScimError(
    400,
    `The Idempotency-Key header is not one text in double quotes of 1 to ${LONGEST} printable ASCII characters, such as "7b0a3a5e-58b4-4a0b-9a5c-3f2f3a7d2f11", sent once. Nothing was done.`,
    { scimType: 'invalidValue' },
  );
}
