/** `ipsproxy serve`: the proxy. */
import type { Command } from 'commander';
import { action, type ConfigOption, configOption, configurationFile, newCommand } from '../command.ts';

export function serveCommand(): Command {
  return newCommand('serve', {
    summary: 'serve the configured systems',
    description: `Serves the configured systems until SIGTERM or SIGINT. SIGHUP reads the configuration again. The log is one JSON
object per line on standard output. The environment variables HOST and PORT win over the configuration.`,
    examples: [
      ['ipsproxy serve --config ipsproxy.jsonc', 'serve what the file says'],
      ['PORT=9090 ipsproxy serve --config ipsproxy.jsonc', 'on another port'],
    ],
    exitCodes: {
      0: 'stopped; all requests were finished',
      1: 'could not listen, or was stopped with requests cut off',
    },
  })
    .addOption(configOption())
    .action(
      action(async (options: ConfigOption) => {
        const { serve } = await import('../serve/serve.ts');
        return serve(configurationFile(options));
      }),
    );
}
