/** Assertions about a position in a text. */
import type { Work } from '../work.ts';
import type { Assertion } from './ast.ts';
import { NO_FLAGS } from './flags.ts';
import { wordCharacters } from './properties.ts';
import { unicodeSet } from './unicode-set.ts';

/**
 * Tests an assertion at `position`; `previousEnd` is where the previous match ended, 0 before the first. A test that has
 * to look at more than the neighbouring characters takes steps from `work` for them, without a look at what is left.
 */
export type AssertionTest = (text: string, position: number, previousEnd: number, work: Work) => boolean;

const LF = 0x0a;
const CR = 0x0d;

function isTerminator(code: number): boolean {
  return code === LF || code === CR || code === 0x85 || code === 0x2028 || code === 0x2029;
}

function insideCrLf(text: string, position: number): boolean {
  return text.charCodeAt(position) === LF && text.charCodeAt(position - 1) === CR;
}

function finalEnd(text: string, position: number): boolean {
  const left = text.length - position;
  if (left === 0) return true;
  if (left === 1) return isTerminator(text.charCodeAt(position)) && !insideCrLf(text, position);
  return left === 2 && text.charCodeAt(position) === CR && text.charCodeAt(position + 1) === LF;
}

function lineStart(text: string, position: number): boolean {
  // Never at the very end, even behind a terminator.
  if (position === text.length) return false;
  return position === 0 || (isTerminator(text.charCodeAt(position - 1)) && !insideCrLf(text, position));
}

function lineEnd(text: string, position: number): boolean {
  if (position === text.length) return true;
  return isTerminator(text.charCodeAt(position)) && !insideCrLf(text, position);
}

const LETTER_OR_DIGIT = '\\p{L}\\p{Nd}';
const NON_SPACING_MARK = '\\p{Mn}';

/** For `\b`, Java 17 counts Unicode letters and digits although `\w` is ASCII. */
function isWord(codePoint: number): boolean {
  if (codePoint < 128) return wordCharacters(NO_FLAGS).has(codePoint);
  return unicodeSet(LETTER_OR_DIGIT).has(codePoint);
}

function isUnicodeWord(codePoint: number): boolean {
  return wordCharacters({ ...NO_FLAGS, unicodeClasses: true }).has(codePoint);
}

function codePointBefore(text: string, position: number): number {
  const unit = text.charCodeAt(position - 1);
  if (unit < 0xdc00 || unit > 0xdfff || position < 2) return unit;
  const pair = text.codePointAt(position - 2) as number;
  return pair > 0xffff ? pair : unit;
}

/** A combining mark belongs to the word of its base character. */
function hasBase(text: string, position: number, work: Work): boolean {
  const letterOrDigit = unicodeSet(LETTER_OR_DIGIT);
  const mark = unicodeSet(NON_SPACING_MARK);
  for (let i = position; i >= 0; i--) {
    work.left -= 1;
    const codePoint = text.codePointAt(i) as number;
    if (letterOrDigit.has(codePoint)) return true;
    if (!mark.has(codePoint)) return false;
  }
  return false;
}

function isInWord(
  text: string,
  codePoint: number,
  position: number,
  test: (codePoint: number) => boolean,
  work: Work,
): boolean {
  if (test(codePoint)) return true;
  const isMark = codePoint > 127 && unicodeSet(NON_SPACING_MARK).has(codePoint);
  return isMark && hasBase(text, position, work);
}

function boundary(test: (codePoint: number) => boolean): AssertionTest {
  return (text, position, _previousEnd, work) => {
    const left = position > 0 && isInWord(text, codePointBefore(text, position), position - 1, test, work);
    const right =
      position < text.length && isInWord(text, text.codePointAt(position) as number, position, test, work);
    return left !== right;
  };
}

const wordBoundary = boundary(isWord);
const unicodeWordBoundary = boundary(isUnicodeWord);

export const ASSERTION_TESTS: Readonly<Record<Assertion, AssertionTest>> = {
  start: (_, position) => position === 0,
  end: (text, position) => position === text.length,
  finalEnd,
  unixFinalEnd: (text, position) =>
    position === text.length || (position === text.length - 1 && text.charCodeAt(position) === LF),
  lineStart,
  unixLineStart: (text, position) =>
    position !== text.length && (position === 0 || text.charCodeAt(position - 1) === LF),
  lineEnd,
  unixLineEnd: (text, position) => position === text.length || text.charCodeAt(position) === LF,
  wordBoundary,
  notWordBoundary: (text, position, previousEnd, work) => !wordBoundary(text, position, previousEnd, work),
  unicodeWordBoundary,
  notUnicodeWordBoundary: (text, position, previousEnd, work) =>
    !unicodeWordBoundary(text, position, previousEnd, work),
  previousEnd: (_, position, previousEnd) => position === previousEnd,
};
