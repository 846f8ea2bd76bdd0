/** Case-insensitive matching as Java does it: by `toUpperCase` and then `toLowerCase` of single code points. */
import { Charset } from './charset.ts';
import type { Flags } from './flags.ts';
import { unicodeSet } from './unicode-set.ts';

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

/** Up to so many members are looked up one by one. */
const FEW = 64;

/** Patterns name the same large sets over and over. */
const folded = new WeakMap<Charset, Charset>();

function foldUnicode(set: Charset): Charset {
  const { single } = set;
  // A single character is compared by its folded form, a range by its limits.
  if (single !== undefined) return withAlike(set, [single, foldCodePoint(single)]);
  if (set.size <= FEW) return withAlike(set, set.members());
  let result = folded.get(set);
  if (result === undefined) {
    result = foldLarge(set);
    folded.set(set, result);
  }
  return result;
}

function withAlike(set: Charset, forms: Iterable<number>): Charset {
  const { byForm } = casedForms();
  const alike: number[] = [];
  for (const form of forms) alike.push(...(byForm.get(form) ?? []));
  return alike.length === 0 ? set : set.union(Charset.of(...alike));
}

function foldLarge(set: Charset): Charset {
  const added: number[] = [];
  const { forms } = casedForms();
  for (let i = 0; i < forms.length; i += 3) {
    const codePoint = forms[i] as number;
    if (set.has(forms[i + 1] as number) || set.has(forms[i + 2] as number)) added.push(codePoint, codePoint);
  }
  return added.length === 0 ? set : set.union(new Charset(added));
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

interface CasedForms {
  /** For each code point with case: itself, its upper case, and the lower case of that. */
  readonly forms: readonly number[];
  /** The code points that have a form. */
  readonly byForm: ReadonlyMap<number, readonly number[]>;
}

let cased: CasedForms | undefined;

function casedForms(): CasedForms {
  if (cased !== undefined) return cased;
  const forms: number[] = [];
  const byForm = new Map<number, number[]>();
  const { ranges } = unicodeSet('\\p{Changes_When_Casemapped}');
  for (let i = 0; i < ranges.length; i += 2) {
    for (let codePoint = ranges[i] as number; codePoint <= (ranges[i + 1] as number); codePoint++) {
      const upper = toUpper(codePoint);
      const lower = toLower(upper);
      forms.push(codePoint, upper, lower);
      for (const form of [upper, lower]) byForm.set(form, [...(byForm.get(form) ?? []), codePoint]);
    }
  }
  cased = { forms, byForm };
  return cased;
}
