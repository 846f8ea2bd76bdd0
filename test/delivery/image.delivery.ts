/** The image, as its users start it: as the user it names, with a read-only root, without a shell in between. */
import { readFileSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import project from '../../package.json' with { type: 'json' };
import { folderWith } from '../config/helpers.ts';
import {
  buildImage,
  type Container,
  type ContainerOptions,
  type Image,
  startContainer,
  whyNot,
} from './container.ts';

const ROOT = join(import.meta.dirname, '../..');
const MEGABYTE = 1e6;

interface Service {
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
}
const compose = parse(readFileSync(join(ROOT, 'compose.yaml'), 'utf8'), { merge: true }) as {
  services: Record<'sandbox' | 'proxy', Service>;
};

const reason = whyNot();

async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe.skipIf(reason !== undefined)(`the image${reason === undefined ? '' : ` (${reason})`}`, () => {
  let image: Image;
  beforeAll(() => {
    image = buildImage();
  });
  afterAll(() => image?.remove());

  /** Starts it on a port of its own. */
  async function start(
    options: ContainerOptions = {},
  ): Promise<{ container: Container; url: string; ready: number }> {
    const port = await freePort();
    const began = performance.now();
    const container = startContainer(image, { ...options, env: { ...options.env, PORT: String(port) } });
    const url = `http://127.0.0.1:${port}`;
    await container.line(({ msg }) => String(msg).includes('listening on'));
    return { container, url, ready: performance.now() - began };
  }

  /** Readable for everybody, as a configuration is that an engine mounts. */
  async function mounted(files: Readonly<Record<string, string>>): Promise<ContainerOptions['mounts']> {
    const folder = await folderWith(files);
    await chmod(folder, 0o755);
    return { '/config': folder };
  }

  async function serving(server: object = {}): Promise<ContainerOptions> {
    const password = { file: 'secrets/password' };
    const configuration = {
      server,
      technicalUsers: [{ id: 'client', secrets: [{ env: 'CLIENT_SECRET' }] }],
      systems: [
        {
          id: 'one',
          type: 'identity-authentication',
          properties: { URL: 'http://127.0.0.1:9', User: 'u', Password: password, 'ias.api.version': 2 },
        },
      ],
    };
    const text = JSON.stringify(configuration);
    const mounts = await mounted({ 'ipsproxy.jsonc': text, 'secrets/password': 'hunter2\n' });
    return { mounts, env: { CLIENT_SECRET: 'client-secret' } };
  }

  it('adds at most 60 MB to its base', () => {
    process.stdout.write(`the image adds ${(image.added / MEGABYTE).toFixed(1)} MB to its base\n`);
    expect(image.added).toBeGreaterThan(MEGABYTE);
    expect(image.added).toBeLessThan(60 * MEGABYTE);
  });

  it('says what it is, and starts Node.js itself as a user without rights', () => {
    const { config } = image;
    expect(config).toMatchObject({ User: '1000:1000', WorkingDir: '/config', Cmd: ['serve'] });
    expect(config.Entrypoint).toEqual([
      'node',
      '--disable-sigusr1',
      '--max-semi-space-size=32',
      '/app/dist/cli/ipsproxy.js',
    ]);
    expect(config.Healthcheck.Test.slice(0, 2)).toEqual(['CMD', 'node']);
    expect(Object.keys(config.ExposedPorts)).toEqual(['8080/tcp']);
    expect(config.Labels).toMatchObject({
      'org.opencontainers.image.title': project.name,
      'org.opencontainers.image.description': project.description,
      'org.opencontainers.image.version': project.version,
      'org.opencontainers.image.licenses': project.license,
    });
  });

  it('has what runs and nothing else', async () => {
    const list = `const { readdirSync } = require('node:fs');
      console.log(JSON.stringify([readdirSync('/app'), readdirSync('/app/node_modules'), readdirSync('/config')]))`;
    const { stdout } = await startContainer(image, { instead: ['node', '--eval', list] }).ended;
    const [app, libraries, config] = JSON.parse(stdout) as [string[], string[], string[]];
    expect(app.sort()).toEqual(
      [
        'LICENSE',
        'config',
        'dist',
        'node_modules',
        'package.json',
        'sbom.cdx.json',
        'transformations',
      ].sort(),
    );
    expect(config).toEqual([]);
    for (const name of Object.keys(project.dependencies)) expect(libraries).toContain(name.split('/')[0]);
    for (const name of ['typescript', 'vitest', 'node', '@biomejs']) expect(libraries).not.toContain(name);
  });

  it('serves what is mounted, is healthy, and stops when it is told to', async () => {
    const { container, url, ready } = await start(await serving({ drainTime: 0 }));
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect((await fetch(`${url}/ipsproxy/api/v1/scim/one/Users`)).status).toBe(401);
    const port = new URL(url).port;
    const check = (...args: string[]) => {
      const instead = [...image.config.Healthcheck.Test.slice(1), ...args];
      return startContainer(image, { instead, env: { PORT: port } }).ended;
    };
    expect(await check()).toEqual({ code: 0, stdout: '', stderr: '' });
    const began = performance.now();
    container.signal('SIGTERM');
    const { code, stderr } = await container.ended;
    const times = [ready, performance.now() - began].map((each) => `${Math.round(each)} ms`);
    process.stdout.write(`ready after ${times[0]}, stopped after ${times[1]}\n`);
    expect([code, stderr]).toEqual([0, '']);
    // Nobody stands between the engine and the proxy.
    expect(container.lines[0]).toMatchObject({ pid: 1, version: project.version });
    expect(container.lines.at(-1)).toMatchObject({ msg: 'stopped' });
    expect(await check()).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(new RegExp(`^http://127.0.0.1:${port}/healthz: .*ECONNREFUSED.*\\n$`)),
    });
    expect((await check(`http://127.0.0.1:${port}/`)).code).toBe(1);
  });

  it('reloads at SIGHUP, as any user', async () => {
    const options = await serving({ drainTime: 0 });
    const { container } = await start({ ...options, user: '54321:0' });
    container.signal('SIGHUP');
    await container.line(({ msg }) => msg === 'configuration reloaded');
    container.signal('SIGTERM');
    expect((await container.ended).code).toBe(0);
  });

  it('has a root that nobody can write to, and does not need to', async () => {
    const write = `for (const at of ['/app', '/config', '/tmp', '/home/node']) {
      try { require('node:fs').writeFileSync(at + '/x', ''); console.log(at); } catch (error) { console.log(error.code); }
    }`;
    const { stdout } = await startContainer(image, { instead: ['node', '--eval', write], user: '0:0' }).ended;
    expect(stdout).toBe('EROFS\nEROFS\nEROFS\nEROFS\n');
  });

  it.each([
    ['without a configuration', {}, /\/config\/ipsproxy\.jsonc:1:1: error: the file does not exist/],
    ['with a command that is none', { command: ['sevre'] }, /Unknown command 'sevre'/],
  ])('%s, says so and ends', async (_, options, message) => {
    const { code, stderr } = await startContainer(image, options).ended;
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
  });

  it('compose.yaml: the proxy serves the stand-ins', async () => {
    const { sandbox, proxy } = compose.services;
    const configuration = proxy.volumes?.[0]?.split(':') ?? [];
    expect(configuration).toEqual(['./config/sandbox.jsonc', '/config/ipsproxy.jsonc', 'ro']);
    // The ports of the file may be taken here.
    const first = await freePort();
    const command = sandbox.command?.map((word) => (word === '9001' ? String(first) : word)) ?? [];
    const backends = startContainer(image, { command });
    const [word, ...check] = sandbox.healthcheck?.test ?? [];
    expect(word).toBe('CMD');
    const there = (text: string) =>
      text.replaceAll(/\b900([1-4])\b/g, (_, at) => String(first + Number(at) - 1));
    await backends.line(({ text }) => text === 'Made-up backends are ready:');
    expect(await startContainer(image, { instead: check.map(there) }).ended).toMatchObject({
      code: 0,
      stderr: '',
    });

    const text = there(readFileSync(join(ROOT, configuration[0] ?? ''), 'utf8'));
    const { url } = await start({
      mounts: await mounted({ 'ipsproxy.jsonc': text }),
      env: proxy.environment ?? {},
    });
    const headers = {
      authorization: `Basic ${Buffer.from('sandbox-client:sandbox-secret').toString('base64')}`,
    };
    for (const system of ['identity-authentication', 'identity-authentication-v1', 'cloud-foundry', 'scim']) {
      const answer = await fetch(`${url}/ipsproxy/api/v1/scim/${system}/Users?count=2`, { headers });
      expect([system, answer.status, await answer.json()]).toEqual([
        system,
        200,
        expect.objectContaining({ totalResults: 50, itemsPerPage: 2 }),
      ]);
    }
  });
});
