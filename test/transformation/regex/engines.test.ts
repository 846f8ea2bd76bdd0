import { describe, expect, it } from 'vitest';
import { BacktrackingScan } from '../../../src/transformation/regex/backtracking.ts';
import { compileRegex } from '../../../src/transformation/regex/index.ts';
import { parseRegex } from '../../../src/transformation/regex/parser.ts';
import { compileProgram } from '../../../src/transformation/regex/program.ts';
import { Re2Scan, translate } from '../../../src/transformation/regex/re2.ts';
import { withMistakes } from '../../support/mistakes.ts';
import { fc, reaching } from '../../support/property.ts';
import { regularExpression, withText } from './expressions.ts';

const LONG = 50_000;

/** Every match of the whole text and in it, by the backtracking matcher alone. */
function byBacktracking(pattern: string, text: string): { whole: unknown; first: unknown } {
  const program = compileProgram(pattern, parseRegex(pattern, ''));
  return {
    whole: spans(new BacktrackingScan(program, text).whole()),
    first: spans(new BacktrackingScan(program, text).find(0, 0)),
  };
}

function spans(captures: Int32Array | undefined): readonly number[] | undefined {
  return captures && [...captures];
}

describe('texts that make backtracking explode', () => {
  const evil = `${'a'.repeat(LONG)}!`;

  it.each(['^(a+)+$', '(a|aa)+', '(a|a)*', '(.*)*x', '(a*)*b', '([a-z]+)*=', '(?:a?){30}a{30}', '(x+x+)+y'])(
    '%s runs in linear time',
    (pattern) => {
      expect(compileRegex(pattern).engine).toBe('linear');
      expect(compileRegex(pattern).matches(evil)).toBe(false);
    },
  );

  it('is linear where RE2 has no equivalent: $ before a final line terminator', () => {
    expect(compileRegex('^(a+)+$').matches(`${evil}\n`)).toBe(false);
    expect(compileRegex('(?m)^(a+)+$').replaceAll(`${evil}\n`, 'x')).toBe(`${evil}\n`);
  });

  it('is linear over all matches of a text', () => {
    // Each of them looks for a b in all of the rest.
    expect(compileRegex('a.*b|a').replaceAll('a'.repeat(LONG), 'x')).toBe('x'.repeat(LONG));
    expect(compileRegex('(?m)a.*b|a').replaceLast('a'.repeat(LONG), 'x')).toBe(`${'a'.repeat(LONG - 1)}x`);
  });

  it.each(['^(a+)+(?!b)$', '(a+)+\\1!!', '(?>a+)*(?=x)(a+)+y|(a+)+(?=z)', '(a+)+b|.{30000}'])(
    'stops %s after a budget',
    (pattern) => {
      const regex = compileRegex(pattern);
      expect(regex.engine).toBe('bounded');
      expect(() => regex.matches(`${'a'.repeat(2000)}!`)).toThrowError(
        expect.objectContaining({
          code: 'TRANSFORMATION_EVALUATION',
          message: expect.stringContaining(pattern),
        }),
      );
    },
  );

  it('lets harmless patterns of the bounded engine pass on long texts', () => {
    expect(compileRegex('a(?=b)').replaceAll('ab'.repeat(LONG), 'x')).toBe('xb'.repeat(LONG));
    expect(compileRegex('[a-z]++\\d').replaceAll(`${'a'.repeat(LONG)}1`, 'x')).toBe('x');
  });

  it('keeps its own stack', () => {
    expect(compileRegex('(?:a|b)*(?=$)').matches('ab'.repeat(LONG))).toBe(true);
  });
});

describe('what cannot be used', () => {
  it.each([
    ['a(', 1],
    ['ab[c', 2],
    ['a\\y', 1],
    ['(?<n>a)(?<n>b)', 7],
    ['\\p{Foo}', 0],
    ['x\\X', 1],
    ['x\\b{g}', 1],
    ['\\N{DIGIT ONE}', 0],
    ['(?c)a', 0],
    ['a**', 2],
  ])('refuses %s at %i', (pattern, position) => {
    expect(() => compileRegex(pattern)).toThrowError(
      expect.objectContaining({ code: 'TRANSFORMATION_EXPRESSION', expression: pattern, position }),
    );
  });

  it('refuses unknown flags, too deep nesting and too large repetitions', () => {
    expect(() => compileRegex('a', 'g')).toThrow('Unknown flag g');
    expect(() => compileRegex('('.repeat(2000) + ')'.repeat(2000))).toThrow('nested too deeply');
    expect(() => compileRegex('['.repeat(2000) + ']'.repeat(2000))).toThrow('nested too deeply');
    expect(() => compileRegex('((a{100}){100}){100}')).toThrow('too large');
  });

  it('never fails otherwise, whatever the pattern', () => {
    const odd = fc.oneof(
      fc.constantFrom(...'()[]{}|*+?\\^$.-&ap0<>=!:'),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    );
    const near = withMistakes(
      regularExpression.map(([pattern]) => [...pattern]),
      odd,
    );
    fc.assert(
      fc.property(
        fc.oneof({ weight: 4, arbitrary: near }, fc.array(odd, { maxLength: 30 })),
        fc.string({ maxLength: 20 }),
        reaching((pattern, text) => {
          try {
            compileRegex(pattern.join('')).replaceAll(text, '');
            return true;
          } catch (error) {
            expect(error).toHaveProperty('code', expect.stringMatching(/^TRANSFORMATION_/));
            return false;
          }
        }),
      ),
      { numRuns: 500 },
    );
  });
});

const text = fc
  .array(fc.constantFrom('a', 'b', 'x', '1', 'é', '😀', '\n', '_'), { maxLength: 12 })
  .map((u) => u.join(''));
const expressionAndText = withText(regularExpression, text);

describe('the two engines', () => {
  it('agree', () => {
    fc.assert(
      fc.property(
        expressionAndText,
        reaching(([pattern, sample]) => {
          const translation = translate(parseRegex(pattern, ''));
          if (translation === undefined) return false;
          const own = byBacktracking(pattern, sample);
          expect(translation.re2.testExact(sample)).toBe(own.whole !== undefined);
          expect(spans(new Re2Scan(translation, sample).whole())).toEqual(own.whole);
          expect(spans(new Re2Scan(translation, sample).find(0))).toEqual(own.first);
          return own.first !== undefined;
        }),
      ),
      { numRuns: 1000 },
    );
  });

  it('agree with one that remembers nothing', () => {
    fc.assert(
      fc.property(
        expressionAndText,
        reaching(([pattern, sample]) => {
          const program = compileProgram(pattern, parseRegex(pattern, ''));
          const forgetful = { ...program, regular: false };
          let from = 0;
          let matches = 0;
          const remembering = new BacktrackingScan(program, sample);
          const plain = new BacktrackingScan(forgetful, sample);
          for (;;) {
            const found = spans(remembering.find(from, 0));
            let expected: typeof found;
            try {
              expected = spans(plain.find(from, 0));
            } catch (error) {
              // Who remembers nothing may need more steps than there are.
              expect(error).toHaveProperty('code', 'TRANSFORMATION_EVALUATION');
              return matches > 0;
            }
            expect(found).toEqual(expected);
            if (found === undefined) return matches > 0;
            matches += 1;
            from = (found[1] as number) + (found[0] === found[1] ? 1 : 0);
            if (from > sample.length) return true;
          }
        }),
      ),
      { numRuns: 500 },
    );
  });
});

describe('a single character class', () => {
  it('replaces as the general way does', () => {
    const members = fc.constantFrom('[\\s\\p{Punct}]', '[^a-z]', '.', '\\W', '😀', '[a😀]');
    fc.assert(
      fc.property(
        members,
        fc.string({
          unit: fc.oneof(
            fc.constantFrom('a', 'Z', ' ', '.', '😀'),
            fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
          ),
          minLength: 2,
        }),
        reaching((pattern, sample) => {
          const general = compileRegex(`(?:${pattern})(?:)`);
          const replaced = compileRegex(pattern).replaceAll(sample, '<$0>');
          expect(replaced).toBe(general.replaceAll(sample, '<$0>'));
          return replaced !== sample;
        }),
      ),
      { numRuns: 300 },
    );
  });
});

describe('surrogate pairs', () => {
  it('are never cut in two, unlike in Java', () => {
    expect(compileRegex('').replaceAll('a😀b', '-')).toBe('-a-😀-b-');
    expect(compileRegex('x*').replaceAll('😀', '-')).toBe('-😀-');
    expect(compileRegex('\\B').replaceAll('-😀-', '|').isWellFormed()).toBe(true);
  });
});

describe('replaceLast', () => {
  it.each([
    ['a', 'banana', 'x', 'bananx'],
    ['an', 'banana', '<$0>', 'ban<an>a'],
    ['aa', 'aaa', 'x', 'xa'],
    ['$', 'ab', 'x', 'abx'],
    ['z', 'ab', 'x', 'ab'],
    ['(\\d)', 'a1b2', '[$1]', 'a1b[2]'],
  ])('%s in %s', (pattern, sample, replacement, expected) => {
    expect(compileRegex(pattern).replaceLast(sample, replacement)).toBe(expected);
  });
});

it.each([
  ['\\ud83d\\ude00', '\ud83d\ude00', true],
  ['\\ud83d\\udc00', '\ud83d\udc00', true],
  ['\\ud83d\\udfff', '\ud83d\udfff', true],
  // What is no second half stays a character of its own.
  ['\\ud83d\\u0041', '\ud83dA', true],
  ['\\ud83d\\ue000', '\ud83d\ue000', true],
  ['\\ud83d\\udbff', '\ud83d\udbff', true],
  ['\\ud83dA', '\ud83dA', true],
  ['\\ud83d\\u0041', '\ud83dB', false],
])('%s means two halves of a character only where they are', (pattern, text, matches) => {
  expect(compileRegex(`^${pattern}$`).matches(text)).toBe(matches);
});

it.each([
  ['a\u0301 b', '|a\u0301| |b|'],
  ['a\u0301\u0302b', '|a\u0301\u0302b|'],
  [' \u0301b', ' \u0301|b|'],
  ['\u0301 ', '\u0301 '],
])('marks above letters are part of their words: %j', (text, marked) => {
  expect(compileRegex('\\b').replaceAll(text, '|')).toBe(marked);
});
