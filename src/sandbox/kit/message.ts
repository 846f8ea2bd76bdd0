/**
 * A request as a stand-in's service sees it, and the answer it gives: plain values, so that a service is a
 * function and only the server touches sockets.
 */
import type { IncomingHttpHeaders } from 'node:http';

export interface StandInRequest {
  /** As sent, e.g. `PATCH`. */
  readonly method: string;
  /** As sent: still percent-encoded, without the query. */
  readonly path: string;
  /** As sent: what stands after the first `?`, or the empty string. */
  readonly query: string;
  /** Names in lower case. */
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface StandInAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Absent: no body. `Content-Length` is the server's business. */
  readonly body?: string | Buffer | undefined;
}

/** An answer with a JSON body. */
export function jsonAnswer(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): StandInAnswer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}
