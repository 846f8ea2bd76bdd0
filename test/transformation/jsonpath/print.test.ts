import { describe, expect, it } from 'vitest';
import {
  parseCondition,
  parsePath,
  printCondition,
  printPath,
} from '../../../src/transformation/jsonpath/index.ts';
import type { ConditionNode } from '../../../src/transformation/jsonpath/types.ts';
import { fc } from '../../support/property.ts';
import { conditionTrees } from './arbitraries.ts';

describe('printing conditions', () => {
  it('gives text that parses to an equal tree', () => {
    fc.assert(
      fc.property(conditionTrees, (tree) => {
        expect(parseCondition(printCondition(tree))).toStrictEqual(tree);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ["$.a=='x'", "$.a == 'x'"],
    ['$.a empty  true', '$.a EMPTY true'],
    ["(($.a nin ['b']) && !($.c)) || $['d e']", "$.a NIN ['b'] && !$.c || $['d e']"],
    ['$.a || ($.b || $.c)', '$.a || ($.b || $.c)'],
    ['!!$.a', '!(!$.a)'],
    [`"it's" == '\\u0041${'$'}{v}'`, `'it\\'s' == 'A${'$'}{v}'`],
    [
      "$.emails[?(@.type == 'work')]..value.length() > 0",
      "$.emails[?(@.type == 'work')]..value.length() > 0",
    ],
    [
      'isAttributeWithOptionalPrefix( $.displayName , "a.b" )',
      'isAttributeWithOptionalPrefix($.displayName, a.b)',
    ],
    ['$.a =~ /x\\/y/iu', '$.a =~ /x\\/y/iu'],
  ])('of %s gives %s', (text, printed) => {
    expect(printCondition(parseCondition(text))).toBe(printed);
  });
});

it('prints paths with the arguments of their functions', () => {
  const text = "$['a','b'][0,1][-2:][:3][*].concat(@.x, \"y\")";
  expect(printPath({ root: '$', steps: parsePath(text) })).toBe(text);
});

it('keeps a dropped `!` out of the tree, as the library ignores it', () => {
  const tree: ConditionNode = parseCondition('!$.a == 5');
  expect(printCondition(tree)).toBe('$.a == 5');
});
