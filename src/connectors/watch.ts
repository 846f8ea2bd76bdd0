/** What a system tells of its work with its backend, for metrics. Nothing here throws, waits, or changes a request. */

export interface AttemptFacts {
  readonly method: string;
  /** Path with `:id` in place of ids, so that there are few of them. Absent: that of a token service. */
  readonly template: string | undefined;
  readonly purpose: 'api' | 'token';
}

/** How an attempt ended: with an answer, or without. */
export type AttemptOutcome = { readonly status: number } | { readonly reason: string };

/** What a client of a backend has in hand at the moment; a system may have several. */
export interface ClientGauges {
  readonly purpose: 'api' | 'token';
  /** Of its circuit breaker. */
  readonly breaker: () => 'closed' | 'half-open' | 'open';
  /** Requests that are on a connection. */
  readonly underWay: () => number;
  /** Requests that wait for a connection. */
  readonly waiting: () => number;
}

/** Told by one system, from its start to its end. */
export interface SystemWatch {
  /** A request that went to a connection has ended; each repetition is another one. @param milliseconds since it went */
  attempted(facts: AttemptFacts, outcome: AttemptOutcome, milliseconds: number): void;
  /** A request is sent again. @param cause a status, or the reason of a failure: `429`, `ECONNRESET` */
  repeated(cause: string): void;
  /** Something was looked for in what is kept. @param cache one of few names: `token`, `groups` */
  looked(cache: string, found: boolean): void;
  /** A token was asked for. */
  tokenFetched(succeeded: boolean): void;
  /** A request was not sent, because the circuit breaker is open. */
  turnedAway(purpose: 'api' | 'token'): void;
  /** To be read whenever somebody asks. @returns what ends it, once */
  observe(gauges: ClientGauges): () => void;
}
