/** Single typing mistakes in the words of a transformation, always the same ones for a seed. */
import { type Site, type SiteKind, sitesOf } from './sites.ts';

export interface Mistake {
  readonly kind: SiteKind;
  /** How it was mistyped: `swapped`, `dropped`, `doubled`, `case`. */
  readonly how: string;
  /** The word that is meant, and what stands there. */
  readonly meant: string;
  readonly typed: string;
  /** 1-based. */
  readonly line: number;
  /** The whole text with the mistake in it. */
  readonly text: string;
}

const WAYS: Readonly<Record<string, (word: string, at: number) => string>> = {
  swapped: (word, at) => word.slice(0, at) + (word[at + 1] ?? '') + (word[at] ?? '') + word.slice(at + 2),
  dropped: (word, at) => word.slice(0, at) + word.slice(at + 1),
  doubled: (word, at) => word.slice(0, at + 1) + word.slice(at),
  case: (word, at) => word.slice(0, at) + otherCase(word[at] ?? '') + word.slice(at + 1),
};
const KINDS: readonly SiteKind[] = [
  'key',
  'name',
  'path',
  'function',
  'parameter',
  'operator',
  'entity type',
];

/** @param random gives a whole number below the given one */
export function mistakeIn(text: string, random: (below: number) => number): Mistake {
  const sites = sitesOf(text);
  for (;;) {
    const kind = KINDS[random(KINDS.length)];
    const ofKind = sites.filter((site) => site.kind === kind);
    const site = ofKind[random(Math.max(1, ofKind.length))];
    const [how, change] = Object.entries(WAYS)[random(4)] ?? [];
    if (site === undefined || how === undefined || change === undefined) continue;
    const typed = change(site.word, random(site.word.length));
    if (!isMistake(site, typed)) continue;
    return {
      kind: site.kind,
      how,
      meant: site.word,
      typed,
      line: text.slice(0, site.offset).split('\n').length,
      text: text.slice(0, site.offset) + typed + text.slice(site.offset + site.word.length),
    };
  }
}

/** Operators are words in any case. */
function isMistake({ kind, word }: Site, typed: string): boolean {
  if (kind === 'operator' && typed.toUpperCase() === word.toUpperCase())
    return /^(?:true|false)$/.test(word) && typed !== word;
  return typed !== word;
}

function otherCase(letter: string): string {
  return letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();
}

/** Mulberry32: numbers that look random and are the same for a seed. */
export function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}
