/** What somebody tries on a connection with TLS before any request is read. */
import { once } from 'node:events';
import { connect as connectPlain } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { scimErrorOf } from '../server/helpers.ts';
import { CERTIFICATE_FAMILY, LET_IN, SERVER_TLS, showing, startStage } from '../support/tls-stage.ts';
import { idm, startTls } from './support/client-certificates.ts';

describe('on the connection itself', () => {
  it.each([
    ['TLS 1.0', { maxVersion: 'TLSv1', minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' }],
    ['TLS 1.1', { maxVersion: 'TLSv1.1', minVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }],
    ['a cipher without forward secrecy', { maxVersion: 'TLSv1.2', ciphers: 'AES128-GCM-SHA256' }],
    ['a cipher of the old kind', { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA' }],
    ['a cipher without authentication', { maxVersion: 'TLSv1.2', ciphers: 'aNULL@SECLEVEL=0' }],
  ] as const)('%s', async (_what, options) => {
    const proxy = await startTls();
    await expect(proxy.open(options)).rejects.toThrow(/alert|unsupported|no ciphers|handshake/i);
    const line = proxy.lines.find(({ msg }) => msg === 'a TLS handshake with a client failed');
    expect(line).toMatchObject({ address: '127.0.0.1', failed: 1 });
  });

  it('plain HTTP, which gets an answer that says so', async () => {
    const proxy = await startTls();
    const socket = connectPlain(proxy.port, '127.0.0.1');
    socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
    const answer = scimErrorOf(await text(socket));
    expect(answer.status).toBe(400);
    expect(answer.body.detail).toBe('Only TLS is spoken here: the URL has to begin with https://.');
  });

  it.each(['\0\0\0\0', '\x80\x2e\x01\x03\x01', '\x16\x03\x01\xff\xff'])(
    'bytes that are nothing: %j',
    async (bytes) => {
      const proxy = await startTls();
      const socket = connectPlain(proxy.port, '127.0.0.1');
      socket.end(Buffer.from(bytes, 'latin1'));
      const answer = await text(socket);
      expect(answer).not.toContain('HTTP');
      expect((await proxy.ask({ shows: idm })).status).toBe(LET_IN);
    },
  );

  it('renegotiation, to become somebody else on the same connection', async () => {
    const proxy = await startTls();
    const socket = await proxy.open({ maxVersion: 'TLSv1.2', ...showing(idm) });
    const outcome = await new Promise<string>((resolve) => {
      socket.once('error', ({ message }) => resolve(message));
      socket.renegotiate({}, (error) => resolve(error?.message ?? 'done'));
    });
    expect(outcome).not.toBe('done');
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'a session that is taken up again, with %s',
    async (maxVersion) => {
      const proxy = await startTls();
      const first = await proxy.open({ maxVersion, ...showing(idm) });
      let session = first.getSession();
      first.on('session', (later) => {
        session = later;
      });
      first.write('GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
      await text(first);
      const second = await proxy.open({ maxVersion, session });
      expect(second.isSessionReused()).toBe(false);
      second.write(`GET ${CERTIFICATE_FAMILY}/one/Nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
      expect(scimErrorOf(await text(second)).status).toBe(401);
    },
  );

  it('handshakes that never end: their time is bounded', async () => {
    const proxy = await startStage({ server: { tls: SERVER_TLS, requestTimeout: 0.2 } });
    const silent = connectPlain(proxy.port, '127.0.0.1');
    const begun = connectPlain(proxy.port, '127.0.0.1');
    begun.write(Buffer.from('16030100', 'hex'));
    for (const socket of [silent, begun]) socket.on('error', () => {});
    await Promise.all([once(silent, 'close'), once(begun, 'close')]);
  });

  it('handshakes that have not ended: they keep nobody from stopping', async () => {
    const proxy = await startStage({ server: { tls: SERVER_TLS } });
    const begun = connectPlain(proxy.port, '127.0.0.1');
    begun.on('error', () => {});
    begun.write(Buffer.from('16030100', 'hex'));
    // Its handshake is under way when that of the next one is done.
    await proxy.open();
    const ended = once(begun, 'close');
    await proxy.service.stop();
    await ended;
  });

  it('more connections than one address may have: they are cut before a handshake', async () => {
    const proxy = await startStage({ server: { tls: SERVER_TLS, connectionsPerAddress: 1 } });
    const first = await proxy.open();
    await expect(proxy.open()).rejects.toThrow();
    first.write('GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    expect(await text(first)).toContain('200 OK');
  });
});
