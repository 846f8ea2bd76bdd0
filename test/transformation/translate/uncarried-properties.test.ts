/** What is said to be carried nowhere, held against what the transformation does. */

import { describe, expect, it } from 'vitest';
import type { Json, JsonMap } from '../../../src/transformation/index.ts';
import { fc, reaching } from '../../support/property.ts';
import { compileUser, outputOf } from '../helpers.ts';

describe('what is reported', () => {
  const leaf = fc.constantFrom<Json>('v', 1, true);
  const part = fc.record(
    { a: leaf, b: leaf, c: fc.record({ d: leaf }, { requiredKeys: [] }) },
    { requiredKeys: [] },
  );
  const entity = fc.record(
    {
      a: leaf,
      b: part,
      l: fc.array(part, { minLength: 1, maxLength: 3 }),
      t: fc.array(leaf, { minLength: 1, maxLength: 3 }),
    },
    { requiredKeys: ['a', 'b'] },
  ) as fc.Arbitrary<JsonMap>;
  const EXACT = [
    '$.a',
    '$.b',
    '$.b.a',
    '$.b.c.d',
    "$.b['a','b']",
    '$.l',
    '$.l[*]',
    '$.l[*].a',
    '$.l[0].b',
    '$.l[1]',
    '$.l[*].c.d',
    '$.t',
    '$.t[*]',
    '$.t[2]',
    '$.b.*',
  ];
  const ROUGH = ['$', '$.l[-1].a', '$.l[0:2].b', '$.l[0,2].a', '$..a', '$.t[-1]', '$.*'];
  /** Each writes a place of its own, so that none hides another. */
  const mappingsOf = (paths: readonly string[]) =>
    fc
      .subarray([...paths], { minLength: 1, maxLength: 4 })
      .chain((chosen) => fc.shuffledSubarray(chosen, { minLength: chosen.length }))
      .map((chosen) =>
        chosen.map((path, index) => ({
          sourcePath: path,
          targetPath: `$.out${index}`,
          optional: true,
          preserveArrayWithSingleElement: true,
        })),
      );

  function leaves(value: Json, place: (string | number)[] = []): (string | number)[][] {
    if (typeof value !== 'object' || value === null) return [place];
    const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
    return entries.flatMap(([key, member]) => leaves(member, [...place, key]));
  }

  /** Whether another value at the place makes another output. */
  function counts(
    mappings: readonly JsonMap[],
    input: JsonMap,
    place: readonly (string | number)[],
  ): boolean {
    const changed = structuredClone(input);
    const holder = place.slice(0, -1).reduce<Json>((value, key) => (value as JsonMap)[key] as Json, changed);
    (holder as JsonMap)[place.at(-1) ?? ''] = 'another';
    const user = compileUser(mappings);
    const outputs = [input, changed].map((each) => outputOf(user.run(each, { operation: 'update' })));
    return JSON.stringify(outputs[0]) !== JSON.stringify(outputs[1]);
  }

  it('is what changes nothing in the output, and all of it', () => {
    fc.assert(
      fc.property(
        mappingsOf(EXACT),
        entity,
        reaching((mappings, input) => {
          const expected = leaves(input).filter((place) => !counts(mappings, input, place));
          expect(compileUser(mappings).uncarried(input, 'update')).toEqual(expected);
          return expected.length > 0 && expected.length < leaves(input).length;
        }),
      ),
      { numRuns: 300 },
    );
  });

  it('is what is removed again where all is copied', () => {
    const removals = fc.subarray(
      ['$.a', '$.b', '$.b.c.d', '$.l[*].a', '$.l[*].c', '$.l[0].b', '$.t', '$.z'],
      {
        minLength: 1,
      },
    );
    fc.assert(
      fc.property(
        removals,
        fc.boolean(),
        entity,
        reaching((paths, again, input) => {
          const mappings = [
            { sourcePath: '$', targetPath: '$' },
            ...paths.map((targetPath) => ({ type: 'remove', targetPath })),
            ...(again ? [{ sourcePath: '$.l[*].a', targetPath: '$.more', optional: true }] : []),
          ];
          const expected = leaves(input).filter((place) => !counts(mappings, input, place));
          expect(compileUser(mappings).uncarried(input, 'update')).toEqual(expected);
          return expected.length > 0;
        }),
      ),
      { numRuns: 300 },
    );
  });

  it('changes nothing in the output, whatever a path may read', () => {
    fc.assert(
      fc.property(
        mappingsOf([...EXACT, ...ROUGH]),
        entity,
        reaching((mappings, input) => {
          const uncarried = compileUser(mappings).uncarried(input, 'update');
          for (const place of uncarried) {
            expect(counts(mappings, input, place), place.join('.')).toBe(false);
          }
          return uncarried.length > 0 && mappings.length > 0;
        }),
      ),
      { numRuns: 200 },
    );
  });
});
