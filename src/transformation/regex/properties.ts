/** The sets behind `\d`, `\s`, `\w` and `\p{…}`, as `java.util.regex.Pattern` defines them. */
import { unicodeBlock } from './blocks.ts';
import { ANY, Charset } from './charset.ts';
import type { Flags } from './flags.ts';
import { unicodeSet } from './unicode-set.ts';

const DIGIT = new Charset([0x30, 0x39]);
const SPACE = new Charset([0x09, 0x0d, 0x20, 0x20]);
const UPPER = new Charset([0x41, 0x5a]);
const LOWER = new Charset([0x61, 0x7a]);
const ALPHA = UPPER.union(LOWER);
const ALNUM = ALPHA.union(DIGIT);
const WORD = ALNUM.union(Charset.of(0x5f));
const PUNCT = new Charset([0x21, 0x2f, 0x3a, 0x40, 0x5b, 0x60, 0x7b, 0x7e]);
const BLANK = Charset.of(0x09, 0x20);

/** `\h` */
export const HORIZONTAL_SPACE = new Charset([
  0x09, 0x09, 0x20, 0x20, 0xa0, 0xa0, 0x1680, 0x1680, 0x180e, 0x180e, 0x2000, 0x200a, 0x202f, 0x202f, 0x205f,
  0x205f, 0x3000, 0x3000,
]);
/** `\v` */
export const VERTICAL_SPACE = new Charset([0x0a, 0x0d, 0x85, 0x85, 0x2028, 0x2029]);
/** What ends a line for `.`, `^` and `$`. */
export const LINE_TERMINATORS = Charset.of(0x0a, 0x0d, 0x85, 0x2028, 0x2029);

/** POSIX classes, ASCII only. */
const POSIX: Readonly<Record<string, Charset>> = {
  Lower: LOWER,
  Upper: UPPER,
  ASCII: new Charset([0, 0x7f]),
  Alpha: ALPHA,
  Digit: DIGIT,
  Alnum: ALNUM,
  Punct: PUNCT,
  Graph: new Charset([0x21, 0x7e]),
  Print: new Charset([0x20, 0x7e]),
  Blank: BLANK,
  Cntrl: new Charset([0x00, 0x1f, 0x7f, 0x7f]),
  XDigit: DIGIT.union(new Charset([0x41, 0x46, 0x61, 0x66])),
  Space: SPACE,
};

const CASED = '\\p{Lowercase}\\p{Uppercase}\\p{Lt}';
const UNICODE_WORD = '\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\u200c\\u200d';
const UNICODE_SPACE = '\\p{Z}\\t-\\r\\x85';
const UNICODE_GRAPH_EXCLUDED = '\\p{Z}\\p{Cc}\\p{Cs}\\p{Cn}';

/** Content of a JavaScript character class by the upper-cased name of a property, for `\p{Is…}` and the flag `U`. */
const UNICODE: Readonly<Record<string, string>> = {
  ALPHA: '\\p{Alphabetic}',
  LOWER: '\\p{Lowercase}',
  UPPER: '\\p{Uppercase}',
  SPACE: UNICODE_SPACE,
  PUNCT: '\\p{P}',
  XDIGIT: '\\p{Nd}A-Fa-f\\uff10-\\uff19\\uff21-\\uff26\\uff41-\\uff46',
  ALNUM: '\\p{Alphabetic}\\p{Nd}',
  CNTRL: '\\p{Cc}',
  DIGIT: '\\p{Nd}',
  BLANK: '\\p{Zs}\\t',
  GRAPH: `^${UNICODE_GRAPH_EXCLUDED}`,
  PRINT: '^\\p{Zl}\\p{Zp}\\p{Cc}\\p{Cs}\\p{Cn}',
};

/** Further names that only `\p{Is…}` knows. */
const IS: Readonly<Record<string, string>> = {
  ALPHABETIC: '\\p{Alphabetic}',
  ASSIGNED: '^\\p{Cn}',
  CONTROL: '\\p{Cc}',
  HEXDIGIT: UNICODE['XDIGIT'] as string,
  HEX_DIGIT: UNICODE['XDIGIT'] as string,
  IDEOGRAPHIC: '\\p{Ideographic}',
  JOINCONTROL: '\\u200c\\u200d',
  JOIN_CONTROL: '\\u200c\\u200d',
  LETTER: '\\p{L}',
  LOWERCASE: '\\p{Lowercase}',
  TITLECASE: '\\p{Lt}',
  PUNCTUATION: '\\p{P}',
  UPPERCASE: '\\p{Uppercase}',
  WHITESPACE: UNICODE_SPACE,
  WHITE_SPACE: UNICODE_SPACE,
  WORD: UNICODE_WORD,
};

/** The `java…` names are methods of `java.lang.Character`; those of Java's own identifiers are left out. */
const JAVA: Readonly<Record<string, string>> = {
  javaLowerCase: '\\p{Lowercase}',
  javaUpperCase: '\\p{Uppercase}',
  javaTitleCase: '\\p{Lt}',
  javaAlphabetic: '\\p{Alphabetic}',
  javaIdeographic: '\\p{Ideographic}',
  javaDigit: '\\p{Nd}',
  javaDefined: '^\\p{Cn}',
  javaLetter: '\\p{L}',
  javaLetterOrDigit: '\\p{L}\\p{Nd}',
  javaSpaceChar: '\\p{Z}',
  javaISOControl: '\\0-\\x1f\\x7f-\\x9f',
  javaMirrored: '\\p{Bidi_Mirrored}',
};
/** `Character.isWhitespace`: Unicode's separators but the no-break ones, and some controls. */
const JAVA_WHITESPACE_EXCLUDED = Charset.of(0xa0, 0x2007, 0x202f);
const JAVA_WHITESPACE_CONTROLS = new Charset([0x09, 0x0d, 0x1c, 0x1f]);

const CATEGORIES = new Set(
  'L Lu Ll Lt Lm Lo M Mn Me Mc N Nd Nl No Z Zs Zl Zp C Cc Cf Co Cs Cn P Pd Ps Pe Pc Po Pi Pf S Sm Sc Sk So LC'.split(
    ' ',
  ),
);
/** With the flag `i` these stand for letters of any case. */
const CASED_NAMES = new Set(
  'Lower Upper Lu Ll Lt javaLowerCase javaUpperCase javaTitleCase LOWER UPPER LOWERCASE UPPERCASE TITLECASE'.split(
    ' ',
  ),
);

export function digits(flags: Flags): Charset {
  return flags.unicodeClasses ? unicodeSet('\\p{Nd}') : DIGIT;
}

export function spaces(flags: Flags): Charset {
  return flags.unicodeClasses ? unicodeSet(UNICODE_SPACE) : SPACE;
}

export function wordCharacters(flags: Flags): Charset {
  return flags.unicodeClasses ? unicodeSet(UNICODE_WORD) : WORD;
}

/** The set of `\p{name}`, or `undefined` for a name that Java does not know (or this engine does not). */
export function property(name: string, flags: Flags): Charset | undefined {
  const equals = name.indexOf('=');
  if (equals >= 0) return assigned(name.slice(0, equals).toLowerCase(), name.slice(equals + 1), flags);
  if (name.startsWith('In')) return block(name.slice(2));
  if (name.startsWith('Is')) {
    const short = name.slice(2);
    const upper = short.toUpperCase();
    return named(IS, upper, flags) ?? named(UNICODE, upper, flags) ?? general(short, flags) ?? script(short);
  }
  const posix = flags.unicodeClasses ? named(UNICODE, name.toUpperCase(), flags) : undefined;
  return posix ?? general(name, flags);
}

function assigned(name: string, value: string, flags: Flags): Charset | undefined {
  if (name === 'sc' || name === 'script') return script(value);
  if (name === 'blk' || name === 'block') return block(value);
  if (name === 'gc' || name === 'general_category') return general(value, flags);
  return undefined;
}

function named(table: Readonly<Record<string, string>>, name: string, flags: Flags): Charset | undefined {
  if (!Object.hasOwn(table, name)) return undefined;
  return unicodeSet(flags.ignoreCase && CASED_NAMES.has(name) ? CASED : (table[name] as string));
}

function general(name: string, flags: Flags): Charset | undefined {
  if (flags.ignoreCase && CASED_NAMES.has(name)) {
    if (name === 'Lower' || name === 'Upper') return ALPHA;
    return unicodeSet(name.startsWith('java') ? CASED : '\\p{LC}');
  }
  if (Object.hasOwn(POSIX, name)) return POSIX[name];
  if (Object.hasOwn(JAVA, name)) return unicodeSet(JAVA[name] as string);
  if (CATEGORIES.has(name)) return unicodeSet(`\\p{${name}}`);
  if (name === 'LD') return unicodeSet('\\p{L}\\p{Nd}');
  if (name === 'L1') return new Charset([0, 0xff]);
  if (name === 'all') return ANY;
  if (name === 'javaWhitespace') {
    const separators = unicodeSet('\\p{Z}').intersect(JAVA_WHITESPACE_EXCLUDED.complement());
    return separators.union(JAVA_WHITESPACE_CONTROLS);
  }
  return undefined;
}

function block(name: string): Charset | undefined {
  const limits = unicodeBlock(name);
  return limits && new Charset(limits);
}

/** Script names and their four-letter codes, case ignored. */
function script(name: string): Charset | undefined {
  if (!/^[A-Za-z_]+$/.test(name)) return undefined;
  const proper = name.toLowerCase().replaceAll(/(?:^|_)[a-z]/g, (letter) => letter.toUpperCase());
  try {
    return unicodeSet(`\\p{Script=${proper === 'Signwriting' ? 'SignWriting' : proper}}`);
  } catch {
    return undefined;
  }
}
