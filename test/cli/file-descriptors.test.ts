import type { Socket } from 'node:net';
import { expect, it } from 'vitest';
import { ask, open } from './connections.ts';
import { AUTHORIZATION, SYSTEM, startProxy } from './proxy-process.ts';

const HEALTH = 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n';
const USERS = `GET /ipsproxy/api/v1/scim/${SYSTEM}/Users?count=1 HTTP/1.1\r\nHost: x\r\nAuthorization: ${AUTHORIZATION}\r\n\r\n`;

it('a proxy out of file descriptors says so, and recovers', async () => {
  const proxy = await startProxy({}, { openFiles: 100 });
  const held: Socket[] = [];
  for (;;) {
    const socket = await open(proxy.port);
    const answer = await ask(socket, HEALTH).catch((error: Error) => error.message);
    // The operating system takes the connection, and the proxy can only close it.
    if (!answer.startsWith('HTTP/1.1 200')) break;
    held.push(socket);
  }
  const answer = await ask(held[0] as Socket, USERS);
  expect(answer).toMatch(/^HTTP\/1\.1 503 [\s\S]*\r\nretry-after: 5\r\n/i);
  expect(answer).toMatch(/raise its limit \(ulimit -n\)[\s\S]*EMFILE\), which is not at fault/);

  proxy.child.kill('SIGHUP');
  const refused = await proxy.line(({ msg }) => String(msg).startsWith('reload refused'));
  expect(String(refused.problems)).toContain('too many files and connections are open (ulimit -n)');

  for (const socket of held.slice(1)) socket.destroy();
  let later = answer;
  while (later.includes('EMFILE')) later = await ask(held[0] as Socket, USERS);
  expect(later).toMatch(/^HTTP\/1\.1 502 [\s\S]*takes no connection/);
  expect(await ask(await open(proxy.port), HEALTH)).toMatch(/^HTTP\/1\.1 200/);
  proxy.child.kill('SIGTERM');
  expect((await proxy.ended).code).toBe(0);
});
