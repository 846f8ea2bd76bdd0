/** Requests that a client sends without waiting for the answers to those before (RFC 9112 §9.3.2). */
import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** On a connection rather than in a WeakMap: that costs the collector its part with every request. */
const OPEN_RESPONSE = Symbol('the response that is open on a connection');
const CLOSES = Symbol('the last answer of a connection is on its way');

type Connection = Duplex & { [OPEN_RESPONSE]?: ServerResponse | undefined; [CLOSES]?: true };

/** A request has come on the connection. With its response it is let go of, as connections stay for long. */
export function noteResponse(socket: Connection, response: ServerResponse): void {
  socket[OPEN_RESPONSE] = response;
  response.on('close', letGo);
}

function letGo(this: ServerResponse): void {
  const connection: Connection = this.req.socket;
  if (connection[OPEN_RESPONSE] === this) connection[OPEN_RESPONSE] = undefined;
}

/** That to the request that came last. */
export function responseOn(socket: Connection): ServerResponse | undefined {
  return socket[OPEN_RESPONSE];
}

/** Whether requests behind it wait for their answers: were it the last one, they would be done, and nobody would hear of it. */
export function isFollowed(response: ServerResponse, socket: Connection): boolean {
  return responseOn(socket) !== response;
}

/** What comes on the connection from now on must not be done: its answer could not get out (RFC 9112 §9.6). */
export function announceClose(socket: Connection): void {
  socket[CLOSES] = true;
}

export function closes(socket: Connection): boolean {
  return socket[CLOSES] === true;
}
