/** Our own pairs of transformations load without a remark, and run on whatever entity. */

import { describe, expect, it } from 'vitest';
import {
  compileTransformation,
  type Json,
  type JsonMap,
  type Operation,
} from '../../src/transformation/index.ts';
import { entityOf } from '../transformation/helpers.ts';
import { type Example, ownPairs } from '../transformations/pairs.ts';
import { changedRuns, checkRun, OPERATIONS } from './check-run.ts';

const NOW = Date.UTC(2026, 7, 21);

/** What a client sends is what it has seen, or the operations of a PATCH. */
function inputOf({ stored, shown, operations }: Example, operation: Operation): JsonMap {
  if (operation === 'read') return stored;
  return operation === 'patch' ? { schemas: ['urn:x'], Operations: operations } : shown;
}

describe.each(ownPairs())('$name', ({ properties, examples, ...pair }) => {
  it.each(['read', 'write'] as const)('%s', (direction) => {
    const text = JSON.stringify(pair[direction]);
    const transformation = compileTransformation(text, { direction, properties, now: () => NOW });
    // A property that is not set may be what is asked for.
    expect(transformation.findings.filter(({ severity }) => severity !== 'info')).toEqual([]);
    const checkChanges = changedRuns(direction);
    for (const [entityType, example] of Object.entries(examples)) {
      const entity = entityOf(transformation, entityType);
      const { mappings } = pair[direction][entityType] as { mappings: Json[] };
      for (const operation of OPERATIONS[direction]) {
        const input = inputOf(example, operation);
        const check = (given: JsonMap) =>
          checkRun(entity, given, operation, mappings.length, example.shown.id);
        expect(check(input)).toBe('transformed');
        checkChanges(input, check);
      }
    }
  });
});
