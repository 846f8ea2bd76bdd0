/** The client of a destination: logged on as its properties say, and shaped together with all systems that point to its host. */
import type { ConnectorEnvironment } from '../definition.ts';
import { logOn } from './authentication/logon.ts';
import type { Backend } from './backend.ts';
import { type Client, type ClientOptions, openClient } from './client.ts';
import type { Destination } from './destination.ts';
import { RequestShapers } from './request-shaper.ts';
import { wait as realWait, type Wait } from './waiting.ts';
import { openWay } from './way/open-way.ts';

/** How requests are spread over time, and sent again. */
export interface SendingOptions extends Omit<ClientOptions, 'logon' | 'throttle'> {
  /** As `wait`, for whatever may hang, until others go ahead or it is asked for once more. Default: real time. */
  readonly silence?: Wait | undefined;
  /** Default: as they come. */
  readonly requestsPerMinute?: number | undefined;
  /** How often a request is sent again after a 429. */
  readonly attempts: number;
}

export function openDestination(
  destination: Destination,
  backend: Backend,
  environment: ConnectorEnvironment,
  { silence = realWait, requestsPerMinute, attempts, ...options }: SendingOptions,
): Client {
  const { shared, now, state } = environment;
  const { wait } = options;
  const shaper = shared.get(RequestShapers).shaper(destination.base.origin, { now, wait }, state);
  if (requestsPerMinute !== undefined) shaper.limit(requestsPerMinute);
  const target = { ...destination, way: openWay(destination.way, environment) };
  return openClient(target, environment, {
    ...options,
    logon: logOn(target, backend, environment, { wait, silence }),
    throttle: shaper.interceptor(attempts),
  });
}
