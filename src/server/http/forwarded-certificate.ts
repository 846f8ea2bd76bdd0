/**
 * The header `X-Forwarded-Client-Cert`, in which routers say which certificate a client has shown them. Three forms of it are in use:
 *
 * - base64 of the certificate in DER form: the router of Cloud Foundry, HAProxy (`%[ssl_c_der,base64]`);
 * - the certificate in PEM form, percent-encoded: nginx (`$ssl_client_escaped_cert`);
 * - elements of names and values (`Hash=…;Cert="…";Chain="…"`), one of each hop that has added its own: Envoy. Only the last one is
 *   of the router that is next to the proxy; those before it are the client's word.
 */
import { createHash } from 'node:crypto';
import { ScimError } from '../../scim/errors.ts';

export const FORWARDED_CERTIFICATE = 'x-forwarded-client-cert';

/** Characters. */
const LONGEST = 16 * 1024;
/** Certificates of authorities that come with that of the client. */
const MOST_OTHERS = 8;

export interface ForwardedCertificate {
  /** DER; as it came. */
  readonly der: Buffer;
  /** Of authorities that issued it; DER. */
  readonly others: readonly Buffer[];
}

/** @throws ScimError 400 for what can be understood in no way, or in several */
export function parseForwardedCertificate(text: string): ForwardedCertificate {
  if (text.length > LONGEST) throw malformed(`is longer than ${LONGEST} characters`);
  // Base64 has the equals sign at the end only, and Envoy's elements begin with a name in front of one.
  return /^[A-Za-z]+=./.test(text) ? parseElements(text) : { der: parseOne(text), others: [] };
}

function malformed(why: string): ScimError {
  const advice = 'Correct what the router in front of the proxy writes into it.';
  return new ScimError(400, `The header X-Forwarded-Client-Cert ${why}. ${advice}`);
}

/** Base64 of DER, or PEM. */
function parseOne(text: string): Buffer {
  if (!text.startsWith('-----BEGIN')) return fromBase64(text);
  const [der, another] = parsePem(text);
  if (der === undefined || another !== undefined) throw malformed('has not exactly one certificate');
  return der;
}

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

function fromBase64(text: string): Buffer {
  const der = Buffer.from(text, 'base64');
  // What is cut off, or has other bits at its end, Node.js would read as well.
  if (!BASE64.test(text) || der.toString('base64') !== text) throw malformed('is no base64 of a certificate');
  return der;
}

const BLOCK = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]*)-----END CERTIFICATE-----/g;

/** @param text in which line breaks and other characters may be percent-encoded */
function parsePem(text: string): Buffer[] {
  let pem: string;
  try {
    // A plus sign is one of base64.
    pem = decodeURIComponent(text);
  } catch {
    throw malformed('is no percent-encoded certificate in PEM form');
  }
  const blocks = [...pem.matchAll(BLOCK)];
  const rest = pem.replaceAll(BLOCK, '').trim();
  if (blocks.length === 0 || rest !== '')
    throw malformed('has something else in it than certificates in PEM form');
  return blocks.map(([, digits = '']) => fromBase64(digits.replaceAll(/\s/g, '')));
}

/** A name, an equals sign and a value, which is in quotes where it has one of the signs in it (or wherever the router likes). */
const PAIR = /([A-Za-z]+)=(?:"((?:[^"\\]|\\.)*)"|([^",;]*))([,;]|$)/y;

function parseElements(text: string): ForwardedCertificate {
  let element = new Map<string, string>();
  let at = 0;
  for (let separator = ''; at < text.length || separator !== ''; ) {
    PAIR.lastIndex = at;
    const pair = PAIR.exec(text);
    if (pair === null) throw malformed('is none of the forms that are known');
    const [whole, name = '', quoted, plain = '', next = ''] = pair;
    const key = name.toLowerCase();
    // Alternative names come one by one.
    const isRepeatable = key === 'uri' || key === 'dns';
    if (element.has(key) && !isRepeatable) throw malformed(`has ${name} twice in one element`);
    element.set(key, quoted?.replaceAll(/\\(.)/g, '$1') ?? plain);
    at += whole.length;
    separator = next;
    if (next === ',') element = new Map();
  }
  return certificateIn(element);
}

function certificateIn(element: ReadonlyMap<string, string>): ForwardedCertificate {
  const cert = element.get('cert');
  if (cert === undefined) {
    throw malformed(
      'has no Cert in its last element (Envoy: set_current_client_cert_details with cert: true)',
    );
  }
  const [der, another] = parsePem(cert);
  if (der === undefined || another !== undefined) throw malformed('has not exactly one certificate in Cert');
  const hash = element.get('hash');
  if (hash !== undefined && hash.toLowerCase() !== createHash('sha256').update(der).digest('hex')) {
    throw malformed('has a Hash that is not that of its Cert');
  }
  const chain = element.get('chain');
  const others = (chain === undefined ? [] : parsePem(chain)).filter((each) => !each.equals(der));
  if (others.length > MOST_OTHERS)
    throw malformed(`has more than ${MOST_OTHERS} certificates of authorities`);
  return { der, others };
}
