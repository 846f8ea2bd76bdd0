/** `ipsproxy release`: opens a deletion guard again that has tripped. */
import type { Command } from 'commander';
import {
  action,
  type ConfigOption,
  configOption,
  configurationFile,
  type JsonOption,
  jsonOption,
  newCommand,
} from '../command.ts';

interface Options extends ConfigOption, JsonOption {
  readonly show?: true;
}

export function releaseCommand(): Command {
  return newCommand('release', {
    summary: 'open the deletion guard of a system again',
    description: `Opens the deletion guard of a system that has tripped: deletions, deactivations and removals of members go on at once in all
running instances, and are counted anew. Says what the guard had counted and since when. Look first at what the client was
about to do.`,
    examples: [
      ['ipsproxy release --config ipsproxy.jsonc ias-test --show', 'whether it has tripped, and why'],
      ['ipsproxy release --config ipsproxy.jsonc ias-test', 'let the client go on'],
    ],
    exitCodes: {
      0: 'the guard is open, or --show said how it is',
      1: 'what the proxy remembers cannot be reached; nothing was released',
    },
  })
    .argument('<systemId>', 'id of the system')
    .addOption(configOption())
    .option('--show', 'only say how it is; release nothing')
    .addOption(jsonOption())
    .action(
      action(async (id: string, options: Options) => {
        const { releaseGuard } = await import('../release/release.ts');
        const { show = false, json = false } = options;
        return releaseGuard({ id, config: configurationFile(options), show, json });
      }),
    );
}
