/** What the proxy counts about a system. */
export interface SystemCounters {
  /** Entities left out of lists because their read transformation failed. */
  failedReads: number;
  /** Entities that the condition of their read transformation kept from clients, by entity type: each has one condition. */
  readonly hiddenReads: Map<string, number>;
  /** Operations answered without touching the backend, because of `skipOperations`. */
  skippedOperations: number;
  /** Each kind once. */
  readonly failures: Map<string, TransformationFailures>;
}

/** Entities that a transformation could not process. */
export interface TransformationFailures extends FailureKind {
  count: number;
}

export interface FailureKind {
  readonly entityType: string;
  readonly direction: 'read' | 'write';
  /** A mapping failed, the condition of a write did not hold, or the backend's id can be no part of a URL. */
  readonly kind: 'mapping' | 'condition' | 'id';
}

export function newCounters(): SystemCounters {
  return { failedReads: 0, hiddenReads: new Map(), skippedOperations: 0, failures: new Map() };
}

export function noteFailure(
  { failures }: SystemCounters,
  entityType: string,
  direction: FailureKind['direction'],
  kind: FailureKind['kind'],
): void {
  const key = `${direction} ${kind} ${entityType}`;
  const known = failures.get(key);
  if (known === undefined) failures.set(key, { entityType, direction, kind, count: 1 });
  else known.count += 1;
}
