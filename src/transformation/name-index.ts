/** Tells a mistyped name from another name, among any number of names. */
import { distance } from './closest.ts';

/** Names are not much longer, and comparing takes the square of it. */
const LONGEST = 100;
/** Letters from which on a name of which one is wrong is no other word, and likewise if it begins in the same way. */
const LONG = 5;
const RATHER_LONG = 4;
/** Letters from which on a name is a sentence rather than a word, as a URN is. */
const VERY_LONG = 20;

/** Names to be compared with: takes time for each name once, not for each pair. */
export class NameIndex {
  readonly #names: ReadonlySet<string>;
  readonly #isComplete: boolean;
  /** By what they are without one of their letters, or as they are; what one mistake apart is has such a text in common. */
  #similar: Map<string, string[]> | undefined;

  /** @param isComplete whether there are hardly any others, so that one that is nearly one of them is mistyped */
  constructor(names: Iterable<string>, isComplete = false) {
    this.#names = new Set(names);
    this.#isComplete = isComplete;
  }

  has(name: string): boolean {
    return this.#names.has(name);
  }

  /**
   * What is meant by a name that is none of these, but nearly: two letters swapped, one dropped, added or replaced, or
   * letters in another case.
   */
  meantBy(name: string, accepts: (candidate: string) => boolean = () => true): string | undefined {
    if (this.#names.size === 0 || name.length > LONGEST) return undefined;
    let best: string | undefined;
    for (const candidate of this.#candidates(name)) {
      if (candidate === name || !accepts(candidate)) continue;
      if (candidate.toLowerCase() === name.toLowerCase()) return candidate;
      if (best === undefined && isMistyped(name, candidate, this.#isComplete)) best = candidate;
    }
    return best;
  }

  #candidates(name: string): ReadonlySet<string> {
    this.#similar ??= indexOf(this.#names);
    return new Set(variants(name).flatMap((variant) => this.#similar?.get(variant) ?? []));
  }
}

function indexOf(names: Iterable<string>): Map<string, string[]> {
  const index = new Map<string, string[]>();
  for (const name of names) {
    if (name.length > LONGEST) continue;
    for (const variant of new Set(variants(name))) {
      const same = index.get(variant);
      if (same === undefined) index.set(variant, [name]);
      else same.push(name);
    }
  }
  return index;
}

function variants(name: string): readonly string[] {
  const letters = name.toLowerCase();
  return [letters, ...Array.from(letters, (_, at) => letters.slice(0, at) + letters.slice(at + 1))];
}

function isMistyped(name: string, meant: string, isComplete: boolean): boolean {
  if (isNumbered(name, meant)) return false;
  const [typed, wanted] = [name.toLowerCase(), meant.toLowerCase()];
  if (distance(typed, wanted) !== 1) return false;
  if (isComplete && typed.length === 1 && wanted.length === 2) return true;
  const isLong = meant.length >= (isComplete || typed[0] === wanted[0] ? RATHER_LONG : LONG);
  return isLong || isSwapped(typed, wanted) || isDoubled(typed, wanted);
}

/** Numbers tell names apart: `TEL1` is not `TEL2`, nor `TEL`. */
function isNumbered(name: string, meant: string): boolean {
  const isDigit = (letter = '') => /^\d$/.test(letter);
  if (name.length !== meant.length) {
    return name.length < VERY_LONG && name.replace(/\d/g, '') === meant.replace(/\d/g, '');
  }
  return [...name].every((letter, at) => letter === meant[at] || (isDigit(letter) && isDigit(meant[at])));
}

export function isSwapped(typed: string, wanted: string): boolean {
  return typed !== wanted && [...typed].toSorted().join('') === [...wanted].toSorted().join('');
}

function isDoubled(typed: string, wanted: string): boolean {
  return [...wanted].some((letter, at) => wanted.slice(0, at) + letter + wanted.slice(at) === typed);
}
