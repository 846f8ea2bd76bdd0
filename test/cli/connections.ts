/** Connections that tests hold on to, one request after the other. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** Sends one request and reads one answer; a connection that is reset rejects. */
export function ask(socket: Socket, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const onData = (chunk: Buffer) => {
      text += chunk.toString();
      const length = Number(/\r\ncontent-length: (\d+)/i.exec(text)?.[1]);
      const start = text.indexOf('\r\n\r\n') + 4;
      if (start > 3 && text.length - start >= length) settle(() => resolve(text));
    };
    const onError = (error: Error) => settle(() => reject(error));
    const onClose = () => settle(() => reject(new Error(`closed after ${JSON.stringify(text)}`)));
    const settle = (end: () => void) => {
      socket.off('data', onData).off('error', onError).off('close', onClose);
      socket.on('error', () => {});
      end();
    };
    socket.on('data', onData).on('error', onError).on('close', onClose);
    socket.write(request);
  });
}

export async function open(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => {
    socket.destroy();
  });
  await once(socket, 'connect');
  return socket;
}
