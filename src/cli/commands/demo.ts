/** `ipsproxy demo`: the proxy with made-up backends. */
import type { Command } from 'commander';
import { action, jsonOption, newCommand } from '../command.ts';
import type { DemoOptions } from '../demo/options.ts';
import { addSizeOptions, hostOption, portOption } from '../sandbox/options.ts';

export function demoCommand(): Command {
  const command = newCommand('demo', {
    summary: 'serve made-up backends, ready to be tried with curl',
    description:
      'Starts the proxy and a made-up backend for each of its systems, and prints requests to paste. Stops with Ctrl+C.',
    examples: [
      ['ipsproxy demo', 'on port 8080'],
      ['ipsproxy demo --port 0 --json', 'on a free port, for scripts'],
      ['ipsproxy demo --users 10000 --groups 500', 'larger backends'],
    ],
    exitCodes: { 0: 'stopped; all requests were finished', 1: 'stopped with requests cut off' },
  });
  return addSizeOptions(command)
    .addOption(portOption('port of the proxy; 0 takes a free one', 8080, 65_535))
    .addOption(hostOption())
    .addOption(jsonOption())
    .action(
      action(async (options: DemoOptions) => {
        const { demo } = await import('../demo/demo.ts');
        return demo(options);
      }),
    );
}
