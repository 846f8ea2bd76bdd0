/** Case-insensitive matching as Java does it: by `toUpperCase` and then `toLowerCase` of single code points. */
import { Charset } from './charset.ts';
import type { Flags } from './flags.ts';

/** `set` with the members that match in another case, if the flags say so. */
export function foldCase(set: Charset, flags: Flags): Charset {
  if (!flags.ignoreCase) return set;
  return flags.unicodeCase ? foldUnicode(set) : foldAscii(set);
}

const CASE_BIT = 0x20;

function foldAscii(set: Charset): Charset {
  const added: number[] = [];
  for (let upper = 0x41; upper <= 0x5a; upper++) {
    const lower = upper | CASE_BIT;
    if (set.has(upper) !== set.has(lower)) added.push(upper, upper, lower, lower);
  }
  return added.length === 0 ? set : new Charset([...set.ranges, ...added]);
}

function foldUnicode(set: Charset): Charset {
  // A single character is compared by its folded form, a range by its limits.
  const wanted = set.single === undefined ? set : Charset.of(set.single, foldCodePoint(set.single));
  const added: number[] = [];
  const forms = casedForms();
  for (let i = 0; i < forms.length; i += 3) {
    const codePoint = forms[i] as number;
    if (wanted.has(forms[i + 1] as number) || wanted.has(forms[i + 2] as number))
      added.push(codePoint, codePoint);
  }
  return added.length === 0 ? set : new Charset([...set.ranges, ...added]);
}

/** The form in which two code points are equal when case is ignored. */
export function foldCodePoint(codePoint: number): number {
  return toLower(toUpper(codePoint));
}

/** Only the simple mapping counts: `ß` has no single upper case letter. */
function toUpper(codePoint: number): number {
  return simple(codePoint, String.fromCodePoint(codePoint).toUpperCase());
}

const DOTTED_CAPITAL_I = 0x130;

function toLower(codePoint: number): number {
  // Unicode's simple mapping; the full one that JavaScript uses gives two code points.
  if (codePoint === DOTTED_CAPITAL_I) return 0x69;
  return simple(codePoint, String.fromCodePoint(codePoint).toLowerCase());
}

function simple(codePoint: number, mapped: string): number {
  const first = mapped.codePointAt(0) ?? codePoint;
  return mapped.length === (first > 0xffff ? 2 : 1) ? first : codePoint;
}

let cased: number[] | undefined;

/** For each code point with case: itself, its upper case, and the lower case of that. */
function casedForms(): readonly number[] {
  if (cased === undefined) {
    cased = [];
    const changes = /^\p{Changes_When_Casemapped}$/u;
    // All cased letters are below the emoji; the highest script with case is Adlam at U+1E943.
    for (let codePoint = 0; codePoint < 0x1f000; codePoint++) {
      if (!changes.test(String.fromCodePoint(codePoint))) continue;
      const upper = toUpper(codePoint);
      cased.push(codePoint, upper, toLower(upper));
    }
  }
  return cased;
}
