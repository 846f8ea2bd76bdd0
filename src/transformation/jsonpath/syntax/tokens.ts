/**
 * The condition's tokens. Which token a character starts depends on whether an operand or an operator is due, so the
 * parser asks for the one it needs.
 */
import type { Operator } from '../types.ts';
import { operatorFix } from './operator-fix.ts';
import type { Scanner } from './scanner.ts';

const OPERATORS: ReadonlySet<string> = new Set<Operator>([
  '==',
  '===',
  '!=',
  '!==',
  '<',
  '<=',
  '>',
  '>=',
  '=~',
  'IN',
  'NIN',
  'SUBSETOF',
  'ANYOF',
  'NONEOF',
  'ALL',
  'CONTAINS',
  'SIZE',
  'EMPTY',
  'EXISTS',
  'TYPE',
  'MATCHES',
]);

/** What stands in the place of an operator, and what to write instead. */
const OTHER_LANGUAGES: Readonly<Record<string, string>> = {
  '=': "write '=='",
  '<>': "write '!='",
  '!~': 'negate the whole comparison: !(… =~ /…/)',
  AND: "write '&&'",
  OR: "write '||'",
  IS: "write 'EMPTY true' or 'EMPTY false'",
  LIKE: "write '=~ /…/'",
  NOT: "write 'NIN' or '!( … )'",
  CO: "write 'CONTAINS'",
  SW: "write '=~ /….*/'",
  EW: "write '=~ /.*…/'",
  EQ: "write '=='",
  NE: "write '!='",
  GT: "write '>'",
  GE: "write '>='",
  LT: "write '<'",
  LE: "write '<='",
  PR: "write 'EMPTY false'",
};

/** Of operators with nothing behind them. */
const COMPLETE: Readonly<Record<string, string>> = {
  EMPTY: "write 'EMPTY true' or 'EMPTY false'",
  EXISTS: 'write the path alone',
};

function isOperator(word: string): word is Operator {
  return OPERATORS.has(word);
}

function isSymbol(character: string): boolean {
  return '<>=~!'.includes(character);
}

/** A run of symbols, or a word up to the next blank, in any case. */
export function operator(scanner: Scanner): Operator {
  const start = scanner.skipBlanks().position;
  const symbols = isSymbol(scanner.peek());
  while (scanner.inBounds() && (symbols ? isSymbol(scanner.peek()) : scanner.peek() !== ' ')) {
    scanner.position++;
  }
  const text = scanner.slice(start, scanner.position);
  const word = text.toUpperCase();
  if (isOperator(word)) return word;
  const name = /^[A-Z]+/.exec(word)?.[0] ?? word;
  if (isOperator(name)) {
    throw scanner.failure(
      start,
      `'${name}' needs a blank on each side, and a value behind it`,
      COMPLETE[name],
    );
  }
  const shown = text.replace(/\)+$/, '');
  const fix = OTHER_LANGUAGES[name] ?? operatorFix(shown, OPERATORS);
  throw scanner.failure(start, `'${shown}' is no operator`, fix);
}

/** Quoted text with its quotes. */
export function quoted(scanner: Scanner): string {
  const start = scanner.position;
  const closing = scanner.closingDelimiter(start);
  if (closing === -1)
    throw scanner.failure(start, `the text that starts with ${scanner.peek()} is not closed`);
  scanner.position = closing + 1;
  return scanner.slice(start, closing + 1);
}

/** A list or an object. */
export function json(scanner: Scanner): string {
  const start = scanner.position;
  const open = scanner.peek();
  const closing = scanner.closingBracket(start, open, open === '[' ? ']' : '}', false);
  if (closing === -1) throw scanner.failure(start, `'${open}' is not closed`);
  scanner.position = closing + 1;
  return scanner.slice(start, closing + 1);
}

export interface RegexToken {
  readonly pattern: string;
  /** Java's letters. */
  readonly flags: string;
}

export function regex(scanner: Scanner): RegexToken {
  const start = scanner.position;
  const closing = scanner.closingDelimiter(start);
  if (closing === -1) throw scanner.failure(start, 'the regular expression is not closed with /');
  let end = closing + 1;
  while (scanner.inBounds(end) && 'dixmsuU'.includes(scanner.at(end))) end++;
  scanner.position = end;
  return { pattern: scanner.slice(start + 1, closing), flags: scanner.slice(closing + 1, end) };
}

/** The longest run of characters that numbers are made of; it may be none or make no number. */
export function number(scanner: Scanner): string {
  const start = scanner.position;
  while (scanner.inBounds() && /[\d.eE-]/.test(scanner.peek())) scanner.position++;
  return scanner.slice(start, scanner.position);
}

/** Whether `word` is next; if so, it is passed. */
export function keyword(scanner: Scanner, word: string): boolean {
  const end = scanner.position + word.length;
  if (!scanner.inBounds(end - 1) || scanner.slice(scanner.position, end) !== word) return false;
  scanner.position = end;
  return true;
}

/** From `$` or `@` to the end of the path, which a blank, a comparison or a closing parenthesis is. */
export function path(scanner: Scanner): { readonly start: number; readonly end: number } {
  const start = scanner.position;
  scanner.position++;
  while (scanner.inBounds()) {
    const character = scanner.peek();
    if (character === '[') {
      const closing = scanner.closingBracket(scanner.position, '[', ']', false);
      if (closing === -1) throw scanner.failure(scanner.position, "'[' is not closed");
      scanner.position = closing + 1;
    } else if (isSymbol(character) || character === ' ') {
      break;
    } else if (character === ')' && !closesCall(scanner, start)) {
      break;
    } else {
      scanner.position++;
    }
  }
  return { start, end: scanner.position };
}

/** Whether the `)` here belongs to a call without arguments, as in `$.emails.length()`. */
function closesCall(scanner: Scanner, start: number): boolean {
  const before = scanner.position - 1;
  if (scanner.at(before) !== '(') return false;
  const dot = scanner.indexOf('.', start + 1);
  return dot !== -1 && dot < before;
}
