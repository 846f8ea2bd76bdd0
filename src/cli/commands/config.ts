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
    examples: [
      ['ipsproxy config schema > ipsproxy.schema.json', 'to be named in "$schema" of the configuration'],
    ],
    exitCodes: { 0: 'the schema was printed or written', 1: 'the file could not be written' },
  })
    .option('--out <file>', 'write it to a file instead of standard output')
    .action(
      action(async ({ out }: SchemaOptions) => {
        const { configurationSchemaText } = await import('../../config/json-schema.ts');
        const { loadOptions } = await import('../load-options.ts');
        const text = configurationSchemaText(loadOptions.definitions, loadOptions.common);
        if (out === undefined) process.stdout.write(text);
        else await writeText(out, text);
        return EXIT.ok;
      }),
    );
}

async function writeText(file: string, text: string): Promise<void> {
  const { writeFile } = await import('node:fs/promises');
  await writeFile(file, text);
}
