/** One address cannot take all connections: what is too many is turned away before anything is read. */
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Logger } from 'pino';
import { ScimError } from '../../scim/errors.ts';
import { writeRefusal } from './client-errors.ts';
import { networkOf } from './network.ts';
import { Seldom } from './seldom.ts';

/** Of the connections that are turned away, those at once that get to read why. */
const MOST_ANSWERED = 100;
const REFUSED = 503;

export interface ConnectionBound {
  /** Connections from one address, asked for every new one. */
  readonly most: () => number;
  readonly log: Logger;
  /** Whether text reaches a client: before a TLS handshake it does not. */
  readonly isPlain: boolean;
  /** Told the status of each refusal, also where nobody gets to read it. Default: nobody counts. */
  readonly count?: ((status: number) => void) | undefined;
}

export function boundConnections(server: Server, { most, log, isPlain, count }: ConnectionBound): void {
  const open = new Map<string, number>();
  const turnAway = turningAway(log, isPlain ? MOST_ANSWERED : 0);
  const serve = server.listeners('connection');
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    const address = networkOf(socket.remoteAddress ?? '') ?? 'unknown';
    const others = open.get(address) ?? 0;
    if (others >= most()) {
      count?.(REFUSED);
      turnAway(socket, address);
      return;
    }
    open.set(address, others + 1);
    socket.once('close', () => {
      const left = (open.get(address) ?? 0) - 1;
      if (left > 0) open.set(address, left);
      else open.delete(address);
    });
    for (const listener of serve) Reflect.apply(listener, server, [socket]);
  });
}

function turningAway(log: Logger, mostAnswered: number): (socket: Socket, address: string) => void {
  let answered = 0;
  const turned = new Seldom();
  return (socket, address) => {
    const message = 'too many connections from one address are turned away (server.connectionsPerAddress)';
    turned.say((turnedAway) => log.warn({ address, turnedAway }, message));
    // Without a listener, an error of the connection would end the process.
    socket.on('error', () => socket.destroy());
    if (answered >= mostAnswered) {
      socket.destroy();
      return;
    }
    answered += 1;
    socket.once('close', () => {
      answered -= 1;
    });
    const detail = 'There are too many connections from this address; use fewer, and keep them open.';
    writeRefusal(socket, new ScimError(REFUSED, detail, { retryAfter: 1 }));
  };
}
