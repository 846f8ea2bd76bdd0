import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { folderWith } from '../config/helpers.ts';
import { run } from './helpers.ts';

/** What a person would do with the output: save the configuration, set the variables, serve, paste the request. */
async function follow(output: string) {
  const [configuration = ''] = /^\{\n[\s\S]*?^\}$/m.exec(output) ?? [];
  const file = join(await folderWith({}), 'sandbox.json');
  await writeFile(file, configuration);
  const env = Object.fromEntries(
    [...output.matchAll(/^export (\w+)='(.*)'$/gm)].map(([, name, value]) => [name ?? '', value ?? '']),
  );
  return { file, env: { ...env, PORT: '0' } };
}

describe('ipsproxy sandbox', () => {
  it('prints what a proxy needs to serve each of them', async () => {
    const sandbox = run('sandbox', {
      args: ['--users', '4', '--groups', '3', '--orgs', '2', '--spaces', '1'],
    });
    await sandbox.line(({ text }) => String(text).endsWith('Stop with Ctrl+C.'));
    const output = sandbox.lines.map((line) => line['text'] ?? '').join('\n');
    const { file, env } = await follow(output);
    const validated = await run('validate', { args: ['--config', file], env }).ended;
    expect([validated.code, validated.stdout]).toEqual([
      0,
      expect.stringContaining('4 of 4 systems can be served.'),
    ]);

    const proxy = run('serve', { args: ['--config', file], env });
    const { url } = await proxy.line(({ url }) => url !== undefined);
    const [, user, path] =
      /^curl -s -u (\S+) 'http:\/\/127\.0\.0\.1:8080(\S+)\/Users\?count=2'$/m.exec(output) ?? [];
    const authorization = `Basic ${Buffer.from(String(user)).toString('base64')}`;
    const base = String(path).slice(0, String(path).lastIndexOf('/'));
    for (const id of ['identity-authentication', 'identity-authentication-v1', 'cloud-foundry', 'scim']) {
      const answer = await fetch(`${url}${base}/${id}/Users?count=2`, { headers: { authorization } });
      expect(await answer.json()).toMatchObject({ totalResults: 4, itemsPerPage: 2 });
    }
    sandbox.child.kill('SIGTERM');
    expect(await sandbox.ended).toMatchObject({ code: 0, stderr: '' });
  });

  it('prints one line of JSON, with the same in it', async () => {
    const sandbox = run('sandbox', { args: ['--json', '--users', '1'] });
    const ready = await sandbox.line(() => true);
    const { url, user, password } = (ready['sandbox'] as Record<string, Record<string, string>>)[
      'identity-authentication'
    ] as Record<string, string>;
    const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    expect((await fetch(`${url}/scim/Users`, { headers: { authorization } })).status).toBe(200);
    expect(ready).toMatchObject({
      ok: true,
      environment: { SANDBOX_CLIENT_SECRET: 'sandbox-secret' },
      configuration: {
        systems: [{ properties: { URL: url, User: user } }, {}, { type: 'cloud-foundry' }, { type: 'scim' }],
      },
    });
    sandbox.child.kill('SIGINT');
    expect((await sandbox.ended).code).toBe(0);
    expect(sandbox.lines).toHaveLength(1);
  });

  it('starts those alone that are named, each once', async () => {
    const sandbox = run('sandbox cloud-foundry cloud-foundry', { args: ['--json', '--users', '1'] });
    const ready = await sandbox.line(() => true);
    expect(ready).toMatchObject({
      sandbox: { 'cloud-foundry': { type: 'cloud-foundry', origin: 'acme-platform' } },
      environment: { SANDBOX_CLOUD_FOUNDRY_PASSWORD: 'provisioning-secret' },
      configuration: { systems: [{ id: 'cloud-foundry' }] },
    });
    expect(Object.keys(ready['sandbox'] as object)).toEqual(['cloud-foundry']);
  });

  it('names those that there are when it is asked for another one', async () => {
    const { code, stdout, stderr } = await run('sandbox cloudfoundry').ended;
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('identity-authentication, identity-authentication-v1, cloud-foundry, scim');
  });

  it('takes ports in a row, and says which one is taken', async () => {
    const taken = createServer();
    onTestFinished(() => void taken.close());
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;
    const { code, stdout, stderr } = await run('sandbox', { args: ['--port', String(port - 1)] }).ended;
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(
      new RegExp(
        `^Port (?:${port - 1}|${port}|${port + 1}|${port + 2}) on 127\\.0\\.0\\.1 is taken by another process; `,
      ),
    );
  });

  it('listens where it is told, and names an address that is none of the machine', async () => {
    const { code, stderr } = await run('sandbox', { args: ['--host', '192.0.2.1'] }).ended;
    expect([code, stderr]).toEqual([
      2,
      '192.0.2.1 is not an address of this machine; choose another one with --host.\n',
    ]);
    const sandbox = run('sandbox', { args: ['--host', '::1', '--json', '--users', '1'] });
    expect(await sandbox.line(() => true)).toMatchObject({
      sandbox: { 'cloud-foundry': { url: expect.stringMatching(/^http:\/\/\[::1\]:\d+$/) } },
    });
  });
});
