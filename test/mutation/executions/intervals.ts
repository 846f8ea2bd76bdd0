/** Which parts of a source ran, out of what V8 counted. */
import type { Profiler } from 'node:inspector';

/** Beginnings and ends in turns, ascending; an end is no longer part of it. */
export type Intervals = readonly number[];

/**
 * Functions hold others, and their ranges hold smaller ones: the innermost range counts.
 * @param scripts the same source, as several processes ran it
 */
export function ranIn(scripts: readonly (readonly Profiler.FunctionCoverage[])[]): Intervals {
  const ran = scripts.map(painted);
  const length = Math.max(0, ...ran.map((script) => script.length));
  const intervals: number[] = [];
  let inside = false;
  for (let offset = 0; offset <= length; offset++) {
    const counted = ran.some((script) => script[offset] === 1);
    if (counted !== inside) intervals.push(offset);
    inside = counted;
  }
  return intervals;
}

function painted(functions: readonly Profiler.FunctionCoverage[]): Uint8Array {
  const ranges = functions
    .flatMap((one) => one.ranges)
    .sort((a, b) => a.startOffset - b.startOffset || b.endOffset - a.endOffset);
  const script = new Uint8Array(Math.max(0, ...ranges.map(({ endOffset }) => endOffset)));
  for (const { startOffset, endOffset, count } of ranges) {
    script.fill(count > 0 ? 1 : 0, startOffset, endOffset);
  }
  return script;
}

export function contains(intervals: Intervals, offset: number): boolean {
  const next = intervals.findIndex((border) => border > offset);
  return next % 2 === 1;
}
