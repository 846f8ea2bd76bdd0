/** How much something grows, by linear regression: the line that is nearest to all samples. */

export interface Slope {
  /** Of the line, from the first sample to the last. */
  readonly growth: number;
  /** Of `growth`: its standard error. */
  readonly error: number;
  readonly first: number;
  readonly last: number;
}

export interface Point {
  readonly at: number;
  readonly value: number;
}

/** @param points three or more, in order of `at` */
export function slopeOf(points: readonly Point[]): Slope {
  const count = points.length;
  const mean = (of: (point: Point) => number) => points.reduce((sum, point) => sum + of(point), 0) / count;
  const [at, value] = [mean((point) => point.at), mean((point) => point.value)];
  const sum = (of: (point: Point) => number) => points.reduce((total, point) => total + of(point), 0);
  const spread = sum((point) => (point.at - at) ** 2);
  const slope = sum((point) => (point.at - at) * (point.value - value)) / spread;
  const rest = sum((point) => (point.value - value - slope * (point.at - at)) ** 2);
  const [first, last] = [points[0]?.at ?? 0, points.at(-1)?.at ?? 0];
  const span = last - first;
  return {
    growth: slope * span,
    error: Math.sqrt(rest / (count - 2) / spread) * span,
    first: value + slope * (first - at),
    last: value + slope * (last - at),
  };
}

/** What it grew by at least; chance alone is not enough. */
export function certainGrowth({ growth, error }: Slope): number {
  return growth - 3 * error;
}
