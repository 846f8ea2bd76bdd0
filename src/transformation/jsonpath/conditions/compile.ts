/** From the tree of a condition to closures. */
import type { Properties, Variables } from '../../types.ts';
import { NotApplicable } from '../read/signals.ts';
import type { Predicate } from '../read/step.ts';
import type { ConditionNode } from '../types.ts';
import { compileCall } from './calls.ts';
import { compileComparison } from './comparison.ts';
import type { ConditionContext } from './context.ts';
import { compileExistence } from './existence.ts';
import { locate } from './locate.ts';

export interface CompileOptions {
  readonly properties: Properties;
  readonly variables: Variables | undefined;
  /** See `ConditionContext`. */
  readonly repeated: boolean;
  /** See `ConditionContext`. */
  place(node: ConditionNode): string;
}

/** The condition of a whole mapping or function: where it is not applicable it throws. */
export function compileTree(tree: ConditionNode, options: CompileOptions): Predicate {
  return compileNode(tree, contextOf(options, false, false));
}

/** The condition of a filter: false as a whole where a part of it is not applicable. */
export function compileFilter(tree: ConditionNode, options: CompileOptions, required: boolean): Predicate {
  const predicate = compileNode(tree, contextOf(options, true, required));
  return (run, item) => {
    try {
      return predicate(run, item);
    } catch (error) {
      if (error instanceof NotApplicable) return false;
      throw error;
    }
  };
}

function contextOf(options: CompileOptions, nested: boolean, required: boolean): ConditionContext {
  return {
    properties: options.properties,
    defaults: options.variables,
    nested,
    repeated: nested || options.repeated,
    required,
    place: options.place,
    compileNested: (condition, isRequired) => compileFilter(condition, options, isRequired),
  };
}

function compileNode(node: ConditionNode, context: ConditionContext): Predicate {
  switch (node.kind) {
    case 'or':
      return any(node.operands.map((operand) => compileNode(operand, context)));
    case 'and':
      return all(node.operands.map((operand) => compileNode(operand, context)));
    case 'not': {
      const inner = compileNode(node.operand, context);
      return (run, item) => !inner(run, item);
    }
    case 'exists':
      return compileExistence(node, context);
    case 'comparison':
      return compileComparison(node, context);
    case 'call':
      return locate(context.place(node), compileCall(node, context));
  }
}

function any(predicates: readonly Predicate[]): Predicate {
  return (run, item) => {
    for (const predicate of predicates) if (predicate(run, item)) return true;
    return false;
  };
}

function all(predicates: readonly Predicate[]): Predicate {
  return (run, item) => {
    for (const predicate of predicates) if (!predicate(run, item)) return false;
    return true;
  };
}
