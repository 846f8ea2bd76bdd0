/**
 * How systems share what is bounded for all of them together. Each may have twice as much as it leaves free: one alone
 * has two thirds, and whatever it does, the others find room at once; the more of them have something, the less each gets. Where
 * only one system is configured, all is its own, and nobody asks here. These are the dynamic thresholds by which switches share their buffers
 * (Choudhury and Hahne, 1998).
 */
const TIMES = 2;

/** What one system may have at most, of this much for several. */
export function mostOfOne(all: number): number {
  return (all * TIMES) / (TIMES + 1);
}

/** Whether a system that has so much may have more, and the others still find room. */
export function leavesRoom(has: number, more: number, free: number): boolean {
  return has + more <= TIMES * (free - more);
}
