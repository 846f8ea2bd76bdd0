import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import {
  API,
  AUTHORIZATION,
  ERROR_SCHEMA,
  fakeSystem,
  OK,
  SYSTEM,
  scimErrorOf,
  startProxy,
} from './helpers.ts';

const LINE = `GET ${API}/${SYSTEM}/Users HTTP/1.1`;
const HEAD = `${LINE}\r\nHost: x\r\nAuthorization: ${AUTHORIZATION}\r\n`;

describe('what is not even a request', () => {
  it.each([
    ['garbage', 'hello\r\n\r\n', 400, /not a well-formed HTTP/],
    [
      'TLS on the plain port',
      Buffer.from([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3, 0, 0]),
      400,
      /not a well-formed/,
    ],
    ['a broken header', `${LINE}\r\nHost: x\r\nno colon here\r\n\r\n`, 400, /not a well-formed/],
    ['a header with a NUL', `${LINE}\r\nHost: x\r\nX-A: \0\r\n\r\n`, 400, /not a well-formed/],
    [
      'two lengths',
      `${LINE}\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab`,
      400,
      /not a well-formed/,
    ],
    [
      'a length and chunks',
      `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      400,
      /not a well-formed/,
    ],
    ['headers without end', `${LINE}\r\nHost: x\r\nX-A: ${'a'.repeat(40_000)}`, 431, /larger than 32 kB/],
    ['a URL without end', `GET /${'a'.repeat(40_000)}`, 431, /larger than 32 kB/],
    ['a method nobody knows', 'FOO /x HTTP/1.1\r\nHost: x\r\n\r\n', 405, /method is not known/],
    [
      'CONNECT',
      'CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n',
      405,
      /CONNECT is not supported/,
    ],
  ])('%s', async (_, text, status, detail) => {
    const system = fakeSystem();
    const proxy = await startProxy({ systems: [system] });
    const answer = scimErrorOf(await proxy.raw(text));
    expect(answer.status).toBe(status);
    expect(answer.head).toContain('content-type: application/scim+json');
    expect(answer.head).toMatch(/x-request-id: [a-z0-9-]+/);
    expect(answer.head).toContain('connection: close');
    if (status === 405) expect(answer.head).toMatch(/allow: get, /);
    expect(answer.body).toEqual({
      schemas: [ERROR_SCHEMA],
      status: String(status),
      detail: expect.stringMatching(detail),
    });
    expect(system.calls).toEqual([]);
    expect((await proxy.send('/Users')).status).toBe(200);
  });

  it('a request without Host, or with a strange one', async () => {
    const proxy = await startProxy();
    for (const host of [
      '',
      'Host: a b\r\n',
      'Host: evil.example/path\r\n',
      'Host: user@x\r\n',
      'Host: \r\n',
    ]) {
      const text = `${LINE}\r\n${host}Authorization: ${AUTHORIZATION}\r\nConnection: close\r\n\r\n`;
      const answer = scimErrorOf(await proxy.raw(text));
      expect([host, answer.status]).toEqual([host, 400]);
      expect(answer.body.detail).toMatch(/Host header/);
    }
    const old = `GET ${API}/${SYSTEM}/Users HTTP/1.0\r\nAuthorization: ${AUTHORIZATION}\r\n\r\n`;
    expect(await proxy.raw(old)).toMatch(/^HTTP\/1.1 200 /);
  });

  it('an expectation that cannot be met', async () => {
    const proxy = await startProxy();
    const answer = scimErrorOf(await proxy.raw(`${HEAD}Expect: miracles\r\nConnection: close\r\n\r\n`));
    expect(answer.status).toBe(417);
    expect(answer.head).toContain('content-type: application/scim+json');
  });

  it('a client that asks before it sends too much', async () => {
    const proxy = await startProxy();
    const head = (length: number) =>
      `POST ${API}/${SYSTEM}/Users HTTP/1.1\r\nHost: x\r\nAuthorization: ${AUTHORIZATION}\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${length}\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n`;
    expect(await proxy.raw(`${head(2)}{}`)).toMatch(/^HTTP\/1.1 100 Continue\r\n\r\nHTTP\/1.1 200 /);
    const refused = await proxy.raw(`${head(200_000)}${' '.repeat(200_000)}`);
    expect(refused).toMatch(/^HTTP\/1.1 413 /);
  });

  it('a request that never ends', async () => {
    const proxy = await startProxy({ settings: { requestTimeout: 0.2 } });
    const headers = scimErrorOf(await proxy.raw(`${LINE}\r\nHost: x\r\nX-Slow:`));
    expect([headers.status, headers.body.detail]).toEqual([
      408,
      'The request did not arrive in time: its headers within 20 seconds, all of it within server.requestTimeout.',
    ]);
    const post = HEAD.replace('GET', 'POST');
    const body = scimErrorOf(
      await proxy.raw(`${post}Content-Type: application/json\r\nContent-Length: 9\r\n\r\n{`),
    );
    expect([body.status, body.body.detail]).toEqual([
      408,
      'The request did not arrive in time: its headers within 20 seconds, all of it within server.requestTimeout.',
    ]);
  });

  it('a body with broken chunks', async () => {
    const system = fakeSystem();
    const proxy = await startProxy({ systems: [system] });
    const head = `${HEAD.replace('GET', 'POST')}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`;
    expect(scimErrorOf(await proxy.raw(`${head}zz\r\n{}\r\n0\r\n\r\n`)).status).toBe(400);
    expect(system.calls).toEqual([]);
  });

  it('a client that goes away in the middle of a body', async () => {
    const system = fakeSystem();
    const proxy = await startProxy({ systems: [system] });
    const { promise: gone, resolve } = Promise.withResolvers<void>();
    const socket = connect(proxy.port, '127.0.0.1', () => {
      const head = `${HEAD.replace('GET', 'POST')}Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"a"`;
      socket.end(head, () => socket.destroy());
    });
    socket.on('close', () => resolve());
    await gone;
    expect((await proxy.send('/Users')).status).toBe(200);
    expect(system.calls.map(({ operation }) => operation)).toEqual(['list']);
  });
});

describe('several requests on one connection', () => {
  it('are answered in order, also when the last one is broken', async () => {
    const { promise: release, resolve } = Promise.withResolvers<void>();
    const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
    const system = fakeSystem(async () => {
      reach();
      await release;
      return OK;
    });
    const proxy = await startProxy({ systems: [system] });
    const answers = proxy.raw(`${HEAD}\r\nBROKEN\r\n\r\n`);
    await reached;
    resolve();
    expect((await answers).match(/HTTP\/1.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 400']);
  });

  it('are not taken for another protocol', async () => {
    const proxy = await startProxy();
    const text = HEAD.replace('Host: x', 'Host: x\r\nConnection: Upgrade, close\r\nUpgrade: h2c');
    expect(await proxy.raw(`${text}\r\n`)).toMatch(/^HTTP\/1.1 200 /);
  });

  it('understand the absolute form of a URL', async () => {
    const system = fakeSystem();
    const proxy = await startProxy({ systems: [system] });
    const text = `GET http://other.example${API}/${SYSTEM}/Users/1 HTTP/1.1\r\nHost: x\r\nAuthorization: ${AUTHORIZATION}\r\nConnection: close\r\n\r\n`;
    expect(await proxy.raw(text)).toMatch(/^HTTP\/1.1 200 /);
    expect(system.calls[0]).toMatchObject({ operation: 'get', id: '1' });
  });

  it.each([
    ['dot segments', '/Users/../Groups'],
    ['dot segments in escapes', '/Users/%2e%2e/Groups'],
    ['a fragment', '/Users/a#b'],
  ])('never guess what %s mean', async (_, path) => {
    const system = fakeSystem();
    const proxy = await startProxy({ systems: [system] });
    const text = `DELETE ${API}/${SYSTEM}${path} HTTP/1.1\r\nHost: x\r\nAuthorization: ${AUTHORIZATION}\r\nConnection: close\r\n\r\n`;
    const answer = scimErrorOf(await proxy.raw(text));
    expect([answer.status, answer.body.scimType]).toEqual([400, 'invalidValue']);
    expect(system.calls).toEqual([]);
  });
});
