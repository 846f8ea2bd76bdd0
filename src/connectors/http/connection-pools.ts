/**
 * The connections of one configuration load. Each system has its own, one pool for its backend and one for its token service, so
 * that one that hangs keeps no other from getting a connection. Where a host counts connections, systems that have it in common share.
 */
import {
  type ConnectionLimits,
  type Connections,
  DEFAULT_CONNECTIONS,
  openConnections,
} from './connections.ts';
import { DIRECT, type Way } from './way/way.ts';

export interface PoolWishes {
  /** Whose connections they are: nobody else gets them. */
  readonly owner: string;
  /** Scheme, host and port. */
  readonly origin: string;
  /** Default: directly. */
  readonly way?: Way | undefined;
  readonly limits: ConnectionLimits;
  /** Connections that the host takes from all systems together. Default: any number. */
  readonly hostConnections?: number | undefined;
}

/** Connections that each pool has, however many others share a host: one that hangs, and another one. */
const LEAST = 2;

interface Host {
  /** What the pools to it would like to have. */
  readonly wishes: Set<{ readonly connections: number }>;
  most: number;
}

interface Pool {
  connections: Connections | undefined;
  readonly open: () => Connections;
  readonly leave: () => void;
  users: number;
}

const IDLE = Object.freeze({ underWay: 0, waiting: 0 });

export class ConnectionPools {
  readonly #pools = new Map<string, Pool>();
  readonly #hosts = new Map<string, Host>();

  /**
   * The pool of this owner by this way, with the limits of its first client; everybody closes what he acquired. It is opened with the
   * first request, when all who share a host are known.
   */
  acquire(wishes: PoolWishes): Connections {
    const { owner, origin, way = DIRECT } = wishes;
    const key = `${owner} ${origin} ${way.key}`;
    const pool = this.#pools.get(key) ?? this.#prepare(wishes);
    this.#pools.set(key, pool);
    pool.users += 1;
    let isOpen = true;
    return {
      send: (request) => {
        pool.connections ??= pool.open();
        return pool.connections.send(request);
      },
      get load() {
        return pool.connections?.load ?? IDLE;
      },
      close: async () => {
        if (!isOpen) return;
        isOpen = false;
        pool.users -= 1;
        if (pool.users > 0) return;
        this.#pools.delete(key);
        pool.leave();
        // Also one that nobody used: whoever is late is told that it is closed.
        pool.connections ??= pool.open();
        await pool.connections.close();
      },
    };
  }

  #prepare({ origin, way, limits, hostConnections = Number.POSITIVE_INFINITY }: PoolWishes): Pool {
    const host = this.#hosts.get(origin) ?? { wishes: new Set(), most: hostConnections };
    this.#hosts.set(origin, host);
    host.most = Math.min(host.most, hostConnections);
    const wish = { connections: limits.connections ?? DEFAULT_CONNECTIONS };
    host.wishes.add(wish);
    return {
      connections: undefined,
      open: () => openConnections(origin, { ...limits, connections: shareOf(wish.connections, host) }, way),
      leave: () => host.wishes.delete(wish),
      users: 0,
    };
  }
}

function shareOf(wish: number, { wishes, most }: Host): number {
  let all = 0;
  for (const { connections } of wishes) all += connections;
  return all <= most ? wish : Math.min(wish, Math.max(LEAST, Math.floor((wish * most) / all)));
}
