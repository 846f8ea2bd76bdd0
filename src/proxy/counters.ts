/** What the proxy counts about a system, since its configuration was loaded. */
export interface SystemCounters {
  /** Entities left out of lists because their read transformation failed. */
  failedReads: number;
  /** Entities that the condition of their read transformation kept from clients, by entity type: each has one condition. */
  readonly hiddenReads: Map<string, number>;
  /** Operations answered without touching the backend, because of `skipOperations`. */
  skippedOperations: number;
}

export function newCounters(): SystemCounters {
  return { failedReads: 0, hiddenReads: new Map(), skippedOperations: 0 };
}
