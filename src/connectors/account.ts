/** What the audit log is told of calls to a backend. */

/** Told of what is sent to the backend for one request, and of what came of it: for the audit log. */
export interface Account {
  /** @returns what is told of each attempt of one call */
  call(isWrite: boolean): Attempts;
  /** A write was begun, and nobody will learn what came of it. */
  lost(): void;
  /** An update or deletion is answered as if it were done, and `skipOperations` kept it from the backend. */
  skipped(): void;
}

/** Of one call. */
export interface Attempts {
  /** At least a part of it went out. */
  sent(): void;
  /** The answer has begun. */
  answered(status: number): void;
}
