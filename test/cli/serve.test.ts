import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWith } from '../config/helpers.ts';
import { run } from './helpers.ts';
import {
  AUTHORIZATION as authorization,
  configuration,
  configurationFile,
  ENVIRONMENT,
  PROPERTIES,
  SYSTEM,
  startProxy,
} from './proxy-process.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

describe('ipsproxy serve', () => {
  it('says version, address and systems, serves, and stops', async () => {
    const proxy = await startProxy();
    const system = await proxy.line(({ msg }) => String(msg).startsWith(`system ${SYSTEM} `));
    expect(proxy.lines[0]).toMatchObject({ version, msg: `ipsproxy ${version} listening on ${proxy.url}` });
    expect(system).toMatchObject({ system: SYSTEM, endpoints: ['Users', 'Groups'] });
    const address = String((system.urls as string[])[0]);
    expect(address).toBe(`${proxy.url}/ipsproxy/api/v1/scim/${SYSTEM}`);
    expect((await fetch(`${address}/Printers`, { headers: { authorization } })).status).toBe(404);
    expect((await fetch(`${address}/Users`)).status).toBe(401);
    proxy.child.kill('SIGTERM');
    const { code, stdout, stderr } = await proxy.ended;
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('"msg":"stopped"');
    expect(stdout).not.toContain('hunter2');
  });

  it('takes IPSPROXY_CONFIG, HOST and PORT from the environment', async () => {
    const first = await startProxy();
    const file = await configurationFile(configuration({ server: { port: first.port } }));
    const proxy = run('serve', {
      env: { ...ENVIRONMENT, IPSPROXY_CONFIG: file, HOST: '127.0.0.1', PORT: '0' },
    });
    const { url } = await proxy.line(({ url }) => url !== undefined);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });

  it('serves other systems beside a broken one, which says why', async () => {
    const broken = {
      id: 'bad',
      type: 'identity-authentication',
      properties: { URL: 'https://tenant.example.com', User: 'u', Password: { env: 'NOT_SET' } },
    };
    const { systems } = JSON.parse(configuration()) as { systems: unknown[] };
    const proxy = await startProxy({ systems: [broken, ...systems] });
    await proxy.line(({ msg }) => String(msg).startsWith(`system ${SYSTEM} at `));
    const line = await proxy.line(({ msg }) => String(msg).startsWith('system bad is broken'));
    expect(line.level).toBe(50);
    const answer = await fetch(`${proxy.url}/ipsproxy/api/v1/scim/bad/Users`, { headers: { authorization } });
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain('the environment variable NOT_SET is not set');
  });

  it('reloads on SIGHUP', async () => {
    const proxy = await startProxy();
    await writeFile(proxy.file, '{ broken');
    proxy.child.kill('SIGHUP');
    await proxy.line(({ msg }) => String(msg).startsWith('reload refused'));
    const other = { id: 'other', type: 'identity-authentication', properties: PROPERTIES };
    await writeFile(proxy.file, configuration({ systems: [other] }));
    proxy.child.kill('SIGHUP');
    await proxy.line(({ msg }) => msg === 'configuration reloaded');
    const answer = await fetch(`${proxy.url}/ipsproxy/api/v1/scim/${SYSTEM}/Users`, {
      headers: { authorization },
    });
    expect(answer.status).toBe(404);
  });

  it('reads the files of destinations again on SIGHUP', async () => {
    const proxy = await startProxy();
    const tenant = join(proxy.file, '../tenant.json');
    await writeFile(tenant, JSON.stringify(PROPERTIES));
    const systems = [{ id: SYSTEM, type: 'identity-authentication', destination: 'tenant' }];
    const destinations = { tenant: { file: 'tenant.json' } };
    await writeFile(proxy.file, configuration({ destinations, systems }));
    proxy.child.kill('SIGHUP');
    await proxy.line(({ msg }) => msg === 'configuration reloaded');
    await writeFile(tenant, JSON.stringify({ ...PROPERTIES, URL: 'no address' }));
    proxy.child.kill('SIGHUP');
    const refused = await proxy.line(({ msg }) => String(msg).startsWith('reload refused'));
    expect(refused.problems).toEqual([expect.stringMatching(/tenant\.json:1:2: error: system "ias-test"/)]);
  });

  it('ends with a line in the log where something inside is broken', async () => {
    const breaking = "process.on('SIGUSR2', () => { throw new Error('broken inside'); });";
    const NODE_OPTIONS = `--import "data:text/javascript,${encodeURIComponent(breaking)}"`;
    const proxy = await startProxy({}, { env: { NODE_OPTIONS } });
    proxy.child.kill('SIGUSR2');
    expect((await proxy.ended).code).toBe(1);
    expect(proxy.lines.at(-1)).toMatchObject({
      level: 60,
      msg: 'unexpected exception, the process ends',
      err: { type: 'Error', stack: expect.stringContaining('process.emit') },
    });
  });

  it('stops at once at the second signal', async () => {
    const proxy = await startProxy({ server: { port: 0, shutdownTimeout: 3600 } });
    // A request that never ends keeps the first signal waiting.
    const socket = connect(proxy.port, '127.0.0.1');
    socket.on('error', () => {});
    const head = `POST /ipsproxy/api/v1/scim/${SYSTEM}/Users HTTP/1.1\r\nHost: x\r\nAuthorization: ${authorization}\r\n`;
    socket.write(
      `${head}Content-Type: application/json\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n`,
    );
    await new Promise((resolve) => socket.once('data', resolve));
    proxy.child.kill('SIGINT');
    await proxy.line(({ msg }) => msg === 'SIGINT, finishing the requests under way');
    const ready = await fetch(`${proxy.url}/readyz`);
    expect(ready.status).toBe(503);
    proxy.child.kill('SIGTERM');
    expect((await proxy.ended).code).toBe(1);
    socket.destroy();
  });
});

describe('ipsproxy serve that cannot work', () => {
  it('says what is wrong with the file, without a stack', async () => {
    const file = join(await folderWith({ 'c.yaml': 'server:\n  prot: 80\nsystems: none\n' }), 'c.yaml');
    const { code, stdout, stderr } = await run('serve', { args: ['--config', file] }).ended;
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr.split('\n')).toEqual([
      'The configuration cannot be used:',
      `${file}:2:3: error: unknown key "prot" in server; did you mean "port"?`,
      `${file}:3:10: error: systems must be a list of systems`,
      '',
    ]);
  });

  it('says that the port is taken', async () => {
    const { port, file } = await startProxy();
    const second = run('serve', { args: ['--config', file], env: { ...ENVIRONMENT, PORT: String(port) } });
    const { code, stderr } = await second.ended;
    expect([code, stderr]).toEqual([
      1,
      `Port ${port} on 127.0.0.1 is taken by another process; set another one (PORT, or server.port).\n`,
    ]);
  });

  it.each([
    ['no file', [], {}, /Which configuration\? Add --config FILE or set IPSPROXY_CONFIG/],
    [
      'a file that is not there',
      ['--config', 'nowhere.json'],
      {},
      /nowhere\.json:1:1: error: the file does not exist/,
    ],
    ['an unknown option', ['--port', '80'], {}, /Unknown option '--port'\n.*ipsproxy serve --help/],
    [
      'an argument too many',
      ['c.json'],
      {},
      /Too many arguments for 'serve'\. Expected 0 arguments but got 1/,
    ],
    [
      'a PORT that is none',
      ['--config', 'config/demo.jsonc'],
      { PORT: 'http' },
      /PORT must be a whole number/,
    ],
  ])('says what to do about %s', async (_, args, environment, message) => {
    const { code, stdout, stderr } = await run('serve', { args, env: environment }).ended;
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});
