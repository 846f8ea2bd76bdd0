import { describe, expect, it } from 'vitest';
import { hostilePattern, hostileTexts, randomOf } from './patterns.ts';
import { load, namesThePlace, run, USES } from './trial.ts';

const SEED = 2_026;
const PATTERNS = 40;
/** See the rule `regex-too-many-steps`. */
const REALISTIC_TEXT = 1_000;
/** Nothing in an expression tells that it will meet texts of nothing but combining marks. */
const MARK = '\u0301';

describe('expressions that are made to be expensive', () => {
  const random = randomOf(SEED);
  const patterns = Array.from({ length: PATTERNS }, () => hostilePattern(random));

  it.each(patterns.map((pattern, i) => [i, pattern] as const))(
    '%i: end in an answer, and are found before they harm: %s',
    (i, pattern) => {
      hostileTexts(randomOf(i), pattern).forEach((text, j) => {
        const use = USES[(i + j) % USES.length] ?? 'matchRegex';
        const { entity, findings } = load(pattern, use);
        if (entity === undefined) {
          expect(findings).toContainEqual(
            expect.objectContaining({
              severity: 'error',
              rule: expect.stringMatching(/regex|condition|path/),
            }),
          );
          return;
        }
        const result = run(entity, pattern, use, text);
        expect(namesThePlace(result)).toBe(true);
        const isExhausted = result.status === 'failed' && result.reason.includes('too many steps');
        const isFindable = use !== 'from a variable' && use !== 'on elements' && !text.includes(MARK);
        if (isExhausted && isFindable && text.length <= REALISTIC_TEXT) {
          expect(findings).toContainEqual(
            expect.objectContaining({ rule: expect.stringMatching(/^regex-/) }),
          );
        }
      });
    },
  );

  it('are no trifles', () => {
    const loaded = patterns.filter((pattern) => load(pattern, 'matchRegex').entity !== undefined);
    expect(loaded.length).toBeGreaterThan(PATTERNS / 2);
    const exhausted = loaded.filter((pattern) => {
      const { entity } = load(pattern, 'replaceAllString');
      return (
        entity !== undefined &&
        run(entity, pattern, 'replaceAllString', `${'ab'.repeat(10_000)}!`).status === 'failed'
      );
    });
    expect(exhausted.length).toBeGreaterThan(PATTERNS / 10);
  });
});
