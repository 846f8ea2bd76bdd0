/**
 * Milliseconds since the epoch as they were when the process began, and have gone on since: the time of day may be set forward
 * or back meanwhile, and whoever waits for a moment neither waits for a day nor not at all. Only for what began and ends
 * within the process.
 */
export function steadyNow(): number {
  return Math.floor(performance.timeOrigin + performance.now());
}
