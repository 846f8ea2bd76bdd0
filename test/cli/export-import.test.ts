import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, it } from 'vitest';
import { folderWith } from '../config/helpers.ts';
import { cloudFoundrySystem, exported } from '../exchange/helpers.ts';
import { run } from './helpers.ts';
import { configurationFile, SYSTEM } from './proxy-process.ts';

it('exports a repository to standard output, and hints to standard error', async () => {
  const args = [
    SYSTEM,
    '--config',
    await configurationFile(),
    '--format',
    'csv',
    '--url',
    'https://proxy.example',
  ];
  const { code, stdout, stderr } = await run('export', { args }).ended;
  const [header, values] = parse(stdout, { record_delimiter: '\r\n' });
  expect([code, header?.length, values?.length]).toEqual([0, 25, 25]);
  expect(stderr).toBe('Fill in AUTH_USER and AUTH_PASSWORD: a technical user of the proxy.\n');
});

it('exports to a file, which it overwrites only when told to', async () => {
  const config = await configurationFile();
  const out = join(config, '../export.json');
  await writeFile(out, 'mine');
  const args = [SYSTEM, '--config', config, '--format', 'json', '--out', out];
  const refused = await run('export', { args }).ended;
  expect([refused.code, refused.stdout]).toEqual([2, '']);
  expect(refused.stderr).toMatch(/it is there already; add --force to overwrite it/);
  expect(await readFile(out, 'utf8')).toBe('mine');

  const { code, stdout } = await run('export', { args: [...args, '--force', '--json'] }).ended;
  expect([code, JSON.parse(stdout)]).toMatchObject([
    0,
    { ok: true, format: 'json', file: out, leftOut: [{ property: 'Password', kind: 'credential' }] },
  ]);
  expect(JSON.parse(await readFile(out, 'utf8'))).toMatchObject({ id: SYSTEM });
});

it.each(['openapi', 'postman'])(
  'exports the API as %s, without the secrets of the configuration',
  async (format) => {
    const config = await configurationFile();
    const args = [SYSTEM, '--config', config, '--format', format];
    const nowhere = await run('export', { args }).ended;
    expect([nowhere.code, nowhere.stderr]).toEqual([1, expect.stringMatching(/set server\.externalUrl/)]);
    const { code, stdout, stderr } = await run('export', {
      args: [...args, '--url', 'https://proxy.example/base/'],
    }).ended;
    expect([code, stderr]).toEqual([0, '']);
    const url = `https://proxy.example/base/ipsproxy/api/v1/scim/${SYSTEM}`;
    expect(JSON.parse(stdout)).toMatchObject(
      format === 'openapi'
        ? { openapi: '3.1.1', servers: [{ url }], paths: { '/Users': {} } }
        : {
            variable: expect.arrayContaining([
              expect.objectContaining({ key: 'baseUrl', value: url }),
              expect.objectContaining({ key: 'user', value: '' }),
              expect.objectContaining({ key: 'secret', value: '' }),
            ]),
          },
    );
  },
);

it('says what cannot be exported', async () => {
  const config = await configurationFile();
  const nowhere = await run('export', { args: [SYSTEM, '--config', config, '--format', 'csv'] }).ended;
  expect([nowhere.code, nowhere.stderr]).toEqual([1, expect.stringMatching(/set server\.externalUrl/)]);
  const format = await run('export', { args: [SYSTEM, '--config', config, '--format', 'xml'] }).ended;
  expect([format.code, format.stderr]).toEqual([2, expect.stringMatching(/csv, json, openapi, postman/)]);
});

it('imports into a folder of its own, and says what to do next', async () => {
  const systems = [
    await exported(),
    await cloudFoundrySystem(),
    await exported({ id: 'x', accessMode: 'SOURCE' }),
  ];
  const folder = await folderWith({ 'export.json': JSON.stringify(systems) });
  await mkdir(join(folder, 'out'));
  const args = [join(folder, 'export.json'), '--out', join(folder, 'out')];
  const { code, stdout, stderr } = await run('import', { args }).ended;
  expect([code, stderr]).toEqual([1, '']);
  expect(stdout.replaceAll(`${folder}/`, '')).toBe(
    `system "5b1e9a52-0000-4000-8000-00000000c0de" (Test tenant): Identity Authentication, here "identity-authentication", 9 properties
  transformations/5b1e9a52-0000-4000-8000-00000000c0de/read.json
  transformations/5b1e9a52-0000-4000-8000-00000000c0de/write.json
system "7c0d8a52-3f1b-4c3e-9d6a-2b1f0e9c8d7a" (Platform members): SAP BTP Platform Members (Cloud Foundry), here "cloud-foundry", 8 properties
  transformations/7c0d8a52-3f1b-4c3e-9d6a-2b1f0e9c8d7a/read.json
  transformations/7c0d8a52-3f1b-4c3e-9d6a-2b1f0e9c8d7a/write.json
system "Test tenant" was not taken: it is a source system; only proxy systems can be imported.
2 of 3 systems were taken into out/ipsproxy.jsonc.
Credentials are never in an export. Set these environment variables before the start:
  TEST_TENANT_PASSWORD  (Password of system "5b1e9a52-0000-4000-8000-00000000c0de")
  PLATFORM_MEMBERS_PASSWORD  (Password of system "7c0d8a52-3f1b-4c3e-9d6a-2b1f0e9c8d7a")
Next: ipsproxy validate --config out/ipsproxy.jsonc --online, which also says who may call.
`,
  );
});

it.each([
  [
    ['/nowhere/export.json', '--out', '/nowhere'],
    1,
    /\/nowhere\/export\.json: the file does not exist; create it/,
  ],
  [['export.json'], 2, /Where to\? Add --config FILE, or --out FOLDER/],
])('says what is wrong with import %j', async (args, code, message) => {
  const ended = await run('import', { args }).ended;
  expect([ended.code, ended.stderr]).toEqual([code, expect.stringMatching(message)]);
});

it('shows no commands to the terminal that stand in an export', async () => {
  const names = { name: 'evil\u001b[2J\u0007\nfine.', connectorTypeString: 'IDENTITY\u001b[31m' };
  const folder = await folderWith({ 'export.json': JSON.stringify(await exported(names)) });
  const args = [join(folder, 'export.json'), '--out', join(folder, 'out')];
  const imported = await run('import', { args }).ended;
  const config = join(folder, 'out/ipsproxy.jsonc');
  const validated = await run('validate', { args: ['--without-secrets', '--config', config] }).ended;
  expect([imported.stdout, validated.stdout]).toEqual([
    expect.stringContaining('(evil?[2J??fine.)'),
    expect.stringContaining(', evil?[2J??fine.)'),
  ]);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be printed.
  expect(imported.stdout + validated.stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
});
