/** What all commands have in common. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import project from '../../package.json' with { type: 'json' };
import { EXIT } from '../../src/cli/exit-codes.ts';
import { buildProgram } from '../../src/cli/program.ts';
import { ENTRY, run } from './helpers.ts';

interface Leaf {
  /** `ipsproxy secret hash` */
  readonly name: string;
  readonly command: Command;
}

function leavesOf(command: Command, name = command.name()): Leaf[] {
  if (command.commands.length === 0) return [{ name, command }];
  return command.commands.flatMap((child) => leavesOf(child, `${name} ${child.name()}`));
}

function helpOf(command: Command): string {
  let help = '';
  command.configureOutput({ writeOut: (part) => (help += part) });
  command.outputHelp();
  return help;
}

const leaves = leavesOf(buildProgram());

describe.each(leaves)('$name', ({ name, command }) => {
  const help = helpOf(command);
  const examples = [...help.matchAll(/^ {2}(?<line>.*?\bipsproxy .*?)(?: {2}.*)?$/gm)].map(
    (match) => match.groups?.['line'] ?? '',
  );

  it('says what it does, with examples and exit codes', () => {
    expect(help).toMatch(new RegExp(`^Usage: ${name} \\[options\\]`));
    // What it does, in sentences, and no line of it broken twice.
    expect(help).toMatch(/^Usage: .*\n\n[A-Z][a-z]*s /);
    const [, description = ''] = /^Usage: .*\n\n([\s\S]*?)\n\n/.exec(help) ?? [];
    const lines = description.split('\n');
    const fits = lines.slice(1).map((line, index) => `${lines[index]} ${line.split(' ')[0]}`.length <= 80);
    expect(fits).not.toContain(true);
    expect(help).toMatch(/^Examples:$/m);
    expect(help).toMatch(/^Exit codes:$/m);
    expect(help).toMatch(/^ {2}2 {2}the configuration cannot be used, or the command was called/m);
    expect(examples.length).toBeGreaterThan(0);
  });

  it.each(examples)('%s is a call that it takes', async (line) => {
    const [, words = ''] = /\bipsproxy ([^|>)]*)/.exec(line) ?? [];
    const program = buildProgram();
    const called: string[] = [];
    for (const leaf of leavesOf(program)) leaf.command.action(() => void called.push(leaf.name));
    await program.parseAsync(words.trim().split(/ +/), { from: 'user' });
    expect(called).toEqual([name]);
  });
});

describe('ipsproxy', () => {
  it.each(['--version', '-V'])('%s', async (option) => {
    const { code, stdout, stderr } = await run(option).ended;
    expect([code, stdout, stderr]).toEqual([0, `${project.version}\n`, '']);
  });

  it('names its commands and the exit codes', async () => {
    const { code, stdout, stderr } = await run('--help').ended;
    expect([code, stderr]).toEqual([0, '']);
    for (const { name } of leaves) expect(stdout).toContain(`\n  ${name.split(' ')[1]}`);
    for (const exit of Object.values(EXIT)) expect(stdout).toMatch(new RegExp(`^ {2}${exit} {2}`, 'm'));
  });

  it.each([
    ['serv', /^Unknown command 'serv'\n\(Did you mean serve\?\)\n"ipsproxy --help" says what it takes\.\n$/],
    ['secret hsh', /\(Did you mean hash\?\)\n"ipsproxy secret --help"/],
    ['demo --usr 5', /^Unknown option '--usr'\n\(Did you mean --users\?\)\n"ipsproxy demo --help"/],
    ['demo --port http', /argument 'http' is invalid\. It must be a whole number from 0 to 65535\./],
    ['demo --port', /argument missing/],
    ['demo --port=99999', /from 0 to 65535/],
  ])('%s: says what was meant', async (line, message) => {
    const { code, stdout, stderr } = await run(line).ended;
    expect([code, stdout]).toEqual([EXIT.configuration, '']);
    expect(stderr).toMatch(message);
  });

  it.each(['--help', 'secret'])(
    'without a command, "%s" beside it: help, as an error only then',
    async (line) => {
      const { code, stdout, stderr } = await run(line).ended;
      const asked = line === '--help';
      expect([code, stdout === '']).toEqual([asked ? EXIT.ok : EXIT.configuration, !asked]);
      if (!asked) expect(stderr).toMatch(/^Usage: ipsproxy secret[\s\S]*Which command\? /);
    },
  );

  it('says in a sentence that a file cannot be written', async () => {
    const { code, stdout, stderr } = await run('config schema --out /nowhere/schema.json').ended;
    const sentence = '--out /nowhere/schema.json: it cannot be written (ENOENT).\n';
    expect([code, stdout, stderr]).toEqual([EXIT.configuration, '', sentence]);
  });

  it('does not repeat what stands behind an unknown option', async () => {
    const { stderr } = await run('validate --password=hunter2').ended;
    expect(stderr).toContain("Unknown option '--password=…'");
    expect(stderr).not.toContain('hunter2');
  });

  it.each([
    ['validate --json', 'CLI_USAGE', /Which configuration\?/],
    ['validate --json --nonsense', 'CLI_USAGE', /Unknown option '--nonsense'/],
    ['validate --json --config nowhere.json', 'CONFIGURATION_INVALID', /the file does not exist/],
    ['nonsense --json', 'CLI_USAGE', /Unknown command 'nonsense'/],
  ])('%s: one JSON object, nothing for people', async (line, errorCode, message) => {
    const { code, stdout, stderr } = await run(line).ended;
    expect([code, stderr]).toEqual([EXIT.configuration, '']);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      problems: [{ code: errorCode, severity: 'error', message: expect.stringMatching(message) }],
    });
  });

  it('ends without a word when nobody reads on, and not as if all were well', async () => {
    const child = spawn(process.execPath, [ENTRY, 'config', 'schema'], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'close')]);
    expect([code, stderr]).toEqual([EXIT.failure, '']);
  });

  it.each([
    [{ FORCE_COLOR: '1', NO_COLOR: '' }, true],
    [{ FORCE_COLOR: '', NO_COLOR: '' }, false],
    [{ FORCE_COLOR: '', NO_COLOR: '1' }, false],
  ])('colours with %j: %s', async (env, coloured) => {
    // Empty counts as not set.
    const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
    const without = Object.keys(env).filter((name) => !(name in given));
    const { stdout } = await run('--help', { env: given, without }).ended;
    expect(stdout.includes('\u001b[')).toBe(coloured);
  });
});
