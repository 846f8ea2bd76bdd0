/**
 * Lets the event loop turn when it was held for long, so that nobody waits for somebody else's large request. Whoever
 * pauses goes on one at a time, each in a turn of its own: ten large requests hold the loop as long as one does.
 */
import type { Pause } from '../../scim/large-json/parse.ts';

/** Milliseconds of one request after which others get their turn. */
const LONG = 10;
/**
 * Milliseconds of all requests in one turn. Far more than one may take: whoever is interrupted keeps its data for longer,
 * and under load that costs more than it gives.
 */
const LONG_TURN = 200;

/** Of turns in which somebody asked. */
let turn = 0;
let turnBegan = 0;
let isAwaited = false;
const waiting: (() => void)[] = [];

function awaitTurn(): void {
  isAwaited = true;
  turnBegan = performance.now();
  setImmediate(nextTurn);
}

function nextTurn(): void {
  turn += 1;
  isAwaited = false;
  const next = waiting.shift();
  if (waiting.length > 0) awaitTurn();
  next?.();
}

/**
 * The pause of one request: to be called between two steps that may be long, and before the first; gives nothing where
 * nobody waits for long.
 */
export function createPause(): Pause {
  let seen = -1;
  let began = 0;
  return () => {
    if (!isAwaited) awaitTurn();
    const now = performance.now();
    if (seen !== turn) {
      seen = turn;
      began = now;
    }
    if (now - began < LONG && now - turnBegan < LONG_TURN) return undefined;
    return new Promise((resolve) => waiting.push(resolve));
  };
}
