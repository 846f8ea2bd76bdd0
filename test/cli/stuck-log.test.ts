/** Whoever reads the log may be stuck or gone: requests are served, and the process ends, all the same. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { until } from '../support/until.ts';
import { ENTRY } from './helpers.ts';
import { configuration, configurationFile, ENVIRONMENT, SYSTEM } from './proxy-process.ts';

/** Their log lines are several times what pipes hold. */
const MANY = 4000;

type Child = ChildProcessByStdio<null, Readable, Readable>;

/** A proxy of whose log only the beginning is read. */
async function startUnread(server: object = {}): Promise<{ child: Child; url: string }> {
  const file = await configurationFile(configuration({ server: { port: 0, drainTime: 0, ...server } }));
  const env = { ...process.env, ...ENVIRONMENT, PORT: '0' };
  const child = spawn(process.execPath, [ENTRY, 'serve', '--config', file], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const url = await new Promise<string>((resolve) => {
    let log = '';
    const look = (chunk: Buffer) => {
      log += chunk.toString();
      const found = /"url":"([^"]+)"/.exec(log)?.[1];
      if (found === undefined) return;
      child.stdout.off('data', look).pause();
      resolve(found);
    };
    child.stdout.on('data', look);
  });
  return { child, url };
}

/** @returns how many of so many requests were answered, over one connection */
async function answered(url: string, requests: number): Promise<number> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  const request = 'GET /healthz HTTP/1.1\r\nHost: x\r\n';
  socket.write(`${request}\r\n`.repeat(requests - 1));
  socket.end(`${request}Connection: close\r\n\r\n`);
  return (await text(socket)).split('HTTP/1.1 200 OK').length - 1;
}

const exit = async (child: Child) => (await once(child, 'exit')) as [number | null, string | null];

describe('a log that nobody reads', () => {
  it('holds up neither requests nor the end', async () => {
    const { child, url } = await startUnread();
    expect(await answered(url, MANY)).toBe(MANY);
    child.kill('SIGTERM');
    expect(await exit(child)).toEqual([0, null]);
  });

  it('does not hold up the second signal either', async () => {
    const { child, url } = await startUnread({ drainTime: 3600 });
    await answered(url, MANY);
    // With a client that has to be told.
    await fetch(`${url}/ipsproxy/api/v1/scim/${SYSTEM}/Users`);
    child.kill('SIGTERM');
    await until(async () => (await fetch(`${url}/readyz`)).status === 503);
    child.kill('SIGTERM');
    expect(await exit(child)).toEqual([1, null]);
  });

  it('is complete, or says what is missing, as soon as it is read again', async () => {
    const { child, url } = await startUnread();
    const requests = 3 * MANY;
    expect(await answered(url, requests)).toBe(requests);
    const lines: { msg: string; lines?: number }[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      lines.push(JSON.parse(line));
      if (lines.at(-1)?.lines !== undefined) child.kill('SIGTERM');
    }
    const missing = lines.reduce((sum, line) => sum + (line.lines ?? 0), 0);
    expect(lines.filter(({ msg }) => msg === 'request').length + missing).toBe(requests);
    expect(lines.at(-1)?.msg).toBe('stopped');
  });
});

it('a log whose reader is gone does not end the process, which says so elsewhere', async () => {
  const { child, url } = await startUnread();
  const errors = text(child.stderr);
  child.stdout.destroy();
  expect(await answered(url, 100)).toBe(100);
  child.kill('SIGTERM');
  expect(await exit(child)).toEqual([0, null]);
  expect(await errors).toBe('Standard output takes no log lines (write EPIPE); serving without them.\n');
});
