/** The scripts in real shells. Only bash has to be there. */
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildProgram } from '../../src/cli/program.ts';
import { typeNames } from '../../src/config/connector-of.ts';
import { connectorDefinitions } from '../../src/connectors/registry.ts';
import { ENTRY, run } from './helpers.ts';

type Shell = 'bash' | 'zsh' | 'fish';

const TYPES = typeNames(connectorDefinitions).sort();

/** Prints what may stand in the place of the last word, one a line, behind a tab what it is. */
const COMPLETE: Readonly<Record<Shell, readonly string[]>> = {
  bash: [
    'bash',
    '--norc',
    '--noprofile',
    '-c',
    `source "$1"; read -ra COMP_WORDS <<< "\${2//=/ = }"; [[ $2 == *' ' || $2 == *= ]] && COMP_WORDS+=('')
     [[ $2 == *= ]] && unset 'COMP_WORDS[-1]'
     COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _ipsproxy; printf '%s\\n' "\${COMPREPLY[@]}"`,
    'bash',
  ],
  fish: ['fish', '--no-config', '-c', 'source $argv[1]; complete -C $argv[2]'],
  // A shell within a shell, that says what it adds.
  zsh: [
    'zsh',
    '-f',
    '-c',
    `zmodload zsh/zpty
     zpty shell zsh -f -i
     zpty -w shell "PS1= RPS1=; autoload -Uz compinit; compinit -u -D; source '$1'; stty -echo cols 500"
     zpty -w shell 'compadd() { local -a found; builtin compadd -O found "$@"; local each; for each in $found; do print -r -- "<$each>"; done; builtin compadd "$@" }'
     zpty -w shell 'show() { print BEGIN; _main_complete; print END }; zle -C show list-choices show; bindkey "^X" show; print READ""Y'
     zpty -r shell out '*READY*'
     zpty -n -w shell "$2"$'\\C-x'
     zpty -r shell out '*END*'
     print -r -- "$out" | sed -n 's/^<\\(.*\\)>.*$/\\1/p'`,
    'zsh',
  ],
};

const isThere = (shell: Shell) => spawnSync(shell, ['--version']).status === 0;

const root = buildProgram();
const names = root
  .createHelp()
  .visibleCommands(root)
  .map((command) => command.name());

describe.each(['bash', 'zsh', 'fish'] as const)('ipsproxy completion %s', (shell) => {
  describe.skipIf(shell !== 'bash' && !isThere(shell))(`in ${shell}, where it is installed`, () => {
    let script = '';
    let folder = '';
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'ipsproxy-'));
      for (const name of ['config.jsonc', 'other file.yaml']) await writeFile(join(folder, name), '');
      await mkdir(join(folder, 'conf.d'));
      script = join(folder, 'script');
      const { status, stdout, stderr } = spawnSync(process.execPath, [ENTRY, 'completion', shell], {
        encoding: 'utf8',
      });
      expect([status, stderr]).toEqual([0, '']);
      await writeFile(script, stdout);
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));

    function complete(line: string): string[] {
      const [program = '', ...args] = COMPLETE[shell];
      const { stdout, stderr } = spawnSync(program, [...args, script, line], {
        cwd: folder,
        encoding: 'utf8',
      });
      expect(stderr).toBe('');
      const words = stdout.split('\n').map((row) => row.split('\t')[0]?.trim() ?? '');
      return [...new Set(words)].filter((word) => word !== '').toSorted();
    }

    it('completes commands', () => {
      expect(complete('ipsproxy ')).toEqual(expect.arrayContaining(names));
      expect(complete('ipsproxy val')).toEqual(['validate']);
      expect(complete('ipsproxy secret h')).toEqual(['hash', 'help']);
      expect(complete('ipsproxy help sec')).toEqual(['secret']);
    });

    it('completes options of the command that is there', () => {
      expect(complete('ipsproxy validate --')).toEqual(
        expect.arrayContaining(['--config', '--without-secrets', '--online', '--json', '--help']),
      );
      expect(complete('ipsproxy validate --config x --on')).toEqual(['--online']);
      expect(complete('ipsproxy config schema --o')).toEqual(['--out']);
      expect(complete('ipsproxy serve --on')).toEqual([]);
    });

    it('completes values that are known', () => {
      expect(complete('ipsproxy completion ')).toEqual(expect.arrayContaining(['bash', 'fish', 'zsh']));
      expect(complete('ipsproxy init --type ')).toEqual(TYPES);
      expect(complete('ipsproxy init --type cl')).toEqual(TYPES.filter((type) => type.startsWith('cl')));
      expect(complete('ipsproxy init --id ')).toEqual([]);
    });

    it('completes files and folders', () => {
      expect(complete('ipsproxy serve --config conf')).toEqual([
        expect.stringMatching(/^conf\.d\/?$/),
        'config.jsonc',
      ]);
      expect(complete('ipsproxy init --out con')).toEqual([expect.stringMatching(/^conf\.d\/?$/)]);
      expect(complete('ipsproxy serve conf')).toEqual([]);
    });

    // Within the inner zsh there is no such word.
    if (shell === 'zsh') return;
    it('completes behind an equals sign', () => {
      const [value = ''] = complete('ipsproxy init --type=id');
      expect(value.replace('--type=', '')).toBe('identity-authentication');
      const all = complete('ipsproxy init --type=').map((each) => each.replace('--type=', ''));
      expect(all).toEqual(TYPES);
    });
  });
});

it('refuses other shells', async () => {
  const { code, stdout, stderr } = await run('completion', { args: ['csh'] }).ended;
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain('Allowed choices are bash, zsh, fish.');
});
