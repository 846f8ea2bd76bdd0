/** `ipsproxy explain`: why an entity is shown, hidden or written as it is. */
import { type Command, Option } from 'commander';
import {
  action,
  type ConfigOption,
  configOption,
  configurationFile,
  jsonOption,
  newCommand,
} from '../command.ts';
import type { ExplainOptions } from '../explain/explain.ts';

export function explainCommand(): Command {
  return newCommand('explain', {
    summary: 'say why an entity is shown, hidden or written as it is',
    description: `Follows one entity through the connector, the condition, every mapping and the projection, and says where and why its way ends. Without an entity, counts those that clients do not see, by reason. With --operation, tries a write: what it reads is read, and what it would write is shown and not sent. Works without a running proxy, with the configuration's own secrets; backends are only read.`,
    examples: [
      ['ipsproxy explain --config ipsproxy.jsonc ias-test user P000123', 'one user'],
      [
        'ipsproxy explain --config ipsproxy.jsonc ias-test user P000123 --as idm-client',
        'as this technical user',
      ],
      ['ipsproxy explain --config ipsproxy.jsonc ias-test group', 'how many groups are hidden, and which'],
      [
        'ipsproxy explain --config ipsproxy.jsonc ias-test user --operation create --write user.json',
        'a dry run',
      ],
    ],
    exitCodes: {
      0: 'it was explained, whatever becomes of the entity',
      1: 'something unexpected failed',
    },
  })
    .argument('<systemId>', 'id of the system')
    .argument('<entityType>', 'user, group, or another one of the transformations')
    .argument('[entity]', 'its id as clients know it, or a filter that finds it')
    .addOption(configOption())
    .addOption(
      new Option('--operation <operation>', 'try a write').choices(['create', 'update', 'patch', 'delete']),
    )
    .option('--write <file>', 'the body of the write; - is standard input')
    .option('--as <id>', 'first see whether this technical user may use the system')
    .option('--attributes <names>', 'as in a request of a client')
    .addOption(jsonOption())
    .action(
      action(
        async (
          systemId: string,
          entityType: string,
          entity: string | undefined,
          { config, ...options }: ConfigOption & ExplainOptions,
        ) => {
          const { explain } = await import('../explain/explain.ts');
          const file = configurationFile(config === undefined ? {} : { config });
          return explain(file, systemId, entityType, entity, options);
        },
      ),
    );
}
