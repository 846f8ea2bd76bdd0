/**
 * Regular expressions made to be expensive, and texts for them: counted repetitions inside of each other, alternatives
 * that overlap, look-around, back-references, large classes, as a program that knows the matchers would write them.
 */

/** A sequence of numbers from 0 up to 1 that a seed decides. */
export type Random = () => number;

/** Mulberry32. */
export function randomOf(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function oneOf<T>(random: Random, values: readonly T[]): T {
  return values[Math.floor(random() * values.length)] as T;
}

/** Most of them match what the texts are made of, so that much has to be tried. */
const ATOMS = [
  'a',
  'b',
  'ab',
  '[ab]',
  '[^c]',
  '.',
  '\\w',
  '[a-z ]',
  "[A-Za-z0-9 ,.'-]",
  '\\S',
  '\\s',
  '\\p{L}',
  '\\p{IsAlphabetic}',
  '[\\p{L}\\p{N}&&[^b]]',
  '(?i:A)',
  '(?iu:[\\p{L}])',
  '(?s:.)',
  '😀',
  'é',
  '\\R',
] as const;
const ASSERTIONS = ['^', '$', '\\b', '\\B', '\\A', '\\z', '\\Z', '\\G', '(?m:^)', '(?m:$)'] as const;
const LOOKS = ['(?=', '(?!', '(?<=', '(?<!'] as const;
const OPENINGS = ['(', '(?:', '(?>', '(?i:', '(?s:'] as const;
const ENDINGS = ['!', '$', 'b', 'c', '\\1', '(?=!)', '(?!a)', 'x$', '\\b!'] as const;
const FLAGS = ['(?i)', '(?iu)', '(?s)', '(?m)', '(?x)', '(?d)', '(?U)'] as const;
const COUNTS = [0, 1, 2, 3, 7, 16, 50, 64, 100, 255, 256, 500, 999, 1_000, 1_001, 5_000, 30_000] as const;
const MAX_DEPTH = 6;
/** How often the innermost atom may be written out; patterns that are too large are refused, and teach little. */
const ROOM = 20_000;

/** A pattern; not each is one that Java accepts. */
export function hostilePattern(random: Random): string {
  const flags = random() < 0.15 ? oneOf(random, FLAGS) : '';
  const room = random() < 0.1 ? Number.POSITIVE_INFINITY : ROOM ** random();
  const ending = random() < 0.6 ? oneOf(random, ENDINGS) : '';
  return flags + sequence(random, MAX_DEPTH, room) + ending;
}

function sequence(random: Random, depth: number, room: number): string {
  const parts = 1 + Math.floor(random() * random() * 6);
  return Array.from({ length: parts }, () => piece(random, depth, room / parts)).join('');
}

function piece(random: Random, depth: number, room: number): string {
  const kind = random();
  const { text: quantifier, copies } = quantifierOf(random, room);
  const inside = room / copies;
  if (depth === 0 || kind < 0.3) return oneOf(random, ATOMS) + (random() < 0.6 ? quantifier : '');
  if (kind < 0.65) return `${oneOf(random, OPENINGS)}${sequence(random, depth - 1, inside)})${quantifier}`;
  if (kind < 0.82) return `(?:${alternatives(random, depth - 1, inside)})${quantifier}`;
  if (kind < 0.9) return `${oneOf(random, LOOKS)}${sequence(random, depth - 1, room)})`;
  if (kind < 0.95) return `(${sequence(random, depth - 1, inside)})\\1${quantifier}`;
  return oneOf(random, ASSERTIONS);
}

function alternatives(random: Random, depth: number, room: number): string {
  const count = random() < 0.1 ? 40 : 2 + Math.floor(random() * 4);
  return Array.from({ length: count }, () =>
    count > 10 ? oneOf(random, ATOMS) : sequence(random, Math.min(depth, 2), room / count),
  ).join('|');
}

function quantifierOf(random: Random, room: number): { readonly text: string; readonly copies: number } {
  const kind = random();
  const mode = random() < 0.8 ? '' : oneOf(random, ['?', '+']);
  if (kind < 0.25) return { text: oneOf(random, ['*', '+', '?']) + mode, copies: 1 };
  if (kind < 0.35) return { text: '', copies: 1 };
  const most = Math.max(
    2,
    oneOf(
      random,
      COUNTS.filter((count) => count <= room),
    ) ?? 0,
  );
  if (kind < 0.45) return { text: `{${most}}${mode}`, copies: most };
  if (kind < 0.55) return { text: `{${most},}${mode}`, copies: most };
  return { text: `{${Math.floor(random() * 3)},${most}}${mode}`, copies: most };
}

const LENGTHS = [10, 100, 1_000, 10_000, 100_000, 1_000_000] as const;

/** Texts of up to a million characters that most patterns match nearly. */
export function hostileTexts(random: Random, pattern: string): readonly string[] {
  const literal = pattern.replaceAll(/[^ab]/g, '') || 'a';
  const units = ['a', 'ab', 'b', 'aab', 'letters ', 'a\n', '😀', 'é', 'aA', ' ', '\u0301', 'äÄ', literal];
  return LENGTHS.map((length) => {
    const unit = oneOf(random, units);
    const ending = oneOf(random, ['', '!', 'b', 'x', '\n', 'aa!', '\ud83d']);
    return (
      unit.repeat(Math.ceil((length - ending.length) / unit.length)).slice(0, length - ending.length) + ending
    );
  });
}
