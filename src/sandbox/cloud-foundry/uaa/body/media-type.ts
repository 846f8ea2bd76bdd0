/** Which content types the UAA reads as JSON (RFC 9110 §8.3), and in which character encoding. */
import { scimError, type UaaError } from '../errors.ts';

const TOKEN = /^[!#$%&'*+\-.^`|~\w]+$/;

/**
 * Bytes of a JSON text in UTF-8.
 *
 * @throws UaaError 400, and never 415, for every type but `application/json` and `application/*+json`
 */
export function jsonBytes(contentType: string | undefined, body: Buffer): Buffer {
  const { type, charset } = readMediaType(contentType);
  if (!/^application\/(?:json|.*\+json)(?:;|$)/.test(type)) {
    throw scimError(400, 'scim', `Content type '${type}' not supported`);
  }
  if (charset === undefined || /^utf|^us-ascii$/i.test(charset)) return body;
  return Buffer.from(new TextDecoder(charset).decode(body));
}

/** A body without a content type is an octet stream. */
function readMediaType(header: string | undefined): {
  readonly type: string;
  readonly charset: string | undefined;
} {
  if (!header) return { type: 'application/octet-stream', charset: undefined };
  const [essence = '', ...rest] = header.split(';');
  const name = essence.trim() === '*' ? '*/*' : essence.trim();
  const [type = '', subtype, ...more] = name.split('/');
  if (name === '') throw invalid(header, "'mimeType' must not be empty");
  if (subtype === undefined) throw invalid(header, "does not contain '/'");
  if (subtype === '') throw invalid(header, "does not contain subtype after '/'");
  if (type === '*' && subtype !== '*') {
    throw invalid(header, "wildcard type is legal only in '*/*' (all mime types)");
  }
  for (const token of [type, [subtype, ...more].join('/')]) {
    const wrong = [...token].find((character) => !TOKEN.test(character));
    if (wrong !== undefined) throw invalid(header, `Invalid token character '${wrong}' in token "${token}"`);
  }
  const parameters = rest.map((parameter) => parameter.trim()).filter((parameter) => parameter.includes('='));
  const charset = parameters
    .find((parameter) => /^charset=/i.test(parameter))
    ?.slice('charset='.length)
    .replace(/^"(.*)"$/, '$1');
  if (charset !== undefined && !isKnown(charset)) throw invalid(header, `unsupported charset '${charset}'`);
  return { type: [name.toLowerCase(), ...parameters].join(';'), charset };
}

function isKnown(charset: string): boolean {
  try {
    return new TextDecoder(charset) !== undefined;
  } catch {
    return /^utf-?32/i.test(charset);
  }
}

function invalid(header: string, reason: string): UaaError {
  return scimError(400, 'scim', `Invalid mime type "${header}": ${reason}`);
}
