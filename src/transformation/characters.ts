/**
 * Characters that get into a text unseen, from editors, web pages and chats: blanks that are none, characters without
 * width, typographic quotes and dashes, letters of another alphabet that look like Latin ones.
 */

/** What is wrong in a text, and what to do about it. */
export interface StrangeCharacter {
  /** Zero-based. */
  readonly position: number;
  readonly message: string;
  readonly fix: string;
}

const NAMES: ReadonlyMap<number, string> = new Map([
  [0x9, 'tab'],
  [0xa, 'line break'],
  [0xd, 'carriage return'],
  [0xa0, 'no-break space'],
  [0xad, 'soft hyphen'],
  [0x61c, 'Arabic letter mark'],
  [0x180e, 'Mongolian vowel separator'],
  [0x2009, 'thin space'],
  [0x200b, 'zero-width space'],
  [0x200c, 'zero-width non-joiner'],
  [0x200d, 'zero-width joiner'],
  [0x200e, 'left-to-right mark'],
  [0x200f, 'right-to-left mark'],
  [0x2010, 'hyphen'],
  [0x2011, 'non-breaking hyphen'],
  [0x2012, 'figure dash'],
  [0x2013, 'en dash'],
  [0x2014, 'em dash'],
  [0x2015, 'horizontal bar'],
  [0x2018, 'left single quotation mark'],
  [0x2019, 'right single quotation mark'],
  [0x201a, 'single low quotation mark'],
  [0x201c, 'left double quotation mark'],
  [0x201d, 'right double quotation mark'],
  [0x201e, 'double low quotation mark'],
  [0x2024, 'one dot leader'],
  [0x2026, 'horizontal ellipsis'],
  [0x2028, 'line separator'],
  [0x2029, 'paragraph separator'],
  [0x202a, 'left-to-right embedding'],
  [0x202b, 'right-to-left embedding'],
  [0x202c, 'end of a direction'],
  [0x202d, 'left-to-right override'],
  [0x202e, 'right-to-left override'],
  [0x202f, 'narrow no-break space'],
  [0x2060, 'word joiner'],
  [0x2066, 'left-to-right isolate'],
  [0x2067, 'right-to-left isolate'],
  [0x2068, 'first strong isolate'],
  [0x2069, 'end of an isolate'],
  [0x2212, 'minus sign'],
  [0x2800, 'Braille blank'],
  [0x3000, 'ideographic space'],
  [0x3002, 'ideographic full stop'],
  [0x3164, 'Hangul filler'],
  [0xfe0f, 'variation selector'],
  [0xfeff, 'byte order mark'],
]);

/** Format characters and what is drawn as nothing, blanks other than the space, control characters. */
const INVISIBLE = /[\p{Cf}\p{Cc}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs}/u;
const EACH_INVISIBLE = new RegExp(INVISIBLE, 'gu');
/** Those that nobody puts into a value on purpose, as languages and emoji need others. */
const STRAY = /[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/u;
const BLANK = /(?!\ufeff)\s|\u2800|\u3164/;
const QUOTES = /[\u2018-\u201f\u2039\u203a\u00ab\u00bb\u2032\u2033\u0060\u00b4]/gu;
const WORD = /[\w\p{Script=Cyrillic}\p{Script=Greek}]+/gu;
const LATIN = /[A-Za-z]/;
/** Letters that may look like Latin ones. */
const ALIKE = /[\p{Script=Cyrillic}\p{Script=Greek}]/u;
/** What word processors and input methods make of `-`, `.`, `...` and of letters, digits and signs. */
const DASH = /[\u2010-\u2015\u2212\ufe58\ufe63]/u;
const OTHER_FORM = /[\u2024-\u2026\u3002\ufb00-\ufb06\uff01-\uff5e\uff61]|[\u{1d400}-\u{1d7ff}]/u;

/** The text for people: what they could not see is written out. */
export function visible(text: string): string {
  return INVISIBLE.test(text) ? text.replace(EACH_INVISIBLE, (character) => `<${codeOf(character)}>`) : text;
}

/** The first character of a path, a condition or a name that does not belong there, if there is one. */
export function strangeCharacter(text: string): StrangeCharacter | undefined {
  return (
    found(text, INVISIBLE) ??
    typographicQuotes(text) ??
    typographicForm(text) ??
    lookalike(text) ??
    decomposed(text)
  );
}

/** The first invisible character of a value that hardly belongs there, if there is one. */
export function strayCharacter(text: string): StrangeCharacter | undefined {
  return found(text, STRAY);
}

function found(text: string, invisible: RegExp): StrangeCharacter | undefined {
  const match = invisible.exec(text);
  if (match === null) return undefined;
  const [character] = match;
  return {
    position: match.index,
    message: `there is an invisible character, ${nameOf(character)}, ${placeOf(text, match.index)}`,
    fix: BLANK.test(character)
      ? 'remove it, or write an ordinary blank'
      : 'remove it: delete what stands there and type it again',
  };
}

/** All of them at once. */
export function typographicQuotes(text: string): StrangeCharacter | undefined {
  const quotes = [...text.matchAll(QUOTES)];
  const [first] = quotes;
  if (first === undefined) return undefined;
  const kinds = [...new Set(quotes.map(([quote]) => quote))].map((quote) => `${quote} ${nameOf(quote)}`);
  return {
    position: first.index,
    message: `there are typographic quotes, ${kinds.join(', ')}, the first ${placeOf(text, first.index)}`,
    fix: `write ' or " instead`,
  };
}

/** Dashes, and what stands for a plain character in another width or style. */
function typographicForm(text: string): StrangeCharacter | undefined {
  const [dash, other] = [DASH.exec(text), OTHER_FORM.exec(text)];
  const match = dash === null || (other !== null && other.index < dash.index) ? other : dash;
  if (match === null) return undefined;
  const [character] = match;
  const plain = match === dash ? '-' : character.normalize('NFKC').replace('\u3002', '.');
  return {
    position: match.index,
    message: `there is a typographic character, ${character} ${nameOf(character)}, ${placeOf(text, match.index)}`,
    fix: `write ${plain} instead`,
  };
}

/** In a word that has Latin letters as well: words of another language are what they are. */
function lookalike(text: string): StrangeCharacter | undefined {
  if (!ALIKE.test(text)) return undefined;
  for (const { 0: word, index } of text.matchAll(WORD)) {
    const at = LATIN.test(word) ? word.search(ALIKE) : -1;
    if (at === -1) continue;
    const position = index + at;
    const letter = String.fromCodePoint(word.codePointAt(at) ?? 0);
    return {
      position,
      message: `the letter ${letter}, ${nameOf(letter)}, ${placeOf(text, position)} is none of the Latin alphabet, though it looks like one`,
      fix: 'type the letter again',
    };
  }
  return undefined;
}

/** A letter and its accent as two characters, as macOS names its files. */
function decomposed(text: string): StrangeCharacter | undefined {
  const match = /\p{L}\p{Mn}/u.exec(text);
  const [pair = ''] = match ?? [];
  const letter = pair.normalize('NFC');
  if (match === null || letter === pair) return undefined;
  return {
    position: match.index,
    message: `the letter ${letter} ${placeOf(text, match.index)} is two characters, of which the second is ${nameOf([...pair][1] ?? '')}, and equals no ${letter} that is one`,
    fix: `type ${letter} again`,
  };
}

function nameOf(character: string): string {
  const name = NAMES.get(character.codePointAt(0) ?? 0);
  return name === undefined ? codeOf(character) : `${codeOf(character)} (${name})`;
}

function codeOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

const SHOWN = 20;

function placeOf(text: string, position: number): string {
  const before = text.slice(Math.max(0, position - SHOWN), position);
  return before === '' ? 'at the start' : `behind ${JSON.stringify(before)} (character ${position + 1})`;
}

/** A path without the texts and regular expressions in its filters, which are data; as long as the path itself. */
export function withoutFilterLiterals(path: string): string {
  const filter = path.indexOf('?(');
  return filter === -1 ? path : path.slice(0, filter) + withoutLiterals(path.slice(filter));
}

/** Without what stands in quotes or in a regular expression, which is data; as long as the text itself. */
export function withoutLiterals(condition: string): string {
  return condition.replace(/'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|\/(?:\\.|[^/\\])*\//g, (literal) =>
    ' '.repeat(literal.length),
  );
}
