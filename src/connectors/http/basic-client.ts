/** The outbound client of a system with Basic authentication, put together from its parts. */
import type { ConnectorEnvironment } from '../connector.ts';
import type { Backend } from './backend.ts';
import { basicAuthorization } from './basic-authentication.ts';
import { ConnectionPools } from './connections.ts';
import { CredentialGuards, KeptGuards } from './credential-guard.ts';
import { decompress } from './decompress.ts';
import type { Destination } from './destination.ts';
import { compose, type Send } from './exchange.ts';
import { gracePeriod } from './grace-period.ts';
import { judgeStatus } from './refusal.ts';
import { onlyIfSent, rehearse } from './rehearsal.ts';
import { addHeaders } from './request-headers.ts';
import { RequestShapers } from './request-shaper.ts';
import { type Conclusion, type RetryPolicy, retry } from './retry.ts';
import { repeatOnStaleConnection } from './stale-connection.ts';
import { wait as realWait, type Wait } from './waiting.ts';
import { openWay } from './way/open-way.ts';

/** How requests are spread over time, and sent again. */
export interface SendingOptions {
  readonly wait: Wait;
  /** The same for whatever may hang, until others go ahead or it is asked for once more. Default: real time. */
  readonly silence?: Wait | undefined;
  /** Open connections at most. Default: that of {@link openConnections}. */
  readonly connections?: number | undefined;
  /** Default: as they come. */
  readonly requestsPerMinute?: number | undefined;
  readonly retries: RetryPolicy;
  readonly conclude?: Conclusion | undefined;
  /** How often a request is sent again after a 429. */
  readonly attempts: number;
}

export interface BasicClient {
  readonly send: Send;
  /** Requests under way are finished; connections close once no other system uses them. */
  close(): Promise<void>;
}

export function openBasicClient(
  destination: Destination,
  backend: Backend,
  environment: ConnectorEnvironment,
  options: SendingOptions,
): BasicClient {
  const { base, credentials, headers, way } = destination;
  const { shared, lasting, now, connectTimeout } = environment;
  const { wait, silence = realWait, retries, conclude, requestsPerMinute, attempts } = options;
  const limits = { connectTimeout, connections: options.connections };
  const connections = shared.get(ConnectionPools).acquire(base.origin, limits, openWay(way, environment));
  const guard = shared
    .get(CredentialGuards)
    .interceptor(
      lasting.get(KeptGuards),
      base.origin,
      credentials,
      { now, wait: silence },
      judgeStatus(backend),
    );
  const shaper = shared.get(RequestShapers).shaper(base.origin, now, wait);
  if (requestsPerMinute !== undefined) shaper.limit(requestsPerMinute);
  const send = compose(
    connections.send,
    gracePeriod(wait),
    onlyIfSent(guard),
    retry(retries, wait, conclude),
    repeatOnStaleConnection,
    addHeaders({ ...headers, authorization: basicAuthorization(credentials) }),
    rehearse(base.origin),
    decompress,
    // Whatever is sent again counts too.
    shaper.interceptor(attempts),
  );
  return { send, close: () => connections.close() };
}
