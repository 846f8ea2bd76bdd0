/** `ipsproxy import`: exported systems become systems of the configuration. */
import type { Command } from 'commander';
import {
  action,
  type ConfigOption,
  configOption,
  type JsonOption,
  jsonOption,
  newCommand,
} from '../command.ts';

interface Options extends ConfigOption, JsonOption {
  readonly out?: string;
  readonly id?: string;
  readonly type?: string;
  readonly force?: true;
}

export function importCommand(): Command {
  return newCommand('import', {
    summary: 'take exported systems into the configuration',
    description: `Takes proxy systems that SAP Identity Provisioning or another ipsproxy has exported as JSON into a configuration, whose comments
stay: properties, both transformations as files beside it, and references in the place of credentials. Says what has no effect
here, and which credentials are missing.`,
    examples: [
      ['ipsproxy import export.json --config ipsproxy.jsonc', 'add the systems of the file'],
      ['ipsproxy import export.json --out proxy', 'to a new configuration in the folder proxy'],
      ['ipsproxy import export.json --config ipsproxy.jsonc --force', 'replace those with the same id'],
    ],
    exitCodes: {
      0: 'all systems were taken; credentials may be missing',
      1: 'a system was refused, or cannot be served as it is',
    },
  })
    .argument('<file>', 'the exported file')
    .addOption(configOption())
    .option('--out <folder>', 'folder of a configuration, which is made where there is none')
    .option('--id <id>', 'id of the system here, instead of that of the file')
    .option('--type <type>', 'type of the systems here, where the file does not say it')
    .option('--force', 'replace systems and transformations that are there')
    .addOption(jsonOption())
    .action(
      action(async (file: string, options: Options) => {
        const { importFile } = await import('../exchange/import.ts');
        const { config, out, id, type } = options;
        return importFile({
          file,
          config,
          out,
          id,
          type,
          force: options.force === true,
          json: options.json === true,
        });
      }),
    );
}
