/** `ipsproxy export`: a system for SAP Identity Management, for another proxy, or for its clients. */
import { type Command, Option } from 'commander';
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
  readonly format: 'csv' | 'json' | 'openapi' | 'postman';
  readonly out?: string;
  readonly url?: string;
  readonly force?: true;
}

export function exportCommand(): Command {
  return newCommand('export', {
    summary: 'write a system for SAP Identity Management, another proxy, or tools of clients',
    description: `Writes one system of the configuration, without credentials: as a repository of SAP Identity Management (csv), or in the
JSON form of SAP Identity Provisioning with both transformations (json), which "ipsproxy import" takes; or its API as an OpenAPI
document (openapi) or as a collection for Postman and Bruno (postman).`,
    examples: [
      [
        'ipsproxy export --config ipsproxy.jsonc ias-test --format csv --out ias-test.csv',
        'a repository to import',
      ],
      [
        'ipsproxy export --config ipsproxy.jsonc ias-test --format csv --url https://proxy.example.com',
        'behind this URL',
      ],
      [
        'ipsproxy export --config ipsproxy.jsonc ias-test --format json --out ias-test.json',
        'for another proxy',
      ],
      [
        'ipsproxy export --config ipsproxy.jsonc ias-test --format openapi --url https://proxy.example.com',
        'its API',
      ],
    ],
    exitCodes: { 0: 'the system was written', 1: 'it cannot be exported; nothing was written' },
  })
    .argument('<systemId>', 'id of the system')
    .addOption(configOption())
    .addOption(
      new Option('--format <format>', 'what to write')
        .choices(['csv', 'json', 'openapi', 'postman'])
        .makeOptionMandatory(),
    )
    .option('--out <file>', 'write to this file instead of standard output')
    .option(
      '--url <url>',
      'under which clients reach the proxy, for all formats but json (default: server.externalUrl)',
    )
    .option('--force', 'overwrite the file')
    .addOption(jsonOption())
    .action(
      action(async (id: string, options: Options) => {
        const { exportSystem } = await import('../exchange/export.ts');
        const { format, out, url } = options;
        return exportSystem({
          id,
          config: configurationFile(options),
          format,
          out,
          url,
          force: options.force === true,
          json: options.json === true,
        });
      }),
    );
}
