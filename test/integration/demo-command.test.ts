import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { scimClient } from './support/client.ts';
import {
  CLOUD_FOUNDRY,
  IDENTITY_AUTHENTICATION_V1,
  IDENTITY_AUTHENTICATION_V2,
  SCIM,
} from './support/demo.ts';

const hasCurl = spawnSync('curl', ['--version']).status === 0;
const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

function demo(...args: string[]): ChildProcess & { stdout: NonNullable<ChildProcess['stdout']> } {
  const child = spawn(process.execPath, ['src/cli/ipsproxy.ts', 'demo', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  return child as never;
}

async function exitCode(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null) await once(child, 'exit');
  return child.exitCode;
}

describe('npm run demo', () => {
  it('prints one line of JSON when ready, serves exactly what was asked for, and stops on SIGTERM', async () => {
    const child = demo('--json', '--port', '0', '--users', '7', '--groups', '3');
    const lines = createInterface({ input: child.stdout });
    const [line] = (await once(lines, 'line')) as [string];
    const ready = JSON.parse(line);
    const url = `${ready.proxy}/ipsproxy/api/v1/scim/${IDENTITY_AUTHENTICATION_V2}`;
    expect(ready.systems[IDENTITY_AUTHENTICATION_V2]).toEqual({ type: 'identity-authentication', url });
    expect(ready.proxy).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(ready.sandbox['identity-authentication']).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);

    const client = scimClient(url);
    expect((await client.get('/Users?count=2')).body).toMatchObject({ totalResults: 7, itemsPerPage: 2 });
    expect((await client.get('/Groups?count=0')).body).toMatchObject({ totalResults: 3, Resources: [] });

    for (const [id, type, key] of [
      [IDENTITY_AUTHENTICATION_V1, 'identity-authentication', 'identity-authentication-v1'],
      [CLOUD_FOUNDRY, 'cloud-foundry', 'cloud-foundry'],
      [SCIM, 'scim', 'scim'],
    ] as const) {
      expect(ready.systems[id]).toMatchObject({ type });
      expect(ready.sandbox[key]).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
      expect((await scimClient(ready.systems[id].url).get('/Users?count=0')).body).toMatchObject({
        totalResults: 7,
      });
    }

    const { url: cloudFoundry, ...logon } = ready.standIns['cloud-foundry'];
    expect([cloudFoundry, logon]).toEqual([
      ready.sandbox['cloud-foundry'],
      {
        type: 'cloud-foundry',
        user: 'cf-user-provisioning-acme-platform@sap.invalid',
        password: 'provisioning-secret',
        origin: 'acme-platform',
      },
    ]);
    expect(Object.keys(ready.standIns)).toEqual(Object.keys(ready.sandbox));
    const tenant = ready.standIns['identity-authentication'];
    const authorization = `Basic ${Buffer.from(`${tenant.user}:${tenant.password}`).toString('base64')}`;
    expect((await fetch(`${tenant.url}/scim/Users`, { headers: { authorization } })).status).toBe(200);

    const rest: string[] = [];
    lines.on('line', (more) => rest.push(more));
    child.kill('SIGTERM');
    expect(await exitCode(child)).toBe(0);
    expect(rest).toEqual([]);
  });

  it('with --sloppy: the SCIM system gives ids as numbers, and clients see text', async () => {
    const child = demo('--json', '--port', '0', '--users', '9', '--sloppy');
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    const { systems, sandbox } = JSON.parse(line);
    const client = scimClient(systems[SCIM].url);
    const switches = await (await fetch(`${sandbox.scim}/__sandbox/switches`)).json();
    expect(switches).toMatchObject({ ids: 'number', pageLimit: 7 });
    const { body } = await client.get('/Users?count=2');
    expect(body).toMatchObject({ totalResults: 9, Resources: [{ id: '1001' }, { id: '1002' }] });
  });

  it('names --port when the port is taken', async () => {
    const other = createServer();
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    const child = demo('--port', String((other.address() as AddressInfo).port));
    const message = await text(child.stderr as NonNullable<typeof child.stderr>);
    expect(message).toContain('--port');
    expect(await exitCode(child)).not.toBe(0);
    other.close();
  });

  it('explains its options', async () => {
    const child = demo('--help');
    expect(await text(child.stdout)).toContain('--orgs <n>');
    expect(await exitCode(child)).toBe(0);
  });

  it('refuses options it does not know', async () => {
    const child = demo('--user', '7');
    expect(await text(child.stderr as NonNullable<typeof child.stderr>)).toContain('Did you mean --users?');
    expect(await exitCode(child)).toBe(2);
  });

  it.skipIf(!hasCurl)('welcomes with lines that can be pasted (needs curl)', async () => {
    const child = demo('--port', '0');
    const lines = createInterface({ input: child.stdout });
    const commands: string[] = [];
    const pages: string[] = [];
    for await (const line of lines) {
      const command = /curl -s .*/.exec(line)?.[0];
      if (command !== undefined) commands.push(command);
      const page = /in a browser.*: (http.*)/.exec(line)?.[1];
      if (page !== undefined) pages.push(page);
      if (line.startsWith('Stop with')) break;
    }
    expect(commands.length).toBeGreaterThanOrEqual(5);
    for (const command of commands) {
      const curl = spawn('sh', ['-c', command], { stdio: ['ignore', 'pipe', 'ignore'] });
      const body = JSON.parse(await text(curl.stdout));
      expect(body['status'], `${command}: ${JSON.stringify(body)}`).toBeUndefined();
    }
    expect(pages).toHaveLength(4);
    const headers = { authorization: `Basic ${btoa('demo-client:demo-secret')}` };
    for (const page of pages) expect((await fetch(page, { headers })).status, page).toBe(200);
  });
});
