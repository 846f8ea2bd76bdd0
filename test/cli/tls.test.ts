/** The process with TLS, management and certificates of clients, as an administrator runs it. */
import { once } from 'node:events';
import { request } from 'node:https';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { folderWith } from '../config/helpers.ts';
import { makeCertificate } from '../support/certificates.ts';
import { CERTIFICATE_FAMILY, SERVER_FILES, SERVER_TLS, server, showing } from '../support/tls-stage.ts';
import { run, watch } from './helpers.ts';
import { configuration, ENVIRONMENT, SYSTEM } from './proxy-process.ts';

const HEALTH_CHECK = fileURLToPath(new URL('../../src/cli/health-check.ts', import.meta.url));
const client = makeCertificate({ name: 'client' });

async function start(settings: object) {
  const folder = await folderWith({
    ...SERVER_FILES,
    'client.pem': client.certificate,
    'c.json': configuration({
      server: { port: 0, drainTime: 0, ...settings },
      technicalUsers: [{ id: 'idm', certificates: [{ file: 'client.pem' }] }],
    }),
  });
  const proxy = run('serve', { args: ['--config', join(folder, 'c.json')], env: ENVIRONMENT });
  const first = await proxy.line(({ url }) => url !== undefined);
  return { ...proxy, first, port: Number(new URL(String(first['url'])).port) };
}

async function statusFor(port: number): Promise<number> {
  const asked = request(`https://127.0.0.1:${port}${CERTIFICATE_FAMILY}/${SYSTEM}/Nothing`, {
    ca: server.certificate,
    agent: false,
    ...showing(client),
  }).end();
  const [response] = await once(asked, 'response');
  response.resume();
  return response.statusCode;
}

/** The health check of the image: its exit code, and what it says. */
async function healthCheck(port: number): Promise<readonly [number | null, string]> {
  const { ended } = watch([process.execPath, HEALTH_CHECK], {
    env: { HOST: '127.0.0.1', PORT: String(port) },
  });
  const { code, stderr } = await ended;
  return [code, stderr];
}

it('lets in by a certificate, and is found healthy', async () => {
  const proxy = await start({ tls: SERVER_TLS });
  expect(await statusFor(proxy.port)).toBe(404);
  expect(await healthCheck(proxy.port)).toEqual([0, '']);
  expect(proxy.first['msg']).toMatch(/^ipsproxy \S+ listening on https:\/\/127\.0\.0\.1:\d+$/);
});

it('is found healthy with management elsewhere, which the log names', async () => {
  const proxy = await start({ management: { port: 0 } });
  expect(await healthCheck(proxy.port)).toEqual([0, '']);
  expect(proxy.first['msg']).toMatch(/, management on http:\/\/127\.0\.0\.1:\d+$/);
  proxy.child.kill('SIGKILL');
  await proxy.ended;
  expect(await healthCheck(proxy.port)).toEqual([1, expect.stringContaining('ECONNREFUSED')]);
});

it('opens no debugger', async () => {
  const proxy = await start({});
  proxy.child.kill('SIGUSR1');
  await proxy.line(({ msg }) => msg === 'SIGUSR1 ignored: this process opens no debugger');
  proxy.child.kill('SIGTERM');
  expect((await proxy.ended).stderr).not.toContain('Debugger');
});
