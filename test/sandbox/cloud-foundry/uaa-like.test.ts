/** `co` and `sw` become `LIKE`, whose signs nobody escapes. */

import { describe, expect, it } from 'vitest';
import { likeTest } from '../../../src/sandbox/cloud-foundry/uaa/filter/like.ts';
import { fc, reaching } from '../../support/property.ts';
import { query, startSession } from './helpers.ts';

describe('co and sw of the UAA', () => {
  const userNames = ['p_q', 'pXq', 'p%q', 'pXYZq', 'p\\q', 'p\\%q', 'p😀q'];

  it.each([
    ['userName sw "p_"', userNames],
    ['userName sw "p_q"', ['p_q', 'pXq', 'p%q', 'p\\q', 'p😀q']],
    [String.raw`userName sw "p\\_q"`, ['p_q']],
    [String.raw`userName co "P\\_Q"`, ['p_q']],
    ['userName sw "p%q"', userNames],
    [String.raw`userName sw "p\\%q"`, ['p%q']],
    // A backslash takes the next character as it is: here the q, there the sign the UAA appends.
    [String.raw`userName sw "p\\q"`, []],
    [String.raw`userName co "p\\"`, []],
    [String.raw`userName sw "p\\\\q"`, ['p\\q']],
    [String.raw`userName sw "p\\\\\\%q"`, ['p\\%q']],
    ['userName co "%"', userNames],
    ['userName co ""', userNames],
    ['userName sw "p__q"', ['p\\%q']],
    ['userName eq "p_q"', ['p_q']],
  ])('%s', async (filter, expected) => {
    const session = await startSession();
    for (const userName of userNames) session.cf.addUser({ userName, origin: 'other-platform' });
    const { json } = await session.get(
      `/Users${query({ filter: `origin eq "other-platform" and userName sw "p" and (${filter})` })}`,
    );
    expect(json.resources.map(({ userName }) => userName).sort()).toEqual(expected.toSorted());
  });
});

describe('a LIKE pattern', () => {
  const sign = fc.constantFrom('a', 'b', '%', '_', '😀');
  /** What a pattern has where a text has a sign. */
  const part = fc.oneof(
    { weight: 3, arbitrary: sign.map((text) => [text, text] as const) },
    { weight: 2, arbitrary: sign.map((text) => ['_', text] as const) },
    { weight: 2, arbitrary: fc.tuple(fc.constant('%'), fc.string({ unit: sign, maxLength: 3 })) },
    { weight: 1, arbitrary: fc.tuple(sign, fc.oneof(sign, fc.constant(''))) },
  );

  it('matches what a regular expression of the same meaning matches', () => {
    const expression = (pattern: string): RegExp =>
      new RegExp(`^${pattern.replaceAll('%', '.*').replaceAll('_', '.')}$`, 'su');
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 1, maxLength: 6 }),
        reaching((parts) => {
          const pattern = parts.map(([pieces]) => pieces).join('');
          const subject = parts.map(([, text]) => text).join('');
          const isMatch = expression(pattern).test(subject);
          expect(likeTest(pattern)(subject)).toBe(isMatch);
          return isMatch && pattern !== subject;
        }),
      ),
      { numRuns: 500 },
    );
  });

  it('matches only the text itself when every sign is escaped', () => {
    const any = fc.oneof(
      fc.constantFrom('\\', '%', '_'),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    );
    const text = fc.string({ unit: any, minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(
        text,
        text,
        reaching((subject, other) => {
          const test = likeTest(subject.replace(/[\\%_]/g, '\\$&'));
          expect(test(subject)).toBe(true);
          expect(test(`${subject}${other}`)).toBe(false);
          expect(test(`${other}${subject}`)).toBe(false);
          return /[\\%_]/.test(subject);
        }),
      ),
    );
  });

  it('ends with a percent sign where a backslash stood before the last one', () => {
    expect(['p%', 'xp%', 'p%x', 'p'].filter(likeTest('%p\\%'))).toEqual(['p%', 'xp%']);
  });

  it('never goes back, however many signs there are', () => {
    expect(likeTest('%a'.repeat(5000))(`${'a'.repeat(4999)}b`)).toBe(false);
  });
});
