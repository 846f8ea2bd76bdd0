/** Expressions, each with a text that it was made for: random texts are seldom matched. */
import { fc } from '../../support/property.ts';

/** A part of an expression, and a text that it matches, unless what is around it does not let it. */
export type Matched = readonly [pattern: string, text: string];

/** Quantifiers, with numbers of repetitions that they take. */
const REPETITIONS: readonly (readonly [quantifier: string, counts: readonly number[]])[] = [
  ['*', [0, 1, 3]],
  ['+', [1, 2]],
  ['?', [0, 1]],
  ['*?', [0, 2]],
  ['+?', [1, 3]],
  ['??', [0, 1]],
  ['{2}', [2]],
  ['{1,3}', [1, 3]],
  ['{0,2}?', [0, 2]],
];
export const quantified = (of: fc.Arbitrary<Matched>): fc.Arbitrary<Matched> =>
  fc
    .tuple(of, fc.constantFrom(...REPETITIONS), fc.nat(2))
    .map(([[pattern, text], [quantifier, counts], pick]) => [
      pattern + quantifier,
      text.repeat(counts[pick % counts.length] ?? 1),
    ]);

export const inGroup = (of: fc.Arbitrary<Matched>, open: string, close: string): fc.Arbitrary<Matched> =>
  of.map(([pattern, text]) => [`${open}${pattern}${close}`, text]);

export const either = (left: fc.Arbitrary<Matched>, right: fc.Arbitrary<Matched>): fc.Arbitrary<Matched> =>
  fc
    .tuple(left, right, fc.boolean())
    .map(([[a, first], [b, second], isFirst]) => [`(?:${a}|${b})`, isFirst ? first : second]);

export const inSequence = (piece: fc.Arbitrary<Matched>): fc.Arbitrary<Matched> =>
  fc
    .array(piece, { minLength: 1, maxLength: 4 })
    .map((pieces) => [pieces.map(([pattern]) => pattern).join(''), pieces.map(([, text]) => text).join('')]);

/** The text that the expression was made for within others, or (one of four) any. */
export const withText = (expression: fc.Arbitrary<Matched>, noise: fc.Arbitrary<string>) =>
  fc
    .tuple(expression, noise, noise, fc.nat(3))
    .map(
      ([[pattern, text], before, after, turn]): Matched => [
        pattern,
        turn === 0 ? before : turn === 1 ? text : before + text + after,
      ],
    );

const atom = fc.constantFrom<Matched>(
  ['a', 'a'],
  ['b', 'b'],
  ['[ab]', 'b'],
  ['[^a]', 'x'],
  ['.', 'é'],
  ['\\d', '1'],
  ['\\w', '_'],
  ['é', 'é'],
  ['😀', '😀'],
  ['(?i:B)', 'b'],
);

/** Expressions that RE2 and our matcher must treat alike: no iteration can be empty. */
export const regularExpression = fc.letrec<{ expression: Matched; piece: Matched }>((tie) => ({
  piece: fc.oneof(
    { depthSize: 'small' },
    atom,
    quantified(atom),
    inGroup(tie('expression'), '(', ')'),
    quantified(inGroup(tie('expression'), '(?:x', ')').map(([pattern, text]) => [pattern, `x${text}`])),
    either(tie('expression'), tie('expression')),
  ),
  expression: inSequence(tie('piece')),
})).expression;
