/** What a mapping makes of a secret is one too, under whatever name it goes on. */
import { describe, expect, it } from 'vitest';
import type { JsonMap } from '../../../src/transformation/index.ts';
import { compileUser } from '../helpers.ts';

const REPLACE = { function: 'replaceString', target: 'rain', replacement: 'snow' };

function traced(mappings: readonly JsonMap[], input: JsonMap) {
  const told: string[] = [];
  const result = compileUser(mappings).run(input, {
    operation: 'create',
    trace: true,
    onSecret: (text) => told.push(text),
  });
  return { trace: JSON.stringify(result.trace), told, result };
}

describe('texts that a trace hides', () => {
  it('are told with all that is made of them', () => {
    const { trace, told, result } = traced(
      [
        { sourcePath: '$.password', targetVariable: 'word' },
        { sourceVariable: 'word', targetVariable: 'other', functions: [REPLACE] },
        {
          sourceVariable: 'other',
          targetPath: '$.title',
          functions: [{ function: 'encode', algorithm: 'base64' }],
        },
        { sourcePath: '$.displayName', targetPath: '$.nickName', functions: [REPLACE] },
      ],
      { password: 'rain-4711', displayName: 'with rain-4711 in it' },
    );
    const copies = ['rain-4711', 'snow-4711', Buffer.from('snow-4711').toString('base64')];
    expect(told.toSorted()).toEqual([...copies, 'with snow-4711 in it'].toSorted());
    for (const copy of copies) expect(trace).not.toContain(copy);
    expect(result).toMatchObject({ output: { title: copies[2], nickName: 'with snow-4711 in it' } });
  });

  it('are made up at random, or stand in the transformation', () => {
    const { trace, told, result } = traced(
      [
        {
          targetPath: '$.title',
          functions: [
            {
              function: 'randomPassword',
              passwordLength: 16,
              minimumNumberOfLowercaseLetters: 4,
              minimumNumberOfUppercaseLetters: 4,
              minimumNumberOfDigits: 4,
              minimumNumberOfSpecialSymbols: 4,
            },
          ],
        },
        { constant: 'geheim-1', targetPath: '$.password' },
      ],
      {},
    );
    const { title } = result.status === 'transformed' ? result.output : {};
    expect(told).toEqual([title, 'geheim-1']);
    expect(trace).not.toMatch(/geheim/);
  });

  it('are no others: neither what stands beside a secret nor a short word by chance', () => {
    const { trace, told } = traced(
      [
        { sourcePath: '$', targetPath: '$' },
        { sourcePath: '$.displayName', targetPath: '$.nickName', functions: [REPLACE] },
      ],
      { password: 'rai', displayName: 'rain', active: true },
    );
    expect(told).toEqual(['rai']);
    expect(trace).toContain('snow');
  });
});
