/** What is said between the runner and the code that is preloaded into an instance. */

export type PreloadOrder =
  /** Moves the time of day, and no timer. */
  | { readonly order: 'clock'; readonly seconds: number }
  /** Names of hosts that have no address from now on. */
  | { readonly order: 'addresses'; readonly missing: readonly string[] }
  /** Holds so much memory; 0 gives it back. */
  | { readonly order: 'memory'; readonly megabytes: number }
  | { readonly order: 'sample' };

export type NumberedOrder = PreloadOrder & { readonly id: number };

/** Sizes in bytes, times in milliseconds. */
export interface Sample {
  readonly rss: number;
  /** After a full collection. */
  readonly heap: number;
  readonly external: number;
  /** What keeps an event loop alive: sockets, timers, servers. */
  readonly resources: number;
  readonly descriptors: number;
  /** Of the event loop since the last sample. */
  readonly delayMean: number;
  readonly delay99: number;
}

export interface PreloadAnswer {
  readonly id: number;
  readonly sample: Sample | undefined;
}
