/** `ipsproxy completion`: scripts that let a shell complete commands, options and values. */
import { Argument, type Command } from 'commander';
import { action, newCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof SHELLS)[number];

export function completionCommand(): Command {
  return newCommand('completion', {
    summary: 'print a script that lets a shell complete commands and options',
    description: 'Prints a script that lets a shell complete commands, options and their values.',
    examples: [
      ['source <(ipsproxy completion bash)', 'in ~/.bashrc'],
      ['source <(ipsproxy completion zsh)', 'in ~/.zshrc, after compinit'],
      ['ipsproxy completion fish | source', 'in ~/.config/fish/config.fish'],
    ],
    exitCodes: { 0: 'the script was printed' },
  })
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .action(
      action(async (shell: Shell, _options: object, command: Command) => {
        const { completionTree } = await import('../completion/tree.ts');
        const { connectorDefinitions } = await import('../../connectors/registry.ts');
        const { typeNames } = await import('../../config/connector-of.ts');
        const known = new Map([['type', typeNames(connectorDefinitions)]]);
        const script = await scriptOf(shell);
        process.stdout.write(script(completionTree(command.parent ?? command, known)));
        return EXIT.ok;
      }),
    );
}

async function scriptOf(shell: Shell) {
  switch (shell) {
    case 'bash':
      return (await import('../completion/bash.ts')).bashScript;
    case 'zsh':
      return (await import('../completion/zsh.ts')).zshScript;
    case 'fish':
      return (await import('../completion/fish.ts')).fishScript;
  }
}
