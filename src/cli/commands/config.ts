/** `ipsproxy config schema`: what editors know about the configuration file. */
import type { Command } from 'commander';
import { action, commandGroup, newCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';

export function configCommand(): Command {
  return commandGroup('config', 'facts about the configuration file', [configSchemaCommand()]);
}

interface SchemaOptions {
  readonly out?: string;
}

function configSchemaCommand(): Command {
  return newCommand('schema', {
    summary: 'print the JSON Schema of the configuration file, for editors',
    description:
      'Prints the JSON Schema of the configuration file, which editors complete and check it with.',
    examples: [
      ['ipsproxy config schema > ipsproxy.schema.json', 'to be named in "$schema" of the configuration'],
    ],
    exitCodes: { 0: 'the schema was printed or written' },
  })
    .option('--out <file>', 'write it to a file instead of standard output')
    .action(
      action(async ({ out }: SchemaOptions) => {
        const { configurationSchemaText } = await import('../../config/json-schema.ts');
        const { loadOptions } = await import('../load-options.ts');
        const text = configurationSchemaText(loadOptions.definitions, loadOptions.common);
        if (out === undefined) process.stdout.write(text);
        else await (await import('../write-output.ts')).writeOutput(out, text, true);
        return EXIT.ok;
      }),
    );
}
