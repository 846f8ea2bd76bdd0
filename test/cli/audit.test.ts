/** The audit log of a process: nothing that a client was told is missing, whatever happens to the process and its files. */
import { generateKeyPairSync } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folderWith } from '../config/helpers.ts';
import { type Backend, startBackend } from '../integration/support/backends.ts';
import { ENTRY, type Running, run, watch } from './helpers.ts';
import { AUTHORIZATION, configuration, configurationFile, ENVIRONMENT, SYSTEM } from './proxy-process.ts';

const pem = generateKeyPairSync('ed25519', {
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

let backend: Backend;
beforeAll(async () => {
  backend = await startBackend('v2', { users: 3, groups: 1 });
});
afterAll(() => backend.close());

interface Served extends Running {
  readonly url: string;
  readonly file: string;
  readonly folder: string;
}

const AUDIT = { file: 'audit.jsonl', chain: true, key: { env: 'AUDIT_KEY' } };

/** @param limit kilobytes that a file may have */
async function served(folder: string, audit: object = AUDIT, limit?: number): Promise<Served> {
  const { Password = '', ...properties } = backend.properties;
  const systems = [
    {
      id: SYSTEM,
      type: backend.type,
      properties: {
        ...properties,
        Password: { env: 'BACKEND' },
        'ipsproxy.upstream.requests.per.minute': 'off',
      },
    },
  ];
  const config = join(folder, 'c.json');
  await writeFile(config, configuration({ audit, systems }));
  const limited = limit === undefined ? [] : ['bash', '-c', `ulimit -f ${limit}; exec "$@"`, 'bash'];
  const proxy = watch([...limited, process.execPath, ENTRY, 'serve', '--config', config], {
    env: { ...ENVIRONMENT, BACKEND: Password, AUDIT_KEY: pem.privateKey },
  });
  const { url } = await proxy.line((line) => line['url'] !== undefined);
  return { ...proxy, url: String(url), file: join(folder, 'audit.jsonl'), folder };
}

let count = 0;
interface Sent {
  readonly id: string;
  readonly status: number;
}

/** @returns `undefined` where no answer came */
async function write(url: string, method = 'POST'): Promise<Sent | undefined> {
  count += 1;
  const id = `w-${count}`;
  const user = {
    userName: id,
    emails: [{ value: `${id}@example.com`, primary: true }],
    name: { familyName: id },
  };
  const path = method === 'DELETE' ? '/Users/nobody' : '/Users';
  try {
    const { statusCode, body } = await request(`${url}/ipsproxy/api/v1/scim/${SYSTEM}${path}`, {
      method: method as 'POST',
      headers: { authorization: AUTHORIZATION, 'content-type': 'application/json', 'x-request-id': id },
      body: method === 'DELETE' ? null : JSON.stringify(user),
    });
    await body.text();
    return { id, status: statusCode };
  } catch {
    return undefined;
  }
}

async function idsIn(files: readonly string[]): Promise<Set<string>> {
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  return new Set([...texts.join('').matchAll(/"requestId":"([^"]+)"/g)].map(([, id = '']) => id));
}

async function verified(files: readonly string[], folder: string) {
  const key = join(folder, 'public.pem');
  await writeFile(key, pem.publicKey);
  const { code, stdout } = await run('audit verify', { args: [...files, '--public-key', key, '--json'] })
    .ended;
  return { code, ...JSON.parse(stdout) };
}

it('a process that is killed has written all that it has answered, and the next one goes on', async () => {
  const folder = await folderWith({});
  const answered: Sent[] = [];
  for (const round of [1, 2]) {
    const proxy = await served(folder);
    const enough = Promise.withResolvers<void>();
    let mine = 0;
    const writers = Array.from({ length: 8 }, async () => {
      for (;;) {
        const sent = await write(proxy.url);
        if (sent === undefined) return;
        answered.push(sent);
        mine += 1;
        if (mine === 20 * round) enough.resolve();
      }
    });
    await enough.promise;
    proxy.child.kill('SIGKILL');
    await Promise.all([proxy.ended, ...writers]);
  }
  const last = await served(folder);
  last.child.kill('SIGTERM');
  expect((await last.ended).code).toBe(0);

  expect(answered.filter(({ status }) => status === 201).length).toBeGreaterThan(30);
  const written = await idsIn([last.file]);
  expect(answered.filter(({ id }) => !written.has(id))).toEqual([]);
  const { code, problems, notes, unsigned } = await verified([last.file], folder);
  expect([code, problems, unsigned]).toEqual([0, [], 0]);
  expect(notes.filter(({ message }: { message: string }) => message.includes('it was killed'))).toHaveLength(
    2,
  );
});

it('SIGTERM and SIGHUP: a last line, and a new file where the old one was renamed', async () => {
  const folder = await folderWith({});
  const proxy = await served(folder);
  const one = await write(proxy.url);
  await rename(proxy.file, `${proxy.file}.1`);
  proxy.child.kill('SIGHUP');
  await proxy.line(({ msg }) => msg === 'configuration reloaded');
  expect(await readFile(proxy.file, 'utf8')).toContain('"event":"opened","reason":"rotated"');
  const two = await write(proxy.url);
  proxy.child.kill('SIGTERM');
  expect((await proxy.ended).code).toBe(0);
  expect((await idsIn([`${proxy.file}.1`])).has(one?.id ?? '')).toBe(true);
  expect((await idsIn([proxy.file])).has(two?.id ?? '')).toBe(true);
  expect((await readFile(proxy.file, 'utf8')).trimEnd().split('\n').at(-1)).toContain('"event":"stop"');
  expect(await verified([`${proxy.file}.1`, proxy.file], folder)).toMatchObject({
    code: 0,
    ok: true,
    notes: [],
  });
});

it('where the disk is full nothing is changed, reads go on, and what was answered is written once there is room', async () => {
  const folder = await folderWith({});
  const proxy = await served(folder, AUDIT, 8);
  const answered: Sent[] = [];
  let refused: Sent | undefined;
  while (refused === undefined) {
    const sent = await write(proxy.url);
    if (sent?.status === 503) refused = sent;
    else if (sent !== undefined) answered.push(sent);
    if (answered.length > 200) throw new Error('the file has no bound');
  }
  expect(answered.length).toBeGreaterThan(3);
  await proxy.line(
    ({ msg, level, reason }) =>
      level === 50 &&
      String(msg).startsWith('the audit log cannot be written') &&
      String(reason).includes('EFBIG'),
  );
  // What was written in part is not there.
  expect((await readFile(proxy.file, 'utf8')).endsWith('}\n')).toBe(true);
  await backend.control.forget();
  expect((await write(proxy.url))?.status).toBe(503);
  const { requests } = await backend.control.requests();
  expect(requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  const { statusCode, body } = await request(`${proxy.url}/ipsproxy/api/v1/scim/${SYSTEM}/Users?count=1`, {
    headers: { authorization: AUTHORIZATION },
  });
  await body.text();
  expect(statusCode).toBe(200);
  const metrics = await (await fetch(`${proxy.url}/metrics`)).text();
  expect(Number(/^ipsproxy_audit_failures_total (\d+)$/m.exec(metrics)?.[1])).toBeGreaterThan(0);

  // A new file has room.
  await rename(proxy.file, `${proxy.file}.1`);
  const after = await write(proxy.url);
  expect(after?.status).toBe(201);
  await proxy.line(({ msg }) => msg === 'the audit log is written again');
  proxy.child.kill('SIGTERM');
  await proxy.ended;
  const files = [`${proxy.file}.1`, proxy.file];
  const written = await idsIn(files);
  expect([...answered, after].filter((sent) => !written.has(sent?.id ?? ''))).toEqual([]);
  expect(await verified(files, folder)).toMatchObject({ code: 0, problems: [] });
});

it('on standard output, each line is marked among those of the log', async () => {
  const folder = await folderWith({});
  const proxy = await served(folder, { stdout: true, chain: true, key: { env: 'AUDIT_KEY' } });
  const sent = await write(proxy.url, 'DELETE');
  proxy.child.kill('SIGTERM');
  const { stdout } = await proxy.ended;
  const lines = stdout.split('\n').filter((line) => line.startsWith('{"log":"audit"'));
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { event: 'start' },
    { requestId: sent?.id, operation: 'delete', status: 404 },
    { event: 'stop' },
  ]);
  await writeFile(join(folder, 'log'), stdout);
  expect(await verified([join(folder, 'log')], folder)).toMatchObject({ code: 0, problems: [], lines: 3 });
});

describe('a start is refused', () => {
  it.each([
    [
      'a folder that does not exist',
      { file: 'nowhere/audit.jsonl' },
      /cannot be written to the file .*ENOENT/,
    ],
    [
      'a folder in its place',
      { file: 'folder' },
      /it is no regular file; name one, which may not exist yet\./,
    ],
    [
      'a chain behind lines that are none',
      { file: 'plain.jsonl', chain: true },
      /its last line is none of a chain/,
    ],
  ])('%s', async (_, audit, reason) => {
    const file = await configurationFile(configuration({ audit }));
    await mkdir(join(dirname(file), 'folder'));
    await writeFile(join(dirname(file), 'plain.jsonl'), '{"event":"start"}\n');
    const { code, stderr } = await run('serve', { args: ['--config', file], env: ENVIRONMENT }).ended;
    expect([code, stderr]).toEqual([1, expect.stringMatching(reason)]);
  });

  it.each([
    ['neither file nor standard output', {}, 'audit must be an object that says where the lines go'],
    ['both', { file: 'a', stdout: true }, 'audit must be an object that says where the lines go'],
    [
      'a key without a chain',
      { file: 'a', key: { env: 'AUDIT_KEY' } },
      'audit.key signs a chain, and there is none',
    ],
    [
      'a key that is none',
      { file: 'a', chain: true, key: { env: 'BACKEND_SECRET' } },
      'audit.key is no private key',
    ],
    ['a key that is missing', { file: 'a', chain: true, key: { env: 'NO_SUCH' } }, 'audit.key has no value'],
    ['a key in clear', { file: 'a', chain: true, key: pem.privateKey }, 'audit.key must be {"env": "NAME"}'],
  ])('%s: validate says it, with its line', async (_, audit, reason) => {
    const file = await configurationFile(configuration({ audit }));
    const env = { ...ENVIRONMENT, AUDIT_KEY: pem.privateKey };
    const { code, stdout, stderr } = await run('validate', { args: ['--config', file], env }).ended;
    expect([code, stderr]).toEqual([2, expect.stringContaining(reason)]);
    expect(stderr).toMatch(/c\.json:1:\d+/);
    expect(stdout + stderr).not.toContain('PRIVATE KEY');
    expect(await readdir(dirname(file))).toEqual(['c.json']);
  });
});

it('a start that fails for its state ends the audit log in order', async () => {
  const folder = await folderWith({});
  const file = join(folder, 'audit.jsonl');
  const config = await configurationFile(configuration({ audit: { file }, state: { folder: 'c.json' } }));
  const { code } = await run('serve', { args: ['--config', config], env: ENVIRONMENT }).ended;
  const lines = (await readFile(file, 'utf8')).trim().split('\n');
  expect([code, lines.map((line) => JSON.parse(line).event)]).toEqual([1, ['start', 'stop']]);
});

it('another audit log takes effect with the next start', async () => {
  const folder = await folderWith({});
  const proxy = await served(folder, { file: 'audit.jsonl' });
  const config = join(folder, 'c.json');
  const text = await readFile(config, 'utf8');
  await writeFile(config, text.replace('audit.jsonl', 'other.jsonl'));
  proxy.child.kill('SIGHUP');
  await proxy.line(({ msg }) => msg === 'the audit log has changed; this takes effect with the next start');
  await write(proxy.url, 'DELETE');
  expect(existsSync(join(folder, 'other.jsonl'))).toBe(false);
  expect((await stat(proxy.file)).size).toBeGreaterThan(0);
});

describe('audit verify', () => {
  it('names what was changed, and where', async () => {
    const folder = await folderWith({});
    const proxy = await served(folder);
    await write(proxy.url, 'DELETE');
    await write(proxy.url, 'DELETE');
    proxy.child.kill('SIGTERM');
    await proxy.ended;
    const text = await readFile(proxy.file, 'utf8');
    await writeFile(proxy.file, text.replace('"operation":"delete"', '"operation":"patch"'));
    const { code, stdout } = await run('audit verify', { args: [proxy.file] }).ended;
    expect(code).toBe(1);
    expect(stdout).toContain(`${proxy.file}:2: changed: it, or the link to it in the next line, was changed`);
    expect(stdout).toMatch(/^Lines 1 to 4, .* 4 read\.$/m);
    expect(stdout).toContain('One place is not as the proxy wrote it.');
  });

  it.each([
    ['a file that is missing', ['nowhere.jsonl'], 1, 'AUDIT_UNREADABLE', 'ENOENT'],
    ['a key that is missing', ['c.json', '--public-key', 'nowhere.pem'], 1, 'AUDIT_UNREADABLE', 'ENOENT'],
    ['the private key', ['c.json', '--public-key', 'private.pem'], 1, 'AUDIT_UNREADABLE', 'no public key'],
    ['no file', [], 2, 'CLI_USAGE', 'files'],
  ])('%s is said in JSON', async (_, names, expected, errorCode, message) => {
    const folder = await folderWith({ 'c.json': '', 'private.pem': pem.privateKey });
    const args = names.map((name) => (name.startsWith('--') ? name : join(folder, name)));
    const { code, stdout } = await run('audit verify', { args: [...args, '--json'] }).ended;
    expect([code, JSON.parse(stdout)]).toMatchObject([
      expected,
      { ok: false, problems: [{ code: errorCode, message: expect.stringContaining(message) }] },
    ]);
    expect(stdout).not.toContain('BEGIN');
  });
});
