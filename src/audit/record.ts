/** What one line of the audit log says: who wanted to change what, and what came of it. No values, no bodies, no secrets. */

/** What was asked for. `bulk`: many operations, each of which has a line of its own. `other`: nothing that is done with entities, such as a token. */
export type AuditedOperation =
  | 'read'
  | 'create'
  | 'replace'
  | 'patch'
  | 'delete'
  | 'explain'
  | 'search'
  | 'bulk'
  | 'other';

/**
 * - `done`: the backend did it, or the question was answered.
 * - `tried`: a dry run, which changes nothing.
 * - `skipped`: answered as if it were done, and switched off by `skipOperations`.
 * - `denied`: not logged on, not allowed, or too often.
 * - `refused`: not done, by the proxy or the backend.
 * - `partial`: some of it was done, some not.
 * - `failed`: an error of the proxy or the backend; as far as that says, nothing was changed.
 * - `unknown`: it was sent to the backend, and nobody knows what came of it.
 */
export type Outcome = 'done' | 'tried' | 'skipped' | 'denied' | 'refused' | 'partial' | 'failed' | 'unknown';

/** One request, or one operation of a Bulk request. Members stand in the line in this order; those that are `undefined` do not. */
export interface AuditRecord {
  /** Absent: the line is about several. */
  readonly requestId: string | undefined;
  /** The line is about one of the operations of a Bulk request: its number there, from 1. */
  readonly bulkOperation?: number | undefined;
  /** Technical user. */
  readonly user: string | undefined;
  /** Who somebody that was not let in wanted to be. */
  readonly triedUser: string | undefined;
  /** SHA-256 of the certificate that somebody who was not let in has shown, hexadecimal digits. */
  readonly triedCertificate: string | undefined;
  /** By which way the user was let in. */
  readonly way: string | undefined;
  readonly address: string | undefined;
  /** Pattern of the URL, without ids. */
  readonly route: string;
  /** Id of a configured system. */
  readonly system: string | undefined;
  readonly endpoint: string | undefined;
  readonly operation: AuditedOperation;
  /** Absent: it was to be done. */
  readonly mode: 'dry-run' | 'explain' | undefined;
  /** Of what was created, the new id. */
  readonly entityId: string | undefined;
  readonly outcome: Outcome;
  /** Of the answer. */
  readonly status: number;
  /** Stable, of the error. */
  readonly code: string | undefined;
  /** The operation ended after its client had its answer, or had gone: a line before has the same request id. */
  readonly later: true | undefined;
  /** Requests to the backend, each repetition and what the proxy itself had to ask among them. */
  readonly upstreamCalls: number | undefined;
  readonly milliseconds: number;
  /** Names of the attributes that the body wants to change, as it has them. */
  readonly attributes: readonly string[] | undefined;
  /** There are more of them than a line takes, or some that are no names. */
  readonly moreAttributes: true | undefined;
  /** The line is about so many that had none of their own, since `since`; what it says is that of the first of them. */
  readonly repeated?: number | undefined;
  readonly since?: string | undefined;
}

/** Something about the audit log itself. Members stand in the line in this order. */
export interface AuditEvent {
  /**
   * - `start`: the process began to write. `stop`: it ended in order.
   * - `opened`: it goes on, in a new file or after a failure; `reason` says why.
   * - `checkpoint`: only there to be signed.
   */
  readonly event: 'start' | 'stop' | 'opened' | 'checkpoint';
  readonly reason?: 'rotated' | 'truncated' | 'failure' | undefined;
  readonly version?: string | undefined;
  readonly pid?: number | undefined;
  /** Lines that could not be written, and for which there was no room to wait. */
  readonly lost?: number | undefined;
  /** SHA-256 of what stands in the line before, which was cut off while it was written. */
  readonly torn?: string | undefined;
}

/** The deletion guard of a system began to let nothing be taken away, or ended it. Members stand in the line in this order. */
export interface GuardEvent {
  readonly event: 'deletion guard tripped' | 'deletion guard open again';
  /** Its id. */
  readonly system: string;
  /** What was too much, in both: named as in the configuration. */
  readonly kind: string;
  readonly endpoint: string;
  /** `at most 50` */
  readonly limit: string;
  /** Done in the period before it tripped. */
  readonly counted: number;
  /** By the change that was too much. */
  readonly asked: number;
  /** When it tripped. */
  readonly since: string;
}

export type AuditLine = AuditRecord | AuditEvent | GuardEvent;
