/** Connectors that the configuration names, loaded by the command as an administrator runs it. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWith } from '../config/helpers.ts';
import { exampleFiles } from '../connectors/third-party/csv-example.ts';
import { run } from './helpers.ts';

const PACKAGE = '{ "type": "module" }';
const MODULE = `
import { defineConnector, z } from 'ipsproxy';
export default defineConnector({
  type: 'mine',
  title: 'Mine',
  prefix: 'mine',
  properties: z.looseObject({ 'mine.key': z.string().optional().describe('Is there.') }),
  defaultTransformations: () => new URL('./', import.meta.url),
  load: async () => () => ({ entity: () => undefined, close: async () => {} }),
});
`;
const system = { id: 'one', type: 'mine', properties: { 'mine.kye': 'x' } };

async function validate(
  connectors: readonly string[],
  files: Readonly<Record<string, string>>,
  systems = [system],
) {
  const folder = await folderWith({
    'package.json': PACKAGE,
    'read.json': exampleFiles['transformations/read.json'] ?? '',
    'write.json': exampleFiles['transformations/write.json'] ?? '',
    ...files,
    'c.json': JSON.stringify({ connectors, systems }, null, 1),
  });
  const { code, stdout, stderr } = await run('validate', {
    args: ['--config', join(folder, 'c.json'), '--json'],
  }).ended;
  expect(stderr).toBe('');
  const report = JSON.parse(stdout);
  const problems: string[] = report.problems.map(
    ({ line, message }: { line: number; message: string }) => `${line}: ${message.replaceAll(folder, '')}`,
  );
  return { code, problems, systems: report.systems, folder };
}

describe('a connector is taken', () => {
  it.each([
    ['from a file', './mine.js', { 'mine.js': MODULE }],
    ['from a file of TypeScript', './mine.ts', { 'mine.ts': MODULE.replace("'mine',", "'mine' as const,") }],
    [
      'from a package',
      '@acme/mine',
      {
        // With import alone, and another copy of the proxy's package beside it.
        'node_modules/@acme/mine/package.json': '{ "type": "module", "exports": { "import": "./index.js" } }',
        'node_modules/@acme/mine/index.js': MODULE.replaceAll("'./'", "'../../../'"),
        'node_modules/ipsproxy/package.json': '{ "main": "./broken.js" }',
        'node_modules/ipsproxy/broken.js': 'throw new Error("another copy");',
      },
    ],
    ['by name', './mine.js', { 'mine.js': MODULE.replace('export default', 'export const mine =') }],
    [
      'from a list',
      './mine.js',
      {
        'mine.js': `${MODULE.replace('export default', 'const mine =')} export default [mine]; export const other = 7;`,
      },
    ],
  ])('%s', async (_, name, files) => {
    const { problems, systems } = await validate([name], files as Record<string, string>);
    expect(problems).toEqual([
      expect.stringMatching(
        /^10: system "one": property "mine\.kye" is not known .* did you mean "mine\.key"\?/,
      ),
    ]);
    expect(systems).toMatchObject([
      { id: 'one', status: 'serving', transformations: { read: expect.stringMatching(/read\.json$/) } },
    ]);
  });
});

describe('what is wrong with one', () => {
  it.each([
    [
      'a file that is not there',
      './mien.js',
      { 'mine.js': MODULE },
      'the file cannot be loaded: the file does not exist; create it, or correct the path (is "mine.js" meant to be it?)',
    ],
    [
      'a package that is not there',
      '@acme/none',
      {},
      'there is no package of this name where the configuration is; install it there (npm install @acme/none), or write "./@acme/none" for a file',
    ],
    ['no JavaScript', './mine.js', { 'mine.js': 'this is none' }, 'it cannot be loaded: SyntaxError: '],
    [
      'code that throws',
      './mine.js',
      { 'mine.js': 'throw new Error("no license")' },
      'it cannot be loaded: Error: no license',
    ],
    [
      'an import that is not there',
      './mine.js',
      { 'mine.js': 'import "nowhere"' },
      "it cannot be loaded: Error: Cannot find package 'nowhere'",
    ],
    [
      'no export',
      './mine.js',
      { 'mine.js': 'export const a = 1' },
      'it exports no connector; export what defineConnector of "ipsproxy" gives as default',
    ],
    [
      'another export',
      './mine.js',
      { 'mine.js': 'export default 7' },
      'it is no object; make it with defineConnector of "ipsproxy"',
    ],
    [
      'a type that is none',
      './mine.js',
      { 'mine.js': MODULE.replace("'mine'", "'Mine!'") },
      '"type" must be letters in lower case and digits',
    ],
    [
      'a member that is none',
      './mine.js',
      { 'mine.js': MODULE.replace('title:', 'titel:') },
      '"titel" is none of its members, which are type, title',
    ],
    [
      'no schema',
      './mine.js',
      { 'mine.js': MODULE.replace(/properties: .*\n/, 'properties: {},\n') },
      '"properties" must be a schema made with httpProperties or z.looseObject',
    ],
    [
      'a property without description',
      './mine.js',
      { 'mine.js': MODULE.replace(".describe('Is there.')", '') },
      'property "mine.key" has no description; add .describe(',
    ],
    [
      'a type that the proxy has',
      './mine.js',
      { 'mine.js': MODULE.replace("'mine'", "'cloud-foundry'") },
      'the type "cloud-foundry" is taken by a connector of the proxy; it has to have another one',
    ],
    [
      'a type of SAP that the proxy serves',
      './mine.js',
      { 'mine.js': MODULE.replace("'mine'", "'analytics-cloud'") },
      'the type "analytics-cloud" is taken by a connector of the proxy; it has to have another one',
    ],
    [
      'the title of one',
      './mine.js',
      { 'mine.js': MODULE.replace(/title: '[^']*'/, "title: 'SAP Analytics Cloud'") },
      'the title "SAP Analytics Cloud" is taken by a connector of the proxy; it has to have another one',
    ],
  ])('%s', async (_, name, files, says) => {
    const { code, problems, systems } = await validate([name], files as Record<string, string>);
    expect(code).toBe(1);
    expect(problems).toContainEqual(expect.stringContaining(`3: connector "${name}": ${says}`));
    expect(problems).toContainEqual(expect.stringContaining('system "one": unknown type "mine"'));
    expect(systems).toMatchObject([{ id: 'one', status: 'broken' }]);
  });

  it('a type of another one above', async () => {
    const { problems } = await validate(['./mine.js', './copy.js'], { 'mine.js': MODULE, 'copy.js': MODULE });
    expect(problems).toContainEqual(
      '4: connector "./copy.js": the type "mine" is taken by connector "./mine.js"; it has to have another one',
    );
  });

  it('transformations that are not there', async () => {
    const { problems } = await validate(['./mine.js'], {
      'mine.js': MODULE.replace("'./'", "'./none/'"),
    });
    expect(problems).toContainEqual(
      expect.stringMatching(
        /^\d+: system "one": the read transformation "\/none\/read\.json" cannot be loaded/,
      ),
    );
  });
});

it('one that fails is told by validate --online, which has no log: what it threw and where, without secrets', async () => {
  const fails = `{ entity: () => ({
    capabilities: { totals: true, patch: 'none', versions: false },
    list: async () => { throw new TypeError('no ' + properties['mine.secret']); },
    get() {}, create() {}, replace() {}, delete() {},
  })`;
  const files = {
    'package.json': PACKAGE,
    'read.json': exampleFiles['transformations/read.json'] ?? '',
    'write.json': exampleFiles['transformations/write.json'] ?? '',
    'mine.js': MODULE.replace('() => ({ entity: () => undefined', `(properties) => (${fails}`),
    'c.json': JSON.stringify({
      connectors: ['./mine.js'],
      systems: [{ ...system, properties: { 'mine.secret': { env: 'MINE' } } }],
    }),
  };
  const options = {
    args: ['--config', join(await folderWith(files), 'c.json'), '--online'],
    env: { MINE: 'hunter2' },
  };
  const { code, stdout } = await run('validate', options).ended;
  expect(code).toBe(1);
  expect(stdout).toMatch(
    /^ {2}Users {6}failed: System one: list of connector "mine" failed \(TypeError\)\. TypeError: no \*\*\*, at .*mine\.js:\d+:\d+/m,
  );
  expect(stdout).not.toMatch(/hunter2|The log/);
});

it('one that is exported takes its default transformations with it', async () => {
  const { folder } = await validate(['./mine.js'], { 'mine.js': MODULE });
  const args = ['one', '--config', join(folder, 'c.json'), '--format', 'json'];
  const { code, stdout } = await run('export', { args }).ended;
  expect([code, JSON.parse(stdout)]).toMatchObject([
    0,
    { connectorTypeString: 'MINE', readTransformation: { user: { scimEntityEndpoint: 'Users' } } },
  ]);
});
