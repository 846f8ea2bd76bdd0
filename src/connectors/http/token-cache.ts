/**
 * The token of the moment. One is asked for at a time, whoever needs it, and everybody waits no longer than the own request
 * lives.
 *
 * | age of the token | requests |
 * | --- | --- |
 * | before `refreshFrom` | carry it |
 * | before `goodUntil` | carry it, and one of them has the next one asked for |
 * | later | wait for the next one |
 */
import type { RequestTrace } from '../trace.ts';
import type { SystemWatch } from '../watch.ts';
import type { TokenSource } from './bearer-token.ts';
import type { OutboundRequest } from './exchange.ts';
import { hedged } from './hedged.ts';
import { untilAborted, type Wait } from './waiting.ts';

/** Times are milliseconds since the epoch. */
export interface AccessToken {
  readonly value: string;
  /** From when on another one is to be had. */
  readonly refreshFrom: number;
  /** Until when requests may carry it meanwhile. */
  readonly goodUntil: number;
}

/** Milliseconds until a token is asked for again that was useless although it was new. */
const HOLD = 60_000;
/** Milliseconds between two attempts while the old token is good. */
const AGAIN = 5_000;
/** Milliseconds before its end that a token is replaced, and up to which requests carry it meanwhile. */
const MARGIN = 60_000;
const LAST_MARGIN = 10_000;

/** Milliseconds for getting a token. */
const TIMEOUT = 40_000;
/** Milliseconds after which a request for a token hangs, and how many there are at once at most. */
const HANGS = 5_000;
const MOST_AT_ONCE = 3;

/** The request that needs a token first: the call that gets it goes out, and is logged, as a part of it. */
export interface TokenCause {
  readonly requestId: string;
  readonly trace?: RequestTrace | undefined;
}

/** What is told of tokens. */
type Watch = Pick<SystemWatch, 'looked' | 'tokenFetched'>;

export class TokenCache<Token extends AccessToken> implements TokenSource {
  readonly #now: () => number;
  readonly #obtain: (cause: TokenCause) => Promise<Token>;
  readonly #watch: Watch | undefined;
  #token: Token | undefined;
  #isAccepted = false;
  /** When a new token replaced one that the API had refused. */
  #renewedAt: number | undefined;
  #pending: Promise<Token> | undefined;
  /** When it was asked for last, and there was none. */
  #failedAt: number | undefined;

  /**
   * @param now milliseconds since the epoch
   * @param obtain a new one, for the first request that needs it; has to end
   * @param watch default: nobody wants to know
   */
  constructor(now: () => number, obtain: (cause: TokenCause) => Promise<Token>, watch?: Watch) {
    this.#now = now;
    this.#obtain = obtain;
    this.#watch = watch;
  }

  async current(request: OutboundRequest): Promise<string> {
    return (await this.get(request.signal, causeOf(request))).value;
  }

  async renewed(refused: string, request: OutboundRequest): Promise<string | undefined> {
    const now = this.#now();
    if (this.#token?.value === refused) {
      const isUseless = !this.#isAccepted && this.#renewedAt !== undefined && now < this.#renewedAt + HOLD;
      if (isUseless) return undefined;
      this.#token = undefined;
      this.#renewedAt = now;
    }
    return (await this.get(request.signal, causeOf(request))).value;
  }

  accepted(token: string): void {
    if (this.#token?.value === token) this.#isAccepted = true;
  }

  /** @throws TransportFailure `ABORTED`, and whatever the attempt to get one throws */
  async get(signal: AbortSignal, cause: TokenCause): Promise<Token> {
    const now = this.#now();
    const token = this.#token;
    const isGood = token !== undefined && now < token.goodUntil;
    this.#watch?.looked('token', isGood);
    if (token !== undefined && now < token.refreshFrom) return token;
    if (isGood && this.#failedAt !== undefined && now < this.#failedAt + AGAIN) return token;
    this.#pending ??= this.#replace(cause);
    return isGood ? token : await untilAborted(this.#pending, signal);
  }

  #replace(cause: TokenCause): Promise<Token> {
    const pending = this.#obtain(cause).then(
      (token) => {
        this.#token = token;
        this.#isAccepted = false;
        this.#failedAt = undefined;
        this.#pending = undefined;
        this.#watch?.tokenFetched(true);
        return token;
      },
      (error) => {
        this.#failedAt = this.#now();
        this.#pending = undefined;
        this.#watch?.tokenFetched(false);
        throw error;
      },
    );
    // Everybody who waits may have gone when it fails.
    pending.catch(() => undefined);
    return pending;
  }
}

function causeOf({ headers, trace }: OutboundRequest): TokenCause {
  return { requestId: headers['x-request-id'] ?? '', trace: trace?.request };
}

/** When a token is replaced that is issued now. @param life milliseconds; half of it is enough where it is short */
export function timesOf(now: number, life: number): Omit<AccessToken, 'value'> {
  const end = now + life;
  return {
    refreshFrom: end - Math.min(MARGIN, life / 2),
    goodUntil: end - Math.min(LAST_MARGIN, life / 4),
  };
}

/**
 * What the attempt comes to; one that hangs is made once more beside it.
 *
 * @param attempt has to end when the signal aborts, which is nobody's own: others wait for it as well
 * @param closed aborts when no token is needed any more
 */
export function obtainInTime<Token>(
  attempt: (signal: AbortSignal) => Promise<Token>,
  closed: AbortSignal,
  wait: Wait,
): Promise<Token> {
  const inTime = AbortSignal.any([AbortSignal.timeout(TIMEOUT), closed]);
  return hedged(attempt, inTime, { after: HANGS, most: MOST_AT_ONCE, wait });
}
