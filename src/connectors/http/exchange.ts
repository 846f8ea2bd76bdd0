/**
 * One request to a backend and its answer, and how the parts of the outbound client are put together: as with
 * undici's dispatchers, every part takes a `Send` and gives a `Send`, so that each can be used and tested alone.
 */
import { IpsProxyError } from '../../errors.ts';
import type { Attempts } from '../account.ts';
import type { Fence, Memory } from '../connector.ts';
import type { Rehearsal } from '../dry-run.ts';
import type { CallTrace } from '../trace.ts';
import type { AttemptOutcome } from '../watch.ts';
import type { AnswerLimit } from './answer-limits.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface OutboundRequest {
  readonly method: Method;
  /** Path and query as they go out, percent-encoded, with a leading slash. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** Ends the request wherever it is: waiting for its turn, for a connection, or for the answer. */
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch, when `signal` will abort, where that is known. */
  readonly deadline?: number | undefined;
  /** How much the answer may be. Default: as much as any. */
  readonly limit?: AnswerLimit | undefined;
  /** For an answer that is not small. */
  readonly memory?: Memory | undefined;
  /** A POST that does no harm when it is done twice. Default: false. */
  readonly repeatable?: boolean | undefined;
  /**
   * Told of every attempt that was sent and of which no answer came to the caller. Where it is given, such an attempt runs
   * on when the signal aborts, for a while: the promise is its answer, without the body, or how it ended without one.
   */
  readonly unanswered?: ((ending: Promise<OutboundResponse | TransportFailure>) => void) | undefined;
  /** A request that is not sent any more once this is not held. */
  readonly fence?: Fence | undefined;
  /** Told of each attempt that reaches a connection. */
  readonly attempts?: Attempts | undefined;
  /** For metrics and traces: the path with `:id` in place of ids. */
  readonly template?: string | undefined;
  /** Absent: it is in no trace. */
  readonly trace?: CallTrace | undefined;
  /** How the last attempt ended, for metrics: one object for all attempts of a request. Absent: nobody wants to know. */
  readonly tries?: { last: AttemptOutcome | undefined } | undefined;
  /** Of a request that is only tried. */
  readonly rehearsal?: Rehearsal | undefined;
}

/** Names in lower case; of a header that came more than once, the first, but of `set-cookie` all, one a line. */
export type ResponseHeaders = Readonly<Record<string, string | undefined>>;

export interface OutboundResponse {
  readonly status: number;
  readonly headers: ResponseHeaders;
  /** The whole body; empty where there was none. */
  readonly body: Buffer;
}

/**
 * @throws {@link TransportFailure} when no complete answer came; answers with an error status are answers.
 */
export type Send = (request: OutboundRequest) => Promise<OutboundResponse>;

export type Interceptor = (next: Send) => Send;

/** Puts interceptors around `send`, the first one outermost. */
export function compose(send: Send, ...interceptors: readonly Interceptor[]): Send {
  return interceptors.reduceRight((next, interceptor) => interceptor(next), send);
}

/** How far a request came before it failed. */
export type Progress =
  /** Nothing was sent: the backend has not seen it. */
  | 'unsent'
  /** It was sent, at least in part, and nothing came back: whether the backend acted on it is unknown. */
  | 'sent'
  /** The answer had begun. */
  | 'answering';

export interface TransportFailureOptions {
  readonly progress: Progress;
  /** Status of an answer that broke off. */
  readonly status?: number | undefined;
  /** It went out on a connection that had been used before. Default: false. */
  readonly reused?: boolean | undefined;
  /** The same request was sent before, and the backend may have acted on it then. Default: false. */
  readonly sentBefore?: boolean | undefined;
  readonly cause?: unknown;
}

/** `reason` of an answer that is larger than the request's limit; undici's own, which has one of its own. */
export const TOO_LARGE = 'UND_ERR_RES_EXCEEDED_MAX_SIZE';

/** `reason` of a request that came to its connection when its fence was not held any more. */
export const FENCE_LOST = 'FENCE_LOST';

/** No complete answer came. */
export class TransportFailure extends IpsProxyError {
  /** `ECONNREFUSED`, `UND_ERR_HEADERS_TIMEOUT`, …, or `ABORTED` (then `cause` is the signal's reason). */
  readonly reason: string;
  readonly progress: Progress;
  readonly status: number | undefined;
  readonly reused: boolean;
  readonly sentBefore: boolean;

  constructor(reason: string, options: TransportFailureOptions) {
    super('UPSTREAM_TRANSPORT', `no complete answer: ${reason}`, { cause: options.cause });
    this.reason = reason;
    this.progress = options.progress;
    this.status = options.status;
    this.reused = options.reused ?? false;
    this.sentBefore = options.sentBefore ?? false;
  }
}

/** The failure of a request whose signal aborted. */
export function abortedFailure(signal: AbortSignal, options: Omit<TransportFailureOptions, 'cause'>) {
  return new TransportFailure('ABORTED', { ...options, cause: signal.reason });
}
