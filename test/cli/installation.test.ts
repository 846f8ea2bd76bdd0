/** Every command on a machine where something is missing: one sentence, no stack. */
import { spawnSync } from 'node:child_process';
import { copyFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import scripts from '../../package.json' with { type: 'json' };
import { folderWith } from '../config/helpers.ts';
import { watch } from './helpers.ts';

const ROOT = join(import.meta.dirname, '../..');
const COMMANDS = ['start', 'demo', 'validate', 'secret:hash', 'config:schema'] as const;

/** As npm runs it, without npm. */
const shell = (command: string) => ['sh', '-c', command];
const PATH = `${dirname(process.execPath)}:${process.env['PATH']}`;

async function pretending(version: string): Promise<string> {
  const folder = await folderWith({
    'version.cjs': `Object.defineProperty(process, 'version', { value: '${version}' });`,
  });
  return `--require ${join(folder, 'version.cjs')}`;
}

const REFUSAL =
  /^ipsproxy needs Node\.js 22\.19 or a later 22, or 23\.10 or later, and \S+ is v[\d.]+: run "npm ci" without --omit=dev,.*\n$/;

async function copyOf(files: readonly string[]): Promise<string> {
  const folder = await folderWith({});
  for (const file of files) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await copyFile(join(ROOT, file), join(folder, file));
  }
  return folder;
}

describe.each(COMMANDS)('npm run %s', (command) => {
  const script = scripts.scripts[command];

  it.each(['v20.20.2', 'v22.18.0', 'v23.7.0', 'v0.12.18'])(
    'says on Node.js %s what to do',
    async (version) => {
      const env = { PATH, NODE_OPTIONS: await pretending(version) };
      const { code, stdout, stderr } = await watch(shell(script), { env, cwd: ROOT }).ended;
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toMatch(REFUSAL);
      expect(stderr).toContain(`is ${version}:`);
    },
  );

  it('says so without npm, too, as what is built from it does', async () => {
    const [source = ''] = /src\/cli\/\S+\.ts/.exec(script) ?? [];
    const env = { PATH, NODE_OPTIONS: await pretending('v23.7.0') };
    const { code, stdout, stderr } = await watch([process.execPath, source], { env, cwd: ROOT }).ended;
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(REFUSAL);
  });

  it('says that libraries are missing', async () => {
    const folder = await copyOf(['package.json', 'package-lock.json', 'src/cli/installation.cjs']);
    const { code, stdout, stderr } = await watch(shell(script), { env: { PATH }, cwd: folder }).ended;
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(
      /^Libraries that ipsproxy needs are not installed \(.*fastify.*\): run "npm ci" in .*\n$/,
    );
  });
});

it.each(['v22.19.0', 'v22.20.1', 'v23.10.0', 'v24.0.0', 'v30.1.0'])('Node.js %s will do', async (version) => {
  const env = { PATH, NODE_OPTIONS: await pretending(version) };
  const { code, stdout } = await watch(shell(`${scripts.scripts.demo} --help`), { env, cwd: ROOT }).ended;
  expect([code, stdout]).toEqual([0, expect.stringContaining('Usage: ipsproxy demo')]);
});

describe('a package that npm installed', () => {
  /** Without what only a project has. */
  const start = async (env: Record<string, string>) => {
    const folder = await copyOf(['package.json', 'src/cli/installation.cjs']);
    const { ended } = watch([process.execPath, join(folder, 'src/cli/installation.cjs')], { env });
    return { folder, ...(await ended) };
  };

  it('says that libraries are missing', async () => {
    const { code, stderr, folder } = await start({});
    expect(code).toBe(1);
    expect(stderr).toMatch(/ are not installed \(.*fastify.*\): install the package again, it is in .*\n$/);
    expect(stderr).toContain(folder);
  });

  it('finds libraries that npm has put beside it', async () => {
    const folder = await folderWith({});
    const own = join(folder, 'node_modules/ipsproxy/src/cli');
    await mkdir(own, { recursive: true });
    await copyFile(join(ROOT, 'src/cli/installation.cjs'), join(own, 'installation.cjs'));
    await copyFile(join(ROOT, 'package.json'), join(own, '../../package.json'));
    for (const name of Object.keys(scripts.dependencies)) {
      await mkdir(join(folder, 'node_modules', name), { recursive: true });
    }
    const { code, stderr } = await watch([process.execPath, join(own, 'installation.cjs')], {}).ended;
    expect([code, stderr]).toEqual([0, '']);
  });

  it('says that another Node.js is needed', async () => {
    const { code, stderr } = await start({ NODE_OPTIONS: await pretending('v20.20.2') });
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/ is v20\.20\.2: put a newer one first in PATH\.\n$/),
    ]);
  });
});

/** What comes first in PATH where the development dependency `node` is not installed. */
const ofTheMachine = spawnSync('sh', ['-c', 'PATH=/usr/local/bin:/usr/bin:/bin; node --version'], {
  encoding: 'utf8',
}).stdout.trim();

it.skipIf(!/^v(1\d|20)\./.test(ofTheMachine))(
  'an older Node.js really gets as far as to say so (needs one in /usr/local/bin or /usr/bin)',
  async () => {
    const env = { PATH: '/usr/local/bin:/usr/bin:/bin' };
    const { code, stderr } = await watch(shell(scripts.scripts.start), { env, cwd: ROOT }).ended;
    expect([code, stderr.split('\n').length]).toEqual([1, 2]);
    expect(stderr).toContain(`is ${ofTheMachine}`);
  },
);
