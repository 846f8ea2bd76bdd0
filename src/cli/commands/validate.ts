/** `ipsproxy validate`: what is wrong with a configuration. */
import type { Command } from 'commander';
import { action, type ConfigOption, configOption, configurationFile, newCommand } from '../command.ts';

export function validateCommand(): Command {
  return newCommand('validate', {
    summary: 'explain every problem of a configuration and its transformations',
    description:
      'Explains every problem of a configuration and its transformations, with file, line and what to write instead. Sends nothing anywhere.',
    examples: [['ipsproxy validate --config ipsproxy.jsonc', 'explain every problem']],
    exitCodes: {
      0: 'everything that is not disabled can be served',
      1: 'something has to be left out',
    },
  })
    .addOption(configOption())
    .action(
      action(async (options: ConfigOption) => {
        const { validate } = await import('../validate/validate.ts');
        return validate(configurationFile(options));
      }),
    );
}
