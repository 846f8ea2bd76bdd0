/** One address cannot take all connections: what is too many is turned away before anything is read. */
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Logger } from 'pino';
import { ScimError } from '../../scim/errors.ts';
import { writeRefusal } from './client-errors.ts';
import { networkOf } from './network.ts';

/** Of the connections that are turned away, those at once that get to read why. */
const MOST_ANSWERED = 100;
/** Milliseconds between two log lines. */
const LOG_INTERVAL = 60_000;

/** @param most connections from one address, asked for every new one */
export function boundConnections(server: Server, most: () => number, log: Logger): void {
  const open = new Map<string, number>();
  const turnAway = turningAway(log);
  const serve = server.listeners('connection');
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    const address = networkOf(socket.remoteAddress ?? '') ?? 'unknown';
    const count = open.get(address) ?? 0;
    if (count >= most()) {
      turnAway(socket, address);
      return;
    }
    open.set(address, count + 1);
    socket.once('close', () => {
      const left = (open.get(address) ?? 0) - 1;
      if (left > 0) open.set(address, left);
      else open.delete(address);
    });
    for (const listener of serve) Reflect.apply(listener, server, [socket]);
  });
}

function turningAway(log: Logger): (socket: Socket, address: string) => void {
  let answered = 0;
  let turnedAway = 0;
  let lastLogged = Number.NEGATIVE_INFINITY;
  return (socket, address) => {
    turnedAway += 1;
    const now = performance.now();
    if (now - lastLogged > LOG_INTERVAL) {
      const message = 'too many connections from one address are turned away (server.connectionsPerAddress)';
      log.warn({ address, turnedAway }, message);
      lastLogged = now;
      turnedAway = 0;
    }
    // Without a listener, an error of the connection would end the process.
    socket.on('error', () => socket.destroy());
    if (answered >= MOST_ANSWERED) {
      socket.destroy();
      return;
    }
    answered += 1;
    socket.once('close', () => {
      answered -= 1;
    });
    const detail = 'There are too many connections from this address; use fewer, and keep them open.';
    writeRefusal(socket, new ScimError(503, detail, { retryAfter: 1 }));
  };
}
