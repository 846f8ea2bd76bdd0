/** Waiting for what a test is not told of. */
import { setImmediate, setTimeout } from 'node:timers/promises';

/** Milliseconds; less than a test may take, so that it ends with what was missing. */
const LONGEST = 20_000;
/** What happens within this process takes some turns of the event loop; for what takes longer, the processor is left to it. */
const TURNS = 100;
const PAUSE = 2;

/**
 * Resolves once `condition` holds.
 *
 * @throws with the text of the condition, where it does not within `longest` milliseconds
 */
export async function until(
  condition: () => boolean | Promise<boolean>,
  { longest = LONGEST } = {},
): Promise<void> {
  const end = performance.now() + longest;
  for (let turn = 1; !(await condition()); turn += 1) {
    if (performance.now() > end) throw new Error(`still not so after ${longest} ms: ${condition}`);
    await (turn < TURNS ? setImmediate() : setTimeout(PAUSE));
  }
}
