/** The package: what is in it, and that it works from an empty directory. */
import { execFileSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import project from '../../package.json' with { type: 'json' };
import lock from '../../package-lock.json' with { type: 'json' };
import { watch } from '../cli/helpers.ts';
import { exampleFiles, PEOPLE } from '../connectors/third-party/csv-example.ts';

const ROOT = join(import.meta.dirname, '../..');
/** The oldest Node.js that will do. */
const OLDEST = '22.19.0';

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

const work = mkdtempSync(join(tmpdir(), 'ipsproxy-package-'));
let tarball = '';
/** Empty, but for what `npm install` makes of the tarball. */
let consumer = '';
let files: readonly string[] = [];

beforeAll(() => {
  const text = npm(ROOT, 'pack', '--json', '--pack-destination', work);
  // npm 11.19 and later name the package in front of it.
  const parsed = JSON.parse(text) as Packed[] | Record<string, Packed>;
  const [packed] = Object.values(parsed);
  tarball = join(work, packed?.filename ?? '');
  files = packed?.files.map(({ path }) => path) ?? [];
  consumer = installed('consumer', tarball);
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

function npm(cwd: string, ...args: readonly string[]): string {
  return execFileSync('npm', args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 2 ** 26,
  });
}

function installed(name: string, ...packages: readonly string[]): string {
  const folder = join(work, name);
  mkdirSync(folder);
  npm(folder, 'install', '--no-audit', '--no-fund', ...packages);
  return folder;
}

describe('connectors of third parties', () => {
  const project = (name: string) => {
    const folder = installed(name, tarball);
    const { dependencies = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module', dependencies }));
    for (const [path, text] of Object.entries(exampleFiles)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return folder;
  };

  it('compile with the public types alone, in JavaScript and in TypeScript', () => {
    const folder = project('types');
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    const options = [
      '--strict',
      '--noEmit',
      '--module',
      'nodenext',
      '--target',
      'es2024',
      '--allowJs',
      '--checkJs',
    ];
    const types = ['--types', 'node', '--typeRoots', join(ROOT, 'node_modules/@types')];
    const compile = (...names: readonly string[]) =>
      execFileSync(process.execPath, [tsc, ...options, ...types, ...names], {
        cwd: folder,
        encoding: 'utf8',
        stdio: 'pipe',
      });
    expect(compile('csv-connector.js', 'rest-connector.ts')).toBe('');
    // What the compiler would find.
    writeFileSync(
      join(folder, 'wrong.ts'),
      (exampleFiles['rest-connector.ts'] ?? '').replace("patch: 'none'", "patch: 'nil'"),
    );
    expect(() => compile('wrong.ts')).toThrow();
  });

  it('are served by the command of the package', async () => {
    const folder = project('served');
    writeFileSync(join(folder, 'people.csv'), PEOPLE);
    const configuration = (exampleFiles['ipsproxy.jsonc'] ?? '').replace('8080', '0');
    writeFileSync(join(folder, 'ipsproxy.jsonc'), configuration);
    const command = join(folder, 'node_modules/.bin/ipsproxy');
    const proxy = watch([command, 'serve', '--config', 'ipsproxy.jsonc'], {
      cwd: folder,
      env: { CLIENT_SECRET: 'secret' },
    });
    const { url } = await proxy.line(({ url }) => url !== undefined);
    const headers = { authorization: `Basic ${btoa('client:secret')}` };
    const get = (path: string) => fetch(`${url}/ipsproxy/api/v1/scim/people/Users${path}`, { headers });
    expect(await (await get('')).json()).toMatchObject({ totalResults: 2 });
    // A ScimError that was made with the package beside the connector.
    const missing = await get('/u9');
    expect([missing.status, await missing.json()]).toMatchObject([
      404,
      { detail: 'The file has no user u9.' },
    ]);
  });
});

describe('the tarball', () => {
  it('has what is needed to run and to read, and nothing else', () => {
    const own = ['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json'];
    const rooms: Readonly<Record<string, RegExp>> = {
      dist: /\.(?:js|d\.ts|cjs|d\.cts)$|^dist\/api-page\/[\w.-]+$/,
      transformations: /\/(?:read|write)\.json$/,
      config: /\.(?:jsonc|json|yaml)$/,
      deploy:
        /\/(?:systemd\/[^/]+\.service|balancer\/(?:haproxy\.cfg|nginx\.conf)|(?:grafana|prometheus|kubernetes)\/[^/]+\.(?:yaml|jsonc?))$/,
      docs: /\.md$/,
    };
    const others = files.filter((path) => {
      const [room = ''] = path.split('/');
      return !own.includes(path) && !(Object.hasOwn(rooms, room) && rooms[room]?.test(path));
    });
    expect(others).toEqual([]);
    for (const path of [
      ...own,
      'dist/cli/ipsproxy.js',
      'dist/api-page/swagger-ui-bundle.js',
      'dist/api-page/swagger-ui.css',
      'dist/api-page/LICENSE',
      'dist/index.d.ts',
      'dist/transformation/index.d.ts',
      'config/demo.jsonc',
    ]) {
      expect(files).toContain(path);
    }
    const defaults = globSync('transformations/**/*.json', { cwd: ROOT });
    expect(defaults).not.toEqual([]);
    expect(files.filter((path) => path.startsWith('transformations/'))).toEqual(defaults.toSorted());
  });

  it('has one file for what is loaded together', () => {
    const parts = files.filter((path) => path.startsWith('dist/') && path.endsWith('.js'));
    expect(
      parts.filter(
        (path) => !/^dist\/(?:(?:api-page|cli|parts|transformation)\/[^/]+|index\.js)$/.test(path),
      ),
    ).toEqual([]);
  });

  it('has parts that a process of another build does not find', () => {
    const parts = files.filter((path) => path.startsWith('dist/parts/'));
    expect(parts.filter((path) => !/-[\w-]{8}\.js$/.test(path))).toEqual([]);
  });

  it('says nothing of the machine it was made on', () => {
    const text = execFileSync('tar', ['-xzOf', tarball], { encoding: 'utf8', maxBuffer: 2 ** 28 });
    for (const path of [ROOT, dirname(process.execPath)]) expect(text.includes(path)).toBe(false);
  });
});

describe.each([
  ['the Node.js of the project', () => consumer],
  [`Node.js ${OLDEST}`, () => installed('oldest', tarball, `node@${OLDEST}`)],
])('in an empty directory, with %s', (_, install) => {
  let folder = '';
  beforeAll(() => {
    folder = install();
  });

  it('npx ipsproxy demo serves', async () => {
    const { line, child, ended } = watch(['npx', 'ipsproxy', 'demo', '--json', '--port', '0'], {
      cwd: folder,
    });
    const { proxy, systems } = await line(({ proxy }) => proxy !== undefined);
    expect((await fetch(`${proxy}/readyz`)).status).toBe(200);
    const [{ url } = { url: '' }] = Object.values(systems as Record<string, { url: string }>);
    const headers = { authorization: `Basic ${Buffer.from('demo-client:demo-secret').toString('base64')}` };
    const answer = await fetch(`${url}/Users?count=1`, { headers });
    expect([answer.status, await answer.json()]).toEqual([200, expect.objectContaining({ itemsPerPage: 1 })]);
    process.kill(-Number(child.pid), 'SIGTERM');
    await ended;
    await expect(fetch(`${proxy}/readyz`)).rejects.toThrow();
  });

  it('every command has its help, with the version of the package', async () => {
    const { code, stdout } = await watch(['npx', 'ipsproxy', '--help'], { cwd: folder }).ended;
    expect([code, stdout]).toEqual([0, expect.stringContaining('Usage: ipsproxy')]);
    const version = await watch(['npx', 'ipsproxy', '--version'], { cwd: folder }).ended;
    expect(version.stdout).toBe(`${project.version}\n`);
  });

  it('validate finds the default transformations', async () => {
    writeFileSync(join(folder, 'c.jsonc'), readFileSync(join(ROOT, 'config/cloud-foundry.jsonc'), 'utf8'));
    const env = { IDENTITY_MANAGEMENT_SECRET: 'a', CF_PROVISIONING_PASSWORD: 'b' };
    const { code, stdout } = await watch(['npx', 'ipsproxy', 'validate', '--config', 'c.jsonc'], {
      cwd: folder,
      env,
    }).ended;
    expect([code, stdout]).toEqual([0, expect.stringContaining('1 of 1 systems can be served.')]);
  });
});

describe('who imports it', () => {
  beforeAll(() => writeFileSync(join(consumer, 'package.json'), '{"type":"module"}'));

  const node = (source: string) =>
    watch([process.execPath, '--input-type=module', '--eval', source], { cwd: consumer }).ended;

  it('gets the engine, with its types', async () => {
    const source = `import { compileTransformation, type Transformation } from 'ipsproxy/transformation';
const text = '{"user":{"mappings":[{"sourcePath":"$.a","targetPath":"$.b"}]}}';
export const transformation: Transformation = compileTransformation(text, { direction: 'read', file: 'read.json' });
console.log(Object.keys(transformation.entities).join());
`;
    writeFileSync(join(consumer, 'use.ts'), source);
    const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024', '--types', 'node'];
    const types = ['--typeRoots', join(ROOT, 'node_modules/@types')];
    const compiled = await watch([join(ROOT, 'node_modules/.bin/tsc'), ...options, ...types, 'use.ts'], {
      cwd: consumer,
    }).ended;
    expect([compiled.code, compiled.stdout]).toEqual([0, '']);
    const { code, stdout } = await watch([process.execPath, 'use.ts'], { cwd: consumer }).ended;
    expect([code, stdout]).toEqual([0, 'user\n']);
  });

  it('gets nothing else', async () => {
    for (const name of ['ipsproxy/connectors', 'ipsproxy/dist/index.js']) {
      expect((await node(`import '${name}'`)).stderr).toContain('ERR_PACKAGE_PATH_NOT_EXPORTED');
    }
  });
});

describe('where something is missing', () => {
  it('an older Node.js ends in one sentence', async () => {
    writeFileSync(
      join(consumer, 'old.cjs'),
      "Object.defineProperty(process, 'version', { value: 'v20.20.2' });",
    );
    const env = { NODE_OPTIONS: `--require ${join(consumer, 'old.cjs')}` };
    const { code, stdout, stderr } = await watch(['npx', 'ipsproxy', 'demo'], { cwd: consumer, env }).ended;
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^ipsproxy needs Node\.js .* is v20\.20\.2: put a newer one first in PATH\.\n$/);
  });

  it('a library that is gone is named in one sentence', async () => {
    const [there, elsewhere] = [join(consumer, 'node_modules/fastify'), join(consumer, 'fastify')];
    renameSync(there, elsewhere);
    onTestFinished(() => renameSync(elsewhere, there));
    const { code, stdout, stderr } = await watch(['npx', 'ipsproxy', 'demo'], { cwd: consumer }).ended;
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^Libraries that ipsproxy needs are not installed \(fastify\): .*\n$/);
  });
});

describe('the bill of materials', () => {
  const sbom = () =>
    JSON.parse(
      execFileSync('npm', ['run', '--silent', 'sbom'], { cwd: ROOT, encoding: 'utf8', maxBuffer: 2 ** 26 }),
    ) as {
      metadata: { component: { name: string; version: string } };
      components: { name: string; version: string }[];
      dependencies: { ref: string; dependsOn: string[] }[];
    };

  /** For development, but files of it are in the package. */
  const COPIED = 'node_modules/swagger-ui-dist';

  it('names every library of run time, and no other, the same in every run', () => {
    const made = sbom();
    const used = Object.entries(lock.packages).filter(
      ([path, entry]) => path !== '' && (!('dev' in entry) || path === COPIED),
    );
    const nameOf = (path: string) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    expect(made.components.map(({ name, version }) => `${name}@${version}`).sort()).toEqual(
      [...new Set(used.map(([path, { version }]) => `${nameOf(path)}@${version}`))].sort(),
    );
    expect(made.metadata.component).toMatchObject({ name: 'ipsproxy', version: project.version });
    const direct = made.dependencies.find(({ ref }) => ref === `ipsproxy@${project.version}`)?.dependsOn;
    expect(direct).toHaveLength(Object.keys(project.dependencies).length + 1);
    expect(sbom()).toEqual(made);
  });
});
