/**
 * "Did you mean …?" where there are only a few words to choose from: beside misspellings, what people remember of a
 * longer word (`default`, `targetVar`, `toUppercase`, `targetFormat`).
 */
import { closest, distance } from './closest.ts';

/** A shorter beginning stands for nothing. */
const SHORTEST_PART = 3;
/** Letters from which on a part that is mistyped itself is recognised. */
const SHORTEST_MISTYPED_PART = 6;

/** The candidate that is most likely meant by a word that is none of them. */
export function meant(name: string, candidates: Iterable<string>): string | undefined {
  const known = [...candidates];
  const wanted = lettersOf(name);
  if (wanted === '') return undefined;
  return (
    known.find((candidate) => lettersOf(candidate) === wanted) ??
    nearest(wanted, known) ??
    shortest(known.filter((candidate) => lettersOf(candidate).startsWith(wanted) && isPart(wanted))) ??
    shortest(known.filter((candidate) => hasWordsOf(candidate, name))) ??
    shortest(known.filter((candidate) => beginsNearly(lettersOf(candidate), wanted))) ??
    closest(name, known)
  );
}

/** One mistake for every three letters, two at most: with more, what is left of a word could be another one. */
function nearest(wanted: string, known: readonly string[]): string | undefined {
  const most = Math.min(2, Math.max(1, Math.floor(wanted.length / 3)));
  let best: string | undefined;
  let least = most + 1;
  for (const candidate of known) {
    const letters = lettersOf(candidate);
    if (Math.abs(letters.length - wanted.length) > least) continue;
    // Of two that are as near, the one with the same letters: `NI` is `IN`, `NN` is `NIN`.
    const mistakes = distance(wanted, letters) - letterBonus(letters, wanted);
    if (mistakes < least) [best, least] = [candidate, mistakes];
  }
  return best;
}

/** Each word of the name begins one of the candidate, in the same order; `upper` is a word of `toUpperCaseString`. */
function hasWordsOf(candidate: string, name: string): boolean {
  const words = wordsOf(name);
  if (!isPart(words.join(''))) return false;
  let at = 0;
  for (const word of wordsOf(candidate)) if (word.startsWith(words[at] ?? '\0')) at += 1;
  return at === words.length || lettersOf(candidate).includes(words.join(''));
}

/** A part of a mistake less where no letter has to be replaced, and yet less where none is missing. */
function letterBonus(candidate: string, wanted: string): number {
  const left = [...candidate];
  for (const letter of wanted) {
    const at = left.indexOf(letter);
    if (at === -1) return 0;
    left.splice(at, 1);
  }
  return left.length === 0 ? 0.5 : 0.25;
}

function beginsNearly(candidate: string, wanted: string): boolean {
  return (
    wanted.length >= SHORTEST_MISTYPED_PART &&
    candidate.length > wanted.length &&
    [0, 1, -1].some((more) => distance(wanted, candidate.slice(0, wanted.length + more)) <= 1)
  );
}

function isPart(letters: string): boolean {
  return letters.length >= SHORTEST_PART;
}

/** Without case, blanks, hyphens and the like; nobody types hundreds of letters for one word. */
function lettersOf(name: string): string {
  return name
    .slice(0, 100)
    .replace(/[^\p{L}\p{N}$]/gu, '')
    .toLowerCase();
}

function wordsOf(name: string): readonly string[] {
  return (name.slice(0, 100).match(/\p{Lu}?[\p{Ll}\p{N}]+|\p{Lu}+/gu) ?? []).map((word) =>
    word.toLowerCase(),
  );
}

function shortest(names: readonly string[]): string | undefined {
  return names.toSorted((left, right) => left.length - right.length)[0];
}
