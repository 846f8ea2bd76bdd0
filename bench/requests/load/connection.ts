/** A connection that carries one request at a time. */
import { connect, type Socket } from 'node:net';
import { AnswerReader } from './answer-reader.ts';

export interface ConnectionEvents {
  /** Called with the status when an answer is complete. */
  readonly onAnswer: (status: number) => void;
  /** Called once, when there will be no more answers. */
  readonly onBroken: (why: string) => void;
}

/** Room for what one read brings; a buffer for each read would be most of the rubbish of a list. */
const ROOM = 64 * 1024;

/** @throws the system's error where nobody listens */
export async function openConnection(port: number, events: ConnectionEvents): Promise<Connection> {
  const reader = new AnswerReader();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let isOpen = false;
  const fail = (why: string): void => {
    reject(new Error(why));
    if (isOpen) events.onBroken(why);
    isOpen = false;
  };
  const socket = connect({
    port,
    host: '127.0.0.1',
    noDelay: true,
    onread: {
      buffer: Buffer.allocUnsafe(ROOM),
      callback(length, buffer) {
        try {
          if (reader.read(Buffer.from(buffer.buffer, buffer.byteOffset, length))) {
            events.onAnswer(reader.status);
          }
        } catch (error) {
          fail(String(error));
          socket.destroy();
        }
        return true;
      },
    },
  });
  socket.on('connect', resolve);
  socket.on('error', ({ message }) => fail(message));
  socket.on('close', () => fail('the connection was closed'));
  await promise;
  isOpen = true;
  return new Connection(socket, () => {
    isOpen = false;
  });
}

export class Connection {
  /** When the answer that is awaited began to count; `undefined` where none is. */
  since: number | undefined;
  readonly #socket: Socket;
  readonly #beforeClose: () => void;

  constructor(socket: Socket, beforeClose: () => void) {
    this.#socket = socket;
    this.#beforeClose = beforeClose;
  }

  /** @param request its head and body, ASCII only */
  send(request: string): void {
    this.#socket.write(request, 'latin1');
  }

  close(): void {
    this.#beforeClose();
    this.#socket.destroy();
  }
}
