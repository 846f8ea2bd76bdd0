/** The command of the documentation, with npm and a shell in front of the process that serves. */
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { runScript } from './helpers.ts';
import { startProxy } from './proxy-process.ts';

async function startWithNpm() {
  const proxy = await startProxy({}, {}, runScript);
  const { child, lines, port } = proxy;
  const npm = child.pid as number;
  const server = Number(lines.find(({ pid }) => pid !== undefined)?.['pid']);
  return { ...proxy, npm, server, port };
}

const isGone = (pid: number) => {
  try {
    return process.kill(pid, 0) && false;
  } catch {
    return true;
  }
};

/** Whether nobody listens there any more. */
function isFree(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  return text(socket).then(
    () => false,
    () => true,
  );
}

const messages = (lines: readonly Record<string, unknown>[]) => lines.map(({ msg }) => msg);

describe('npm start', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'hands %s on, and ends when the proxy has ended',
    async (signal) => {
      const { npm, server, ended, lines, port } = await startWithNpm();
      process.kill(npm, signal);
      expect((await ended).code).toBe(0);
      expect(messages(lines)).toContain(`${signal}, finishing the requests under way`);
      expect(lines.at(-1)).toMatchObject({ pid: server, msg: 'stopped' });
      expect([isGone(server), await isFree(port)]).toEqual([true, true]);
    },
  );

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'takes %s to all processes at once, as of Ctrl+C, for one signal',
    async (signal) => {
      const { npm, ended, lines } = await startWithNpm();
      process.kill(-npm, signal);
      expect((await ended).code).toBe(0);
      expect(messages(lines).slice(-2)).toEqual([`${signal}, finishing the requests under way`, 'stopped']);
    },
  );

  it('reloads on SIGHUP to the process of the log, and stops through npm after it', async () => {
    const { npm, server, ended, line, lines } = await startWithNpm();
    process.kill(server, 'SIGHUP');
    await line(({ msg }) => msg === 'configuration reloaded');
    process.kill(npm, 'SIGTERM');
    expect((await ended).code).toBe(0);
    expect(lines.at(-1)).toMatchObject({ msg: 'stopped' });
  });

  it.each([
    ['npm alone', 1],
    ['all processes at once', -1],
  ])('SIGHUP to %s ends npm; the proxy reloads, goes on and says where to send signals', async (_, to) => {
    const { npm, server, ended, line, url } = await startWithNpm();
    process.kill(to * npm, 'SIGHUP');
    const told = await line(({ msg }) => String(msg).startsWith('npm has ended'));
    expect(told).toMatchObject({ level: 40, pid: server, msg: expect.stringContaining(`process ${server}`) });
    await line(({ msg }) => msg === 'configuration reloaded');
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    process.kill(server, 'SIGTERM');
    await line(({ msg }) => msg === 'stopped');
    await ended;
  });
});

it('npm run demo hands SIGTERM on', async () => {
  const { child, line, ended } = runScript('demo', { args: ['--json', '--port', '0'] });
  const { proxy } = await line(({ proxy }) => proxy !== undefined);
  process.kill(child.pid as number, 'SIGTERM');
  expect((await ended).code).toBe(0);
  expect(await isFree(Number(new URL(String(proxy)).port))).toBe(true);
});
