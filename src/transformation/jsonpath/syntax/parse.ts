/** From text to trees. */
import type { ConditionNode, PathExpression, PathStep } from '../types.ts';
import { parseFilterRange } from './condition.ts';
import type { Grammar } from './grammar.ts';
import { parsePathRange } from './path.ts';
import { failure, type Source } from './scanner.ts';

const GRAMMAR: Grammar = {
  path: (source, start, end) => parsePathRange(source, start, end, GRAMMAR),
  filter: (source, start, end) => parseFilterRange(source, start, end, GRAMMAR),
};

/** A tree, and where in the expression its nodes and steps start. */
export interface Parsed<Tree> {
  readonly tree: Tree;
  readonly positions: WeakMap<ConditionNode | PathStep, number>;
}

/** A path without `$` or `@` in front gets `$.`. @throws ExpressionError */
export function parsePathSource(expression: string): Parsed<PathExpression> {
  const prefix = /^[$@]/.test(expression) ? '' : '$.';
  const source = sourceOf(expression, prefix, '', false);
  if (expression.trim() === '') throw failure(source, prefix.length, 'a path must not be empty');
  return { tree: GRAMMAR.path(source, 0, source.text.length), positions: source.positions };
}

/** A condition is what stands between `$[?(` and `)]`: that frame decides what is accepted. @throws ExpressionError */
export function parseConditionSource(expression: string): Parsed<ConditionNode> {
  const source = sourceOf(expression, '$[?(', ')]', true);
  if (expression.trim() === '') throw failure(source, source.offset, 'a condition must not be empty');
  const { steps } = GRAMMAR.path(source, 0, source.text.length);
  const [filter] = steps;
  if (steps.length !== 1 || filter?.kind !== 'filter') {
    throw failure(source, source.offset, "')' has no '('");
  }
  return { tree: filter.condition, positions: source.positions };
}

function sourceOf(expression: string, before: string, after: string, variables: boolean): Source {
  return {
    expression,
    text: before + expression + after,
    offset: before.length,
    variables,
    positions: new WeakMap(),
    nesting: 0,
    steps: 0,
  };
}
