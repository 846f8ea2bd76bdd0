/** Closes connections whose client may still be sending, so that it gets to see the answer and costs next to nothing. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** How long a client gets to read the answer before the connection is cut, in milliseconds. */
const LINGER = 2000;
/** Bytes of strangers that are read and dropped meanwhile; then their sending stalls. */
const MOST_LINGERING = 256 * 1024;
/** Bytes of a body nobody wants that are read and dropped so that the connection can go on. */
const MOST_DRAINED = 64 * 1024;

/**
 * RFC 9112 §9.6: closes for writing, drops what comes without looking at it, and closes in full when the client has done so.
 * Cutting the connection at once while the client still sends could take the answer away from it.
 *
 * @param most bytes to drop; many clients look for the answer only when they have sent everything
 */
export function closeGently(socket: Duplex, most: number = MOST_LINGERING): void {
  let dropped = 0;
  const drop = ({ length }: Buffer) => {
    dropped += length;
    if (dropped > most) socket.pause();
  };
  // Node goes on reading on this event, if it paused because nobody read the body; behind it comes our turn.
  socket.once('resume', () => {
    // The parser would take the rest for requests; with a listener that is not its own, it gets no more bytes.
    socket.removeAllListeners('data');
    socket.on('data', drop);
  });
  socket.pause();
  socket.resume();
  if (!socket.writableEnded) socket.end();
  const cut = () => socket.destroy();
  const timer = setTimeout(cut, LINGER).unref();
  socket.once('close', () => clearTimeout(timer));
  socket.once('end', () => {
    if (socket.writableFinished) cut();
    else socket.once('finish', cut);
  });
}

/** Requests whose client was told to send the body that it asked about first. */
const invited = new WeakSet<IncomingMessage>();

/** RFC 9110 §10.1.1: call it when nothing but the body is left to look at. */
export function inviteBody(request: IncomingMessage, response: ServerResponse): void {
  if (!asksFirst(request)) return;
  invited.add(request);
  response.writeContinue();
}

/** Whether the client waits for an answer (or for a while) before it sends its body. */
function asksFirst({ httpVersion, headers }: IncomingMessage): boolean {
  return httpVersion === '1.1' && headers.expect !== undefined;
}

/**
 * Call it before an answer begins. Node would read the rest of a body that nobody has read to its end, however long it is.
 *
 * @param most bytes to drop if the connection has to be closed
 * @returns whether the connection has to be closed instead (`Connection: close`)
 */
export function leavesTooMuch(request: IncomingMessage, most?: number): boolean {
  const { complete, headers, socket } = request;
  const length = Number(headers['content-length'] ?? 0);
  const chunked = headers['transfer-encoding'] !== undefined;
  if (complete || (length === 0 && !chunked)) return false;
  // Node calls this when the last answer of a connection is out.
  const destroySoon = () => closeGently(socket, most);
  socket.destroySoon = destroySoon;
  // Whether a client that was not told to send its body does so all the same is its choice.
  return chunked || length > MOST_DRAINED || (asksFirst(request) && !invited.has(request));
}
