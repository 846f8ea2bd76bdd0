/** Answers as bytes, in every manner in which a connection can be used and misused. */
import type { ServerResponse } from 'node:http';
import type { Answer, Header } from '../case.ts';

/** Milliseconds between pieces. */
const PAUSE = 20;
const PIECES = 5;

export function write(response: ServerResponse, { manner, status, headers, body }: Answer): void {
  const { socket } = response;
  if (socket === null || socket.destroyed) return;
  const plain = headers.filter(([name]) => !/^(?:content-length|transfer-encoding)$/i.test(name));
  const head = (...more: readonly Header[]) => headOf(status, [...plain, ...more]);
  const length = (bytes: number): Header => ['Content-Length', String(bytes)];
  const close: Header = ['Connection', 'close'];
  const chunk = (bytes: Buffer) =>
    Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);
  const half = body.subarray(0, body.length >> 1);
  switch (manner) {
    case 'length':
      // Node keeps the connection, but refuses some answers.
      if (isOrdinary(status, plain)) {
        response.sendDate = false;
        response.writeHead(status, plain.concat([length(body.length)]).flat());
        response.end(body);
      } else socket.end(Buffer.concat([head(length(body.length), close), body]));
      return;
    case 'chunked': {
      const pieces =
        body.length === 0
          ? []
          : [chunk(half), chunk(body.subarray(half.length))].filter((piece) => piece.length > 5);
      socket.end(
        Buffer.concat([head(['Transfer-Encoding', 'chunked'], close), ...pieces, Buffer.from('0\r\n\r\n')]),
      );
      return;
    }
    case 'until-close':
      socket.end(Buffer.concat([head(close), body]));
      return;
    case 'too-short':
      socket.end(Buffer.concat([head(length(body.length + 10)), body]));
      return;
    case 'too-long':
      socket.end(Buffer.concat([head(length(half.length)), body, Buffer.from('more')]));
      return;
    case 'bad-chunk':
      socket.end(
        Buffer.concat([head(['Transfer-Encoding', 'chunked']), chunk(half), Buffer.from('zz\r\nx')]),
      );
      return;
    case 'informational': {
      const before = [headOf(100, []), headOf(103, [['Link', '</x>']]), headOf(102, [])];
      socket.end(Buffer.concat([...before, head(length(body.length), close), body]));
      return;
    }
    case 'pieces': {
      const whole = Buffer.concat([head(length(body.length), close), body]);
      const size = Math.ceil(whole.length / PIECES);
      for (let piece = 0; piece < PIECES; piece += 1) {
        setTimeout(() => {
          const bytes = whole.subarray(piece * size, (piece + 1) * size);
          if (piece === PIECES - 1) socket.end(bytes);
          else socket.write(bytes);
        }, piece * PAUSE);
      }
      return;
    }
    case 'reset':
      socket.resetAndDestroy();
      return;
    case 'reset-in-body':
      socket.write(Buffer.concat([head(length(body.length + 10)), body]), () => socket.resetAndDestroy());
      return;
    case 'garbage':
      socket.end(Buffer.concat([Buffer.from('ICY 200 OK\r\n\x00\xff: \r\n', 'latin1'), body]));
      return;
    case 'silent':
      return;
  }
}

function isOrdinary(status: number, headers: readonly Header[]): boolean {
  if (status < 200 || status > 599 || status === 204 || status === 304) return false;
  return headers.every(
    ([name, value]) => !/^connection$/i.test(name) && !/[^\t\x20-\x7e\x80-\xff]/.test(value),
  );
}

function headOf(status: number, headers: readonly Header[]): Buffer {
  const lines = [`HTTP/1.1 ${status} Status`, ...headers.map((header) => header.join(': '))];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
}
