/** Connections to upstream hosts: one bounded pool per origin and way there, shared by all systems of a configuration that use it. */
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
  /** Open connections at most; more requests wait. Identity Authentication allows 50 at once per address. Default: 20. */
  readonly connections?: number | undefined;
  /** Milliseconds until an answer has to begin, behind the request's own deadline. Default: 120,000. */
  readonly headersTimeout?: number | undefined;
  /** Milliseconds between two pieces of an answer. Default: 60,000. */
  readonly bodyTimeout?: number | undefined;
}

export interface Connections {
  readonly send: Send;
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
    close: async () => {
      lingering.cutAll();
      await pool.close();
    },
  };
}

/** The pools of one configuration load. */
export class ConnectionPools {
  readonly #pools = new Map<string, { readonly connections: Connections; users: number }>();

  /** The pool of this origin by this way, opened with the limits of the first who asks; everybody closes what he acquired. */
  acquire(origin: string, limits: ConnectionLimits, way: Way = DIRECT): Connections {
    const key = `${origin} ${way.key}`;
    const known = this.#pools.get(key);
    const pool = known ?? { connections: openConnections(origin, limits, way), users: 0 };
    this.#pools.set(key, pool);
    pool.users += 1;
    let open = true;
    return {
      send: pool.connections.send,
      close: async () => {
        if (!open) return;
        open = false;
        pool.users -= 1;
        if (pool.users > 0) return;
        this.#pools.delete(key);
        await pool.connections.close();
      },
    };
  }
}
