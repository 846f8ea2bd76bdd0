/** Connections to an origin: a bounded pool. */
import { LARGEST } from './answer-limits.ts';
import type { Send } from './exchange.ts';
import { HeldAnswers } from './held-answers.ts';
import { Lingering } from './lingering.ts';
import { createTransport } from './transport.ts';
import { Pool } from './undici.ts';
import { connector } from './way/connect.ts';
import { DIRECT, type Way } from './way/way.ts';

export const DEFAULT_CONNECTIONS = 20;

export interface ConnectionLimits {
  /** Milliseconds until a TCP and TLS connection has to stand. */
  readonly connectTimeout: number;
  /** Open connections at most; more requests wait. Default: 20. */
  readonly connections?: number | undefined;
  /** Milliseconds until an answer has to begin, behind the request's own deadline. Default: 120,000. */
  readonly headersTimeout?: number | undefined;
  /** Milliseconds between two pieces of an answer. Default: 60,000. */
  readonly bodyTimeout?: number | undefined;
}

export interface Connections {
  readonly send: Send;
  /** Requests on a connection, and requests that wait for one. */
  readonly load: { readonly underWay: number; readonly waiting: number };
  /** Requests under way are finished, then the connections are closed. */
  close(): Promise<void>;
}

/** @param origin scheme, host and port */
export function openConnections(origin: string, limits: ConnectionLimits, way: Way = DIRECT): Connections {
  const connections = limits.connections ?? DEFAULT_CONNECTIONS;
  const pool = new Pool(origin, {
    connections,
    connect: connector(origin, way, limits.connectTimeout),
    headersTimeout: limits.headersTimeout ?? 120_000,
    bodyTimeout: limits.bodyTimeout ?? 60_000,
    // Each request has a limit of its own (transport.ts); none is larger than this one.
    maxResponseSize: LARGEST.bytes,
    // With HTTP/2 one refused stream could take the others of its connection along.
    allowH2: false,
  });
  const lingering = new Lingering(connections);
  return {
    send: createTransport(pool, lingering, new HeldAnswers(connections)),
    get load() {
      const { running, pending } = pool.stats;
      return { underWay: running, waiting: pending };
    },
    close: async () => {
      lingering.cutAll();
      await pool.close();
    },
  };
}
