/** Every case that was recorded from Jayway JsonPath 2.9.0, by name. `ours` is where this engine differs on purpose. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EvaluationError, ExpressionError } from '../../src/transformation/errors.ts';
import { compileCondition, compilePath } from '../../src/transformation/jsonpath/index.ts';
import type { Json } from '../../src/transformation/types.ts';

interface Case {
  readonly id: string;
  readonly kind: 'read' | 'condition' | 'elementCondition';
  readonly doc: Json;
  readonly expr: string;
  readonly result?: Json;
  readonly ours?: Json;
  readonly error?: string;
  readonly phase?: 'compile' | 'evaluate';
  readonly definite?: boolean;
}

const cases = readFileSync(new URL('./jsonpath.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Case);

function compile({ kind, expr }: Case): (doc: Json) => Json | undefined {
  if (kind === 'read') return compilePath(expr).read;
  const condition = compileCondition(expr);
  return kind === 'condition' ? (doc) => condition.test(doc) : (doc) => condition.test([doc], doc);
}

describe('what Jayway JsonPath 2.9 answers', () => {
  it('is recorded in 617 cases', () => {
    expect(cases).toHaveLength(617);
    expect(new Set(cases.map(({ id }) => id)).size).toBe(617);
  });

  it.each(cases)('$id: $expr', (testCase) => {
    const before = JSON.stringify(testCase.doc);
    const expected = testCase.ours ?? testCase.result;
    if (expected !== undefined) {
      expect(compile(testCase)(testCase.doc)).toEqual(expected);
    } else if (testCase.phase === 'compile') {
      expect(() => compile(testCase)).toThrow(ExpressionError);
    } else {
      const evaluate = compile(testCase);
      if (testCase.error === 'PathNotFoundException') expect(evaluate(testCase.doc)).toBeUndefined();
      else expect(() => evaluate(testCase.doc)).toThrow(EvaluationError);
    }
    expect(JSON.stringify(testCase.doc)).toBe(before);
  });

  it.each(cases.filter(({ definite }) => definite !== undefined))(
    '$id: definite is $definite',
    (testCase) => {
      expect(compilePath(testCase.expr).definite).toBe(testCase.definite);
    },
  );

  it.each(cases.filter(({ phase }) => phase === 'compile'))(
    '$id: its error names a place in $expr',
    (testCase) => {
      if (testCase.ours !== undefined) return;
      let position = -1;
      try {
        compile(testCase);
      } catch (error) {
        if (error instanceof ExpressionError) ({ position } = error);
      }
      expect(position).toBeGreaterThanOrEqual(0);
      expect(position).toBeLessThanOrEqual(testCase.expr.length);
    },
  );
});
