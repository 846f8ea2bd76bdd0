/**
 * Lets the event loop turn when it was held for long, so that nobody waits for somebody else's large request. Whoever
 * pauses goes on one at a time, each in a turn of its own: ten large requests hold the loop as long as one does.
 */

/** Milliseconds after which others get their turn. */
const LONG = 10;

/** When this turn of the loop was first seen. */
let since: number | undefined;
const waiting: (() => void)[] = [];

function nextTurn(): void {
  since = undefined;
  waiting.shift()?.();
  if (waiting.length > 0) setImmediate(nextTurn);
}

/** To be called between two steps that may be long, and before the first. @returns nothing where nobody waits for long */
export function pause(): Promise<void> | undefined {
  if (since === undefined) {
    since = performance.now();
    if (waiting.length === 0) setImmediate(nextTurn);
    return undefined;
  }
  if (performance.now() - since < LONG) return undefined;
  return new Promise((resolve) => {
    // The turn that looks for those who wait has been asked for already, when `since` was set.
    waiting.push(resolve);
  });
}
