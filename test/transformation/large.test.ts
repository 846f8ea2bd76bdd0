/**
 * Transformations that a program wrote. Work that grows with the square of their size would take minutes here, and run
 * into the time limit of the test.
 */
import { describe, expect, it } from 'vitest';
import type { JsonMap } from '../../src/transformation/index.ts';
import { findingsOfMappings, outputOf, rulesOf, runMappings } from './helpers.ts';

const MANY = 40_000;

function many(create: (i: number) => JsonMap): readonly JsonMap[] {
  return Array.from({ length: MANY }, (_, i) => create(i));
}

describe('a large transformation', () => {
  it('may have many valueMappings, and the right one is found', () => {
    const mapping = {
      type: 'valueMapping',
      sourcePaths: ['$.a'],
      targetPath: '$.b',
      valueMappings: many((i) => ({ key: [`k${i}`], mappedValue: `v${i}` })) as JsonMap[],
    };
    expect(findingsOfMappings([mapping])).toEqual([]);
    expect(outputOf(runMappings([mapping], { a: `k${MANY - 1}` }))).toEqual({ b: `v${MANY - 1}` });
  });

  it('may have many mappings', () => {
    const mappings = many((i) => ({ sourceVariable: `v${i}`, targetPath: `$.b${i}` }));
    expect(new Set(rulesOf(findingsOfMappings(mappings)))).toEqual(new Set(['variable-not-set']));
    // Twenty seconds on a slow machine; if it grew with the square, many minutes.
  }, 90_000);

  it('may have a long list of functions', () => {
    const mapping = {
      sourcePath: '$.a',
      targetPath: '$.b',
      functions: Array.from({ length: 10_000 }, (_, i) => ({
        function: 'concatString',
        suffix: `${i % 10}`,
        condition: "@ == 'never'",
      })),
    };
    expect(findingsOfMappings([mapping])).toEqual([]);
    expect(outputOf(runMappings([mapping], { a: 'x' }))).toEqual({ b: 'x' });
  });
});
