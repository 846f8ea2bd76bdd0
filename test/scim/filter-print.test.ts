import { describe, expect, it } from 'vitest';
import type { AttributePath, Filter } from '../../src/scim/filter-ast.ts';
import { parseFilter } from '../../src/scim/filter-parse.ts';
import { printFilter } from '../../src/scim/filter-print.ts';
import { allOf, compare, join } from '../../src/scim/filter-tree.ts';
import { fc, reaching } from '../support/property.ts';

const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_-]{0,8}$/);
const path: fc.Arbitrary<AttributePath> = fc
  .record(
    {
      attribute: name,
      schema: fc.constantFrom('urn:ietf:params:scim:schemas:core:2.0:User', 'urn:acme:cloud:1.0:User'),
      index: fc.nat(99_999),
      subAttribute: name,
    },
    { requiredKeys: ['attribute'] },
  )
  .map((parts) => ({ ...parts }));
const pathWithoutIndex = path.map(({ index: _, ...rest }) => rest);
const value = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.boolean(),
  fc.constant(null),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }).map((number) => number + 0),
);
const comparison: fc.Arbitrary<Filter> = fc.record({
  kind: fc.constant('compare' as const),
  path,
  operator: fc.constantFrom('eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'),
  value,
});
const leaf: fc.Arbitrary<Filter> = fc.oneof(
  comparison,
  fc.record({ kind: fc.constant('present' as const), path }),
);

/** Filters as the parser gives them: `and` in `and` and `or` in `or` are one. */
function filters(inner: fc.Arbitrary<Filter>): fc.Arbitrary<Filter> {
  const combined = (kind: 'and' | 'or') =>
    fc
      .array(inner, { minLength: 2, maxLength: 4 })
      .map((operands) => join(kind, operands) ?? operands[0] ?? never());
  return fc.oneof(
    { depthSize: 'small' },
    leaf,
    combined('and'),
    combined('or'),
    inner.map((operand) => ({ kind: 'not' as const, operand })),
  );
}
const condition = fc.letrec<{ node: Filter }>((tie) => ({
  node: fc.oneof({ maxDepth: 4 }, leaf, filters(tie('node'))),
})).node;
const filter = fc.oneof(
  condition,
  fc.record({ kind: fc.constant('valuePath' as const), path: pathWithoutIndex, filter: condition }),
);

function never(): never {
  throw new Error('unreachable');
}

describe('printFilter', () => {
  it('is undone by parseFilter', () => {
    fc.assert(
      fc.property(
        filter,
        reaching((tree) => {
          expect(parseFilter(printFilter(tree))).toEqual(tree);
          return tree.kind !== 'compare' && tree.kind !== 'present';
        }),
      ),
      { numRuns: 1_000 },
    );
  });

  it.each([
    '(a eq 1 or b eq 2) and c eq 3',
    'a eq 1 or b eq 2 and c eq 3',
    'not (a eq 1) and not (b eq 2 or c eq 3)',
    'emails[type eq "work" and (value co "@x" or value ew "y")]',
    'urn:a:2.0:User:b[0].c gt "2024-02-14T04:42:34Z"',
    'a eq "quote \\" backslash \\\\ tab \\t é 😀"',
  ])('prints %s as it was', (text) => {
    expect(printFilter(parseFilter(text))).toBe(text);
  });

  it('drops parentheses that mean nothing', () => {
    expect(printFilter(parseFilter('((a eq 1) and ((b eq 2 and c eq 3)))'))).toBe(
      'a eq 1 and b eq 2 and c eq 3',
    );
  });

  it('keeps a value from becoming syntax', () => {
    const tricky = compare({ attribute: 'userName' }, 'eq', '" or userName pr or a eq "\\');
    expect(printFilter(tricky)).toBe('userName eq "\\" or userName pr or a eq \\"\\\\"');
    expect(parseFilter(printFilter(tricky))).toEqual(tricky);
  });
});

describe('allOf', () => {
  const a = compare({ attribute: 'a' }, 'eq', 1);
  const either = parseFilter('b eq 2 or c eq 3');

  it('joins what is there', () => {
    expect(allOf(undefined, undefined)).toBeUndefined();
    expect(allOf(undefined, a)).toEqual(a);
    expect(printFilter(allOf(either, undefined, a) ?? a)).toBe('(b eq 2 or c eq 3) and a eq 1');
    expect(allOf(allOf(a, a), a)).toEqual({ kind: 'and', operands: [a, a, a] });
  });
});
