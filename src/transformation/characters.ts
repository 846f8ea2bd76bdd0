/**
 * Characters that get into a text unseen, from editors, web pages and chats: blanks that are none, characters without
 * width, typographic quotes, letters of another alphabet that look like Latin ones.
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
  [0x200b, 'zero-width space'],
  [0x200c, 'zero-width non-joiner'],
  [0x200d, 'zero-width joiner'],
  [0x200e, 'left-to-right mark'],
  [0x200f, 'right-to-left mark'],
  [0x2028, 'line separator'],
  [0x2029, 'paragraph separator'],
  [0x202f, 'narrow no-break space'],
  [0x2060, 'word joiner'],
  [0x3000, 'ideographic space'],
  [0xfeff, 'byte order mark'],
]);

/** Format characters, blanks other than the space, control characters. */
const INVISIBLE = /[\p{Cf}\p{Cc}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u;
const EACH_INVISIBLE = new RegExp(INVISIBLE, 'gu');
const QUOTES = /[\u2018-\u201f\u2039\u203a\u00ab\u00bb\u2032\u2033\u0060\u00b4]/gu;
const WORD = /[\w\p{Script=Cyrillic}\p{Script=Greek}]+/gu;
const LATIN = /[A-Za-z]/;
/** Letters that may look like Latin ones. */
const ALIKE = /[\p{Script=Cyrillic}\p{Script=Greek}]/u;

/** The text for people: what they could not see is written out. */
export function visible(text: string): string {
  return INVISIBLE.test(text) ? text.replace(EACH_INVISIBLE, (character) => `<${codeOf(character)}>`) : text;
}

/** The first character of a path, a condition or a name that does not belong there, if there is one. */
export function strangeCharacter(text: string): StrangeCharacter | undefined {
  return invisible(text) ?? typographicQuotes(text) ?? lookalike(text);
}

function invisible(text: string): StrangeCharacter | undefined {
  const found = INVISIBLE.exec(text);
  if (found === null) return undefined;
  const isBlank = /\s/.test(found[0]);
  return {
    position: found.index,
    message: `there is an invisible character, ${nameOf(found[0])}, ${placeOf(text, found.index)}`,
    fix: isBlank
      ? 'remove it, or write an ordinary blank'
      : 'remove it: delete what stands there and type it again',
  };
}

/** All of them at once. */
export function typographicQuotes(text: string): StrangeCharacter | undefined {
  const quotes = [...text.matchAll(QUOTES)];
  const [first] = quotes;
  if (first === undefined) return undefined;
  const kinds = [...new Set(quotes.map(([quote]) => quote))].join(' ');
  return {
    position: first.index,
    message: `there are typographic quotes, ${kinds}, the first ${placeOf(text, first.index)}`,
    fix: `write ' or " instead`,
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

/** Without what stands in quotes or in a regular expression, which is data; as long as the text itself. */
export function withoutLiterals(condition: string): string {
  return condition.replace(/'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|\/(?:\\.|[^/\\])*\//g, (literal) =>
    ' '.repeat(literal.length),
  );
}
