/** What is sampled, and from which growth on it is a leak. */
import type { Sample } from '../stage/preload-messages.ts';

export interface Measure {
  readonly name: string;
  readonly unit: string;
  /** Of a sample, in `unit`. */
  of(sample: Sample): number;
  /**
   * In `unit`, behind the warm-up, whatever the time: what is kept grows with requests, and all that may fill up, such as caches
   * and code that is compiled, has a bound below. Absent: it is printed only.
   */
  readonly most?: number;
}

const MEGABYTE = 1e6;

export const MEASURES: readonly Measure[] = [
  { name: 'heap, collected', unit: 'MB', of: ({ heap }) => heap / MEGABYTE, most: 10 },
  { name: 'outside of the heap', unit: 'MB', of: ({ external }) => external / MEGABYTE, most: 10 },
  { name: 'resident', unit: 'MB', of: ({ rss }) => rss / MEGABYTE, most: 80 },
  { name: 'descriptors', unit: '', of: ({ descriptors }) => descriptors, most: 25 },
  { name: 'active resources', unit: '', of: ({ resources }) => resources, most: 25 },
  { name: 'delay of the event loop, mean', unit: 'ms', of: ({ delayMean }) => delayMean },
  { name: 'delay of the event loop, p99', unit: 'ms', of: ({ delay99 }) => delay99 },
];
