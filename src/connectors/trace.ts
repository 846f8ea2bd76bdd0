/** Where work belongs in a trace (W3C Trace Context). Nothing here throws, waits, or changes a request. */
import type { AttemptOutcome } from './watch.ts';

/** The part of a trace that one request of a client is. Where it is not sampled, nothing is recorded, and headers say so. */
export interface RequestTrace {
  /** 32 hexadecimal digits, for the log. */
  readonly traceId: string;
  /** One call to a backend, with all that is sent for it. */
  call(): CallTrace;
  /** A part of the work that takes time. @returns what ends it; to be called once, also where it failed */
  step(name: TraceStep): () => void;
}

export type TraceStep =
  | 'read transformation'
  | 'write transformation'
  | 'waiting for a place'
  | 'waiting for a turn';

export interface CallTrace {
  /** What causes more calls, such as the one for a token. */
  readonly request: RequestTrace;
  /** One request goes to a connection; each repetition is another one. */
  attempt(facts: TracedFacts): TracedAttempt;
}

export interface TracedFacts {
  readonly method: string;
  /** Path with `:id` in place of ids. Absent: that of a token service, or of another call for all. */
  readonly template: string | undefined;
  readonly purpose: 'api' | 'token';
  /** Of the backend. */
  readonly host: string;
  readonly port: number;
}

export interface TracedAttempt {
  /** Go out with the request: `traceparent`, `tracestate`. */
  readonly headers: Readonly<Record<string, string>>;
  /** Once. */
  ended(outcome: AttemptOutcome): void;
}
