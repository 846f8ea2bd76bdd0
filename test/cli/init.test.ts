import { spawnSync } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadOptions } from '../../src/cli/load-options.ts';
import { assumedValue } from '../../src/config/assumed-value.ts';
import { shapeOf } from '../../src/config/known-properties.ts';
import { parseSecretHash, verifySecret } from '../../src/config/secret-hash.ts';
import { parseJsonc } from '../../src/config/source/jsonc.ts';
import { startIdentityAuthentication } from '../../src/sandbox/identity-authentication-v2/index.ts';
import { isCredentialName } from '../../src/transformation/index.ts';
import { folderWith } from '../config/helpers.ts';
import { until } from '../support/until.ts';
import { ENTRY, run, watch } from './helpers.ts';

const TYPES = [...loadOptions.definitions.keys()];
const TRANSFORMATIONS = join(import.meta.dirname, '../../transformations');

async function init(...args: string[]) {
  const out = await folderWith({});
  const ended = await run('init', { args: ['--out', out, ...args] }).ended;
  return { ...ended, out, file: join(out, 'ipsproxy.jsonc') };
}

async function configurationIn(file: string) {
  const result = parseJsonc(file, await readFile(file, 'utf8'));
  if ('problems' in result) throw new Error(result.problems[0]?.message);
  return result.source.value as {
    technicalUsers: { id: string; secrets: unknown[]; systems: string[] }[];
    systems: { id: string; name: string; properties: Record<string, unknown> }[];
  };
}

describe.each(TYPES)('ipsproxy init --type %s', (type) => {
  it('writes a configuration that is complete but for what only the administrator knows', async () => {
    const { code, stderr, stdout, out, file } = await init('--type', type, '--json');
    expect([code, stderr]).toEqual([0, '']);
    const report = JSON.parse(stdout);
    expect(report.files).toEqual([
      file,
      join(out, `transformations/${type}/read.json`),
      join(out, `transformations/${type}/write.json`),
      join(out, 'ipsproxy.schema.json'),
    ]);
    expect((await readdir(out, { recursive: true })).length).toBe(6);

    const validate = ['--config', file, '--without-secrets', '--json'];
    const before = JSON.parse((await run('validate', { args: validate }).ended).stdout);
    const missing = before.problems.map(
      ({ message }: { message: string }) => /"([^"]+)" is missing/.exec(message)?.[1],
    );
    expect(missing.toSorted()).toEqual(report.toFillIn.toSorted());

    const shape = shapeOf(loadOptions.definitions.get(type)?.properties);
    let text = await readFile(file, 'utf8');
    for (const name of report.toFillIn)
      text = text.replace(`"${name}": ""`, `"${name}": "${assumedValue(name, shape)}"`);
    await writeFile(file, text);
    const after = await run('validate', { args: validate }).ended;
    expect([after.code, JSON.parse(after.stdout).served]).toEqual([0, 1]);
  });

  it('has each optional property as a line that can be used', async () => {
    const { file } = await init('--type', type);
    const text = await readFile(file, 'utf8');
    const lines = [...text.matchAll(/^ +\/\/ (".*": .*),$/gm)].map(([, line]) => line);
    expect(lines.length).toBeGreaterThan(3);
    for (const line of lines) {
      const entries = Object.entries(JSON.parse(`{${line}}`));
      // In clear it would be refused.
      for (const [name, value] of entries) if (isCredentialName(name)) expect(value).toBeTypeOf('object');
    }
  });
});

describe('ipsproxy init', () => {
  it('ends in a system that serves, as its output says', async () => {
    const backend = await startIdentityAuthentication({ users: 2 });
    onTestFinished(() => backend.close());
    const { clientId, clientSecret } = backend.credentials;
    const { stdout, file } = await init(
      ...['--type', 'identity-authentication', '--id', 'ias-test', '--user', 'idm', '--yes'],
      ...['--property', `URL=${backend.url}`, '--property', `User=${clientId}`],
    );
    expect(stdout).toContain('The transformations are those for ias.api.version 2.');
    const variables = [...stdout.matchAll(/export (\w+)='…'/g)].map(([, name]) => name);
    expect(variables).toEqual(['IAS_TEST_PASSWORD', 'IDM_SECRET']);
    const env = { IAS_TEST_PASSWORD: clientSecret, IDM_SECRET: 'hunter2', PORT: '0' };
    const proxy = run('serve', { args: ['--config', file], env });
    const { url } = await proxy.line(({ url }) => url !== undefined);
    const [, path] = /curl -s -u idm 'http:\/\/127\.0\.0\.1:8080(.*)'/.exec(stdout) ?? [];
    const authorization = `Basic ${Buffer.from('idm:hunter2').toString('base64')}`;
    const answer = await fetch(`${url}${path}`, { headers: { authorization } });
    expect(await answer.json()).toMatchObject({ totalResults: 2, itemsPerPage: 1 });
  });

  it.each([
    [['--property', 'ias.api.version=1'], 'identity-authentication/v1'],
    [['--property', 'ias.api.version=2'], 'identity-authentication/v2'],
    [[], 'identity-authentication/v2'],
  ])('with %j copies the transformations of %s', async (args, folder) => {
    const { out } = await init('--type', 'identity-authentication', '--id', 'x', ...args);
    for (const name of ['read.json', 'write.json']) {
      const copy = await readFile(join(out, 'transformations/x', name), 'utf8');
      expect(copy).toBe(await readFile(join(TRANSFORMATIONS, folder, name), 'utf8'));
    }
  });

  it('takes names with anything in them', async () => {
    const name = 'Tenant "A" // */ \\ ü';
    const args = ['--type', 'cloud-foundry', '--name', name, '--user', '1 "x"'];
    const { code, file, stdout } = await init(...args);
    expect(stdout).toContain(`curl -s -u '1 "x"' 'http`);
    expect(code).toBe(0);
    const { systems, technicalUsers } = await configurationIn(file);
    expect([systems[0]?.name, technicalUsers[0]?.id]).toEqual([name, '1 "x"']);
    expect(technicalUsers[0]?.secrets).toEqual([{ env: 'IPSPROXY_1_X_SECRET' }]);
  });

  it('takes a property whose name objects have', async () => {
    const { code, out } = await init('--type', 'cloud-foundry', '--property', 'constructor=x');
    expect([code, await readFile(join(out, 'ipsproxy.jsonc'), 'utf8')]).toEqual([
      0,
      expect.stringContaining('"constructor": "x"'),
    ]);
  });

  it('keeps the hash of a secret from standard input', async () => {
    const out = await folderWith({});
    const args = ['--type', 'cloud-foundry', '--secret-stdin', '--out', out];
    const { code, stdout } = await run('init', { args, input: 'hunter2\n' }).ended;
    expect(code).toBe(0);
    const { technicalUsers } = await configurationIn(join(out, 'ipsproxy.jsonc'));
    const hash = parseSecretHash(String(technicalUsers[0]?.secrets[0]));
    expect(hash && (await verifySecret('hunter2', hash))).toBe(true);
    expect(stdout).not.toMatch(/hunter2|IDENTITY_MANAGEMENT_SECRET/);
  });

  it('overwrites nothing, unless told to', async () => {
    const { out, file } = await init('--type', 'cloud-foundry');
    await writeFile(file, 'mine');
    const args = ['--type', 'cloud-foundry', '--out', out];
    const refused = await run('init', { args }).ended;
    expect([refused.code, refused.stdout]).toEqual([2, '']);
    expect(refused.stderr).toMatch(
      /^Nothing was written, as this is there already: .*ipsproxy\.jsonc, .*read\.json/,
    );
    expect(await readFile(file, 'utf8')).toBe('mine');
    expect((await run('init', { args: [...args, '--force'] }).ended).code).toBe(0);
    expect(await readFile(file, 'utf8')).toContain('"cloud-foundry"');
  });

  it.each([
    [
      'no type',
      [],
      /^Which type of system\? Add --type with one of identity-authentication, cloud-foundry, cloud-foundry-uaa, xsuaa, scim\.\n$/,
    ],
    [
      'a type that is none',
      ['--type', 'CF'],
      /^--type: unknown type "CF"; did you mean "cloud-foundry"\?\n$/,
    ],
    ['an id that is none', ['--type', 'cloud-foundry', '--id', '../x'], /^--id must be letters and digits/],
    ['a user that is none', ['--type', 'cloud-foundry', '--user', 'a:b'], /^--user must be text/],
    [
      'a property that is wrong',
      ['--type', 'identity-authentication', '--property', 'ias.api.version=3'],
      /^--property ias\.api\.version: ias\.api\.version must be/,
    ],
    ['a name that none has', ['--type', 'cloud-foundry', '--property', '__proto__=x'], /has no such name\./],
    ['no property', ['--type', 'cloud-foundry', '--property', 'URL'], /Write it as NAME=VALUE\./],
  ])('refuses %s, and writes nothing', async (_, args, message) => {
    const { code, stdout, stderr, out } = await init(...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
    expect(await readdir(out)).toEqual([]);
  });

  it('does not take a credential, nor repeat it', async () => {
    const { code, stderr } = await init('--type', 'cloud-foundry', '--property', 'Password=hunter2');
    expect([code, stderr]).toEqual([2, expect.stringContaining('It is a credential: leave it out')]);
    expect(stderr).not.toContain('hunter2');
  });

  it('does not repeat a value, which may have a password in it', async () => {
    const url = 'URL=https://me:hunter2@tenant.example';
    const { code, stderr } = await init('--type', 'identity-authentication', '--property', url);
    expect([code, stderr]).toEqual([2, expect.stringContaining('must not contain a user or a password')]);
    expect(stderr).not.toContain('hunter2');
  });
});

const hasTerminal = spawnSync('script', ['--version']).status === 0;

describe.skipIf(!hasTerminal)('ipsproxy init on a terminal (needs script of util-linux)', () => {
  async function onTerminal() {
    const out = await folderWith({});
    const command = [process.execPath, ENTRY, 'init', '--out', out].map((word) => `'${word}'`).join(' ');
    const running = watch(['script', '-qec', `stty cols 120 rows 40; ${command}`, '/dev/null'], {
      env: { TERM: 'xterm' },
      open: true,
    });
    let seen = 0;
    /** Waits for a question that was not there yet, then types. */
    const answer = async (question: RegExp, keys: string) => {
      const shown = () => stripVTControlCharacters(running.output()).slice(seen);
      await until(() => question.test(shown()));
      seen = stripVTControlCharacters(running.output()).length;
      running.child.stdin?.write(keys);
    };
    return { ...running, out, answer };
  }

  it('asks for what it has to know', async () => {
    const { answer, ended, out } = await onTerminal();
    await answer(/Which backend\?/, '\r');
    await answer(/Id of the system/, '-test\r');
    await answer(/URL: /, 'no url\r');
    await answer(/It must be/, '\u0015https://tenant.example.com\r');
    await answer(/User: /, 'admin\r');
    await answer(/ias\.api\.version: /, '\r');
    await answer(/User name with which/, '\r');
    await answer(/Type the secret/, '\r');
    await answer(/Secret/, 'hunter2\r');
    await answer(/Again/, 'hunter2\r');
    const { code, stdout } = await ended;
    expect(code).toBe(0);
    expect(stripVTControlCharacters(stdout)).toContain('Written:');
    expect(stdout).not.toContain('hunter2');
    const { systems, technicalUsers } = await configurationIn(join(out, 'ipsproxy.jsonc'));
    expect(systems).toMatchObject([
      {
        id: 'identity-authentication-test',
        properties: { URL: 'https://tenant.example.com', User: 'admin', 'ias.api.version': 2 },
      },
    ]);
    expect(technicalUsers[0]?.secrets).toEqual([expect.stringMatching(/^\$scrypt\$/)]);
  });

  it('writes nothing after Ctrl+C', async () => {
    const { answer, ended, out } = await onTerminal();
    await answer(/Which backend\?/, '\u0003');
    expect((await ended).code).toBe(2);
    expect(await readdir(out)).toEqual([]);
  });
});
