/** Backends behind a web proxy, and web proxies that do not do what they should. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { TransportFailure } from '../../../../src/connectors/http/exchange.ts';
import { transportError } from '../../../../src/connectors/http/transport-error.ts';
import { environmentProxies } from '../../../../src/connectors/http/way/environment-proxies.ts';
import { WebProxyError } from '../../../../src/connectors/http/way/web-proxy-error.ts';
import { SharedState } from '../../../../src/connectors/shared-state.ts';
import { makeCertificate } from '../../../support/certificates.ts';
import { until } from '../../../support/until.ts';
import { json, startBackend } from '../../support/backend.ts';
import { EXAMPLE, exampleBackend, LIST_CALL } from '../../support/example-backend.ts';
import { startTlsBackend } from '../../support/tls-backend.ts';
import { connectionsOf, GET, settingsOf, type WayOptions } from '../../support/ways.ts';
import { startWebProxy } from '../../support/web-proxy.ts';

const authority = makeCertificate({ name: 'Company CA', authority: true });
const server = makeCertificate({ name: 'backend', issuer: authority, hosts: ['backend.test'] });
const trusting = { TrustStoreLocation: authority.certificate };
const startTls = () => startTlsBackend({ cert: server.certificate, key: server.key });

type Options = WayOptions & { readonly connectTimeout?: number };

function open(origin: string, properties: Record<string, string>, options: Options = {}) {
  const connections = connectionsOf(origin, properties, options);
  onTestFinished(() => connections.close());
  return connections;
}

/** Does with each connection what is said; the first bytes have come by then. */
async function startOdd(answer: (socket: Socket, count: number, head: string) => void): Promise<string> {
  const sockets = new Set<Socket>();
  let count = 0;
  const odd = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('data', (head) => {
      count += 1;
      answer(socket, count, String(head));
    });
  });
  odd.listen(0, '127.0.0.1');
  await once(odd, 'listening');
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    odd.close();
    await once(odd, 'close');
  });
  return `http://127.0.0.1:${(odd.address() as AddressInfo).port}`;
}

/** What a client is told of it. */
async function failureOf(origin: string, properties: Record<string, string>, options: Options = {}) {
  const failure = await open(origin, properties, options)
    .send(GET)
    .then(String, (error) => error);
  if (!(failure instanceof TransportFailure)) throw new Error(`answered: ${failure}`);
  expect(failure.progress).toBe('unsent');
  const { status, message } = transportError(exampleBackend(), LIST_CALL, failure);
  return `${status} ${message}`;
}

describe('a web proxy', () => {
  it('is asked for the host by its name, which is what its certificate is for, once for a connection', async () => {
    await using backend = await startTls();
    await using webProxy = await startWebProxy();
    const origin = `https://backend.test:${backend.port}`;
    const connections = open(origin, { ...trusting, 'ipsproxy.webproxy': webProxy.origin });
    for (let count = 0; count < 3; count += 1)
      expect(await connections.send(GET)).toMatchObject({ status: 200 });
    expect(new Set(webProxy.asked)).toEqual(new Set([`backend.test:${backend.port}`]));
    expect(webProxy.asked.length).toBe(backend.connections());
    expect(backend.connections()).toBeLessThan(3);
  });

  it('gets its credentials', async () => {
    await using backend = await startTls();
    await using webProxy = await startWebProxy('me:pass:wörd');
    const connections = open(`https://backend.test:${backend.port}`, {
      ...trusting,
      'ipsproxy.webproxy': webProxy.origin,
      'ipsproxy.webproxy.user': 'me',
      'ipsproxy.webproxy.password': 'pass:wörd',
    });
    expect(await connections.send(GET)).toMatchObject({ status: 200 });
  });

  it('leads to backends without TLS as well, whose interim answers are skipped', async () => {
    await using backend = await startBackend((_, response) => {
      response.writeContinue();
      response.writeEarlyHints({ link: '</a>; rel=preload' });
      json(response, 200, { fine: true });
    });
    await using webProxy = await startWebProxy();
    const { port } = new URL(backend.origin);
    const connections = open(`http://backend.test:${port}`, { 'ipsproxy.webproxy': webProxy.origin });
    const { status, body } = await connections.send(GET);
    expect([status, body.toString()]).toEqual([200, '{"fine":true}']);
    expect(webProxy.asked).toEqual([`backend.test:${port}`]);
  });

  it('may send something in front of its answer, and in several pieces', async () => {
    const origin = await startOdd((socket, count) => {
      if (count > 1) return;
      socket.write('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 200 Conn');
      setImmediate(() => socket.write('ection established\r\nproxy-agent: x\r\n\r'));
      setImmediate(() => setImmediate(() => socket.write('\n')));
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}'));
    });
    const connections = open('http://backend.test', { 'ipsproxy.webproxy': origin });
    expect(await connections.send(GET)).toMatchObject({ status: 200 });
  });

  it('of the environment is used, unless the system says otherwise', async () => {
    await using backend = await startTls();
    await using webProxy = await startWebProxy();
    const { webProxyFor } = environmentProxies({ HTTPS_PROXY: webProxy.origin });
    const surroundings = { webProxyFor, authorities: [authority.certificate] };
    const origin = `https://backend.test:${backend.port}`;
    expect(await open(origin, {}, { surroundings }).send(GET)).toMatchObject({ status: 200 });
    expect(webProxy.asked).toHaveLength(1);
    // Only a web proxy finds this host.
    for (const direct of [{ 'ipsproxy.webproxy': 'none' }, { ProxyType: 'OnPremise' }]) {
      expect(await failureOf(origin, direct, { surroundings })).toMatch(/^502 The host of .* has no address/);
    }
    const own = { ProxyType: 'OnPremise', 'ipsproxy.webproxy': webProxy.origin };
    expect(await open(origin, own, { surroundings }).send(GET)).toMatchObject({ status: 200 });
    expect(webProxy.asked).toHaveLength(2);
  });

  it('may speak TLS itself, with a certificate of an authority that is trusted', async () => {
    const { createServer: createTlsServer } = await import('node:tls');
    const own = makeCertificate({ name: 'proxy', issuer: authority, addresses: ['127.0.0.1'] });
    await using backend = await startTls();
    await using webProxy = await startWebProxy();
    const front = createTlsServer({ cert: own.certificate, key: own.key }, (socket) => {
      const inner = connect({ host: '127.0.0.1', port: Number(new URL(webProxy.origin).port) });
      for (const each of [socket, inner]) each.on('error', () => {});
      socket.on('close', () => inner.destroy());
      socket.pipe(inner).pipe(socket);
    });
    front.listen(0, '127.0.0.1');
    await once(front, 'listening');
    onTestFinished(() => void front.close());
    const connections = open(`https://backend.test:${backend.port}`, {
      ...trusting,
      'ipsproxy.webproxy': `https://127.0.0.1:${(front.address() as AddressInfo).port}`,
    });
    expect(await connections.send(GET)).toMatchObject({ status: 200 });
    expect(webProxy.asked).toEqual([`backend.test:${backend.port}`]);
  });
});

describe('a web proxy that is to blame', () => {
  const none = (reason: string) =>
    `There was no connection to ${EXAMPLE} (GET /scim/Users; ${reason}), as the web proxy`;
  const by = '(the property ipsproxy.webproxy)';

  it.each<[string, number, string]>([
    [
      'HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 6\r\n\r\nsecret',
      502,
      'asks for credentials (407): set ipsproxy.webproxy with ipsproxy.webproxy.user and ipsproxy.webproxy.password.',
    ],
    [
      'HTTP/1.1 403\r\n\r\n',
      502,
      'does not let it through (403): ask whoever runs it to allow CONNECT to this host and port, or exempt the host (NO_PROXY, ipsproxy.webproxy with the value none).',
    ],
    [
      'HTTP/1.1 502 Bad Gateway\r\n\r\n',
      502,
      'does not reach the host (502): check the address of the system, and whether the web proxy knows that host.',
    ],
    [
      // Tinyproxy, where it cannot connect.
      'HTTP/1.0 500 Unable to connect\r\n\r\n',
      502,
      'does not reach the host (500): check the address of the system, and whether the web proxy knows that host.',
    ],
    [
      'HTTP/1.1 405 Method Not Allowed\r\n\r\n',
      502,
      'does not take CONNECT (405): check its address, and whether it is a web proxy.',
    ],
  ])('refuses: %j', async (answer, status, what) => {
    const origin = await startOdd((socket) => socket.end(answer));
    const code = `CONNECT ${answer.slice(9, 12)}`;
    const message = await failureOf('https://backend.test', { 'ipsproxy.webproxy': origin });
    expect(message).toBe(`${status} ${none(code)} ${origin} ${by} ${what}`);
  });

  it('refuses the credentials that it got, some with 401', async () => {
    const origin = await startOdd((socket) => socket.end('HTTP/1.0 401 Unauthorized\r\n\r\n'));
    const properties = {
      'ipsproxy.webproxy': origin,
      'ipsproxy.webproxy.user': 'me',
      'ipsproxy.webproxy.password': 'wrong',
    };
    expect(await failureOf('https://backend.test', properties)).toMatch(
      /refused the credentials \(401\): .* The next attempt is made in 15 minutes, or when the configuration is loaded again \(SIGHUP\)\.$/,
    );
  });

  it('refuses the credentials that it got', async () => {
    await using webProxy = await startWebProxy('me:right');
    const properties = {
      'ipsproxy.webproxy': webProxy.origin,
      'ipsproxy.webproxy.user': 'me',
      'ipsproxy.webproxy.password': 'wrong',
    };
    const message = await failureOf('https://backend.test', properties);
    expect(message).toContain(
      'refused the credentials (407): check ipsproxy.webproxy.user and ipsproxy.webproxy.password',
    );
    expect(message).not.toContain('wrong');
  });

  it.each([
    ['SSH-2.0-OpenSSH_9.6\r\n'],
    ['{"status": 200}'],
    ['HTTP/1.1 two hundred\r\n\r\n'],
    [`HTTP/1.1 200 OK\r\n${'x-long: 1\r\n'.repeat(2_000)}`],
  ])('answers what is no HTTP: %j', async (answer) => {
    const origin = await startOdd((socket) => socket.write(answer));
    const what = `is no HTTP: check its scheme and its port.`;
    expect(await failureOf('https://backend.test', { 'ipsproxy.webproxy': origin })).toBe(
      `502 There was no connection to ${EXAMPLE} (GET /scim/Users; CONNECT), as what the web proxy ${origin} ${by} answered to CONNECT ${what}`,
    );
  });

  it.each([
    ['TLS', 'https://backend.test'],
    ['HTTP', 'http://backend.test'],
  ])('says something where a backend with %s would wait', async (_, backend) => {
    const origin = await startOdd((socket) =>
      socket.write('HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}'),
    );
    expect(await failureOf(backend, { 'ipsproxy.webproxy': origin })).toBe(
      `502 ${none('CONNECT')} ${origin} ${by} sent more than an answer to CONNECT, and nobody had asked for anything else: check its address.`,
    );
  });

  it('sends interim answers without an end', async () => {
    const interim = 'HTTP/1.1 100 \r\n\r\n'.repeat(100_000);
    const origin = await startOdd((socket) => socket.write(interim));
    expect(await failureOf('https://backend.test', { 'ipsproxy.webproxy': origin })).toContain(
      'is no HTTP: check its scheme and its port.',
    );
  });

  it('has no TLS, or a certificate that nobody trusts', async () => {
    const plain = (await startOdd((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))).replace(
      'http:',
      'https:',
    );
    expect(await failureOf('https://backend.test', { 'ipsproxy.webproxy': plain })).toMatch(
      new RegExp(
        `, as there is no TLS connection to the web proxy ${plain} \\(the property ipsproxy\\.webproxy\\): it speaks no TLS there, or no version from 1\\.2 on: check its address, its scheme and its port\\.$`,
      ),
    );
    const own = makeCertificate({ name: 'proxy', issuer: authority, addresses: ['127.0.0.1'] });
    await using front = await startTlsBackend({ cert: own.certificate, key: own.key });
    const unknown = `https://127.0.0.1:${front.port}`;
    expect(await failureOf('https://backend.test', { 'ipsproxy.webproxy': unknown })).toContain(
      'its certificate is not trusted: set TrustStoreLocation to the certificate of "CN=Company CA".',
    );
  });

  it('closes the tunnel before the backend has said anything', async () => {
    const origin = await startOdd((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      socket.once('data', () => socket.destroy());
    });
    expect(await failureOf('https://backend.test', { 'ipsproxy.webproxy': origin })).toContain(
      `ECONNRESET; through the web proxy ${origin})`,
    );
  });

  it('closes', async () => {
    const origin = await startOdd((socket) => socket.end());
    expect(await failureOf('https://backend.test', { 'ipsproxy.webproxy': origin })).toBe(
      `502 ${none('CONNECT')} ${origin} ${by} closed the connection without an answer: check its address, and whether it takes CONNECT.`,
    );
  });

  it('hangs', async () => {
    const origin = await startOdd(() => {});
    expect(
      await failureOf('https://backend.test', { 'ipsproxy.webproxy': origin }, { connectTimeout: 100 }),
    ).toBe(
      `504 ${none('CONNECT')} ${origin} ${by} did not answer in time: look at it, and check its address.`,
    );
  });

  it('is not there', async () => {
    const origin = 'http://127.0.0.1:1';
    expect(await failureOf('https://backend.test', { 'ipsproxy.webproxy': origin })).toBe(
      `502 ${none('ECONNREFUSED')} ${origin} ${by} cannot be reached: check its address, and whether it is up.`,
    );
  });

  it('lets through to a host that hangs, of which is said through what', async () => {
    const origin = await startOdd((socket, count) => {
      if (count === 1) socket.write('HTTP/1.1 200 OK\r\n\r\n');
    });
    const message = await failureOf(
      'https://backend.test',
      { 'ipsproxy.webproxy': origin },
      { connectTimeout: 200 },
    );
    expect(message).toContain(`UND_ERR_CONNECT_TIMEOUT; through the web proxy ${origin}`);
    expect(message).toMatch(/^504 /);
  });
});

describe('credentials for a web proxy', () => {
  const properties = (origin: string, password: string) => ({
    ...trusting,
    'ipsproxy.webproxy': origin,
    'ipsproxy.webproxy.user': 'me',
    'ipsproxy.webproxy.password': password,
  });

  /** Takes what is right at the moment, and counts what is not. */
  async function startGuarded(backendPort: () => number) {
    const state = { right: 'right', refused: 0 };
    const origin = await startOdd((socket, _, head) => {
      const [, sent = ''] = /proxy-authorization: Basic (\S+)/.exec(head) ?? [];
      if (Buffer.from(sent, 'base64').toString() !== `me:${state.right}`) {
        state.refused += 1;
        socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
        return;
      }
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      const target = connect({ host: '127.0.0.1', port: backendPort() });
      target.on('error', () => socket.destroy());
      socket.on('close', () => target.destroy());
      socket.pipe(target).pipe(socket);
    });
    return { state, origin };
  }

  it('are shown once where they are refused, however many requests and systems there are, until a while is over', async () => {
    await using backend = await startTls();
    const { state, origin } = await startGuarded(() => backend.port);
    let time = 0;
    const shared = new SharedState();
    const options = { shared, now: () => time };
    const systems = [1, 2].map(() =>
      open(`https://backend.test:${backend.port}`, properties(origin, 'new'), options),
    );
    const ask = () =>
      Promise.all(
        systems.flatMap(({ send }) =>
          Array.from({ length: 20 }, () => send(GET).catch(({ cause }) => cause)),
        ),
      );
    for (const error of await ask()) expect(error).toBeInstanceOf(WebProxyError);
    expect(state.refused).toBe(1);
    time = 14 * 60_000;
    const [held] = await ask();
    expect(held.trouble).toEqual({ kind: 'refused', status: 407, seconds: 60 });
    expect(state.refused).toBe(1);
    state.right = 'new';
    time = 15 * 60_000;
    for (const answer of await ask()) expect(answer).toMatchObject({ status: 200 });
    expect(state.refused).toBe(1);
  });

  it('that had been taken are tried again after a minute', async () => {
    await using backend = await startTls();
    const { state, origin } = await startGuarded(() => backend.port);
    let time = 0;
    const { send } = open(`https://backend.test:${backend.port}`, properties(origin, 'right'), {
      now: () => time,
    });
    expect(await send(GET)).toMatchObject({ status: 200 });
    state.right = 'away';
    backend.cut();
    const ask = () => send(GET).catch(({ cause }) => cause);
    await until(async () => (await ask()) instanceof WebProxyError);
    expect((await ask()).trouble).toMatchObject({ seconds: 60 });
    state.right = 'right';
    time = 60_000;
    expect(await ask()).toMatchObject({ status: 200 });
    expect(state.refused).toBe(1);
  });

  it('are another matter than a web proxy that is away: all who wait are told at once', async () => {
    const { send } = open('https://backend.test', properties('http://127.0.0.1:1', 'x'));
    const failures = await Promise.all(Array.from({ length: 20 }, () => send(GET).catch((error) => error)));
    for (const { reason } of failures) expect(reason).toBe('ECONNREFUSED');
  });
});

describe('properties of a web proxy', () => {
  it.each<[Record<string, string>, string]>([
    [
      { 'ipsproxy.webproxy': 'http://p/path' },
      'ipsproxy.webproxy must have scheme, host and port only, such as http://proxy.example.com:8080',
    ],
    [
      { 'ipsproxy.webproxy': 'socks5://p' },
      'ipsproxy.webproxy must begin with http:// or https://: web proxies of another kind (socks5) are not supported',
    ],
    [
      { 'ipsproxy.webproxy': 'http://me:secret@p' },
      'ipsproxy.webproxy must not contain a user or a password; they belong into the properties ipsproxy.webproxy.user and ipsproxy.webproxy.password',
    ],
    [
      { 'ipsproxy.webproxy.user': 'me' },
      'ipsproxy.webproxy.user is set without a web proxy: set ipsproxy.webproxy as well, or remove it',
    ],
    [
      { 'ipsproxy.webproxy': 'none', 'ipsproxy.webproxy.password': 'x' },
      'ipsproxy.webproxy.password is set without a web proxy: set ipsproxy.webproxy as well, or remove it',
    ],
    [
      { 'ipsproxy.webproxy': 'p:1', 'ipsproxy.webproxy.password': 'x' },
      'ipsproxy.webproxy.user is missing: the user whose ipsproxy.webproxy.password is set',
    ],
    [
      { 'ipsproxy.webproxy': 'p:1', 'ipsproxy.webproxy.user': 'me' },
      'ipsproxy.webproxy.password is missing: the password of the user whom ipsproxy.webproxy.user names',
    ],
    [
      { 'ipsproxy.webproxy': 'p:1', 'ipsproxy.webproxy.user': 'a:b', 'ipsproxy.webproxy.password': 'x' },
      'ipsproxy.webproxy.user must not have a colon (":"), at which Basic authentication ends it',
    ],
    [
      {
        'ipsproxy.webproxy': 'p:1',
        'ipsproxy.webproxy.user': 'a',
        'ipsproxy.webproxy.password': 'b\r\nX: y',
      },
      'ipsproxy.webproxy.password has a control character in it, perhaps a line break at its end',
    ],
  ])('%j: %s', (properties, message) => {
    expect(() => settingsOf(properties)).toThrow(new Error(message));
  });
});
