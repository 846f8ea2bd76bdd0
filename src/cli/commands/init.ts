/** `ipsproxy init`: a first configuration. */
import { type Command, Option } from 'commander';
import { action, jsonOption, newCommand } from '../command.ts';
import { addProperty, type InitOptions } from '../init/options.ts';

export function initCommand(): Command {
  return newCommand('init', {
    summary: 'write a first configuration, with copies of its transformations',
    description: `Writes a commented configuration for one system, ready to edit, with copies of the transformations of its type.
Asks on a terminal for what the options do not say. Never overwrites a file without --force.`,
    examples: [
      ['ipsproxy init', 'ask for everything'],
      [
        'ipsproxy init --type cloud-foundry --id cf-test --out cf --yes',
        'ask nothing; fill in the rest in the file',
      ],
      [
        'ipsproxy init --type identity-authentication --property URL=https://tenant.example.com --yes',
        'with a property',
      ],
    ],
    exitCodes: { 0: 'the files were written' },
  })
    .option(
      '--type <type>',
      'type of the system, such as scim, or the name of one that SAP has, such as "SAP Analytics Cloud"',
    )
    .option('--id <id>', 'id of the system, a part of its URL (default: the type)')
    .option('--name <name>', 'name of the system, for people')
    .addOption(
      new Option('--property <name=value>', 'property of the system; may be given several times')
        .default({}, 'none')
        .argParser(addProperty),
    )
    .option('--user <id>', 'user name with which clients call the proxy')
    .option('--secret-stdin', "take that user's secret from standard input, and store its hash")
    .option('--out <folder>', 'folder of the files', '.')
    .option('--yes', 'ask nothing')
    .option('--force', 'overwrite files that are there')
    .addOption(jsonOption())
    .action(
      action(async (options: InitOptions) => {
        const { init } = await import('../init/init.ts');
        return init(options);
      }),
    );
}
