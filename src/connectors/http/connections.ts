/** Connections to upstream hosts: one bounded pool per origin, shared by all systems of a configuration that use it. */
import { LARGEST } from './answer-limits.ts';
import type { Send } from './exchange.ts';
import { HeldAnswers } from './held-answers.ts';
import { skipInterimAnswers } from './interim-answers.ts';
import { Lingering } from './lingering.ts';
import { createTransport } from './transport.ts';
import { buildConnector, type Connect, Pool } from './undici.ts';

/** With HTTP/2 one refused stream could take the others of its connection along. */
const ALLOW_H2 = false;

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
export function openConnections(origin: string, limits: ConnectionLimits): Connections {
  const connections = limits.connections ?? DEFAULT_CONNECTIONS;
  const pool = new Pool(origin, {
    connections,
    connect: connector(limits.connectTimeout),
    headersTimeout: limits.headersTimeout ?? 120_000,
    bodyTimeout: limits.bodyTimeout ?? 60_000,
    // Each request has a limit of its own (transport.ts); none is larger than this one.
    maxResponseSize: LARGEST.bytes,
    allowH2: ALLOW_H2,
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

/** @param timeout milliseconds */
function connector(timeout: number): Connect {
  const connect = buildConnector({ timeout, allowH2: ALLOW_H2 });
  return (options, callback) =>
    connect(options, (...[error, socket]) => {
      if (error !== null) return callback(error, null);
      skipInterimAnswers(socket);
      callback(null, socket);
    });
}

/** The pools of one configuration load. */
export class ConnectionPools {
  readonly #pools = new Map<string, { readonly connections: Connections; users: number }>();

  /** The pool of this origin, opened with the limits of the first who asks; everybody closes what he acquired. */
  acquire(origin: string, limits: ConnectionLimits): Connections {
    const known = this.#pools.get(origin);
    const pool = known ?? { connections: openConnections(origin, limits), users: 0 };
    this.#pools.set(origin, pool);
    pool.users += 1;
    let open = true;
    return {
      send: pool.connections.send,
      close: async () => {
        if (!open) return;
        open = false;
        pool.users -= 1;
        if (pool.users > 0) return;
        this.#pools.delete(origin);
        await pool.connections.close();
      },
    };
  }
}
