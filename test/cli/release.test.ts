/** A deletion guard that has tripped: a restart does not forget it, and a command ends it while the proxy runs. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'undici';
import { expect, it, onTestFinished } from 'vitest';
import { startScim } from '../../src/sandbox/scim/index.ts';
import { run } from './helpers.ts';
import { AUTHORIZATION, configuration, configurationFile, ENVIRONMENT, SYSTEM } from './proxy-process.ts';

async function setUp() {
  const backend = await startScim({ users: 12 });
  const folder = await mkdtemp(join(tmpdir(), 'ipsproxy-state-'));
  onTestFinished(async () => {
    await backend.close();
    await rm(folder, { recursive: true });
  });
  const { user, password } = backend.credentials;
  const properties = {
    URL: backend.base,
    User: user,
    Password: { env: 'BACKEND_SECRET' },
    Authentication: 'BasicAuthentication',
  };
  const system = { type: 'scim', properties };
  const file = await configurationFile(
    configuration({
      state: { folder },
      systems: [
        { ...system, id: 'guarded', deletionGuard: { deletions: { atMost: 2 } } },
        { ...system, id: 'closed', deletionGuard: { appendOnly: true } },
        { ...system, id: 'free' },
      ],
    }),
  );
  const env = { ...ENVIRONMENT, BACKEND_SECRET: password };
  const options = { args: ['--config', file], env };
  const start = async () => {
    const proxy = run('serve', options);
    const { url } = await proxy.line(({ url }) => url !== undefined);
    const send = async (method: 'GET' | 'DELETE', path: string, system = 'guarded') => {
      const { statusCode, body } = await request(`${url}/ipsproxy/api/v1/scim/${system}${path}`, {
        method,
        headers: { authorization: AUTHORIZATION },
      });
      const text = await body.text();
      return { status: statusCode, body: text === '' ? {} : JSON.parse(text) };
    };
    const ids = async () => {
      const { body } = await send('GET', '/Users?count=100');
      return (body.Resources as { id: string }[]).map(({ id }) => id);
    };
    const kill = async () => {
      proxy.child.kill('SIGKILL');
      await proxy.ended;
    };
    return { ...proxy, send, ids, kill };
  };
  const command = async (line: string, more: readonly string[] = []) =>
    await run(line, { args: ['--config', file, ...more], env }).ended;
  return { start, command };
}

it('survives a killed proxy, and is released while the next one runs', async () => {
  const { start, command } = await setUp();
  const first = await start();
  const [one, two, three, four, five] = await first.ids();
  expect((await command('release guarded')).stdout).toContain('has not tripped; nothing to release');
  for (const id of [one, two]) expect((await first.send('DELETE', `/Users/${id}`)).status).toBe(204);
  await first.kill();

  const second = await start();
  const refused = await second.send('DELETE', `/Users/${three}`);
  expect(refused.status).toBe(503);
  expect(refused.body.detail).toContain('2 Users were deleted');
  await second.kill();

  const third = await start();
  expect((await third.send('DELETE', `/Users/${three}`)).status).toBe(503);
  const shown = await command('release guarded', ['--show']);
  expect([shown.code, shown.stderr]).toEqual([0, '']);
  expect(shown.stdout).toMatch(
    /^The deletion guard of system guarded has tripped at 20\d\d-.*: 2 Users were deleted/,
  );
  expect((await third.send('DELETE', `/Users/${three}`)).status).toBe(503);

  const released = await command('release guarded', ['--json']);
  expect([released.code, JSON.parse(released.stdout)]).toEqual([
    0,
    {
      ok: true,
      system: 'guarded',
      tripped: true,
      released: true,
      trip: expect.objectContaining({
        kind: 'deletions',
        endpoint: 'Users',
        counted: 2,
        asked: 1,
        limit: 'at most 2',
      }),
    },
  ]);
  expect((await third.send('DELETE', `/Users/${three}`)).status).toBe(204);
  expect((await third.send('DELETE', `/Users/${four}`)).status).toBe(204);
  expect((await third.send('DELETE', `/Users/${five}`)).status).toBe(503);
  expect(await third.ids()).toHaveLength(8);
  await third.kill();
});

it.each([
  ['a system that there is not', 'release other', /other/],
  ['a system without a guard', 'release free', /has no "deletionGuard"/],
  ['a system that takes nothing away at all', 'release closed', /there is nothing to release/],
])('%s cannot be released', async (_, line, words) => {
  const { command } = await setUp();
  const { code, stderr } = await command(line);
  expect([code, stderr]).toEqual([2, expect.stringMatching(words)]);
});

it('needs no secrets but those of the state', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ipsproxy-state-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = await configurationFile(
    configuration({
      state: { folder },
      audit: { stdout: true, chain: true, key: { env: 'NOT_HERE' } },
      systems: [
        {
          id: 'guarded',
          type: 'scim',
          properties: { URL: 'https://x.example', User: 'u', Password: { env: 'NOT_HERE' } },
          deletionGuard: { deletions: { atMost: 2 } },
        },
      ],
    }),
  );
  const { code, stdout } = await run('release guarded', { args: ['--config', file], env: ENVIRONMENT }).ended;
  expect([code, stdout]).toEqual([0, expect.stringContaining('has not tripped')]);
});

it('says which secret of the state is missing', async () => {
  const file = await configurationFile(configuration({ state: { url: { env: 'NOT_HERE' } } }));
  const { code, stderr } = await run(`release ${SYSTEM}`, { args: ['--config', file], env: ENVIRONMENT })
    .ended;
  expect([code, stderr]).toEqual([2, expect.stringContaining('NOT_HERE is not set')]);
});
