/** `ipsproxy transform`: what a transformation makes of an entity, and why. */
import { type Command, Option } from 'commander';
import { action, configOption, jsonOption, newCommand } from '../command.ts';
import type { TransformOptions } from '../transform/transform.ts';

/** Of an option that is given several times, all values. */
function together(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

export function transformCommand(): Command {
  return newCommand('transform', {
    summary: 'run a transformation on entities, explain it, or compare two versions of it',
    description: `Runs a transformation on entities: JSON, a list of it, an answer to a list, or JSON lines, from a file or from standard input. Sends nothing anywhere. Passwords and other secrets are shown as ***.`,
    examples: [
      ['ipsproxy transform --transformation read.json user.json', 'as a client would see the user'],
      [
        'ipsproxy transform --transformation write.json --operation create --explain user.json',
        'mapping by mapping',
      ],
      [
        'ipsproxy transform --config ipsproxy.jsonc --system ias-test user.json',
        'with the properties of a system',
      ],
      [
        'ipsproxy transform --transformation old.json --diff new.json users.jsonl',
        'what a change of it changes',
      ],
    ],
    exitCodes: {
      0: 'every entity was transformed; with --diff, none differently',
      1: 'an entity was filtered or failed; with --diff, one differs',
    },
  })
    .argument('[file]', 'the entities; default: standard input')
    .option('--transformation <file>', 'the transformation; default: that of the system')
    .addOption(configOption())
    .option('--system <id>', 'a system of the configuration, whose properties are used')
    .addOption(
      new Option('--direction <direction>', 'default: that of the operation').choices(['read', 'write']),
    )
    .addOption(
      new Option('--operation <operation>', 'default: read, or create in the direction write').choices([
        'read',
        'create',
        'update',
        'patch',
        'delete',
      ]),
    )
    .option('--entity-type <name>', 'default: user, or the only one of the transformation')
    .option('--id <id>', 'of an entity that is changed (entityIdTargetSystem); default: that of the entity')
    .option('--property <name=value>', 'property of the system; may be given several times', together)
    .option('--explain', 'print what each mapping did')
    .option('--diff <file>', 'compare with another version of the transformation')
    .addOption(jsonOption())
    .action(
      action(async (file: string | undefined, options: TransformOptions) => {
        const { transform } = await import('../transform/transform.ts');
        return transform(file, options);
      }),
    );
}
