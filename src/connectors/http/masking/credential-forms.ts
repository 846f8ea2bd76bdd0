/** Finds what looks like a credential, whoever's it is: `Basic …`, `Bearer …`, `password=…` and their like. */
import type { Layer, Range } from './layer.ts';

const SCHEMES = 'basic|bearer|negotiate|digest|token|apikey|dpop|ntlm';
const HAS_SCHEME = new RegExp(String.raw`\b(?:${SCHEMES})\s`, 'i');
const NAMES = [
  'passw(?:or)?d',
  'passphrase',
  'passcode',
  'pwd',
  'secret',
  'assertion',
  'token',
  'jwt',
  'api[._-]?key',
  'private[._-]?key',
  'access[._-]?key',
  'credentials?',
  'session[._-]?id',
].join('|');
/** A text in quotation marks, whose first group is what stands between them. */
const QUOTED = String.raw`"((?:\\[^]|[^"\\])*)|'([^']*)|[“„«‘]([^”“»’]*)`;

interface Form {
  /** Its groups are what is not shown; of several the one that took part. */
  readonly pattern: RegExp;
  /** Whether this is meant; sentences have the same words. Default: always. */
  readonly when?: (value: string, match: string) => boolean;
}

const FORMS: readonly Form[] = [
  {
    pattern: new RegExp(
      String.raw`\b(?:${SCHEMES})[\s+:]{1,8}["']?([\w+/=.~:-]+(?:\r?\n[ \t]*[\w+/=.~-]{16,})*)`,
      'dgi',
    ),
    when: (value, match) => looksRandom(value) || (/^basic/i.test(match) && isUserAndPassword(value)),
  },
  {
    pattern: new RegExp(
      String.raw`authorization["']?\s{0,8}[:=]\s{0,8}["']?(?:(?:${SCHEMES})\s{1,8}([^\s"',;]+)|([^\s"',;]+))`,
      'dgi',
    ),
    when: (value, match) => looksRandom(value) || HAS_SCHEME.test(match),
  },
  { pattern: /\bcookie2?\s{0,8}:\s{0,8}([^\r\n"]+)/dgi },
  // name=value, and "name": value
  {
    pattern: new RegExp(
      String.raw`(?:${NAMES})(?:["']?\s{0,8}=|["']\s{0,8}:)\s{0,8}(?:${QUOTED}|([^\s&;,"'<>(){}]+))`,
      'dgi',
    ),
  },
  // name: value
  {
    pattern: new RegExp(String.raw`(?:${NAMES})\s{0,8}:\s{0,8}(?:${QUOTED}|(\S+))`, 'dgi'),
    when: (value, match) => /["'“„«‘]/.test(match) || looksRandom(value),
  },
  // the password 'value'
  { pattern: new RegExp(String.raw`(?:${NAMES})\s{1,8}(?:is\s{1,8})?(?:"([^"\s]+)"|'([^'\s]+)')`, 'dgi') },
  { pattern: new RegExp(`(?:${NAMES})>([^<]*)`, 'dgi') },
  // https://user:password@host
  { pattern: /:\/\/([^\s/@"'<>]{1,300}@)/dg },
  // JSON web tokens
  { pattern: /\b(eyJ[\w-]{5,}\.[\w-]*(?:\.[\w-]*)?)/dg },
];

export function findCredentialForms({ text }: Layer): Range[] {
  const ranges: Range[] = [];
  for (const { pattern, when } of FORMS) {
    for (const match of text.matchAll(pattern)) {
      const group = match.findIndex((value, index) => index > 0 && value !== undefined && value !== '');
      const [start, end] = match.indices?.[group] ?? [];
      const value = match[group] ?? '';
      if (group < 1 || start === undefined || end === undefined) continue;
      if (when === undefined || when(value, match[0])) ranges.push({ start, end });
    }
  }
  return ranges;
}

/** No word of a sentence: "Basic authentication is required". */
function looksRandom(text: string): boolean {
  return text.length >= 24 || (text.length >= 6 && (/\d/.test(text) || /[a-z][A-Z]/.test(text)));
}

function isUserAndPassword(text: string): boolean {
  const bytes = Buffer.from(text, 'base64');
  return (
    bytes.toString('base64').replace(/=+$/, '') === text.replace(/=+$/, '') &&
    /^[\x20-\x7e\u00a0-\u00ff]*:[\x20-\x7e\u00a0-\u00ff]*$/.test(bytes.toString('latin1'))
  );
}
