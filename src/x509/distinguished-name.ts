/**
 * Distinguished names, of certificates and as people write them (RFC 4514), in one form in which they can be compared as texts.
 *
 * Types are object identifiers there, values are text with its escapes or `#` with the hexadecimal digits of what is none, an RDN of
 * several attributes has them in a fixed order: `2.5.4.3=idm,2.5.4.10=Example`. Values are compared as they are, letter by letter:
 * of two ways to be wrong, to let in somebody with nearly the same name is the worse one.
 */
import { DerError, type Element, elementsOf, Reader, readObjectIdentifier, TAG } from './der.ts';

/** Short names (RFC 4514 §3, RFC 4519, and what OpenSSL prints besides), in any case. */
const TYPES: Readonly<Record<string, string>> = {
  cn: '2.5.4.3',
  sn: '2.5.4.4',
  serialnumber: '2.5.4.5',
  c: '2.5.4.6',
  l: '2.5.4.7',
  st: '2.5.4.8',
  street: '2.5.4.9',
  o: '2.5.4.10',
  ou: '2.5.4.11',
  title: '2.5.4.12',
  description: '2.5.4.13',
  postalcode: '2.5.4.17',
  name: '2.5.4.41',
  gn: '2.5.4.42',
  initials: '2.5.4.43',
  dnqualifier: '2.5.4.46',
  organizationidentifier: '2.5.4.97',
  uid: '0.9.2342.19200300.100.1.1',
  dc: '0.9.2342.19200300.100.1.25',
  emailaddress: '1.2.840.113549.1.9.1',
  e: '1.2.840.113549.1.9.1',
};

/** As they are printed. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ...Object.entries(TYPES).map(([name, type]) => [type, name.toUpperCase()] as const),
  ['1.2.840.113549.1.9.1', 'emailAddress'],
  ['2.5.4.5', 'serialNumber'],
]);

const OBJECT_IDENTIFIER = /^[0-2](?:\.(?:0|[1-9]\d{0,19})){1,20}$/;

/** Why a text is no name. */
export class NameError extends Error {}

interface Attribute {
  readonly type: string;
  /** In its canonical form, escapes included. */
  readonly value: string;
}

/** Longer than any real one. */
const LONGEST = 4096;

/**
 * @param text as in RFC 4514 §3, and as `openssl x509 -subject -nameopt RFC2253` prints it: `CN=idm,OU=Clients,O=Example,C=DE`. Blanks
 * around the signs between attributes are fine.
 * @returns its canonical form
 * @throws NameError
 */
export function parseName(text: string): string {
  if (text.length > LONGEST) throw new NameError(`it is longer than ${LONGEST} characters`);
  const names: string[] = [];
  let attributes: Attribute[] = [];
  let at = 0;
  for (;;) {
    const { attribute, end } = parseAttribute(text, at);
    attributes.push(attribute);
    at = end + 1;
    if (text[end] === '+') continue;
    names.push(canonical(attributes));
    attributes = [];
    if (end === text.length) return names.join(',');
  }
}

function parseAttribute(text: string, start: number): { attribute: Attribute; end: number } {
  const equals = text.indexOf('=', start);
  const name = text.slice(start, equals === -1 ? undefined : equals).trim();
  if (equals === -1) {
    throw new NameError(
      text.slice(start).trim() === ''
        ? 'behind a comma or a plus sign an attribute has to follow'
        : `"${name}" is no attribute; write it as in CN=idm,O=Example, with \\, for a comma in a value`,
    );
  }
  const type = TYPES[name.toLowerCase()] ?? (OBJECT_IDENTIFIER.test(name) ? name : undefined);
  if (type === undefined) {
    throw new NameError(
      name.startsWith('/')
        ? 'it is written with slashes; write it with commas, as in CN=idm,O=Example,C=DE (openssl x509 -nameopt RFC2253 prints it so)'
        : `the type of attribute "${name}" is not known; write its object identifier, as in 2.5.4.3=idm`,
    );
  }
  let end = equals + 1;
  while (end < text.length && text[end] !== ',' && text[end] !== '+') end += text[end] === '\\' ? 2 : 1;
  if (end > text.length) throw new NameError('a backslash at the end escapes nothing');
  return { attribute: { type, value: canonicalValue(text.slice(equals + 1, end)) }, end };
}

/** A character that RFC 4514 §2.4 lets stand for itself behind a backslash, or two digits of a byte of UTF-8. */
const ESCAPE = /\\(?:([ "#+,;<=>\\])|([0-9A-Fa-f]{2}))/y;

function canonicalValue(raw: string): string {
  const text = raw.replace(/^ +/, '');
  const digits = /^#((?:[0-9A-Fa-f]{2})+) *$/.exec(text)?.[1];
  if (digits !== undefined) return readDigits(Buffer.from(digits, 'hex'));
  const bytes: number[] = [];
  let lastEscape = 0;
  for (let at = 0; at < text.length; ) {
    const character = text[at] ?? '';
    if (character === '\\') {
      ESCAPE.lastIndex = at;
      const found = ESCAPE.exec(text);
      if (found === null) {
        throw new NameError('a backslash stands before one of , + " \\ < > ; = # or two hexadecimal digits');
      }
      const [whole, itself, byte] = found;
      if (itself !== undefined) bytes.push(itself.charCodeAt(0));
      else bytes.push(Number.parseInt(byte ?? '', 16));
      at += whole.length;
      lastEscape = bytes.length;
    } else if (/["<>;\0]/.test(character)) {
      throw new NameError(
        `${character === '\0' ? 'NUL' : character} in a value has to be escaped with a backslash`,
      );
    } else {
      const point = String.fromCodePoint(text.codePointAt(at) ?? 0);
      bytes.push(...Buffer.from(point));
      at += point.length;
    }
  }
  // Blanks at the end count only where they are escaped.
  while (bytes.length > lastEscape && bytes.at(-1) === 0x20) bytes.pop();
  try {
    return escaped(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes)));
  } catch {
    throw new NameError('the escaped bytes of a value are no UTF-8');
  }
}

/** The value that stands as `#` and digits: DER. */
function readDigits(bytes: Buffer): string {
  try {
    const [element, ...more] = elementsOf({ content: bytes });
    if (element === undefined || more.length > 0) throw new DerError('not one element');
    return readValue(element);
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    throw new NameError('the digits behind # are no value in DER');
  }
}

/** The canonical form of a name in a certificate (RFC 5280 §4.1.2.4); empty for one without attributes. @throws DerError */
export function readName(name: Element): string {
  return elementsOf(name)
    .map((relative) => {
      if (relative.tag !== TAG.set) throw new DerError('a name has something else in it than sets');
      return canonical(elementsOf(relative).map(readAttribute));
    })
    .toReversed()
    .join(',');
}

function readAttribute(element: Element): Attribute {
  const reader = new Reader(element);
  const type = readObjectIdentifier(reader.take(TAG.objectIdentifier));
  const [, value, ...more] = elementsOf(element);
  if (value === undefined || more.length > 0) throw new DerError('an attribute has not one value');
  return { type, value: readValue(value) };
}

type Decode = (content: Buffer) => string;

const decodeUtf8: Decode = (content) =>
  new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);

/** Kinds of text, by their tags. Which one a certificate has, does not matter (RFC 5280 §7.1). */
const TEXTS: Readonly<Record<number, Decode>> = {
  12: decodeUtf8,
  18: (content) => content.toString('latin1'),
  19: (content) => content.toString('latin1'),
  // As everybody reads it, whatever the standard says.
  20: (content) => content.toString('latin1'),
  22: (content) => content.toString('latin1'),
  26: (content) => content.toString('latin1'),
  30: (content) => new TextDecoder('utf-16be', { fatal: true, ignoreBOM: true }).decode(content),
};

function readValue({ tag, content, whole }: Element): string {
  const decode = TEXTS[tag];
  if (decode === undefined) return `#${whole.toString('hex')}`;
  try {
    return escaped(decode(content));
  } catch {
    return `#${whole.toString('hex')}`;
  }
}

function canonical(attributes: readonly Attribute[]): string {
  const texts = attributes.map(({ type, value }) => `${type}=${value}`).sort();
  return texts.join('+');
}

/** RFC 4514 §2.4; control characters and what acts on a terminal as bytes of UTF-8, too, as the text goes to the log. */
function escaped(text: string): string {
  return text
    .replace(/[",+;<>\\=]/g, '\\$&')
    .replace(/^[ #]/, '\\$&')
    .replace(/(?<!\\) $/, '\\ ')
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) =>
      Buffer.from(character).toString('hex').replace(/../g, '\\$&'),
    );
}

/** A canonical form, for people: `CN=idm,O=Example`. */
export function printName(canonicalForm: string): string {
  return canonicalForm.replace(/(^|(?<!\\)[,+])([0-9.]+)=/g, (whole, sign: string, type: string) => {
    const name = NAMES.get(type);
    return name === undefined ? whole : `${sign}${name}=`;
  });
}
