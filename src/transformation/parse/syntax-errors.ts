/** Why a text is no JSON, as one problem: behind the first mistake, a parser stumbles over what is right. */
import { type ParseError, printParseErrorCode } from 'jsonc-parser';
import { meant } from '../meant.ts';

export interface SyntaxProblem {
  /** Zero-based. */
  readonly offset: number;
  readonly message: string;
  readonly fix?: string | undefined;
}

type Explanation = Omit<SyntaxProblem, 'offset'>;

/** @param errors of the parser, in the order of the text */
export function syntaxProblem(text: string, errors: readonly ParseError[]): SyntaxProblem | undefined {
  const [first] = errors;
  if (first === undefined) return undefined;
  const { offset } = first;
  const code = printParseErrorCode(first.error);
  const explanation =
    conflict(text, offset) ??
    (code === 'EndOfFileExpected' ? behindTheEnd(text, offset) : undefined) ??
    unclosed(text, errors) ??
    otherBracket(text, offset, code) ??
    mistypedLiteral(text, offset, code) ??
    quoteInText(text, offset, code);
  return { offset, ...(explanation ?? { message: MESSAGES[code] ?? 'this is no JSON' }) };
}

/** What Git leaves where two people changed the same lines. */
function conflict(text: string, offset: number): Explanation | undefined {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset + 7);
  if (!/^(?:<{7}|={7}|>{7})/.test(line)) return undefined;
  return {
    message: 'this line is the mark of a merge conflict',
    fix: 'keep one of the two versions, and remove the lines with <<<<<<<, ======= and >>>>>>>',
  };
}

function behindTheEnd(text: string, offset: number): Explanation {
  const isSecond = text[offset] === '{' || text[offset] === '[';
  if (isSecond) {
    return {
      message: 'nothing may follow the document, and a second one begins here',
      fix: 'remove one of them, or put the entity types of both into one object',
    };
  }
  const isClosing = text[offset] === '}' || text[offset] === ']';
  return {
    message: 'nothing may follow the document',
    fix: isClosing ? `remove this ${text[offset]}, or the one too many before it` : 'remove the rest',
  };
}

const CLOSING: Readonly<Record<string, string>> = { CloseBraceExpected: '}', CloseBracketExpected: ']' };

/** Where the text ends before its objects and lists do. */
function unclosed(text: string, errors: readonly ParseError[]): Explanation | undefined {
  const missing = errors.map(({ error }) => CLOSING[printParseErrorCode(error)] ?? '').join('');
  const isEnd = text.slice(errors[0]?.offset).trim() === '';
  if (!isEnd || missing === '') return undefined;
  return {
    message: `the text ends here, and ${missing} is missing`,
    fix: 'close each object and list; if the end of the file got lost, copy it again',
  };
}

/** A bracket that closes something else than what is open: what is open lacks its own. */
function otherBracket(text: string, offset: number, code: string): Explanation | undefined {
  if (code !== 'CommaExpected') return undefined;
  if (text[offset] === ']') return { message: 'a closing brace } is missing before this' };
  if (text[offset] === '}') return { message: 'a closing bracket ] is missing before this' };
  return undefined;
}

/** In quotes, a mistyped `true` would be a text. */
function mistypedLiteral(text: string, offset: number, code: string): Explanation | undefined {
  if (code !== 'InvalidSymbol') return undefined;
  const word = /^\p{L}+/u.exec(text.slice(offset, offset + 10))?.[0] ?? '';
  const literal = meant(word, ['true', 'false', 'null']);
  return literal === undefined
    ? undefined
    : { message: 'this is no JSON value', fix: `did you mean ${literal}?` };
}

/** `"$.type == "x""`: the second quote ends the text. */
function quoteInText(text: string, offset: number, code: string): Explanation | undefined {
  if (text[offset - 1] !== '"' || (code !== 'InvalidSymbol' && code !== 'CommaExpected')) return undefined;
  return {
    message: 'the text ends at the quote before, and this cannot follow',
    fix: `inside of a text write ' instead of ", or \\"`,
  };
}

const MESSAGES: Readonly<Record<string, string>> = {
  InvalidSymbol: 'this is no JSON value: text belongs in double quotes',
  InvalidNumberFormat: 'this is no number; write it like 8080 or 0.5',
  PropertyNameExpected: 'a key in double quotes is expected here',
  ValueExpected:
    'a value is expected here: text in double quotes, a number, true, false, null, a list or an object',
  ColonExpected: 'a colon is expected after the key',
  CommaExpected: 'a comma is expected here',
  CloseBraceExpected: 'a closing brace } is expected here',
  CloseBracketExpected: 'a closing bracket ] is expected here',
  UnexpectedEndOfComment: 'the comment does not end; close it with */',
  UnexpectedEndOfString: 'the string does not end on its line; close it with a double quote',
  UnexpectedEndOfNumber: 'the number is not complete; write it like 8080 or 0.5',
  InvalidUnicode: 'an escape sequence \\u needs four hexadecimal digits',
  InvalidEscapeCharacter: 'this escape sequence does not exist in JSON; a backslash itself is written \\\\',
  InvalidCharacter: 'this character may not stand in a string; write it as an escape sequence',
};
