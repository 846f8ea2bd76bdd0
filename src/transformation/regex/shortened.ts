/** Patterns in messages. */
const SHOWN = 120;

/** Enough of a pattern to find it in the transformation. */
export function shortened(pattern: string): string {
  return pattern.length <= SHOWN ? pattern : `${pattern.slice(0, SHOWN)}…`;
}
