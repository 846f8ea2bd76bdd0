/** TLS that the proxy serves itself. */
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { basic, scimErrorOf } from '../../server/helpers.ts';
import { makeCertificate } from '../../support/certificates.ts';
import { BASIC_FAMILY, LET_IN, SERVER_TLS, server, startStage } from '../../support/tls-stage.ts';

const HEALTH = 'GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: keep-alive\r\n\r\n';
const AUTHORIZATION = basic('client', 'secret');
const technicalUsers = [{ id: 'client', secrets: [{ env: 'CLIENT_SECRET' }] }];

it('serves what plain HTTP does, under URLs of https', async () => {
  const proxy = await startStage({ server: { tls: SERVER_TLS }, technicalUsers });
  expect(proxy.service.url).toBe(`https://127.0.0.1:${proxy.port}`);
  const answer = await proxy.ask({
    path: `${BASIC_FAMILY}/one/Nothing`,
    headers: { authorization: AUTHORIZATION },
  });
  expect(answer.status).toBe(LET_IN);
  expect(answer.headers['strict-transport-security']).toBe('max-age=31536000');
});

it('bounds headers and what is no HTTP as plain HTTP does, with the same headers', async () => {
  const proxy = await startStage({ server: { tls: SERVER_TLS } });
  for (const [request, status] of [
    [`GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`, 431],
    ['nonsense\r\n\r\n', 400],
    ['CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n', 405],
  ] as const) {
    const socket = await proxy.open();
    socket.write(request);
    const answer = scimErrorOf(await text(socket));
    expect(answer.status).toBe(status);
    expect(answer.head).toContain("\r\ncontent-security-policy: default-src 'none'; frame-ancestors 'none'");
    expect(answer.head).toContain('\r\nstrict-transport-security: max-age=');
  }
});

it('answers a client that sends more than is read', async () => {
  const proxy = await startStage({ server: { tls: SERVER_TLS } });
  const socket = await proxy.open();
  const body = 'x'.repeat(200_000);
  socket.write(
    `POST ${BASIC_FAMILY}/one/Nothing HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
  expect(scimErrorOf(await text(socket)).status).toBe(401);
});

it('has a new certificate for new connections as soon as the files have it, and lets the others go on', async () => {
  const proxy = await startStage({ server: { tls: SERVER_TLS } });
  const old = await proxy.open();
  const next = makeCertificate({ name: 'renewed', addresses: ['127.0.0.1'] });

  await proxy.write('server.pem', next.certificate);
  expect(await proxy.look()).toBe(false);
  expect(await proxy.look()).toBe(false);
  const warnings = () => proxy.lines.filter(({ level }) => level === 40);
  expect(warnings()).toMatchObject([
    {
      msg: 'files of server.tls cannot be used as they are now, those from before stay: server.tls.key is the key of another certificate than that of CN=renewed',
    },
  ]);
  const meanwhile = await proxy.open();
  expect(meanwhile.getPeerX509Certificate()?.subject).toBe('CN=proxy');

  await proxy.write('server.key', next.key);
  expect(await proxy.look()).toBe(true);
  expect(warnings()).toHaveLength(1);
  const later = await proxy.open({ ca: next.certificate });
  expect(later.getPeerX509Certificate()?.subject).toBe('CN=renewed');
  old.write(HEALTH);
  expect(String((await once(old, 'data'))[0])).toContain('200 OK');
});

it('goes on with what it has while a file is away, which is said once', async () => {
  const proxy = await startStage({ server: { tls: SERVER_TLS } });
  await proxy.remove('server.key');
  for (let look = 0; look < 3; look += 1) expect(await proxy.look()).toBe(false);
  expect(proxy.lines.filter(({ level }) => level === 40)).toMatchObject([
    { msg: expect.stringMatching(/server\.tls\.key has no value: .*the file does not exist/) },
  ]);
  await proxy.open();
});

it('has it at once with a reload, too; to serve plain HTTP instead takes a restart', async () => {
  const proxy = await startStage({ server: { tls: SERVER_TLS }, technicalUsers });
  const next = makeCertificate({ name: 'renewed', addresses: ['127.0.0.1'] });
  await proxy.write('server.pem', next.certificate + next.key);
  await proxy.write('server.key', next.certificate + next.key);
  await proxy.reloadWith({});
  const later = await proxy.open({ ca: next.certificate });
  expect(later.getPeerX509Certificate()?.fingerprint256).toBe(
    new X509Certificate(next.certificate).fingerprint256,
  );
  await proxy.reloadWith({ server: { drainTime: 0 } });
  expect(proxy.lines.map(({ msg }) => msg)).toContain(
    'server.tls.certificate has been set or removed; this takes effect with the next start',
  );
  await proxy.open({ ca: next.certificate });
});

it('says when its certificate ends', async () => {
  const proxy = await startStage({ server: { tls: SERVER_TLS }, technicalUsers });
  await proxy.reloadWith({});
  const end = new X509Certificate(server.certificate).validToDate.toISOString().slice(0, 10);
  expect(proxy.lines).toContainEqual(
    expect.objectContaining({
      level: 30,
      property: 'server.tls.certificate',
      msg: `certificate of the proxy (CN=proxy) expires on ${end}`,
    }),
  );
});
