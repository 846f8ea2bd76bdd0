import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { leavesTooMuch } from '../../src/server/http/closing.ts';
import { API, AUTHORIZATION, basic, fakeSystem, SYSTEM, startProxy } from './helpers.ts';

const SCIM = `${API}/${SYSTEM}`;
const CERTIFICATE = '/ipsproxy/certapi/v1/scim';
const LARGE = 500_000;
const CHUNK = `${(0x1_0000).toString(16)}\r\n${'x'.repeat(0x1_0000)}\r\n`;

interface Head {
  readonly line: string;
  readonly authorization?: string | undefined;
  readonly type?: string;
  readonly more?: string;
}

function head({ line, authorization, type = 'application/json', more = '' }: Head): string {
  const credentials = authorization === undefined ? '' : `Authorization: ${authorization}\r\n`;
  return `${line} HTTP/1.1\r\nHost: x\r\n${credentials}Content-Type: ${type}\r\n${more}`;
}

/** Every way to be refused before anybody reads the body. */
const REFUSED: readonly [string, number, Head][] = [
  ['nobody', 401, { line: `POST ${SCIM}/Users` }],
  ['a wrong secret', 401, { line: `POST ${SCIM}/Users`, authorization: basic('client', 'wrong') }],
  ['the family for certificates', 401, { line: `POST ${CERTIFICATE}/${SYSTEM}/Users` }],
  ['a DELETE of nobody', 401, { line: `DELETE ${SCIM}/Users/1` }],
  ['a GET of nobody', 401, { line: `GET ${SCIM}/Users` }],
  ['OPTIONS of nobody', 401, { line: `OPTIONS ${SCIM}/Users` }],
  ['an unknown URL', 404, { line: 'POST /nowhere' }],
  ['a health check', 405, { line: 'POST /healthz' }],
  ['an unknown system', 404, { line: `POST ${API}/nowhere/Users`, authorization: AUTHORIZATION }],
  ['a method that is not possible', 405, { line: `PUT ${SCIM}/Users`, authorization: AUTHORIZATION }],
  [
    'another media type',
    415,
    { line: `POST ${SCIM}/Users`, authorization: AUTHORIZATION, type: 'text/plain' },
  ],
  ['a body that is too large', 413, { line: `POST ${SCIM}/Users`, authorization: AUTHORIZATION }],
  ['an expectation', 417, { line: `POST ${SCIM}/Users`, more: 'Expect: miracles\r\n' }],
];

describe.each(REFUSED)('%s with a body', (_, status, request) => {
  it('is answered, and the connection closed with the rest unread', async () => {
    const system = fakeSystem();
    const proxy = await startProxy({ systems: [system] });
    for (const body of [
      `Content-Length: ${LARGE}\r\n\r\n${'x'.repeat(100_000)}`,
      `Transfer-Encoding: chunked\r\n\r\n${CHUNK.repeat(4)}`,
    ]) {
      const answer = await proxy.raw(`${head(request)}${body}`);
      expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
      expect(answer.toLowerCase()).toContain('\r\nconnection: close\r\n');
      expect(answer).toMatch(/\{"schemas":.*\}$/);
    }
    expect(system.calls).toEqual([]);
  });

  // Too large is not small, and whether a client that expects something sends its body is its choice.
  if (status < 413 || status === 415) {
    it('keeps its connection where the body is small', async () => {
      const proxy = await startProxy();
      const small = `Content-Length: 2000\r\n\r\n${'x'.repeat(2000)}`;
      const next = `GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`;
      const answers = await proxy.raw(`${head(request)}${small}${next}`);
      expect(answers.match(/HTTP\/1.1 \d+/g)).toEqual([`HTTP/1.1 ${status}`, 'HTTP/1.1 200']);
    });
  }
});

describe('a body that has no meaning', () => {
  it.each(['GET', 'DELETE', 'OPTIONS', 'HEAD'])('of %s is not read', async (method) => {
    const system = fakeSystem();
    const proxy = await startProxy({ systems: [system] });
    const request = head({ line: `${method} ${SCIM}/Users/1`, authorization: AUTHORIZATION });
    const answer = await proxy.raw(`${request}Content-Length: ${LARGE}\r\n\r\n{"a`);
    expect(answer).toMatch(/^HTTP\/1.1 20[04] /);
    expect(answer.toLowerCase()).toContain('\r\nconnection: close\r\n');
  });
});

describe('what follows an answer that closes the connection', () => {
  /** @returns a server that refuses everything, with what it saw */
  async function startServer() {
    const seen = { requests: [] as (string | undefined)[], sockets: [] as Socket[] };
    const server: Server = createServer((request, response) => {
      seen.requests.push(request.url);
      const closes = leavesTooMuch(request);
      response.writeHead(401, { ...(closes ? { connection: 'close' } : {}), 'content-length': 2 }).end('no');
    });
    server.on('connection', (socket: Socket) => seen.sockets.push(socket));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const address = server.address();
    return { seen, port: typeof address === 'object' ? (address?.port ?? 0) : 0 };
  }

  it('is not taken for another request', async () => {
    const { seen, port } = await startServer();
    const socket = connect(port, '127.0.0.1');
    socket.write(`POST /one HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n${'x'.repeat(50_000)}`);
    await once(socket, 'data');
    socket.write(`${'x'.repeat(50_000)}GET /two HTTP/1.1\r\nHost: x\r\n\r\n`);
    socket.end();
    await once(socket, 'close');
    expect(seen.requests).toEqual(['/one']);
  });

  it('is read to a bounded amount only', async () => {
    const { seen, port } = await startServer();
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.write(`POST /one HTTP/1.1\r\nHost: x\r\nContent-Length: 10000000000\r\n\r\n`);
    const piece = Buffer.alloc(1 << 16);
    const pump = () => {
      while (!socket.destroyed && socket.write(piece));
    };
    socket.on('drain', pump);
    pump();
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1.1 401 /);
    await closed;
    expect(seen.sockets[0]?.bytesRead).toBeLessThan(1_000_000);
  });
});

it('lets a technical user who sends everything first read that it was too much', async () => {
  const bodyLimit = 10_000_000;
  const proxy = await startProxy({ settings: { bodyLimit } });
  const socket = connect(proxy.port, '127.0.0.1');
  const request = head({ line: `POST ${SCIM}/Users`, authorization: AUTHORIZATION });
  const length = 2 * bodyLimit;
  socket.pause();
  await new Promise<unknown>((sent) =>
    socket.write(`${request}Content-Length: ${length}\r\n\r\n${'x'.repeat(length)}`, sent),
  );
  const [answer] = (await once(socket.resume(), 'data')) as [Buffer];
  expect(answer.toString()).toMatch(/^HTTP\/1.1 413 /);
  socket.destroy();
});

describe('a client that asks before it sends', () => {
  const expecting = (request: Head, length: number) =>
    `${head({ ...request, more: 'Expect: 100-continue\r\n' })}Content-Length: ${length}\r\n\r\n`;

  it.each(REFUSED.slice(0, -1))('is not told to go on: %s', async (_, status, request) => {
    const proxy = await startProxy();
    const answer = await proxy.raw(expecting(request, status === 413 ? LARGE : 2));
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer.toLowerCase()).toContain('\r\nconnection: close\r\n');
  });

  it('is told once everything else is fine, and keeps its connection', async () => {
    const system = fakeSystem();
    const proxy = await startProxy({ systems: [system] });
    const socket = connect(proxy.port, '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    for (let round = 0; round < 2; round++) {
      socket.write(expecting({ line: `POST ${SCIM}/Users`, authorization: AUTHORIZATION }, 2));
      const [invitation] = (await once(socket, 'data')) as [Buffer];
      expect(invitation.toString()).toBe('HTTP/1.1 100 Continue\r\n\r\n');
      socket.write('{}');
      const [answer] = (await once(socket, 'data')) as [Buffer];
      expect(answer.toString()).toMatch(/^HTTP\/1.1 200 /);
    }
    expect(system.calls).toHaveLength(2);
  });

  it('is not told with HTTP/1.0', async () => {
    const proxy = await startProxy();
    const request = expecting({ line: `POST ${SCIM}/Users`, authorization: AUTHORIZATION }, 2);
    expect(await proxy.raw(`${request.replace('HTTP/1.1', 'HTTP/1.0')}{}`)).toMatch(/^HTTP\/1.1 200 /);
  });
});
