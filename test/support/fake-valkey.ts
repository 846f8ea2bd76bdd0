/** Servers that are no good: whatever listens where Valkey should. */
import { connect, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { onTestFinished } from 'vitest';
import type { TestCertificate } from './certificates.ts';

/** Hears what a client sends, and answers as told. Ends with the test. @returns its port */
export function badValkey(hears: (socket: Socket, text: string) => void): Promise<number> {
  return listening(
    createServer((socket) => {
      socket.on('error', () => {});
      socket.on('data', (chunk) => hears(socket, chunk.toString('latin1')));
    }),
  );
}

/** What each command is answered with that is tried with every new connection: counters, a pace, leases. */
const GOOD_ANSWERS: readonly (readonly [mark: string, answer: string])[] = [
  ['KEEPTTL', '*3\r\n$1\r\n1\r\n:1000\r\n:1\r\n'],
  ['probe:pace', '*4\r\n$1\r\n0\r\n$1\r\n0\r\n$1\r\n0\r\n$1\r\n1\r\n'],
  ['\r\nrelease\r\n', '*2\r\n:0\r\n:0\r\n'],
];

/** As {@link badValkey}, but the beginning of a connection is good; `hears` is told of what comes behind it. */
export function spoiltValkey(
  hears: (socket: Socket, text: string) => void,
  onTried = () => {},
): Promise<number> {
  let tried = 0;
  return badValkey((socket, text) => {
    const good = GOOD_ANSWERS.find(([mark]) => text.includes(mark));
    if (good === undefined || tried === GOOD_ANSWERS.length) return hears(socket, text);
    tried += 1;
    socket.write(good[1]);
    if (tried === GOOD_ANSWERS.length) onTried();
  });
}

/** Takes TLS off in front of a server on this machine. Ends with the test. @returns its port */
export function tlsInFrontOf(port: number, { certificate, key }: TestCertificate): Promise<number> {
  return listening(
    createTlsServer({ cert: certificate, key }, (socket) => {
      const behind = connect(port, '127.0.0.1');
      for (const each of [socket, behind]) each.on('error', () => each.destroy());
      socket.on('close', () => behind.destroy());
      behind.on('close', () => socket.destroy());
      socket.pipe(behind).pipe(socket);
    }),
  );
}

async function listening(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
