/** `ipsproxy load-check`: whether a client's initial load gets everything once. */
import { type Command, InvalidArgumentError } from 'commander';
import {
  action,
  type ConfigOption,
  configOption,
  configurationFile,
  type JsonOption,
  jsonOption,
  newCommand,
  wholeNumber,
} from '../command.ts';

interface Options extends ConfigOption, JsonOption {
  readonly url?: string;
  readonly user?: string;
  readonly endpoint: string[];
  readonly count: number;
}

/** The most that the proxy gives. */
const LARGEST_PAGE = 100;

export function loadCheckCommand(): Command {
  return newCommand('load-check', {
    summary: "read everything as a client's initial load does, and report what it gets",
    description: `Reads all entities of a system as a client's initial load does, page by page, and counts what is hidden, left out, doubled or
missing. Reads only. The backend is asked through the configuration, or a running proxy with --url.`,
    examples: [
      ['ipsproxy load-check --config ipsproxy.jsonc ias-test', 'users, through the configuration'],
      ['ipsproxy load-check --config ipsproxy.jsonc ias-test --endpoint Users Groups', 'and groups'],
      ['ipsproxy load-check ias-test --url https://proxy.example.com --user idm', 'through a running proxy'],
    ],
    exitCodes: { 0: 'every entity came once', 1: 'entities are doubled, left out or missing' },
  })
    .argument('<systemId>', 'id of the system')
    .addOption(configOption())
    .option('--url <url>', 'of a running proxy, instead of a configuration')
    .option(
      '--user <id>',
      'technical user, with --url; IPSPROXY_PASSWORD has the password, or it is asked for',
    )
    .option('--endpoint <name...>', 'what to read', ['Users'])
    .option('--count <n>', 'entities a page, 1 to 100', pageSize, LARGEST_PAGE)
    .addOption(jsonOption())
    .action(
      action(async (id: string, options: Options) => {
        const { loadCheck } = await import('../load-check/load-check.ts');
        const { loadOptions } = await import('../load-options.ts');
        const { url, user, endpoint, count } = options;
        return loadCheck({
          id,
          config: url === undefined ? configurationFile(options) : undefined,
          url,
          user,
          endpoints: endpoint,
          count,
          json: options.json === true,
          load: loadOptions,
          print: (text) => process.stdout.write(text),
        });
      }),
    );
}

function pageSize(text: string): number {
  const count = wholeNumber(LARGEST_PAGE)(text);
  if (count === 0) throw new InvalidArgumentError('It must be a whole number from 1 to 100.');
  return count;
}
