/** Characters within values that hardly anybody wants there. */
import { describe, expect, it } from 'vitest';
import type { JsonMap } from '../../../src/transformation/index.ts';
import { findingsOfMappings } from '../helpers.ts';

const COPY = { sourcePath: '$.a', targetPath: '$.a' };

describe('characters in values', () => {
  const rulesOf = (mapping: JsonMap) =>
    findingsOfMappings([{ ...COPY, ...mapping }]).filter(({ rule }) => rule === 'strange-character');

  it.each([
    [{ condition: "$.title == 'a\u200b'" }, 'in the condition there is an invisible character, U+200B'],
    [
      { sourcePath: "$.emails[?(@.type == 'a\u200b')].value" },
      'in the sourcePath there is an invisible character',
    ],
    [
      { sourcePath: undefined, constant: 'a\u00adb' },
      'in the constant there is an invisible character, U+00AD',
    ],
    [{ sourcePath: undefined, constant: [{ a: 'x\u202e' }] }, 'in the constant'],
    [{ defaultValue: '\ufeffa', optional: true }, 'in the defaultValue'],
    [{ functions: [{ function: 'replaceString', target: 'a\u2066', replacement: '' }] }, 'in the target'],
  ])('that hardly belong there are a remark: %j', (mapping, message) => {
    expect(rulesOf(mapping as JsonMap)).toMatchObject([
      { severity: 'info', message: expect.stringContaining(message), fix: expect.stringContaining('unless') },
    ]);
  });

  it.each([
    { condition: "$.title == 'L’Oréal – Köln'" },
    { sourcePath: "$.groups[?(@.display == 'L’Oréal – Köln')].value" },
    { sourcePath: '$.groups[?(@.display =~ /–.*/)].value' },
    { sourcePath: undefined, constant: '“Größe” – １２ … \u{1f469}\u200d\u{1f4bb}\ufe0f\nnext\tline' },
    { functions: [{ function: 'replaceString', target: '–', replacement: '-' }] },
  ])('that may well be wanted are none: %j', (mapping) => {
    expect(rulesOf(mapping as JsonMap)).toEqual([]);
  });

  it('are told of once where the path itself has one as well', () => {
    expect(rulesOf({ sourcePath: "$.e\u200bmails[?(@.type == 'a\u200b')].value" })).toHaveLength(1);
  });
});
