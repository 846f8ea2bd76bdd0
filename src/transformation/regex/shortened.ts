/** Patterns in messages. */
import { wholeSlice } from '../code-points.ts';

const SHOWN = 120;

/** Enough of a pattern to find it in the transformation. */
export function shortened(pattern: string): string {
  return pattern.length <= SHOWN ? pattern : `${wholeSlice(pattern, 0, SHOWN)}…`;
}
