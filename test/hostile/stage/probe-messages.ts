/** What a watched process tells. Times in milliseconds, sizes in bytes. */

/** The event loop stood still. */
export interface Stall {
  /** Since the epoch. */
  readonly from: number;
  readonly until: number;
  /** How late the tick was. */
  readonly gap: number;
  /** Of it, what the main thread worked. */
  readonly processor: number;
}

export interface ProbeReport {
  readonly answerTo: number | undefined;
  readonly heapUsed: number;
  /** Since the last reset, as the members below. */
  readonly largestHeap: number;
  readonly rss: number;
  readonly buffers: number;
  /** By the event loop's own delay histogram. */
  readonly longestDelay: number;
  readonly delay999: number;
  /** In the garbage collector. */
  readonly collecting: number;
  /** New ones. */
  readonly stalls: readonly Stall[];
}

export interface ProbeOrder {
  readonly id: number;
  readonly order: 'report' | 'collect' | 'reset';
}
