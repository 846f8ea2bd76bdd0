/** What compiling the parts of a condition needs. */
import type { Properties, Variables } from '../../types.ts';
import { compileReader, type PathReader } from '../read/path.ts';
import type { Predicate } from '../read/step.ts';
import type { ConditionNode, PathExpression } from '../types.ts';

export interface ConditionContext {
  readonly properties: Properties;
  /** Values of variables that an evaluation brings none of its own for. */
  readonly defaults: Variables | undefined;
  /** The condition is that of a filter inside a path. */
  readonly nested: boolean;
  /** The condition is asked again and again on one document. */
  readonly repeated: boolean;
  /** The filter belongs to a path that is only asked whether it is there. See `StepContext`. */
  readonly required: boolean;
  /** Where the node stands, for messages. */
  place(node: ConditionNode): string;
  compileNested(condition: ConditionNode, required: boolean): Predicate;
}

export function readerOf(path: PathExpression, context: ConditionContext, required: boolean): PathReader {
  return compileReader(path, { required, compileFilter: context.compileNested });
}
