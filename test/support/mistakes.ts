/** What is in order, and what has just one mistake: random characters alone are refused at the first of them. */
import { fc } from './property.ts';

/** @returns two of three as they are; in the others an element is missing, there twice, or an odd one is in between */
export function withMistakes(
  whole: fc.Arbitrary<readonly string[]>,
  odd: fc.Arbitrary<string>,
): fc.Arbitrary<readonly string[]> {
  const broken = fc
    .tuple(whole, fc.nat(), fc.constantFrom('missing', 'twice', 'odd'), odd)
    .map(([elements, pick, mistake, other]) => {
      const at = pick % (elements.length + 1);
      if (mistake === 'missing') return elements.toSpliced(at, 1);
      return elements.toSpliced(at, 0, mistake === 'odd' ? other : (elements[at] ?? other));
    });
  return fc.oneof({ weight: 2, arbitrary: whole }, broken);
}

/** `name eq "a" and (…)` of these comparisons, word by word. */
export function filterWords(comparison: fc.Arbitrary<readonly string[]>): fc.Arbitrary<readonly string[]> {
  return fc.letrec<{ filter: readonly string[] }>((tie) => ({
    filter: fc.oneof(
      { depthSize: 'small', maxDepth: 3 },
      comparison,
      fc
        .tuple(tie('filter'), fc.constantFrom('and', 'or'), tie('filter'))
        .map(([left, word, right]) => [...left, word, ...right]),
      tie('filter').map(inBrackets),
    ),
  })).filter;
}

function inBrackets(words: readonly string[]): readonly string[] {
  return words.map((word, at) => `${at === 0 ? '(' : ''}${word}${at === words.length - 1 ? ')' : ''}`);
}
