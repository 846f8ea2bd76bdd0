/** A client that does not take its answer holds the memory of it, and others wait for that. */
import type { ServerResponse } from 'node:http';

/** Call it before the answer is sent. @param within milliseconds after which the connection is cut */
export function cutOffUnlessTaken(response: ServerResponse, within: number): void {
  const begin = () => {
    const timer = setTimeout(() => response.destroy(), within);
    response.once('close', () => clearTimeout(timer));
  };
  // With pipelining, the answer may have to wait for the one before.
  if (response.socket === null) response.once('socket', begin);
  else begin();
}
