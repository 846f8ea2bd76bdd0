/** The outbound client of a host, put together from its parts: the one chain that every request to a backend goes through. */
import type { ConnectorEnvironment } from '../definition.ts';
import type { BaseUrl } from './base-url.ts';
import { breakerParts, KeptBreakers } from './breaker/open-breaker.ts';
import { ConnectionPools } from './connection-pools.ts';
import { decompress } from './decompress.ts';
import { compose, type Interceptor, type Send } from './exchange.ts';
import { gracePeriod } from './grace-period.ts';
import { onlyIfSent, rehearse } from './rehearsal.ts';
import { addHeaders } from './request-headers.ts';
import { type Conclusion, type RetryPolicy, retry } from './retry.ts';
import { repeatOnStaleConnection } from './stale-connection.ts';
import { traced } from './traced.ts';
import type { Wait } from './waiting.ts';
import type { Way } from './way/way.ts';

/** Where requests go. */
export interface Target {
  readonly base: BaseUrl;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly way: Way;
}

/** What a kind of authentication adds to the chain. Absent parts: nothing. */
export interface Logon {
  /** Holds back what must not be shown to the backend again; in front of all repetitions. */
  readonly guard?: Interceptor | undefined;
  /** Those that are the same for every request; names in lower case. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Adds to each request, also to each repetition, what it is logged on with. */
  readonly authorize?: Interceptor | undefined;
  /** Closes what it has opened for itself. */
  close?(): Promise<void>;
}

/** What is a connector's own. */
export interface ClientOptions {
  /** What is asked for: for metrics and traces, and because each has connections and a circuit breaker of its own. Default: `api`. */
  readonly purpose?: 'api' | 'token' | undefined;
  readonly wait: Wait;
  /** Open connections at most. Default: that of {@link ConnectionPools}. */
  readonly connections?: number | undefined;
  /** Those that the host takes from all systems together. Default: any number. */
  readonly hostConnections?: number | undefined;
  /** Milliseconds until an answer has to begin. Default: that of {@link ConnectionPools}. */
  readonly answerTimeout?: number | undefined;
  /** Default: none. */
  readonly logon?: Logon | undefined;
  readonly retries: RetryPolicy;
  readonly conclude?: Conclusion | undefined;
  /** Keeps requests, whatever is sent again among them, within what the host takes. Default: they go as they come. */
  readonly throttle?: Interceptor | undefined;
}

export interface Client {
  readonly send: Send;
  /** Requests under way are finished; connections close once no other client of the system uses them. */
  close(): Promise<void>;
}

/** Nothing is sent yet. */
export function openClient(
  { base: { origin }, headers, way }: Target,
  { systemId, log, connectTimeout, shared, lasting, watch }: ConnectorEnvironment,
  {
    purpose = 'api',
    wait,
    connections,
    hostConnections,
    answerTimeout,
    logon = {},
    retries,
    conclude,
    throttle,
  }: ClientOptions,
): Client {
  const limits = { connectTimeout, connections, headersTimeout: answerTimeout };
  const owner = `${systemId} ${purpose}`;
  const pool = shared.get(ConnectionPools).acquire({ owner, origin, way, limits, hostConnections });
  const breaker = lasting.get(KeptBreakers).breaker(`${owner} ${origin} ${way.key}`);
  const { admit, judge } = breakerParts(breaker, { origin, purpose, log, watch });
  const unobserve = watch?.observe({
    purpose,
    breaker: () => breaker.state,
    underWay: () => pool.load.underWay,
    waiting: () => pool.load.waiting,
  });
  const chain = [
    onlyIfSent(admit),
    gracePeriod(wait),
    logon.guard && onlyIfSent(logon.guard),
    retry(retries, wait, conclude),
    logon.authorize,
    repeatOnStaleConnection,
    addHeaders({ ...headers, ...logon.headers }),
    rehearse(origin),
    decompress,
    throttle,
    judge,
    traced(purpose, origin),
  ];
  const send = compose(pool.send, ...chain.filter((part) => part !== undefined));
  return {
    send,
    close: async () => {
      unobserve?.();
      await Promise.all([pool.close(), logon.close?.()]);
    },
  };
}
