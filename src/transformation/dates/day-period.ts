/** Parts of the day as English has them, by the minute of the day. */

const NOON = 720;

/** First minute, and the first one behind it. */
const LIMITS = [
  [0, 1],
  [NOON, NOON + 1],
  [360, NOON],
  [NOON, 1080],
  [1080, 1260],
  [1260, 1800],
] as const;
/** In the middle of each. */
const MIDDLES = [0, NOON, 540, 900, 1170, 90] as const;

/** The index of a part of the day among its names: the first that has the minute. */
export function dayPeriod(minuteOfDay: number): number {
  return LIMITS.findIndex((_, period) => isIn(period, minuteOfDay));
}

export function isIn(period: number, minuteOfDay: number): boolean {
  const [first, end] = LIMITS[period] as (typeof LIMITS)[number];
  return (
    (minuteOfDay >= first && minuteOfDay < end) || (minuteOfDay + 1440 >= first && minuteOfDay + 1440 < end)
  );
}

/** The minute that stands for a part of the day where there is no hour. */
export function middleOf(period: number): number {
  return MIDDLES[period] as number;
}
