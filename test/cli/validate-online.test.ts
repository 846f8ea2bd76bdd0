/** `ipsproxy validate --online` against the stand-ins: "test connection". */
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ValidateReport } from '../../src/cli/validate/validate.ts';
import { startCloudFoundry } from '../../src/sandbox/cloud-foundry/index.ts';
import { startIdentityAuthenticationV1 } from '../../src/sandbox/identity-authentication-v1/index.ts';
import { startIdentityAuthentication } from '../../src/sandbox/identity-authentication-v2/index.ts';
import { folderWith } from '../config/helpers.ts';
import { badValkey } from '../support/fake-valkey.ts';
import { startValkey, VALKEY_BINARY } from '../support/valkey-server.ts';
import { run } from './helpers.ts';

interface System {
  readonly id: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

async function validateOnline(systems: readonly System[], password: string, ...args: string[]) {
  const configuration = JSON.stringify({
    systems: systems.map(({ properties, ...system }) => ({
      ...system,
      properties: { Password: { env: 'BACKEND_SECRET' }, ...properties },
    })),
  });
  const file = join(await folderWith({ 'c.json': configuration }), 'c.json');
  const options = { args: ['--config', file, '--online', ...args], env: { BACKEND_SECRET: password } };
  return await run('validate', options).ended;
}

function stopLater(standIn: { close(): Promise<void> }): void {
  onTestFinished(() => standIn.close());
}

async function identityAuthentication(options: Parameters<typeof startIdentityAuthentication>[0] = {}) {
  const standIn = await startIdentityAuthentication({ users: 3, groups: 2, ...options });
  stopLater(standIn);
  const { url, credentials } = standIn;
  return {
    id: 'ias',
    type: 'identity-authentication',
    properties: { URL: url, User: credentials.clientId, 'ias.api.version': 2 },
  };
}

async function cloudFoundry(options: Parameters<typeof startCloudFoundry>[0] = {}) {
  const standIn = await startCloudFoundry({ users: 3, orgs: 2, spaces: 1, ...options });
  stopLater(standIn);
  const { url, origin, provisioningUser } = standIn;
  return {
    id: 'cf',
    type: 'cloud-foundry',
    properties: {
      URL: url,
      User: provisioningUser.userName,
      'btp.cf.pm.origin': origin,
      'btp.cf.pm.landscape': 'cf-eu10',
    },
  };
}

describe('ipsproxy validate --online', () => {
  it('reads one user and one group of each backend', async () => {
    const systems = [
      await identityAuthentication({ clientSecret: 'same-secret' }),
      await cloudFoundry({ password: 'same-secret' }),
    ];
    const { code, stdout, stderr } = await validateOnline(systems, 'same-secret');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(
      /^ias \(identity-authentication\)\n(?: {2}.*\n)* {2}Users {6}ok: 3 there; the first one was read\n {2}Groups {5}ok: 2 there; the first one was read$/m,
    );
    expect(stdout).toMatch(
      /^cf \(cloud-foundry\)\n(?: {2}.*\n)* {2}Users {6}ok: 3 there; the first one was read\n {2}Groups {5}ok: \d+ there; the first one was read$/m,
    );
  });

  it('says that nobody listens there, and for which system', async () => {
    const gone = await startIdentityAuthenticationV1({ users: 1 });
    const { url } = gone;
    await gone.close();
    const system = {
      id: 'gone',
      type: 'identity-authentication',
      properties: { URL: url, User: 'u', 'ias.api.version': 1, 'ips.failed.request.retry.attempts': 0 },
    };
    const { code, stdout } = await validateOnline([system, await identityAuthentication()], 'sandbox-secret');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^gone [^\n]*\n(?: {2}.*\n)* {2}Users {6}failed: .*(?:refused|ECONNREFUSED)/m);
    expect(stdout).toMatch(/^ias [^\n]*\n(?: {2}.*\n)* {2}Users {6}ok: /m);
  });

  it.each([
    ['Identity Authentication', identityAuthentication],
    ['Cloud Foundry', cloudFoundry],
  ])('%s: says that the credentials are not taken, and what to do', async (_, start) => {
    const { code, stdout, stderr } = await validateOnline([await start()], 'hunter2', '--json');
    expect([code, stderr]).toEqual([1, '']);
    const report = JSON.parse(stdout) as ValidateReport;
    expect(report).toMatchObject({ ok: false, problems: [], served: 1, configured: 1 });
    const [users] = report.systems[0]?.online ?? [];
    expect(users).toMatchObject({
      endpoint: 'Users',
      ok: false,
      message: expect.stringMatching(/User|Password/),
    });
    expect(stdout).not.toContain('hunter2');
  });

  it('names the role that is missing in Identity Authentication', async () => {
    const system = await identityAuthentication({ roles: ['Read Users'] });
    const { code, stdout } = await validateOnline([system], 'sandbox-secret', '--json');
    expect(code).toBe(1);
    const results = (JSON.parse(stdout) as ValidateReport).systems[0]?.online;
    expect(results).toMatchObject([
      { endpoint: 'Users', ok: true, total: 3, status: 200 },
      { endpoint: 'Groups', ok: false, message: expect.stringContaining('"Manage Groups"') },
    ]);
  });

  it('says that the provisioning user of Cloud Foundry may not do what is needed', async () => {
    const system = await cloudFoundry({ scopes: ['openid', 'cloud_controller.read'] });
    const { code, stdout } = await validateOnline([system], 'provisioning-secret', '--json');
    expect(code).toBe(1);
    expect((JSON.parse(stdout) as ValidateReport).systems[0]?.online?.[0]).toMatchObject({
      endpoint: 'Users',
      ok: false,
      message: expect.stringMatching(/scim\.read/),
    });
  });

  it('says where nothing can be seen', async () => {
    const system = await cloudFoundry({ orgs: 0 });
    const { stdout } = await validateOnline([system], 'provisioning-secret');
    expect(stdout).toMatch(/^ {2}Groups {5}ok: answered, and shows none: .*permissions/m);
  });

  it('cannot do without secrets', async () => {
    const { code, stderr } = await validateOnline([], 'x', '--without-secrets');
    expect([code, stderr]).toEqual([2, '--online needs the secrets: leave --without-secrets out.\n']);
  });
});

describe('ipsproxy validate --online with state.url', () => {
  async function validateState(url: string, ...args: string[]) {
    const configuration = JSON.stringify({ state: { url: { env: 'STATE' } }, systems: [] });
    const file = join(await folderWith({ 'c.json': configuration }), 'c.json');
    return await run('validate', { args: ['--config', file, ...args], env: { STATE: url } }).ended;
  }

  it('says that nobody is there, and ends with 1', async () => {
    const port = await badValkey((socket) => socket.destroy());
    const { code, stdout } = await validateState(`valkey://:canary-5512@127.0.0.1:${port}`, '--online');
    expect(code).toBe(1);
    expect(stdout).toMatch(
      new RegExp(
        `^State is shared by all instances at 127\\.0\\.0\\.1:${port}\\.\\n  state +failed: The server of "state" cannot be used, as it ended the connection\\.$`,
        'm',
      ),
    );
    expect(stdout).not.toContain('canary');
  });

  it('asks nobody without --online', async () => {
    let asked = 0;
    const port = await badValkey(() => {
      asked += 1;
    });
    const { code, stdout } = await validateState(`valkey://127.0.0.1:${port}`);
    expect([code, asked]).toEqual([0, 0]);
    expect(stdout).not.toContain('failed');
  });

  it.skipIf(VALKEY_BINARY === undefined)(
    'says what a user may not do there, and that all is well',
    async () => {
      const server = await startValkey('--user', 'proxy', 'on', '>own', '~ipsproxy:*', '+eval', '+get');
      const some = await validateState(`valkey://proxy:own@127.0.0.1:${server.port}`, '--online');
      expect([some.code, some.stdout]).toEqual([
        1,
        expect.stringMatching(/(?:NOPERM|ACL).*\btime\b|\bset\b/),
      ]);
      const all = await validateState(`valkey://127.0.0.1:${server.port}`, '--online', '--json');
      expect([all.code, JSON.parse(all.stdout)]).toMatchObject([0, { ok: true, state: { ok: true } }]);
    },
  );
});
