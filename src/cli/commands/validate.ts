/** `ipsproxy validate`: what is wrong with a configuration, and what will be served. */
import type { Command } from 'commander';
import {
  action,
  type ConfigOption,
  configOption,
  configurationFile,
  jsonOption,
  newCommand,
} from '../command.ts';
import type { ValidateOptions } from '../validate/validate.ts';

export function validateCommand(): Command {
  return newCommand('validate', {
    summary: 'explain every problem of a configuration and its transformations',
    description: `Explains every problem of a configuration and its transformations, with file, line and what to write instead, and
names what will be served. Sends nothing anywhere, unless --online asks the backends and the server of "state".`,
    examples: [
      ['ipsproxy validate --config ipsproxy.jsonc', 'explain every problem'],
      ['ipsproxy validate --config ipsproxy.jsonc --without-secrets', 'where secrets are not, as in CI'],
      ['ipsproxy validate --config ipsproxy.jsonc --online', 'read one user and one group of each backend'],
    ],
    exitCodes: {
      0: 'everything that is not disabled can be served',
      1: 'something has to be left out, or a backend or the server of "state" failed',
    },
  })
    .addOption(configOption())
    .option('--without-secrets', 'secrets that are missing are no problem; everything else is checked')
    .option(
      '--online',
      'ask each backend, and the server of "state": reachable, credentials taken, permissions sufficient',
    )
    .addOption(jsonOption())
    .action(
      action(async ({ config, ...options }: ConfigOption & ValidateOptions) => {
        const { validate } = await import('../validate/validate.ts');
        return validate(configurationFile(config === undefined ? {} : { config }), options);
      }),
    );
}
