import { describe, expect, it } from 'vitest';
import { cloneJson, compileTarget } from '../../../src/transformation/jsonpath/index.ts';
import type { Json, JsonMap } from '../../../src/transformation/types.ts';
import { fc, reaching } from '../../support/property.ts';
import { documents } from './arbitraries.ts';

function containersOf(root: Json): Set<object> {
  const found = new Set<object>();
  const pending: Json[] = [root];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    found.add(value);
    pending.push(...Object.values(value));
  }
  return found;
}

describe('cloneJson', () => {
  it('copies everything and shares nothing', () => {
    fc.assert(
      fc.property(
        documents,
        reaching((document) => {
          const copy = cloneJson(document);
          expect(JSON.stringify(copy)).toBe(JSON.stringify(document));
          const originals = containersOf(document);
          for (const container of containersOf(copy)) {
            expect(originals.has(container)).toBe(false);
            expect([Object.prototype, Array.prototype]).toContain(Object.getPrototypeOf(container));
          }
          return originals.size > 1;
        }),
      ),
      { numRuns: 300 },
    );
  });

  it('is what the identity mapping $ → $ gives', () => {
    fc.assert(
      fc.property(
        documents,
        reaching((document) => {
          const output: JsonMap = {};
          compileTarget('$').set(output, cloneJson(document));
          expect(JSON.stringify(output)).toBe(JSON.stringify(document));
          return containersOf(document).size > 1;
        }),
      ),
      { numRuns: 300 },
    );
  });

  it('copies what is nested as deep as JSON.parse can read', () => {
    const depth = 100_000;
    const deep = JSON.parse(`${'{"a":['.repeat(depth)}1${']}'.repeat(depth)}`) as Json;
    let copy: Json | undefined = cloneJson(deep);
    let levels = 0;
    while (typeof copy === 'object' && copy !== null) {
      copy = Array.isArray(copy) ? copy[0] : copy['a'];
      levels++;
    }
    expect([levels, copy]).toEqual([2 * depth, 1]);
  });

  it('leaves scalars alone', () => {
    expect(['x', 1, true, null].map(cloneJson)).toEqual(['x', 1, true, null]);
  });
});
