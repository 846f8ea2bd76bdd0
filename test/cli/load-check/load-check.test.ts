import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LoadCheckOptions, loadCheck } from '../../../src/cli/load-check/load-check.ts';
import { loadOptions } from '../../../src/cli/load-options.ts';
import { folderWith } from '../../config/helpers.ts';
import { type Backend, startBackend } from '../../integration/support/backends.ts';
import { runningProxy } from '../../integration/support/proxy.ts';
import { run } from '../helpers.ts';
import { configuration, ENVIRONMENT, SYSTEM } from '../proxy-process.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await startBackend('v2', { users: 230, groups: 12 });
});
afterAll(() => backend.close());

async function file(transformations: object = {}, files: Readonly<Record<string, string>> = {}) {
  const { Password: _, ...properties } = backend.properties;
  const system = {
    id: SYSTEM,
    type: backend.type,
    properties: { ...properties, Password: { env: 'BACKEND_SECRET' } },
    transformations,
  };
  const folder = await folderWith({ 'c.json': configuration({ systems: [system] }), ...files });
  return join(folder, 'c.json');
}

const env = () => ({ ...ENVIRONMENT, BACKEND_SECRET: backend.properties['Password'] ?? '' });

async function check(options: Partial<LoadCheckOptions>, more: Readonly<Record<string, string>> = {}) {
  let printed = '';
  const code = await loadCheck({
    id: SYSTEM,
    endpoints: ['Users'],
    count: 100,
    json: false,
    load: { ...loadOptions, environment: { ...env(), ...more } },
    print: (text) => {
      printed += text;
    },
    ...options,
  });
  return { code, printed };
}

describe('through the configuration', () => {
  it('is content where every entity comes once', async () => {
    const { code, printed } = await check({ config: await file(), endpoints: ['Users', 'Groups'] });
    expect(code).toBe(0);
    expect(printed).toMatch(/^Users of system "ias-test"\n {2}read: +230 from the backend, 230 shown\n/);
    expect(printed).toMatch(/Groups of system "ias-test"\n {2}read: +12 from the backend, 12 shown\n/);
    expect(printed).toMatch(/requests: +5 for 3 pages\n/);
    expect(printed).toMatch(/requests: +\d for 1 page\n/);
    expect(printed).toMatch(/An initial load gets every entity once\.\n$/);
  });

  it('counts what is hidden', async () => {
    const [{ userName }] = (await backend.entity('Users?count=1'))['Resources'] as [{ userName: string }];
    const read = {
      user: {
        scimEntityEndpoint: 'Users',
        condition: `$.userName != '${userName}'`,
        mappings: [{ sourcePath: '$.id', targetPath: '$.id', targetVariable: 'entityIdSourceSystem' }],
      },
    };
    const config = await file({ read: 'read.json' }, { 'read.json': JSON.stringify(read) });
    const { code, printed } = await check({ config });
    expect(code).toBe(0);
    expect(printed).toMatch(/230 from the backend, 229 shown\n {2}hidden: +1 by the read condition\n/);
  });

  it('counts entities that are left out, and says why', async () => {
    const read = {
      user: {
        scimEntityEndpoint: 'Users',
        mappings: [
          { sourcePath: '$.id', targetPath: '$.id' },
          { sourcePath: '$.noSuchThing', targetPath: '$.nickName' },
        ],
      },
    };
    const config = await file({ read: 'read.json' }, { 'read.json': JSON.stringify(read) });
    const { code, printed } = await check({ config, json: true, count: 50 });
    const { ok, endpoints } = JSON.parse(printed);
    expect([code, ok]).toEqual([1, false]);
    expect(endpoints).toMatchObject([
      {
        endpoint: 'Users',
        read: 230,
        shown: 0,
        hidden: 0,
        failures: [{ reason: 'their read transformation failed', count: 230 }],
        // The first three of each page.
        reasons: [{ reason: expect.stringContaining('$.noSuchThing'), count: 15 }],
      },
    ]);
    const text = (await check({ config })).printed;
    expect(text).toMatch(/ 230: their read transformation failed\n +9 of them, at least: .*noSuchThing/);
    expect(text).toMatch(/^ {2}left out: 230$/m);
    // A reason says the path once.
    expect(text).toMatch(/mapping 2 \(\$\.noSuchThing → \$\.nickName\): this mandatory value/);
    expect(text).toMatch(/An initial load does not get every entity once: see above\.\n$/);
  });

  it('hands on why a system cannot be served, and names endpoints', async () => {
    const config = await file();
    await expect(check({ config, endpoints: ['Users', 'users'] })).rejects.toThrow(
      /has no endpoint "users"; it has Users, Groups/,
    );
    await expect(check({ config, id: 'other' })).rejects.toThrow(/no system "other"; it has ias-test/);
    await expect(check({ config }, { BACKEND_SECRET: '' })).rejects.toThrow(
      /cannot be served:\n.*c\.json:1:\d+: error: .*BACKEND_SECRET is empty/,
    );
  });

  it('tells what the backend refuses', async () => {
    const { code, printed } = await check({ config: await file() }, { BACKEND_SECRET: 'hunter2' });
    expect(code).toBe(1);
    expect(printed).toMatch(/stopped: +the request with startIndex=1&count=0 was answered 502: /);
    expect(printed).not.toContain('hunter2');
  });
});

describe('through a running proxy', () => {
  it('reads as a client, with the password from the environment', async () => {
    const system = { id: SYSTEM, type: backend.type, properties: backend.properties };
    const proxy = await runningProxy({ systems: [system] });
    try {
      const urls = [proxy.url, `${proxy.url}/`, `${proxy.url}/ipsproxy/service/api/v1/scim/${SYSTEM}`];
      for (const url of urls) {
        const call = { url, user: 'demo-client', json: true };
        const right = await check(call, { IPSPROXY_PASSWORD: 'demo-secret' });
        expect([right.code, JSON.parse(right.printed)]).toMatchObject([
          0,
          { ok: true, endpoints: [{ read: 230, distinct: 230, requests: 5 }] },
        ]);
      }
      const wrong = await check({ url: proxy.url, user: 'demo-client' }, { IPSPROXY_PASSWORD: 'hunter2' });
      expect([wrong.code, wrong.printed]).toEqual([1, expect.stringContaining('was answered 401')]);
      expect(wrong.printed).not.toContain('hunter2');
    } finally {
      await proxy.stop();
    }
  });

  it('counts what only the header of the answer says', async () => {
    const read = JSON.stringify({
      user: { scimEntityEndpoint: 'Users', mappings: [{ sourcePath: '$.noSuchThing', targetPath: '$.id' }] },
    });
    const system = { id: SYSTEM, type: backend.type, properties: backend.properties };
    const transformations = { read: 'read.json' };
    const proxy = await runningProxy({
      systems: [{ ...system, transformations }],
      files: { 'read.json': read },
    });
    try {
      const call = { url: proxy.url, user: 'demo-client', json: true };
      const { printed } = await check(call, { IPSPROXY_PASSWORD: 'demo-secret' });
      const failures = [{ reason: 'their read transformation failed', count: 230 }];
      expect(JSON.parse(printed)).toMatchObject({ ok: false, endpoints: [{ hidden: 0, failures }] });
    } finally {
      await proxy.stop();
    }
  });

  it.each([
    [{ url: 'http://127.0.0.1:9' }, /--user says who calls/],
    [{ url: 'http://127.0.0.1:9', user: 'a' }, /Set the environment variable IPSPROXY_PASSWORD/],
  ])('says what is missing: %j', async (options, message) => {
    await expect(check(options)).rejects.toThrow(message);
  });

  it.each(['proxy', 'ftp://proxy', 'https://u@proxy', 'https://proxy?a'])(
    'refuses the URL %s',
    async (url) => {
      await expect(check({ url, user: 'a' }, { IPSPROXY_PASSWORD: 'x' })).rejects.toThrow(
        /--url must be the http or https URL of the proxy/,
      );
    },
  );
});

it('is a command', async () => {
  const args = [SYSTEM, '--config', await file(), '--endpoint', 'Users', 'Groups', '--count', '7', '--json'];
  const { code, stdout, stderr } = await run('load-check', { args, env: env() }).ended;
  expect([code, stderr]).toEqual([0, '']);
  expect(JSON.parse(stdout)).toMatchObject({ ok: true, endpoints: [{ pages: 33 }, { pages: 2 }] });
});

it.each([
  [['--count', '0'], /whole number from 1 to 100/],
  [[], /Which configuration\?/],
])('is called in a wrong way with %j', async (args, message) => {
  const { code, stderr } = await run('load-check', { args: [SYSTEM, ...args] }).ended;
  expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
});
