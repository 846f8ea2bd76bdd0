/**
 * Keeps secrets out of texts that come from a backend: backends, gateways and firewalls repeat in their error texts what
 * they were sent. One mask for each system, which every such text goes through before it is cut, shown or logged.
 *
 * What it is made of costs nothing until the first text has to be masked.
 */
import type { Credentials } from '../basic-authentication.ts';
import { findCredentialForms } from './credential-forms.ts';
import { originalRange } from './fold.ts';
import { KnownSecrets, type Secret } from './known-secrets.ts';
import { layersOf, type Range } from './layer.ts';
import { findRequestEcho } from './request-echo.ts';

/** Whatever stood there, and however long it was. */
export const MASK = '***';

/** Tokens that are remembered: a few pairs of access and refresh token, as answers to older ones may still come. */
const MOST_TOKENS = 12;
/** Characters at either end of a token; servers take no longer ones in a header. */
const END_OF_TOKEN = 4_096;
/** Characters of a header's value; shorter ones are settings rather than keys. */
const SHORTEST_KEY = 6;
/** Base64 in base64: a gateway's report of a request that has an `Authorization` header. */
const DEEPEST = 2;
/** Base64 (RFC 4648 §4 and §5) or hexadecimal digits, in one line or several. */
const ENCODED = /[\w+/-]{12,}={0,2}(?:\r?\n[ \t]*[\w+/=-]{4,})*/g;

/** Bytes as they are dumped: `47 c3 a4`, `47:c3:a4`, `0x47, 0xc3, 0xa4`. */
const DUMP = /\b(?:(?:0x)?[\da-f]{2}[\s:,;-]{1,3}){5,}(?:0x)?[\da-f]{2}\b/gi;

export interface MaskedSystem {
  readonly credentials?: Partial<Credentials>;
  /** Headers that the configuration adds: keys of gateways may be among them. */
  readonly headers: Readonly<Record<string, string>>;
  /** What else must not be shown, such as an initial password. */
  readonly secrets?: readonly string[] | undefined;
  /** What only looks like a secret or a repeated request stays. Default: false. */
  readonly onlyKnown?: boolean | undefined;
}

export class SecretMask {
  readonly #configured: readonly Secret[];
  readonly #tokens: string[] = [];
  readonly #onlyKnown: boolean;
  #known: KnownSecrets | undefined;

  constructor({ credentials = {}, headers, secrets = [], onlyKnown = false }: MaskedSystem) {
    this.#onlyKnown = onlyKnown;
    this.#configured = [
      ...secretsOf(credentials),
      ...Object.values(headers).flatMap(secretsOfHeader),
      ...secrets
        .flatMap((secret) => [...asRead(secret)])
        .map((text): Secret => ({ text, found: 'everywhere' })),
    ];
  }

  /** From now on this token is a secret too, until enough newer ones have come. */
  remember(token: string): void {
    if (token === '' || this.#tokens.includes(token)) return;
    this.#tokens.push(token);
    if (this.#tokens.length > MOST_TOKENS) this.#tokens.shift();
    this.#known = undefined;
  }

  /** Whether tokens are among the secrets: they are long, and the parts of one that was cut are not found. */
  get hasTokens(): boolean {
    return this.#tokens.length > 0;
  }

  /** The text with {@link MASK} in place of secrets and of repeated requests. */
  text(text: string): string {
    let result = '';
    let done = 0;
    for (const { start, end } of this.#find(text, 0).toSorted((one, other) => one.start - other.start)) {
      // Parts that touch are one.
      if (start > done || done === 0) result += text.slice(done, start) + MASK;
      done = Math.max(done, end);
    }
    return result + text.slice(done);
  }

  /** Whether there is anything in it that is not to be shown. */
  covers(text: string): boolean {
    return this.#find(text, 0).length > 0;
  }

  #find(text: string, depth: number): Range[] {
    this.#known ??= new KnownSecrets([
      ...this.#configured,
      ...this.#tokens.flatMap(endsOf).map((text): Secret => ({ text, found: 'everywhere' })),
    ]);
    const known = this.#known;
    return layersOf(text).flatMap((layer) =>
      [
        ...known.find(layer),
        ...(this.#onlyKnown ? [] : [...findCredentialForms(layer), ...findRequestEcho(layer)]),
        ...this.#findEncoded(layer.text, depth),
      ]
        .map((range) => originalRange(layer, range))
        .filter(({ start, end }) => end > start),
    );
  }

  /** Encoded texts that have something in them. */
  #findEncoded(text: string, depth: number): Range[] {
    if (depth === DEEPEST) return [];
    const ranges: Range[] = [];
    const look = ({ index, 0: run }: RegExpExecArray, readings: readonly string[]) => {
      if (readings.some((reading) => this.#find(reading, depth + 1).length > 0))
        ranges.push({ start: index, end: index + run.length });
    };
    for (const match of text.matchAll(ENCODED)) look(match, readingsOf(match[0]));
    for (const match of text.matchAll(DUMP)) look(match, [dumped(match[0])]);
    return ranges;
  }
}

/** What the run may say, wherever in it the encoded text begins; nothing where that is no text. */
function readingsOf(run: string): string[] {
  const digits = run.replace(/[\s=]/g, '');
  const bytes = [0, 1, 2, 3].map((offset) => Buffer.from(digits.slice(offset), 'base64'));
  if (/^[\da-f]+$/i.test(digits)) bytes.push(Buffer.from(digits, 'hex'), Buffer.from(digits.slice(1), 'hex'));
  return bytes.map((decoded) => decoded.toString('utf8')).filter(isText);
}

function dumped(run: string): string {
  return Buffer.from(run.replace(/0x|[^\da-f]/gi, ''), 'hex').toString('utf8');
}

/** Bytes that mean something else are no UTF-8, or full of control characters. UTF-16 looks as if it had NUL between letters. */
function isText(text: string): boolean {
  const strange = text.replaceAll('\0', '').match(/[\ufffd\p{Cc}]/gu)?.length ?? 0;
  return text.length >= 4 && strange * 4 < text.length;
}

/** The whole of it, unless it is of a length that somebody has made up. */
function endsOf(token: string): string[] {
  if (token.length <= 2 * END_OF_TOKEN) return [token];
  return [token.slice(0, END_OF_TOKEN), token.slice(-END_OF_TOKEN)];
}

function secretsOf({ user, password }: Partial<Credentials>): Secret[] {
  const secret = (text: string): Secret => ({ text, found: 'everywhere' });
  const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64');
  const forms =
    password === undefined ? [] : [...asRead(password), base64(`${user}:${password}`), base64(password)];
  const names = user === undefined ? [] : [...asRead(user), base64(user)];
  return [...forms.map(secret), ...names.map((text): Secret => ({ text, found: 'word' }))];
}

/** The whole value, and what follows the name of a scheme. */
function secretsOfHeader(value: string): Secret[] {
  const [, last = value] = /^\S+\s+(\S+)$/.exec(value) ?? [];
  return [...new Set([value, last])]
    .filter((text) => text.length >= SHORTEST_KEY)
    .map((text) => ({ text, found: isKey(text) ? 'everywhere' : 'word' }));
}

/** Keys are made by machines; media types and languages are words, which sentences have too. */
function isKey(value: string): boolean {
  return /^\S{8,}$/.test(value) && (value.match(/\d/g)?.length ?? 0) >= 3;
}

/** The text, and what servers make of it that do not think of UTF-8 (RFC 7617 leaves it to them), or of what they send. */
function asRead(text: string): Set<string> {
  const latin1 = Buffer.from(text, 'utf8').toString('latin1');
  return new Set([text, latin1, ...['?', '\ufffd'].map((mark) => text.replace(/\P{ASCII}/gu, mark))]);
}
