/** Whether a path is there. */
import type { Predicate } from '../read/step.ts';
import type { ConditionNode } from '../types.ts';
import { type ConditionContext, readerOf } from './context.ts';
import { locate } from './locate.ts';

/** In a filter the library reads even a path from `$` from the element. */
export function compileExistence(
  node: Extract<ConditionNode, { kind: 'exists' }>,
  context: ConditionContext,
): Predicate {
  const reader = readerOf(node.path, context, true);
  const { get } = reader;
  const fromRoot = node.path.root === '$' && !context.nested;
  if (get !== undefined) {
    return fromRoot ? (run) => get(run.root) !== undefined : (_run, item) => get(item) !== undefined;
  }
  const isThere: Predicate = (run, item) => reader.read(run, fromRoot ? run.root : item) !== undefined;
  return locate(
    context.place(node),
    fromRoot && context.repeated ? (run, item) => run.remember(reader, () => isThere(run, item)) : isThere,
  );
}
