/* biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of the language */
import { describe, expect, it } from 'vitest';
import { BacktrackingScan } from '../../../src/transformation/regex/backtracking.ts';
import { expandedSize, worstSteps } from '../../../src/transformation/regex/cost.ts';
import { compileRegex } from '../../../src/transformation/regex/index.ts';
import { parseRegex } from '../../../src/transformation/regex/parser.ts';
import { compileProgram } from '../../../src/transformation/regex/program.ts';
import { Work } from '../../../src/transformation/work.ts';
import { collectGarbage } from '../../hostile/stage/collect-garbage.ts';
import { fc, reaching } from '../../support/property.ts';
import { runMappings } from '../helpers.ts';
import {
  either,
  inGroup,
  inSequence,
  type Matched,
  quantified,
  regularExpression,
  withText,
} from './expressions.ts';

const BUDGET = new Work().left;

/** An entity with as much work left as nobody can do. */
function unbounded(): Work {
  const work = new Work();
  work.left = Number.MAX_SAFE_INTEGER;
  return work;
}

function used(act: (work: Work) => unknown): number {
  const work = new Work();
  try {
    act(work);
  } catch (error) {
    expect(error).toHaveProperty('code', 'TRANSFORMATION_EVALUATION');
  }
  return BUDGET - work.left;
}

/** Patterns that need many steps, each with a text that makes them. */
const EXPENSIVE: readonly (readonly [pattern: string, text: string])[] = [
  ['(a{1,100}){1,100}$', `${'a'.repeat(20_000)}!`],
  ['(a{1,500}){1,30}b', 'a'.repeat(20_000)],
  ["([A-Za-z0-9 ,.'-]{1,255}){1,100}!", 'letters '.repeat(2_500)],
  ['(?:[ab]|[ac]){1,500}d', 'ab'.repeat(20_000)],
  ['(.*)(.*)(.*)\\1x', 'a'.repeat(5_000)],
  ['(a+)+\\1!!', 'a'.repeat(2_000)],
  ['^(a+)+(?!b)$', `${'a'.repeat(2_000)}!`],
  ['.*.*.*(?=x)', 'a'.repeat(5_000)],
  ['(?:x+x+)+y(?=z)', 'x'.repeat(5_000)],
  ['(?<=a{1,500})b|(?=a{500})c', 'a'.repeat(50_000)],
  ['\\G(?:a|b)*?c|[ab]', 'ab'.repeat(30_000)],
  // A mark belongs to the character before all marks before it.
  ['(?:\\B.)*x', '\u0301'.repeat(50_000)],
  ['(?iu)(.{1000})\\1x', ('ä'.repeat(1_000) + 'Ä'.repeat(1_000)).repeat(20)],
];

describe.each(EXPENSIVE)('%s', (pattern, text) => {
  const regex = compileRegex(pattern);

  it.each([
    ['matches', (work: Work) => regex.matches(text, work)],
    ['groups', (work: Work) => regex.groups(text, work)],
    ['replaceFirst', (work: Work) => regex.replaceFirst(text, '', work)],
    ['replaceLast', (work: Work) => regex.replaceLast(text, '', work)],
    ['replaceAll', (work: Work) => regex.replaceAll(text, '', work)],
  ])('ends within the steps of an entity: %s', (_method, act) => {
    // One run of characters, or what starting takes, may go beyond.
    expect(used(act)).toBeLessThan(BUDGET + 1_000_000);
  });

  it('says which expression it was, and what to do', () => {
    const program = compileProgram(pattern, parseRegex(pattern, ''));
    const work = new Work();
    work.left = 10;
    expect(() => new BacktrackingScan(program, text, work).whole()).toThrowError(
      expect.objectContaining({
        code: 'TRANSFORMATION_EVALUATION',
        message: expect.stringMatching(/^the regular expression .* needs too many steps .* avoid /s),
      }),
    );
  });
});

describe('the steps', () => {
  it('are counted of expressions that remember, too', () => {
    const program = compileProgram('(a{1,50}){1,50}b', parseRegex('(a{1,50}){1,50}b', ''));
    expect(program.regular).toBe(true);
    expect(() => new BacktrackingScan(program, 'a'.repeat(10_000)).whole()).toThrow('too many steps');
  });

  it('are counted where a fixed number of characters is not reached', () => {
    const regex = compileRegex('a{5000}');
    const text = `${'a'.repeat(4_990)}b`;
    expect(() => regex.replaceAll(text, '', new Work())).toThrow('too many steps');
  });

  it('grow with the text where the expression allows it', () => {
    const steps = (length: number) =>
      used((work) => compileRegex('(?m)^(a+)+$').matches(`${'a'.repeat(length)}!`, work));
    expect(steps(20_000) / steps(10_000)).toBeLessThan(2.1);
  });

  it('are those of one entity, whatever number of texts they are for', () => {
    const regex = compileRegex('(a{1,20}){1,20}b');
    const work = new Work();
    const texts = Array.from({ length: 2_000 }, () => 'a'.repeat(300));
    expect(() => {
      for (const text of texts) regex.matches(text, work);
    }).toThrow('too many steps');
  });

  it('suffice for many short texts', () => {
    const mail = compileRegex('[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,255}\\.[A-Za-z]{2,10}');
    const work = new Work();
    for (let i = 0; i < 10_000; i++) expect(mail.matches(`user.${i}@example.com`, work)).toBe(true);
  });

  it('of RE2 are estimated, and our own matcher goes on when they are used up', () => {
    const regex = compileRegex('[a-z]{3,64}[0-9]');
    const work = new Work();
    const found = Array.from({ length: 200 }, (_, i) => regex.matches(`${'a'.repeat(60)}${i % 10}`, work));
    expect(found).not.toContain(false);
    expect(work.takeForRe2(100_000)).toBe(false);
  });
});

describe('texts and patterns', () => {
  it('of more than 100,000 characters are refused', () => {
    const text = 'a'.repeat(100_001);
    for (const pattern of ['a', '[a-z]+', 'a(?=b)']) {
      const regex = compileRegex(pattern);
      const wanted = /has more than 100000 characters/;
      expect(() => regex.matches(text)).toThrow(wanted);
      expect(() => regex.groups(text)).toThrow(wanted);
      expect(() => regex.replaceAll(text, '')).toThrow(wanted);
      expect(() => regex.replaceFirst(text, '')).toThrow(wanted);
      expect(() => regex.replaceLast(text, '')).toThrow(wanted);
    }
  });

  it('are cut in messages', () => {
    const pattern = `${'x'.repeat(500)}(a+)+(?=b)`;
    const { message } = failureOf(() =>
      compileRegex(pattern).matches(`${'x'.repeat(500)}${'a'.repeat(100)}`),
    );
    expect(message).toContain(`${'x'.repeat(120)}…`);
    expect(message).not.toContain('x'.repeat(121));
  });

  it.each([
    '((a{1,1000}){1,1000}){1,1000}',
    '(?:(?:(?:){1000}){1000}){1000}',
    '(?:(?:a?){1000}){1000}',
    '[a-z]{1,65535}?',
    `${'('.repeat(100)}a${'){2}'.repeat(100)}`,
  ])('that are too large to run are refused before anything is made of them: %s', (pattern) => {
    expect(() => compileRegex(pattern)).toThrow('too large');
  });

  it('of more than 5,000 characters are refused', () => {
    expect(() => compileRegex('a'.repeat(5_001))).toThrow('more than 5000 characters');
  });
});

describe('mayExceed', () => {
  it.each([
    ['(a{1,100}){1,100}$', true],
    ["([A-Za-z0-9 ,.'-]{1,255}){1,100}!", true],
    ['(a{1,500}){1,500}b', true],
    ['.*.*.*(?=x)', true],
    ['(.{1,100}){1,20}\\1', true],
    ['[a-z]{3,64}[0-9]$', false],
    ['[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,255}\\.[A-Za-z]{2,10}', false],
    ['(?=.*[a-z])(?=.*\\d).{8,64}', false],
    ['(\\w+)@\\1\\.com', false],
    ['(?:[a-z]++\\.)*+x', false],
    ['\\p{L}{1,5000}', false],
    ['(a+)+$', false],
    ['(a+)+(?=b)', true],
    ['(a+)+\\1', true],
    ['(?:a+b)+(?=x)', false],
    ['(?:a++b)+(?=x)', false],
    ['a+(?=b)', false],
    ['(?:ab|ac){1,20}(?=x)', false],
    ['(?:ab|a.){1,20}(?=x)', true],
    ['(?:jpg|jpeg|png){1,9}(?=x)', false],
    ['(?>.){2,}c', true],
    ['(?<=a{1,500})b', true],
    ['(?<=\\d{3})b', false],
    ['(?i)a{1,64}.{2}.{500}x$', true],
  ])('%s: %s', (pattern, expected) => {
    expect(compileRegex(pattern).mayExceed).toBe(expected);
  });
});

describe('an expression that variables make', () => {
  it('takes steps when it is compiled, and none when it is known', () => {
    const function_ = { function: 'replaceAllString', regex: '${pattern}', replacement: 'x' };
    const replace = { sourcePath: '$.list', targetPath: '$.r', functions: [function_] };
    const input = { list: Array.from({ length: 100 }, () => 'b') };
    const set = (i: number) => ({ constant: `${i}${'a'.repeat(4_000)}`, targetVariable: 'pattern' });
    expect(runMappings([set(0), replace], input).status).toBe('transformed');
    const many = Array.from({ length: 10 }, (_, i) => [set(i), replace]).flat();
    expect(runMappings(many, input)).toMatchObject({
      status: 'failed',
      path: '$.list',
      reason: expect.stringContaining('the work on this entity exceeds'),
    });
  });

  it('is counted where a condition has it, too', () => {
    const condition = '$.list[?(@ =~ /x${long}/)] EMPTY false';
    const mapping = { sourcePath: '$.list', targetPath: '$.r', condition };
    const input = { list: Array.from({ length: 100 }, () => 'b') };
    expect(runMappings([mapping], input, { variables: { long: 'a'.repeat(1_000_000) } })).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining('the work on this entity exceeds'),
    });
  });
});

it('large expressions keep no memory for the next text', () => {
  const text = 'a'.repeat(1_000);
  const buffers = () => {
    // The second one gives back what the first found unused.
    collectGarbage();
    collectGarbage();
    return process.memoryUsage().arrayBuffers;
  };
  const before = buffers();
  // Each takes some twelve megabytes while it runs.
  const kept = Array.from({ length: 10 }, (_, i) =>
    compileRegex(`u${i}|(?:(?:(?:(?:(?:(?:a?){1500}b?)*c?)*d?)*e?)*f?)*!`),
  );
  for (const regex of kept) expect(() => regex.matches(text)).toThrow('needs too many steps');
  expect(buffers() - before).toBeLessThan(20_000_000);
  expect(kept).toHaveLength(10);
});

describe('the size of an expression', () => {
  it.each([
    ['a', 1],
    ['a{10}', 10],
    ['a{3,64}', 128],
    ['(a{1,10}){1,10}', 230],
    ['a*', 2],
    ['a|bc', 5],
    ['(?=a)', 5],
  ])('%s: %i', (pattern, expected) => {
    expect(expandedSize(parseRegex(pattern, '').node)).toBe(expected);
  });

  it('multiplies with the ways to match', () => {
    const steps = (pattern: string) => worstSteps(parseRegex(pattern, '').node, 1_000);
    expect(steps('.*.*x')).toBeGreaterThan(500 * steps('.*x'));
    expect(steps('(?>.*).*x')).toBeLessThan(10 * steps('.*x'));
    expect(steps('(?:a*a)*c')).toBe(Number.POSITIVE_INFINITY);
    expect(steps('(?:a*b)*c')).toBeLessThan(10 * steps('.*x'));
    expect(steps('(?:ab|ac)*(?=x)')).toBeLessThan(10 * steps('.*x'));
    expect(steps('(?:ab|a.)*(?=x)')).toBeGreaterThan(1e100);
    expect(steps('(a+)\\1x')).toBeGreaterThan(50 * steps('(a+)bx(?=y)'));
    expect(steps('(a)\\1+x')).toBeLessThan(10 * steps('.*x'));
  });
});

/** Anything that the dialect has, with counts small enough to be tried without a budget. */
const atom = fc.constantFrom<Matched>(
  ['a', 'a'],
  ['b', 'b'],
  ['[ab]', 'b'],
  ['[^a]', 'b'],
  ['.', '😀'],
  ['\\w', 'a'],
  ['é', 'é'],
  ['😀', '😀'],
);
const assertion = fc.constantFrom<Matched>(
  ...['^', '$', '\\b', '(?=a)', '(?!b)', '(?<=a)'].map((pattern): Matched => [pattern, '']),
);
const { expression } = fc.letrec<{ expression: Matched; piece: Matched }>((tie) => ({
  piece: fc.oneof(
    { depthSize: 'small' },
    quantified(atom),
    atom,
    assertion,
    quantified(inGroup(tie('expression'), '(', ')')),
    quantified(inGroup(tie('expression'), '(?:', ')')),
    inGroup(tie('expression'), '(?:', ')*+'),
    inGroup(tie('expression'), '(?:', ')++'),
    inGroup(tie('expression'), '(?>', ')'),
    tie('expression').map(([pattern, text]): Matched => [`(${pattern})\\1`, text + text]),
    // Inside a group, a reference to it means what it was before.
    tie('expression').map(([pattern, text]): Matched => [`(?:(${pattern}|b\\1))+`, text]),
    either(tie('expression'), tie('expression')),
  ),
  expression: inSequence(tie('piece')),
}));
const sample = fc
  .array(fc.constantFrom('a', 'b', 'ab', 'aaa', 'é', '😀', '\n'), { maxLength: 6 })
  .map((parts) => parts.join(''));
const expressionAndText = withText(expression, sample);

describe('any expression on any text', () => {
  it('ends within its steps, or gives what it gives without a bound', () => {
    fc.assert(
      fc.property(
        expressionAndText,
        fc.integer({ min: 50, max: 5_000 }),
        reaching(([pattern, text], steps) => {
          const regex = compileRegex(pattern);
          const work = new Work();
          work.left = steps;
          let bounded: string;
          try {
            bounded = `${regex.matches(text, work)} ${regex.replaceAll(text, '<$0>', work)}`;
          } catch (error) {
            expect(error).toHaveProperty('code', 'TRANSFORMATION_EVALUATION');
            expect(work.left).toBeGreaterThan(-steps - 1_000);
            return true;
          }
          const free = unbounded();
          expect(bounded).toBe(`${regex.matches(text, free)} ${regex.replaceAll(text, '<$0>', free)}`);
          return bounded !== `false ${text}`;
        }),
      ),
      { numRuns: 500 },
    );
  });

  it('gives the same when RE2 may not be used', () => {
    fc.assert(
      fc.property(
        withText(regularExpression, sample),
        reaching(([pattern, text]) => {
          const regex = compileRegex(pattern);
          const own = new Work();
          while (own.takeForRe2(1_000)) {
            // Until there is nothing left for it.
          }
          while (own.takeForRe2(1)) {
            // Likewise.
          }
          let bounded: string;
          try {
            bounded = `${regex.matches(text, own)} ${regex.replaceAll(text, '<$0>', own)}`;
          } catch (error) {
            // Repetitions inside repetitions that only RE2 can read in so few steps.
            expect(error).toHaveProperty('code', 'TRANSFORMATION_EVALUATION');
            return false;
          }
          expect(bounded).toBe(`${regex.matches(text)} ${regex.replaceAll(text, '<$0>')}`);
          return regex.engine === 'linear' && bounded !== `false ${text}`;
        }),
      ),
      { numRuns: 300 },
    );
  });
});

function failureOf(act: () => unknown): Error {
  try {
    act();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('nothing failed');
}
