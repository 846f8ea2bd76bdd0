/** `ipsproxy secret hash`: what the configuration has instead of a client's secret. */
import type { Command } from 'commander';
import { action, commandGroup, type JsonOption, jsonOption, newCommand } from '../command.ts';

export function secretCommand(): Command {
  return commandGroup('secret', "hashes of clients' secrets", [secretHashCommand()]);
}

function secretHashCommand(): Command {
  return (
    newCommand('hash', {
      summary: 'print the hash of a secret',
      description:
        'Asks for a secret, or reads it from standard input, and prints its hash for "secrets" of a technical user.',
      examples: [
        ['ipsproxy secret hash', 'ask twice, without showing what is typed'],
        ['printf %s "$SECRET" | ipsproxy secret hash', 'from standard input'],
      ],
      exitCodes: { 0: 'the hash was printed' },
    })
      .addOption(jsonOption())
      // A secret in the wrong place must not be repeated, whatever it looks like.
      .allowUnknownOption()
      .allowExcessArguments()
      .action(
        action(async (options: JsonOption, command: Command) => {
          const { printSecretHash } = await import('../secret/hash.ts');
          return printSecretHash(command.args, options.json === true);
        }),
      )
  );
}
