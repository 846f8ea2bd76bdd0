/** Paths and conditions, ready to be used. */
import type { Json, Variables } from '../types.ts';
import type { Work } from '../work.ts';
import { type CompileOptions, compileFilter, compileTree } from './conditions/compile.ts';
import { compileEachMember } from './read/each-member.ts';
import { plain } from './read/functions.ts';
import { compileReader } from './read/path.ts';
import { Run } from './read/run.ts';
import { NotApplicable } from './read/signals.ts';
import { conditionVariables } from './syntax/analyse.ts';
import { type Parsed, parseConditionSource, parsePathSource } from './syntax/parse.ts';
import type { CompiledCondition, CompiledPath, ConditionNode, ConditionOptions, PathStep } from './types.ts';

/** @throws ExpressionError with the position */
export function compilePath(expression: string): CompiledPath {
  const parsed = parsePathSource(expression);
  const options = compileOptions(parsed, expression, {});
  const reader = compileReader(parsed.tree, {
    required: false,
    compileFilter: (condition, required) => compileFilter(condition, options, required),
  });
  const { definite } = reader;
  const { steps } = parsed.tree;
  const get = reader.get ?? compileEachMember(steps);
  if (get !== undefined) return { expression, definite, steps, read: get };
  return {
    expression,
    definite,
    steps,
    read: (document, work) => {
      const value = reader.read(new Run(document, undefined, work), document);
      return value === undefined ? undefined : plain(value);
    },
  };
}

/** The steps of a path. @throws ExpressionError with the position */
export function parsePath(expression: string): readonly PathStep[] {
  return parsePathSource(expression).tree.steps;
}

/** @throws ExpressionError with the position */
export function compileCondition(expression: string, options: ConditionOptions = {}): CompiledCondition {
  const parsed = parseConditionSource(expression);
  const predicate = compileTree(parsed.tree, compileOptions(parsed, expression, options));
  return {
    expression,
    variables: conditionVariables(parsed.tree),
    test: (root: Json, element: Json = root, variables?: Variables, work?: Work) => {
      try {
        return predicate(new Run(root, variables, work), element);
      } catch (error) {
        // The library takes the whole condition for false then, not only the part that it cannot apply.
        if (error instanceof NotApplicable) return false;
        throw error;
      }
    },
  };
}

/** @throws ExpressionError with the position */
export function parseCondition(expression: string): ConditionNode {
  return parseConditionSource(expression).tree;
}

function compileOptions(
  { positions }: Parsed<unknown>,
  expression: string,
  { properties = {}, variables, repeated = false }: ConditionOptions,
): CompileOptions {
  return {
    properties,
    variables,
    repeated,
    place: (node) => `at position ${positions.get(node) ?? 0} of ${expression}`,
  };
}
