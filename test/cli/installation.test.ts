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
  /^ipsproxy needs Node\.js 22\.19 or a later 22, or 23\.8 or later, and \S+ is v[\d.]+: run "npm ci" without --omit=dev,.*\n$/;

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
    const folder = await folderWith({});
    await mkdir(join(folder, 'src/cli'), { recursive: true });
    for (const file of ['package.json', 'src/cli/installation.cjs']) {
      await copyFile(join(ROOT, file), join(folder, file));
    }
    const { code, stdout, stderr } = await watch(shell(script), { env: { PATH }, cwd: folder }).ended;
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(
      /^Libraries that ipsproxy needs are not installed \(.*fastify.*\): run "npm ci" in .*\n$/,
    );
  });
});

it.each(['v22.19.0', 'v22.20.1', 'v23.8.0', 'v24.0.0', 'v30.1.0'])('Node.js %s will do', async (version) => {
  const env = { PATH, NODE_OPTIONS: await pretending(version) };
  const { code, stdout } = await watch(shell(`${scripts.scripts.demo} --help`), { env, cwd: ROOT }).ended;
  expect([code, stdout]).toEqual([0, expect.stringContaining('Usage: ipsproxy demo')]);
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
