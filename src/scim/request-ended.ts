/** A request that ends before its answer, and what its client is told of what was not sent. */
import { ScimError, type ScimErrorOptions } from './errors.ts';

/** The reason of a request's signal: its time is over, its client has gone, or the proxy stops. */
export class RequestEnded extends ScimError {
  /** What happened, a sentence; the message says in addition what it means where nobody knows more. */
  readonly what: string;

  constructor(status: number, what: string, meaning: string, options: ScimErrorOptions = {}) {
    super(status, [what, meaning].filter(Boolean).join(' '), options);
    this.what = what;
  }
}

/** Nobody hears of the answer; what ends because of it is no failure of anybody. */
export class ClientGone extends RequestEnded {
  constructor() {
    super(503, 'The client closed the connection before the answer was ready.', '');
  }
}

export function isClientGone({ aborted, reason }: AbortSignal): boolean {
  return aborted && reason instanceof ClientGone;
}

/**
 * The error of whoever was still waiting when the signal aborted, and had sent nothing.
 *
 * @param others what took too long, a sentence
 */
export function nothingSent({ reason }: AbortSignal, others: string): ScimError {
  if (reason instanceof RequestEnded) {
    const { status, what, retryAfter } = reason;
    const detail = `${what} ${others} Nothing was sent, so nothing was changed; repeat the request.`;
    return new ScimError(status, detail, { retryAfter, isUndone: true, cause: reason });
  }
  if (reason instanceof ScimError) return reason;
  return new ScimError(504, `${others} Nothing was sent; repeat the request.`, {
    isUndone: true,
    cause: reason,
  });
}
