/** Paths contain conditions and conditions contain paths: each parser gets the other one through this. */
import type { ConditionNode, PathExpression } from '../types.ts';
import type { Source } from './scanner.ts';

export interface Grammar {
  /** Parses `[start, end)` as a path. */
  path(source: Source, start: number, end: number): PathExpression;
  /** Parses `[start, end)`, which has the form `[?(…)]`. */
  filter(source: Source, start: number, end: number): ConditionNode;
}
