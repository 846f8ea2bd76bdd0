/** The outbound client of a system with Basic authentication, put together from its parts. */
import type { ConnectorEnvironment } from '../connector.ts';
import { basicAuthentication } from './basic-authentication.ts';
import { ConnectionPools, MAX_RESPONSE_SIZE } from './connections.ts';
import { CredentialGuards } from './credential-guard.ts';
import { decompress } from './decompress.ts';
import type { Destination } from './destination.ts';
import { compose, type Send } from './exchange.ts';
import { addHeaders } from './request-headers.ts';
import { repeatOnStaleConnection } from './stale-connection.ts';

export interface BasicClient {
  readonly send: Send;
  /** Requests under way are finished; connections close once no other system uses them. */
  close(): Promise<void>;
}

export function openBasicClient(destination: Destination, environment: ConnectorEnvironment): BasicClient {
  const { base, credentials, headers } = destination;
  const { shared, now, connectTimeout } = environment;
  const connections = shared.get(ConnectionPools).acquire(base.origin, { connectTimeout });
  const guard = shared.get(CredentialGuards).guard(base.origin, credentials, now);
  const send = compose(
    connections.send,
    guard.interceptor,
    repeatOnStaleConnection,
    basicAuthentication(credentials),
    addHeaders(headers),
    decompress(MAX_RESPONSE_SIZE),
  );
  return { send, close: () => connections.close() };
}
